"""The real program: a stranger shares the own number, agrees, and is known."""

import signal
from pathlib import Path

import pytest

from bot.demo.district import sample_district
from bot.demo.officers import TEXTS, text_of
from conversations.phones import hash_phone
from sandbox import Person
from storage import schema as t
from storage.database import open_database
from tests.acceptance.bot_process import installation

KEY, NUMBER = "a key of the office", "+84912345678"


async def test_an_officer_joins_by_the_own_number_and_it_is_kept_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Person, "phone_number", NUMBER)  # the sandbox's own numbers are none
    member = sample_district().officers[0]
    async with installation(tmp_path) as place:
        async with open_database(place.database_url) as database, database.writing() as connection:
            known = t.people.update().where(t.people.c.name == member.name)
            await connection.execute(known.values(phone_hash=hash_phone(NUMBER, KEY)))
        await place.start(phone_key=KEY)
        phone = place.phone(member)
        await phone.type("xin chào")
        await place.answered(1)
        await place.http.post(f"/api/people/{member.user_id}/contact", json={})
        await place.answered(2)
        assert member.unit.name in text_of(await phone.last_said())
        assert place.ask("SELECT count(*) FROM accounts") == [(0,)]
        await phone.press(TEXTS.plain("button.agree"))
        await place.answered(3)
        assert place.ask("SELECT count(*) FROM accounts") == [(1,)]
        assert await place.end(signal.SIGTERM) == 0
        assert NUMBER[1:] not in place.said
        assert not [name for name, content in _files(tmp_path) if NUMBER[1:].encode() in content]


def _files(folder: Path) -> list[tuple[str, bytes]]:
    return [(file.name, file.read_bytes()) for file in folder.iterdir() if file.is_file()]
