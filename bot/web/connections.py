"""Connections with an end: who asks nothing is hung up on, and there is room for the next whoever holds the rest."""

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.web.descriptors import descriptors

HEADER_SECONDS = 10.0  # in which a request, its headers whole, has to be there after the one before
REQUEST_SECONDS = 300.0  # in which it has to be answered, and the answer taken
MOST_CONNECTIONS = 400


def most_connections() -> int:
    """Return how many connections may be open: a part of what the program may have open at all."""
    return min(MOST_CONNECTIONS, descriptors() // 4)


class BoundedConnection(H11Protocol):
    """A connection of uvicorn's that is closed when nothing comes of it."""

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401 -- uvicorn's own
        super().__init__(*arguments, **options)
        self._since = 0.0
        self._watch: asyncio.TimerHandle | None = None

    @property
    def idle_since(self) -> float | None:
        """Since when nothing is asked; None while a request is being answered."""
        cycle = getattr(self, "cycle", None)  # uvicorn's: there is none before the first request
        return self._since if cycle is None or cycle.response_complete else None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        """Begin; the one that has been idle for longest makes room where there is none."""
        has_room = len(self.connections) < most_connections() or self._make_room()
        super().connection_made(transport)
        self._since = self.loop.time()
        if has_room:
            self._look_later()
        else:
            self.hang_up()

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        if self._watch is not None:
            self._watch.cancel()
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        """Await the next request."""
        self._since = self.loop.time()
        super().on_response_complete()

    def hang_up(self) -> None:
        """Close the connection at once, whatever was to be sent on it."""
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
