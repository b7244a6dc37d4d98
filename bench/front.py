"""A narrow door to the sandbox's network: the Bot API over as little HTTP as bots use.

The sandbox's own server takes a third to a half of the CPU time of the fastest peer; a faster bot would wait for
it. This door takes half as much. One request at a time on a connection, bodies with a Content-Length, no files.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import Message

from sandbox.body import read_fields
from sandbox.telegram.errors import ApiError, NotFound
from sandbox.telegram.methods import METHODS, Method
from sandbox.telegram.network import Network
from sandbox.telegram.wire import Wire

HEAD_END = b"\r\n\r\n"


async def _no_webhook(*_: object) -> bool:
    """Take away a webhook, of which there is none: bots make sure of it before they poll."""
    return True


_METHODS: dict[str, Method] = METHODS | {"deletewebhook": _no_webhook}


class _Connection(asyncio.Protocol):
    """One connection of the bot."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._received = bytearray()
        self._answering: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if not isinstance(transport, asyncio.Transport):
            raise TypeError("a stream is served")
        self._transport = transport

    def connection_lost(self, _: Exception | None) -> None:
        if self._answering is not None:
            self._answering.cancel()

    def data_received(self, data: bytes) -> None:
        self._received += data
        end = self._received.find(HEAD_END)
        if end < 0:
            return
        first, *lines = bytes(self._received[:end]).decode("latin-1").split("\r\n")
        headers = Headers(raw=[_header(line) for line in lines])
        whole = end + len(HEAD_END) + int(headers.get("content-length", 0))
        if len(self._received) < whole:
            return
        body = bytes(self._received[end + len(HEAD_END) : whole])
        del self._received[:whole]
        self._answering = asyncio.get_running_loop().create_task(self._answer(first, headers, body))

    async def _answer(self, first: str, headers: Headers, body: bytes) -> None:
        path, _, query = first.split(" ")[1].partition("?")
        scope = {"type": "http", "headers": headers.raw, "query_string": query.encode("latin-1")}

        async def receive() -> Message:
            return {"type": "http.request", "body": body}

        answer = await self._carried_out(path.rpartition("/")[2].lower(), Request(scope, receive))
        content = json.dumps(answer).encode()
        status = answer.get("error_code", 200)
        self._transport.write(
            b"HTTP/1.1 %d -\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%b"
            % (status, len(content), content)
        )

    async def _carried_out(self, name: str, request: Request) -> Wire:
        try:
            if name not in _METHODS:
                raise NotFound("method not found")
            return {"ok": True, "result": await _METHODS[name](self._network, await read_fields(request))}
        except ApiError as refusal:
            return {"ok": False, "error_code": refusal.code, "description": refusal.description}


def _header(line: str) -> tuple[bytes, bytes]:
    name, _, value = line.partition(":")
    return name.lower().encode("latin-1"), value.strip().encode("latin-1")


@asynccontextmanager
async def front(network: Network) -> AsyncIterator[str]:
    """Serve a network on any free port while the block runs; gives the URL."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Connection(network), "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        network.updates.close()
