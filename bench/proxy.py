"""A minimal HTTP server for the sandbox's Bot API, with half the CPU cost of the sandbox's own server.

The sandbox's own server uses a third to a half of the fastest peer's CPU time and would limit a faster bot. This one
supports one request at a time per connection, bodies with a Content-Length, and no files.
"""

import asyncio
import json
import re
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sandbox.http.body import fields_of
from sandbox.telegram.errors import ApiError, NotFound
from sandbox.telegram.methods import METHODS, Method
from sandbox.telegram.network import Network
from sandbox.world.wire import Wire

HEAD_END = b"\r\n\r\n"
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_TYPE = re.compile(rb"\r\ncontent-type: *([^\r]+)", re.IGNORECASE)


async def _no_webhook(*_: object) -> bool:
    """Answer deleteWebhook, which bots call before polling."""
    return True


_METHODS: dict[str, Method] = METHODS | {"deletewebhook": _no_webhook}


class _Connection(asyncio.Protocol):
    """One connection from the bot."""

    def __init__(self, network: Network, refused: Counter[int]) -> None:
        self._network = network
        self._refused = refused
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
        head = bytes(self._received[:end])
        length = _LENGTH.search(head)
        whole = end + len(HEAD_END) + (int(length[1]) if length else 0)
        if len(self._received) < whole:
            return
        body = bytes(self._received[end + len(HEAD_END) : whole])
        del self._received[:whole]
        self._answering = asyncio.get_running_loop().create_task(self._answer(head, body))

    async def _answer(self, head: bytes, body: bytes) -> None:
        address, _, query = head.split(b" ", 2)[1].decode("latin-1").partition("?")
        kind = _TYPE.search(head)
        answer = await self._carried_out(
            address.rpartition("/")[2].lower(), query, kind[1].decode("latin-1") if kind else "", body
        )
        content = json.dumps(answer, ensure_ascii=False).encode()
        status = answer.get("error_code", 200)
        self._transport.write(
            b"HTTP/1.1 %d -\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%b"
            % (status, len(content), content)
        )

    async def _carried_out(self, name: str, query: str, kind: str, body: bytes) -> Wire:
        try:
            if name not in _METHODS:
                raise NotFound("method not found")
            return {"ok": True, "result": await _METHODS[name](self._network, fields_of(query, kind, body))}
        except ApiError as refusal:
            self._refused[refusal.code] += 1
            answer: Wire = {"ok": False, "error_code": refusal.code, "description": refusal.description}
            if refusal.retry_after is not None:
                answer["parameters"] = {"retry_after": refusal.retry_after}
            return answer


@asynccontextmanager
async def front(network: Network, refused: Counter[int] | None = None) -> AsyncIterator[str]:
    """Serve a network on a free port while the block runs; yield the URL. `refused` counts refusals by status."""
    counted = Counter[int]() if refused is None else refused
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Connection(network, counted), "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        network.updates.close()
