"""The real program in webhook mode: it is killed and stopped, hears wrong callers, and goes back to polling."""

import asyncio
import random
import signal
from pathlib import Path

import httpx
import pytest

from bot.channels.telegram.webhook import SECRET_HEADER
from bot.web.webhook import derived_secret
from demo.stage import TOKEN
from tests.support.accounting import recorded
from tests.support.bot_process import AT_ONCE, Installation, installation, until
from tests.support.officers import NAM_TUAN, Crew
from tests.support.ports import free_port
from tests.support.timeouts import LONGEST

KILLS = 4
CROWD = 60  # strangers who write at once


def by_webhook() -> dict[str, str]:
    """Return the settings of a program that listens at a free port of this machine."""
    address = f"127.0.0.1:{free_port()}"
    return {"telegram_updates": "webhook", "listen": address, "public_url": f"http://{address}"}


async def brought_to(place: Installation) -> str:
    """Return where Telegram brings updates."""
    answer = await place.http.post(f"/bot{TOKEN}/getWebhookInfo")
    url: str = answer.json()["result"]["url"]
    return url


async def test_killed_in_webhook_mode_it_takes_what_is_brought_again(tmp_path: Path) -> None:
    chance = random.Random(427)  # noqa: S311 -- repeatable chance, no secret
    settings = by_webhook()
    async with installation(tmp_path) as place:
        await place.start(**settings)
        crew, updates = Crew(place, [NAM_TUAN]), 1
        (person,) = crew.officers
        await person.phone.open_link()
        await place.answered(updates)
        for act in range(3 * KILLS):
            assert await person.act()
            updates += 1
            if act % 3 == 0:
                await asyncio.sleep(chance.uniform(0.0, 0.06))
                await place.end(signal.SIGKILL)
                assert crew.shown_as_taken(NAM_TUAN) <= len(recorded(place, NAM_TUAN))
                await place.start(**settings)
            await place.answered(updates)
        names = [name for name, _ in recorded(place, NAM_TUAN)]
        assert len(names) == len(set(names)) > KILLS
        assert await place.end(signal.SIGTERM) == 0
        assert "Traceback" not in place.said
        before = len(names)
        assert await person.act()
        await place.start()
        await place.answered(updates + 1)
        assert len(recorded(place, NAM_TUAN)) >= before
        assert await brought_to(place) == ""


async def test_it_hears_only_who_has_the_secret_and_stops_at_once(tmp_path: Path) -> None:
    settings = by_webhook()
    async with (
        installation(tmp_path) as place,
        httpx.AsyncClient(base_url=settings["public_url"], timeout=LONGEST) as anybody,
    ):
        await place.start(**settings)
        assert await brought_to(place) == f"{settings['public_url']}/telegram"
        update = {"update_id": 1, "message": {"text": "431"}}
        for headers, status in (
            ({}, 403),
            ({SECRET_HEADER: "guessed"}, 403),
            ({SECRET_HEADER: derived_secret("431:another")}, 403),
            ({SECRET_HEADER: derived_secret(TOKEN)}, 200),
        ):
            assert (await anybody.post("/telegram", json=update, headers=headers)).status_code == status
        assert (await anybody.get("/")).status_code == 404
        health = await anybody.get("/healthz")
        assert (health.status_code, health.json()["status"]) == (200, "ok")
        figures = (await anybody.get("/metrics")).text
        assert 'baocao_webhook_requests_total{channel="telegram",status="403"} 3.0' in figures
        async with asyncio.timeout(AT_ONCE):
            assert await place.end(signal.SIGTERM) == 0
        with pytest.raises(httpx.ConnectError):
            await anybody.get("/")


async def test_a_secret_of_ones_own_is_what_telegram_brings(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("our-own_secret\n", encoding="utf-8")
    settings = by_webhook() | {"telegram_webhook_secret_file": str(secret)}
    async with installation(tmp_path) as place:
        await place.start(**settings)
        await place.phone(NAM_TUAN).open_link()
        await place.answered(1)
        assert await place.end(signal.SIGINT) == 0


async def test_many_who_write_at_once_are_all_answered(tmp_path: Path) -> None:
    settings = by_webhook()
    async with (
        installation(tmp_path) as place,
        httpx.AsyncClient(
            base_url=settings["public_url"], headers={SECRET_HEADER: derived_secret(TOKEN)}, timeout=LONGEST
        ) as http,
    ):
        await place.start(**settings)
        answers = await asyncio.gather(
            *(http.post("/telegram", json=written(number, "xin chào")) for number in range(CROWD))
        )
        assert [answer.status_code for answer in answers] == [200] * CROWD
        taken = "SELECT count(*) FROM updates"
        await until(
            lambda: place.ask(taken) == [(CROWD,)], "strangers are let in one after the other, all of them"
        )
        again = await http.post("/telegram", json=written(7, "xin chào"))
        assert again.status_code == 200
        assert place.ask(taken) == [(CROWD,)]
        await place.end(signal.SIGKILL)


def written(number: int, text: str) -> dict[str, object]:
    """Return an update of somebody nobody knows."""
    chat = {"id": 9_000 + number, "type": "private", "first_name": "?"}
    return {
        "update_id": 1_000 + number,
        "message": {
            "message_id": number + 1,
            "date": 1_587_085_200,
            "chat": chat,
            "from": {"id": chat["id"], "is_bot": False, "first_name": "?"},
            "text": text,
        },
    }
