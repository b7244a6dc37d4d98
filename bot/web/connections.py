"""Bounded HTTP connections: idle ones are closed, and at the limit the longest idle one makes room."""

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.web.descriptors import descriptors

HEADER_SECONDS = 10.0  # seconds until a request's headers must be complete
REQUEST_SECONDS = 300.0  # seconds until a request must be answered and its answer read
MOST_CONNECTIONS = 400


def most_connections() -> int:
    """Return the maximum number of open connections, a share of the file descriptor limit."""
    return min(MOST_CONNECTIONS, descriptors() // 4)


class BoundedConnection(H11Protocol):
    """A uvicorn connection with timeouts."""

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401 -- uvicorn's own
        super().__init__(*arguments, **options)
        self._since = 0.0
        self._watch: asyncio.TimerHandle | None = None

    @property
    def idle_since(self) -> float | None:
        """The time since which the connection is idle; None while a request is answered."""
        cycle = getattr(self, "cycle", None)  # uvicorn's attribute, missing before the first request
        return self._since if cycle is None or cycle.response_complete else None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        """Register the connection; at the limit, close the longest idle one."""
        has_room = len(self.connections) < most_connections() or self._make_room()
        super().connection_made(transport)
        self._since = self.loop.time()
        if has_room:
            self._look_later()
        else:
            self.hang_up()

    def connection_lost(self, exc: Exception | None) -> None:
        """Unregister the connection."""
        if self._watch is not None:
            self._watch.cancel()
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        self._since = self.loop.time()
        super().on_response_complete()

    def hang_up(self) -> None:
        """Close the connection at once, without sending buffered data."""
        self.connections.discard(self)
        self.transport.abort()

    def _make_room(self) -> bool:
        idle = [each for each in self.connections if isinstance(each, BoundedConnection)]
        waiting = [(each.idle_since, place) for place, each in enumerate(idle) if each.idle_since is not None]
        if not waiting:
            return False
        idle[min(waiting)[1]].hang_up()
        return True

    def _look_later(self) -> None:
        self._watch = self.loop.call_later(HEADER_SECONDS / 2, self._look)

    def _look(self) -> None:
        allowed = HEADER_SECONDS if self.idle_since is not None else REQUEST_SECONDS
        if self.loop.time() - self._since >= allowed:
            self.hang_up()
        else:
            self._look_later()
