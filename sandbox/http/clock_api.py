"""The clock API: the current time, and named jumps."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.http.body import read_fields
from sandbox.world.clock import MovableClock
from sandbox.world.feed import Feed
from sandbox.world.wire import Wire

Jump = Callable[[datetime], Awaitable[datetime | None]]
"""Takes the current time and returns the target time, or None if there is no target."""


async def _plus_hour(now: datetime) -> datetime:
    return now + timedelta(hours=1)


async def _plus_day(now: datetime) -> datetime:
    return now + timedelta(days=1)


BUILT_IN: Mapping[str, Jump] = MappingProxyType({"plus_hour": _plus_hour, "plus_day": _plus_day})


class ClockApi:
    """Shows the clock and moves it by named jumps, labelled `sandbox.jump.<name>` in the catalogue.

    `wait_until` advances the clock step by step; without it a jump skips the time in between.
    """

    def __init__(
        self,
        clock: MovableClock,
        jumps: Mapping[str, Jump],
        feed: Feed,
        wait_until: Callable[[datetime], Awaitable[None]] | None = None,
    ) -> None:
        self._clock = clock
        self._wait_until = wait_until or self._move_to
        self._one_by_one = asyncio.Lock()
        self._jumps = {**jumps, **BUILT_IN}
        self._feed = feed

        async def tell(_: datetime) -> None:
            feed.publish("clock", clock=self.state())

        clock.on_move(tell)

    def routes(self) -> list[Route]:
        """Return the routes of the API."""
        return [
            Route("/api/clock", self._show),
            Route("/api/clock/forward", self._forward, methods=["POST"]),
        ]

    def state(self) -> Wire:
        """Return the time with its UTC offset, whether the clock runs, and the jumps' names."""
        now = self._clock.now()
        offset = now.utcoffset() or timedelta()
        return {
            "now": now.isoformat(),
            "timestamp": now.timestamp(),
            "utc_offset": int(offset.total_seconds()),
            "frozen": self._clock.frozen,
            "jumps": list(self._jumps),
        }

    async def jump(self, name: str) -> datetime | None:
        """Run a jump after earlier ones; return the new time, or None if there was no target."""
        async with self._one_by_one:
            target = await self._jumps[name](self._clock.now())
            if target is None:
                return None
            await self._wait_until(target)
            return self._clock.now()

    async def _move_to(self, moment: datetime) -> None:
        await self._clock.move_to(max(moment, self._clock.now()))

    async def _show(self, _: Request) -> Response:
        return JSONResponse(self.state())

    async def _forward(self, request: Request) -> Response:
        name = (await read_fields(request)).text("to")
        if name not in self._jumps:
            return JSONResponse({"error": "NoSuchJump", "jumps": list(self._jumps)}, 404)
        moved = await self.jump(name)
        return JSONResponse({"moved": moved is not None, "clock": self.state()})
