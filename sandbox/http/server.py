"""Serves the application in the running event loop, with a clean stop."""

import asyncio
import errno
import ipaddress
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState


class ServingError(OSError):
    """The sandbox cannot be served at this address."""


class PortTaken(ServingError):
    """Another program listens on the port."""


class NotLoopback(ServingError):
    """The sandbox has no passwords, so it listens beyond this machine only with `allow_remote=True`."""


@dataclass(frozen=True, slots=True)
class Address:
    """The address of a served sandbox."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """The page's URL."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    @property
    def base_url(self) -> str:
        """The `base_url` for python-telegram-bot."""
        return f"{self.url}/bot"

    @property
    def zalo_base_url(self) -> str:
        """The base URL of Zalo's bot API, before the token."""
        return f"{self.url}/zalo/bot"

    @property
    def base_file_url(self) -> str:
        """The `base_file_url` for python-telegram-bot."""
        return f"{self.url}/file/bot"


class _Server(uvicorn.Server):
    """A uvicorn server that installs no signal handlers."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class _Breakable(H11Protocol):
    """A connection that a request can break with `request.state.break_off()`, to simulate a network failure."""

    def __init__(
        self,
        config: uvicorn.Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state | {"break_off": self._break_off}, _loop)

    def _break_off(self) -> None:
        self.transport.abort()


@asynccontextmanager
async def serving(app: ASGIApp, host: str, port: int, closing: Callable[[], None]) -> AsyncIterator[Address]:
    """Serve `app` while the block runs; `closing` ends waiting requests, so that the stop is immediate."""
    listener = _listen(host, port)
    address = Address(host, listener.getsockname()[1])
    config = uvicorn.Config(
        app,
        http=_Breakable,
        log_config=None,
        log_level="warning",
        access_log=False,
        lifespan="off",
        ws="websockets-sansio",
        timeout_graceful_shutdown=1,
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        while not server.started and not task.done():  # noqa: ASYNC110 -- uvicorn tells it by this flag only
            await asyncio.sleep(0.001)
        yield address
    finally:
        closing()
        server.should_exit = True
        await task


def check_host(host: str, *, allow_remote: bool) -> None:
    """Raise NotLoopback for a host beyond this machine without `allow_remote`."""
    if not allow_remote and host != "localhost" and not ipaddress.ip_address(host).is_loopback:
        raise NotLoopback(f"{host} can be reached from other machines: pass allow_remote=True if meant")


def _listen(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listener = socket.socket(family, kind, protocol)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(where)
        listener.listen()  # until it listens, another program could bind the same port
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(f"port {port} of {host} is taken by another program") from error
        raise
    listener.setblocking(False)  # noqa: FBT003 -- the socket's own signature
    return listener
