"""The real program: a stranger shares the own number, agrees, and is known."""

import signal
from pathlib import Path

from demo.district import sample_district
from demo.officers import TEXTS, text_of
from reporting.people.phones import hash_phone
from sandbox import PhoneOwner
from storage.database import schema as t
from storage.database.database import open_database
from tests.support.bot_process import installation

KEY = "a key of the office"


async def test_an_officer_joins_by_the_own_number_and_it_is_kept_nowhere(
    tmp_path: Path,
) -> None:
    member = sample_district().officers[0]
    number = PhoneOwner(id=member.user_id, first_name="", role_title="").phone_number
    async with installation(tmp_path) as place:
        async with open_database(place.database_url) as database, database.writing() as connection:
            known = t.people.update().where(t.people.c.name == member.name)
            await connection.execute(known.values(phone_hash=hash_phone(number, KEY)))
        await place.start(phone_key=KEY)
        phone = place.phone(member)
        await phone.type("xin chào")
        await place.answered(1)
        forged = {"phone_number": number}, {"person": sample_district().officers[2].user_id}
        for answered, card in enumerate((*forged, {}), start=2):
            await place.http.post(f"/api/people/{member.user_id}/contact", json=card)
            await place.answered(answered)
            own = not card
            assert (TEXTS.plain("sharing.not_own") in text_of(await phone.last_said())) != own
        assert member.unit.name in text_of(await phone.last_said())
        assert place.ask("SELECT count(*) FROM accounts") == [(0,)]
        await phone.press(TEXTS.plain("button.agree"))
        await place.answered(5)
        assert place.ask("SELECT count(*) FROM accounts") == [(1,)]
        assert await place.end(signal.SIGTERM) == 0
        assert number[1:] not in place.said
        assert not [name for name, content in _files(tmp_path) if number[1:].encode() in content]


def _files(folder: Path) -> list[tuple[str, bytes]]:
    return [(file.name, file.read_bytes()) for file in folder.iterdir() if file.is_file()]
