"""An office's joining day, while somebody guesses codes from many accounts: everybody with a right code gets in."""

import asyncio
import random
import time
from datetime import timedelta
from pathlib import Path

import httpx

from bot.channels.telegram_webhook import SECRET_HEADER, derived_secret
from bot.demo.district import ISSUED
from bot.demo.stage import TOKEN
from conversations.joining import hash_code
from conversations.people import RoleKind
from reporting.invitations.code import make_code
from storage import register
from storage.database import open_database
from tests.acceptance.bot_process import Installation, installation, until
from tests.acceptance.crew import NAM_TUAN
from tests.acceptance.ports import free_port
from tests.patience import LONGEST

GUESSERS, OFFICERS = 70, 200


def code(number: int) -> str:
    return make_code(random.Random(number).choice)  # noqa: S311 -- repeatable chance, no secret


def written(update: int, user: int, text: str) -> dict[str, object]:
    chat = {"id": 9_000 + user, "type": "private", "first_name": "?"}
    sender = {"id": chat["id"], "is_bot": False, "first_name": "?"}
    message = {"message_id": update, "date": 1_587_085_200, "chat": chat, "from": sender, "text": text}
    return {"update_id": 1_000 + update, "message": message}


async def invite(place: Installation) -> None:
    async with open_database(place.database_url) as database, database.writing() as connection:
        for number in range(OFFICERS):
            person = await register.add_person(
                connection, f"Cán bộ {number}", RoleKind.REPORTER, NAM_TUAN.unit.id, ISSUED
            )
            await register.invite(connection, person, hash_code(code(number)), ISSUED + timedelta(days=60))


def joined(place: Installation) -> int:
    ((count,),) = place.ask("SELECT count(*) FROM accounts")
    return int(count)


async def test_a_whole_office_joins_within_minutes_while_codes_are_guessed(tmp_path: Path) -> None:
    address = f"127.0.0.1:{free_port()}"
    async with (
        installation(tmp_path) as place,
        httpx.AsyncClient(
            base_url=f"http://{address}", headers={SECRET_HEADER: derived_secret(TOKEN)}, timeout=LONGEST
        ) as http,
    ):
        await invite(place)
        await place.start(telegram_updates="webhook", listen=address, public_url=f"http://{address}")

        async def all_say(first: int, users: range, texts: list[str]) -> None:
            posts = (
                http.post("/telegram", json=written(first + n, user, text))
                for n, (user, text) in enumerate(zip(users, texts, strict=True))
            )
            assert {each.status_code for each in await asyncio.gather(*posts)} == {200}

        guessers, officers = range(OFFICERS, OFFICERS + GUESSERS), range(OFFICERS)
        begun = time.monotonic()
        await all_say(1, guessers, [f"/start {code(user)}" for user in guessers])
        await all_say(500, officers, [f"/start {code(user)}" for user in officers])
        noticed = "SELECT count(*) FROM sessions WHERE state LIKE '%code_hash%'"
        await until(lambda: place.ask(noticed) == [(OFFICERS,)], "everybody with a code has the notice")
        seen = time.monotonic() - begun
        await all_say(1000, officers, ["đồng ý"] * OFFICERS)
        await until(lambda: joined(place) == OFFICERS, "everybody has joined")
        print(f"\n{OFFICERS} have the notice after {seen:.0f} s, joined {time.monotonic() - begun:.0f} s")  # noqa: T201 -- figures
