"""Requests to Telegram over a real network: what arrives there, and how it can fail."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from telegram import Bot, InputFile
from telegram.error import InvalidToken, NetworkError, TimedOut

from bot.channels.channel import ChannelFailed, ChannelUnreachable, ChatClosed, SendError
from bot.channels.http import proxy_for
from bot.channels.telegram.api import TIMEOUT, call, telegram_bot
from bot.channels.telegram.channel import Telegram
from conversations.chat.orders import Acknowledge
from reporting.people.chat import Chat
from tests.support.ports import free_port
from tests.support.timeouts import let_pass

TOKEN = "7700:secret-of-the-office"  # noqa: S105 -- opens nothing
CHAT = Chat("telegram", "101")

Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def served(handler: Handler) -> AsyncIterator[Bot]:
    """Run a server that answers every request by the handler, and yield a bot that speaks to it."""
    server = web.Server(handler)
    runner = web.ServerRunner(server, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    bot = telegram_bot(TOKEN, f"http://127.0.0.1:{port}/bot", f"http://127.0.0.1:{port}/file/bot")
    await bot.request.initialize()
    try:
        yield bot
    finally:
        await bot.request.shutdown()
        await runner.cleanup()


def ok(result: object) -> web.Response:
    return web.json_response({"ok": True, "result": result})


async def test_a_request_arrives_with_its_text_as_it_was_written() -> None:
    heard: list[tuple[object, object]] = []

    async def handler(request: web.BaseRequest) -> web.Response:
        body = await request.json()
        heard.append((body["chat_id"], body["text"]))
        chat = {"id": 101, "type": "private"}
        return ok({"message_id": 7, "date": 1587085200, "chat": chat, "text": "x"})

    async with served(handler) as bot:
        sent = await bot.send_message(101, "Biết chữ: <b>99,07 %</b>")
    assert sent.message_id == 7
    assert heard == [(101, "Biết chữ: <b>99,07 %</b>")]


async def test_a_file_arrives_byte_for_byte_under_its_name() -> None:
    heard: list[tuple[str | None, bytes, object]] = []

    async def handler(request: web.BaseRequest) -> web.Response:
        form = await request.post()
        (field,) = (value for value in form.values() if isinstance(value, web.FileField))
        heard.append((field.filename, field.file.read(), form["caption"]))
        chat = {"id": 101, "type": "private"}
        return ok({"message_id": 7, "date": 1587085200, "chat": chat})

    async with served(handler) as bot:
        content = bytes(range(256)) * 5
        await bot.send_document(101, InputFile(content, filename="tổng hợp.xlsx"), caption="Bảng")
    assert heard == [("tổng hợp.xlsx", content, "Bảng")]


async def test_an_answer_that_says_no_is_read_not_raised_as_a_broken_network() -> None:
    async def handler(_: web.BaseRequest) -> web.Response:
        return web.json_response({"ok": False, "error_code": 401, "description": "Unauthorized"}, status=401)

    async with served(handler) as bot:
        with pytest.raises(InvalidToken):
            await bot.answer_callback_query("1")


@pytest.mark.parametrize("status", [200, 204, 302, 401, 403, 404, 451, 500, 502])
@pytest.mark.parametrize(
    "body", ["<html>blocked</html>", "", "[]", '"ok"', '{"ok": false}', '{"ok": true}', '{"error_code": 403}']
)
async def test_what_is_not_telegrams_own_answer_is_telegram_not_reached(status: int, body: str) -> None:
    async def handler(_: web.BaseRequest) -> web.Response:
        return web.Response(
            text=body, status=status, content_type="text/html", headers={"Location": "/login"}
        )

    async with served(handler) as bot:
        with pytest.raises(ChannelUnreachable) as failed:
            await Telegram(bot).send(CHAT, Acknowledge(press="q1"))
    assert failed.value.retry_after is not None


async def test_what_http_says_counts_for_nothing_beside_telegrams_own_word() -> None:
    async def handler(_: web.BaseRequest) -> web.Response:
        return web.json_response({"ok": False, "error_code": 403, "description": "Forbidden: blocked"})

    async with served(handler) as bot:
        with pytest.raises(ChatClosed):
            await Telegram(bot).send(CHAT, Acknowledge(press="q1"))


@pytest.mark.parametrize(
    ("body", "read"),
    [
        (b'{"ok": true, "result": "a\xffb"}', "a\ufffdb"),
        (b'{"ok": true, "result": "a\\ud83d"}', "a\ud83d"),
        ('{"ok": true, "result": "số"}'.encode(), "số"),
    ],
    ids=["no UTF-8", "half a character", "Vietnamese"],
)
async def test_an_answer_that_is_a_little_broken_is_read_as_far_as_it_goes(body: bytes, read: str) -> None:
    async def handler(_: web.BaseRequest) -> web.Response:
        return web.Response(body=body, content_type="application/json")

    async with served(handler) as bot:
        assert await call(bot, "getUpdates") == read


async def test_an_answer_that_does_not_come_is_given_up_and_may_have_arrived() -> None:
    arrived = asyncio.Event()

    async def handler(_: web.BaseRequest) -> web.Response:
        arrived.set()
        await asyncio.Event().wait()
        raise AssertionError

    async with served(handler) as bot:
        answering = asyncio.create_task(bot.answer_callback_query("1"))
        await arrived.wait()
        let_pass(TIMEOUT)
        with pytest.raises(TimedOut):
            await answering


async def test_a_connection_that_breaks_may_have_arrived_and_is_tried_again() -> None:
    async def handler(request: web.BaseRequest) -> web.Response:
        assert request.transport is not None
        request.transport.close()
        return ok("")

    async with served(handler) as bot:
        with pytest.raises(SendError) as failed:
            await Telegram(bot).send(CHAT, Acknowledge(press="q1"))
    assert type(failed.value) is ChannelFailed
    assert failed.value.retry_after is not None
    assert TOKEN not in str(failed.value)


async def test_a_port_where_nobody_listens_is_a_network_that_is_not_there() -> None:
    bot = telegram_bot(TOKEN, f"http://127.0.0.1:{free_port()}/bot", "")
    await bot.request.initialize()
    with pytest.raises(ChannelUnreachable) as failed:
        await Telegram(bot).send(CHAT, Acknowledge(press="q1"))
    await bot.request.shutdown()
    assert TOKEN not in str(failed.value)


async def test_an_address_that_is_none_is_said_without_the_token() -> None:
    bot = telegram_bot(TOKEN, "http://", "")
    await bot.request.initialize()
    with pytest.raises(NetworkError) as failed:
        await bot.answer_callback_query("1")
    await bot.request.shutdown()
    assert TOKEN not in str(failed.value)


@pytest.mark.parametrize(
    ("environment", "proxy"),
    [
        ({}, None),
        ({"https_proxy": "http://proxy.example:3128"}, "http://proxy.example:3128"),
        ({"HTTPS_PROXY": "http://proxy.example:3128"}, "http://proxy.example:3128"),
        ({"http_proxy": "http://proxy.example:3128"}, None),
        ({"https_proxy": "http://proxy.example:3128", "no_proxy": "api.telegram.org"}, None),
    ],
)
def test_a_proxy_is_taken_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], proxy: str | None
) -> None:
    for name in ("http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert proxy_for("https://api.telegram.org/bot") == proxy
