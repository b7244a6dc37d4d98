"""A step that does not end: the program ends it, or is ended and started again, and the others are answered."""

import os
import signal
from datetime import date
from pathlib import Path

import pytest

from bot.inbound.unended_steps import MOST_BEGINNINGS
from demo.district import ISSUED, PERIOD, sample_district
from demo.officers import TEXTS, OfficerPhone, text_of
from reporting.rounds.round import Due
from storage.database.database import open_database
from storage.rounds import rounds as register
from storage.rounds.forms import FormShelf
from tests.support import traps
from tests.support.bot_process import AT_WORK, Installation, installation, until
from tests.support.officers import NAM_TUAN
from tests.support.questionnaire_workbook import Rows, workbook

HANG_SECONDS = "1.5"
NEIGHBOUR = sample_district().officers[0]
HEAD = ("type", "name", "label", "constraint", "calculation", "repeat_count")


def doubled(first: str) -> Rows:
    """Return 40 calculations, each of the one before twice."""
    texts = ["if(${twice} = 'x', 'x', '')" if first else "'x'"]
    texts += [f"concat(${{t{place}}}, ${{t{place}}})" for place in range(40)]
    return [("calculate", f"t{place}", "", "", text) for place, text in enumerate(texts)]


HOSTILE = workbook(
    survey=[
        HEAD,
        ("text", "name", "Tên?", r"regex(., '^([A-Za-z]+\s?)+$')"),
        ("text", "twice", "Chữ gì?"),
        *doubled("twice"),
        ("integer", "many", "Bao nhiêu lớp?"),
        ("begin_repeat", "row", "Lớp", "", "", "${many}"),
        ("text", "class", "Lớp nào?"),
        ("end_repeat",),
    ]
)
"""What was sent against the program: a pattern, texts and rows without end."""


@pytest.fixture(params=["sqlite", "postgresql"] if "SOAK_SEED" in os.environ else ["sqlite"])
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


async def ask_with(place: Installation, form: bytes) -> None:
    """Open a round with a form for one commune."""
    async with open_database(place.database_url) as database, database.writing() as connection:
        compiled = await FormShelf().put(connection, form, "hostile.xlsx", ISSUED)
        await register.open_round(
            connection,
            title="Thử",
            unit_id=sample_district().supervisor.unit.id,
            reporting_units=[NAM_TUAN.unit.id],
            form_hash=compiled.content_hash,
            period=PERIOD,
            due=Due(printed=date(2020, 5, 8)),
            opened_at=ISSUED,
        )


async def test_a_hostile_form_and_what_is_typed_into_it_are_answered_in_a_sentence(
    tmp_path: Path, database_url: str | None
) -> None:
    async with installation(tmp_path, database_url=database_url) as place:
        endless = tmp_path / "endless.xlsx"
        endless.write_bytes(workbook(survey=[HEAD, *doubled(""), ("note", "end", "${t40}")]))
        refused = await place.command("form", "check", str(endless))
        assert (refused.status, refused.out) == (1, "")
        assert "Traceback" not in refused.error
        await ask_with(place, HOSTILE)
        await place.start(hang_seconds=HANG_SECONDS)
        phone, neighbour = place.phone(NAM_TUAN), place.phone(NEIGHBOUR)
        acts = 0
        for act in (phone.open_link(), phone.type("đồng ý"), neighbour.open_link()):
            await act
            acts += 1
            await place.answered(acts)
        await phone.press("Bắt đầu: Thử")
        for typed, answer in (
            ("a" * 31 + "!", "a" * 31 + "!"),
            ("an", "Chữ gì?"),
            ("x", TEXTS.plain("refused.too_much_work", value="x")),
            ("y", "Bao nhiêu lớp?"),
            ("999999999", TEXTS.plain("refused.too_many_rows", value="999.999.999")),
            ("2", "Lớp nào?"),
        ):
            await phone.type(typed)
            await neighbour.type("báo cáo")
            acts += 2
            await place.answered(acts + 1)
            assert answer in (await said(phone))[-1]
        assert len(await said(neighbour)) >= 7
        assert place.said.count(AT_WORK) == 1
        assert place.ask("SELECT count(*) FROM dead_letters") == [(0,)]
        assert await place.end(signal.SIGTERM) == 0
