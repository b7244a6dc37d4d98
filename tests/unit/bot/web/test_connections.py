"""A connection is closed when nothing comes of it, and the oldest of them makes room for the next."""

import asyncio
import socket
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.web import connections
from bot.web.serving import serving
from tests.patience import LONGEST, let_pass

ASKED = b"GET /%s HTTP/1.1\r\nHost: a\r\n\r\n"


class Server:
    """What listens, and the connections to it."""

    def __init__(self, port: int, held: AsyncExitStack) -> None:
        self._port = port
        self._held = held
        self.asked, self.go_on = asyncio.Event(), asyncio.Event()

    async def connect(self, *, saying: bytes = b"") -> tuple[StreamReader, StreamWriter]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        self._held.callback(writer.close)
        writer.write(saying)
        return reader, writer

    async def slow(self, _: Request) -> Response:
        self.asked.set()
        await self.go_on.wait()
        return PlainTextResponse("slow")

    async def quick(self, _: Request) -> Response:
        return PlainTextResponse("quick")


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        async with AsyncExitStack() as held:
            server = Server(listener.getsockname()[1], held)
            routes = [Route("/slow", server.slow), Route("/quick", server.quick)]
            async with serving(routes, listener):
                yield server
                server.go_on.set()


async def rest(reader: StreamReader) -> bytes:
    try:
        return await asyncio.wait_for(reader.read(), LONGEST)
    except ConnectionResetError:
        return b""


@pytest.mark.parametrize("saying", [b"", b"GET /qu", b"GET /quick HTTP/1.1\r\nHost: a\r\n"])
async def test_who_asks_nothing_is_hung_up_on(
    server: Server, monkeypatch: pytest.MonkeyPatch, saying: bytes
) -> None:
    monkeypatch.setattr(connections, "HEADER_SECONDS", 0.2)
    reader, _ = await server.connect(saying=saying)
    assert await rest(reader) == b""


async def test_a_trickle_behind_an_answer_keeps_nothing_open(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "HEADER_SECONDS", 0.2)
    reader, writer = await server.connect(saying=ASKED % b"quick")
    assert b"200" in await reader.readline()
    writer.write(b"G")
    assert (await rest(reader)).endswith(b"quick")


async def test_who_waits_for_an_answer_gets_it(server: Server) -> None:
    reader, _ = await server.connect(saying=ASKED % b"slow")
    await server.asked.wait()
    let_pass(connections.HEADER_SECONDS)
    other, _ = await server.connect(saying=ASKED % b"quick")
    assert b"200" in await other.readline()
    server.go_on.set()
    assert b"200" in await asyncio.wait_for(reader.readline(), LONGEST)


async def test_the_longest_idle_makes_room(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "MOST_CONNECTIONS", 2)
    slow, _ = await server.connect(saying=ASKED % b"slow")
    idle, _ = await server.connect()
    late, _ = await server.connect(saying=ASKED % b"quick")
    assert b"200" in await asyncio.wait_for(late.readline(), LONGEST)
    assert await rest(idle) == b""
    server.go_on.set()
    assert b"200" in await asyncio.wait_for(slow.readline(), LONGEST)


async def test_where_all_are_busy_the_next_is_refused(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "MOST_CONNECTIONS", 1)
    slow, _ = await server.connect(saying=ASKED % b"slow")
    await server.asked.wait()
    late, _ = await server.connect(saying=ASKED % b"quick")
    assert await rest(late) == b""
    server.go_on.set()
    assert b"200" in await asyncio.wait_for(slow.readline(), LONGEST)


async def test_a_length_that_is_told_in_two_ways_is_refused_and_what_follows_is_not_read(
    server: Server,
) -> None:
    both = (
        b"POST /quick HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    )
    reader, _ = await server.connect(saying=both + ASKED % b"quick")
    answer = await rest(reader)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert answer.count(b"HTTP/1.1") == 1
