"""A step that does not end: the program ends it, or is ended and started again, and the others are answered."""

import signal
from pathlib import Path

import pytest

from bot.inbound.unended_steps import MOST_BEGINNINGS
from demo.officers import TEXTS, OfficerPhone, text_of
from tests.support import traps
from tests.support.bot_process import Installation, installation, until
from tests.support.officers import NAM_TUAN

HANG_SECONDS = "1.5"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    return str(request.getfixturevalue("postgres_url")) if request.param == "postgresql" else None


async def said(phone: OfficerPhone) -> list[str]:
    return [text_of(each) for each in await phone.read() if each["from"]["is_bot"]]


async def buried_in(place: Installation) -> bool:
    """Run the program until it has ended, or there is a dead letter; tell whether there is."""
    program = place.fork(hang_seconds=HANG_SECONDS)

    def is_over() -> bool:
        return program.returncode is not None or bool(place.ask("SELECT 1 FROM dead_letters"))

    await until(is_over, "the program ends, or buries what ends it")
    assert program.returncode in {None, 1}
    return program.returncode is None


async def test_what_ends_the_program_each_time_becomes_a_dead_letter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database_url: str | None
) -> None:
    monkeypatch.setenv(traps.LAID, "1")
    async with installation(tmp_path, database_url=database_url) as place:
        phone = place.phone(NAM_TUAN)
        await phone.open_link()
        await phone.type(traps.HELD)
        await phone.type("đồng ý")
        lives = 1
        while not await buried_in(place):
            lives += 1
        assert lives > MOST_BEGINNINGS
        await place.answered(3)
        assert place.ask("SELECT failure FROM dead_letters") == [("NeverEnded",)]
        assert (await said(phone)).count(TEXTS.plain("chat.failed")) == 1
        assert place.ask("SELECT count(*) FROM accounts") == [(1,)]
        assert "_trapped" in place.said
        assert await place.end(signal.SIGTERM) == 0


async def test_a_program_that_stands_still_can_be_told_to_stop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(traps.LAID, "1")
    async with installation(tmp_path) as place:
        begun = place.database.with_name("baocao.sqlite.begun")
        await place.start(hang_seconds="3")
        await place.phone(NAM_TUAN).type(traps.HELD)
        await until(lambda: b"telegram" in begun.read_bytes(), "it has begun")
        assert await place.end(signal.SIGTERM) != 0
