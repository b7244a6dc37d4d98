"""Registers the bot with a channel at startup, or as soon as the channel can be reached."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta

import structlog
from telegram.error import InvalidToken, RetryAfter, TelegramError

from bot.channels.zalo.api import ZaloError, ZaloTokenRefused
from bot.monitoring.metrics import UNMEASURED, Metrics

log = structlog.get_logger()

PAUSE = 5.0  # seconds between two attempts


@dataclass(slots=True, kw_only=True)
class Registration:
    """A one-time registration with `channel`. Each change of its reachability is reported once."""

    channel: str
    tell: Callable[[], Awaitable[object]]
    metrics: Metrics = UNMEASURED
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    reached: bool = field(default=False, init=False)
    _missed: bool = field(default=False, init=False)

    async def at_once(self) -> None:
        """Try once; an unreachable channel is left for later. Permanent errors propagate."""
        await self._attempt()

    async def until_reached(self) -> None:
        """Retry until it succeeds; permanent errors propagate."""
        while not self.reached and (pause := await self._attempt()) is not None:
            await self.sleep(pause)

    async def _attempt(self) -> float | None:
        """Try once; return the seconds to wait if the channel was unreachable."""
        try:
            await self.tell()
        except (InvalidToken, ZaloTokenRefused):
            raise
        except (TelegramError, ZaloError) as error:
            self._note_missed(error)
            return _pause(error)
        self.reached = True
        self.metrics.reached(self.channel)
        if self._missed:
            log.warning("channel.reached", channel=self.channel)
        return None

    def _note_missed(self, error: Exception) -> None:
        if not self._missed:
            self.metrics.unreached(self.channel)
            hint = "the program goes on without it and tries again until it is reached"
            log.warning(
                "channel.unreached",
                channel=self.channel,
                kind=type(error).__name__,
                error=str(error),
                hint=hint,
            )
        self._missed = True


def _pause(error: Exception) -> float:
    if isinstance(error, RetryAfter):
        after = error.retry_after
        return after.total_seconds() if isinstance(after, timedelta) else float(after)
    return (error.retry_after if isinstance(error, ZaloError) else None) or PAUSE
