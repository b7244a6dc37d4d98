"""Bringing events to a webhook: what goes wrong is said, and a stop at any moment leaves no connection open."""

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest

from sandbox.http.webhook_client import WebhookClient, courier

MOMENTS = 25  # so often does the loop go round in a request that meets closed connections, and more
AT_ONCE = 5


class Bot:
    """A bot that takes what comes, all at once, and hangs up when it is told."""

    def __init__(self) -> None:
        self.connections: list[asyncio.StreamWriter] = []
        self.status = "200 OK"
        self._together = asyncio.Barrier(AT_ONCE)
        self.waits = True

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections.append(writer)
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                await reader.readuntil(b"\r\n\r\n{}")
                if self.waits:
                    await self._together.wait()  # else one connection serves all
                writer.write(f"HTTP/1.1 {self.status}\r\nContent-Length: 0\r\n\r\n".encode())
        writer.close()

    def hang_up(self) -> None:
        while self.connections:
            self.connections.pop().close()


@asynccontextmanager
async def bot_with_courier() -> AsyncIterator[tuple[Bot, WebhookClient]]:
    bot = Bot()
    server = await asyncio.start_server(bot.serve, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    async with courier(f"http://{host}:{port}", {}) as to_bot:
        yield bot, to_bot
    bot.hang_up()
    server.close()


@pytest.mark.parametrize("moment", range(MOMENTS))
async def test_a_stop_at_any_moment_leaves_no_connection_open(moment: int) -> None:
    async with bot_with_courier() as (bot, to_bot):
        async with asyncio.TaskGroup() as work:
            for _ in range(AT_ONCE):
                work.create_task(to_bot.bring({}))
        bot.waits = False
        bot.hang_up()
        bringing = asyncio.create_task(to_bot.bring({}))
        for _ in range(moment):
            await asyncio.sleep(0)
        bringing.cancel()
        with suppress(asyncio.CancelledError):
            await bringing
    del bringing, to_bot
    gc.collect()  # whatever nobody closed says so here, and fails the test


async def test_what_went_wrong_is_said_in_telegrams_words() -> None:
    async with bot_with_courier() as (bot, to_bot):
        bot.waits = False
        assert await to_bot.bring({}) is None
        bot.status = "503 Busy"
        assert await to_bot.bring({}) == "Wrong response from the webhook: 503 Busy"
    async with courier("http://127.0.0.1:1", {}) as to_nobody:
        assert await to_nobody.bring({}) == "Connection refused"
