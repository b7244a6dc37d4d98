"""Connections from which nothing comes: they silence nobody and fill no log."""

import asyncio
import signal
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest

from bot.channels.telegram.webhook import SECRET_HEADER
from bot.web.webhook import derived_secret
from demo.stage import TOKEN
from tests.acceptance.test_webhook import by_webhook
from tests.support import traps
from tests.support.bot_process import installation
from tests.support.timeouts import LONGEST

DESCRIPTORS, IDLE = 64, 120
BEGUN = (b"", b"GET", b"POST /telegram HTTP/1.1\r\nHost: a\r\nX-", b"\0\xff" * 50)


async def test_idle_connections_at_few_descriptors_leave_room_for_the_channel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(traps.FEW, str(DESCRIPTORS))
    settings = by_webhook()
    host, _, port = settings["listen"].partition(":")
    async with installation(tmp_path) as place, AsyncExitStack() as held:
        await place.start(**settings)
        for number in range(IDLE):
            _, writer = await asyncio.open_connection(host, int(port))
            held.callback(writer.close)
            writer.write(BEGUN[number % len(BEGUN)])
        for number in range(10):
            update = {"update_id": number, "message": {"text": "431"}}
            secret = {SECRET_HEADER: derived_secret(TOKEN)}
            async with httpx.AsyncClient(base_url=settings["public_url"], timeout=LONGEST) as anybody:
                answer = await anybody.post("/telegram", json=update, headers=secret)
                assert answer.status_code == 200
                assert (await anybody.get("/healthz")).status_code == 200
        assert len(place.said.splitlines()) < 150
        assert await place.end(signal.SIGTERM) == 0
