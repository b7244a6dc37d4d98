"""Serving routes in the running event loop: bound before it begins, stopped without cutting an answer off."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.routing import BaseRoute

from bot.descriptors import descriptors
from bot.settings import Listen
from bot.web.connections import BoundedConnection
from bot.web.framing import OneLength

WAITING = 512  # connections that the system keeps for us until they are accepted
ACCEPTED_AT_ONCE = 64  # so many are accepted before any of them is looked at
LAST_WORDS = 2  # seconds in which, when it is stopped, requests under way may be answered


class AddressTaken(OSError):
    """Another program listens there already, or it is no address of this machine's."""


class _Server(uvicorn.Server):
    """A server that leaves the process's signals to the program around it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def serving(routes: Sequence[BaseRoute], listen: Listen | socket.socket | None) -> AsyncIterator[None]:
    """Serve the routes while the block runs, at an address or on a socket that listens there already.

    Where neither is given nothing is served. Raises AddressTaken.
    """
    if listen is None:
        yield
        return
    listener = listen if isinstance(listen, socket.socket) else _listen(listen)
    listener.setblocking(False)  # noqa: FBT003 -- the socket's own signature
    config = uvicorn.Config(
        OneLength(Starlette(routes=routes)),
        http=BoundedConnection,
        backlog=min(ACCEPTED_AT_ONCE, descriptors() // 8),
        log_config=None,
        log_level="warning",
        access_log=False,
        lifespan="off",
        ws="none",
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=LAST_WORDS,
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        while not server.started and not task.done():  # noqa: ASYNC110 -- uvicorn tells it by this flag only
            await asyncio.sleep(0.001)
        listener.listen(WAITING)  # uvicorn has but one number for both
        yield
    finally:
        server.should_exit = True
        await task


def _listen(listen: Listen) -> socket.socket:
    try:
        return socket.create_server((listen.host, listen.port), family=_family(listen.host), backlog=WAITING)
    except OSError as error:
        raise AddressTaken(f"{listen} ({error.strerror})") from error


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET
