"""Starting and stopping the sandbox, and bringing updates by webhook."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram.error import BadRequest, Conflict
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from sandbox import MovableClock, NotLoopback, PhoneOwner, PortTaken, Sandbox
from sandbox.http.server import serving
from tests.support.bot_process import AT_ONCE
from tests.support.timeouts import LONGEST, patient_bot

TOKEN = "7700:sandbox-token"  # noqa: S105 -- opens nothing but this sandbox
SECRET = "geheim-1"  # noqa: S105 -- a made-up one
HOA = 101
START = datetime.fromisoformat("2020-04-17T08:00:00+07:00")


async def no_pause(_: float) -> None:
    """A pause between two attempts that takes no time, but lets others go on."""
    await asyncio.sleep(0)


def new_sandbox(*, allow_remote: bool = False) -> Sandbox:
    return Sandbox(
        [PhoneOwner(id=HOA, first_name="Hoa", role_title="xã Nam Tuấn")],
        bot_username="baocao_bot",
        token=TOKEN,
        clock=MovableClock(START, frozen=True),
        sleep=no_pause,
        allow_remote=allow_remote,
    )


async def test_it_stops_at_once_though_a_poll_and_a_page_are_open() -> None:
    async with httpx.AsyncClient(timeout=LONGEST) as client:
        sandbox = new_sandbox()
        async with sandbox.serve() as address:
            poll = asyncio.create_task(client.get(f"{address.base_url}{TOKEN}/getUpdates?timeout=50"))
            live = await connect(address.url.replace("http", "ws") + "/api/live")
            await sandbox.polled()
            begun = time.monotonic()
        assert time.monotonic() - begun < AT_ONCE
        assert (await poll).json() == {"ok": True, "result": []}
        with pytest.raises(ConnectionClosed):
            await live.recv()


async def test_a_taken_port_is_said_to_be_taken() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(PortTaken, match=f"port {port} of 127.0.0.1 is taken"):
            async with new_sandbox().serve(port=port):
                pass


async def test_it_listens_on_this_machine_only_unless_told_otherwise() -> None:
    with pytest.raises(NotLoopback):
        async with new_sandbox().serve(host="0.0.0.0"):  # noqa: S104 -- this is what must be refused
            pass
    async with (
        new_sandbox(allow_remote=True).serve(host="0.0.0.0") as address,  # noqa: S104 -- expressly allowed
        httpx.AsyncClient(timeout=LONGEST) as client,
    ):
        answer = await client.get(f"http://127.0.0.1:{address.port}/api/clock", headers={"Host": "office.vn"})
        assert answer.status_code == 200


# ---- webhook ----


class Receiver:
    """The bot's side of a webhook: notes what is brought and answers as told, then always with 200."""

    def __init__(self, *answers: int) -> None:
        self.answers = list(answers)
        self.brought: list[tuple[Any, str | None]] = []
        self.arrived = asyncio.Condition()

    async def take(self, request: Request) -> Response:
        secret = request.headers.get("x-telegram-bot-api-secret-token")
        async with self.arrived:
            self.brought.append((await request.json(), secret))
            self.arrived.notify_all()
        return Response(status_code=self.answers.pop(0) if self.answers else 200)

    async def count(self, number: int) -> None:
        async with self.arrived:
            await self.arrived.wait_for(lambda: len(self.brought) >= number)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[str]:
        take: Callable[[Request], Awaitable[Response]] = self.take
        app = Starlette(routes=[Route("/hook", take, methods=["POST"])])
        async with serving(app, "127.0.0.1", 0, lambda: None) as address:
            yield f"{address.url}/hook"


async def test_a_webhook_brings_every_update_in_order_with_the_secret() -> None:
    sandbox, receiver = new_sandbox(), Receiver()
    async with (
        sandbox.serve() as address,
        receiver.open() as url,
        patient_bot(TOKEN, address.base_url) as bot,
    ):
        sandbox.phone(HOA).start()
        assert await bot.set_webhook(url, secret_token=SECRET)
        sandbox.phone(HOA).send_text("431")
        await receiver.count(2)
        await sandbox.idle()
        assert [update["message"]["text"] for update, _ in receiver.brought] == ["/start", "431"]
        assert {secret for _, secret in receiver.brought} == {SECRET}
        info = await bot.get_webhook_info()
        assert (info.url, info.pending_update_count) == (url, 0)
        with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
            await bot.get_updates()
        assert await bot.delete_webhook()
        assert await bot.get_updates() == ()


async def test_an_update_that_is_not_taken_is_brought_again() -> None:
    sandbox, receiver = new_sandbox(), Receiver(500, 503)
    async with (
        sandbox.serve() as address,
        receiver.open() as url,
        patient_bot(TOKEN, address.base_url) as bot,
    ):
        await bot.set_webhook(url)
        sandbox.phone(HOA).start()
        await receiver.count(3)
        await sandbox.idle()
        assert len({update["update_id"] for update, _ in receiver.brought}) == 1
        info = await bot.get_webhook_info()
        assert info.last_error_message == "Wrong response from the webhook: 503 Service Unavailable"
        assert info.last_error_date == START


async def test_pending_updates_are_dropped_on_demand() -> None:
    sandbox = new_sandbox()
    async with sandbox.serve() as address, patient_bot(TOKEN, address.base_url) as bot:
        sandbox.phone(HOA).start()
        await bot.delete_webhook(drop_pending_updates=True)
        assert await bot.get_updates() == ()


async def test_wrong_webhooks_are_refused() -> None:
    sandbox = new_sandbox()
    async with sandbox.serve() as address, patient_bot(TOKEN, address.base_url) as bot:
        with pytest.raises(BadRequest, match="Bad webhook: an https url must be provided for webhook"):
            await bot.set_webhook("http://office.example/hook")
        with pytest.raises(BadRequest, match="Secret token contains unallowed characters"):
            await bot.set_webhook("https://office.example/hook", secret_token="a b")  # noqa: S106 -- no secret at all
