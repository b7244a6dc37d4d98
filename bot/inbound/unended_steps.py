"""Quarantines steps that crash the program: after several starts without an end, a step is not run again."""

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager

import structlog

from bot.channels.channel import Arrived, Incoming
from bot.inbound.turn_loop import TurnLoop
from storage.turns.begun_steps import BegunSteps

log = structlog.get_logger()

MOST_BEGINNINGS = 8
"""Starts of a step, run alone, without an end. External kills have hit an innocent step three times in a row."""


class NeverEnded(Exception):
    """The program has ended during every run of this step."""


class StepQuarantine:
    """Wraps the turn loop and remembers which steps were running when the program ended.

    These steps run alone, one after the other, so that only the faulty one is counted. After too many starts it
    becomes a dead letter.
    """

    def __init__(self, turns: TurnLoop, begun: BegunSteps) -> None:
        self._turns = turns
        self._begun = begun

    async def take(self, batch: Sequence[Arrived]) -> None:
        """Process a batch; it is committed on return."""
        keys = {each.key for each in batch if isinstance(each, Incoming)}
        if not keys or await self._begun.begin(keys):
            async with self._under_way(keys):
                await self._turns.take(batch)
            return
        for each in batch:
            await (self._alone(each) if isinstance(each, Incoming) else self._turns.take([each]))

    async def _alone(self, incoming: Incoming) -> None:
        times = await self._begun.begin_alone(incoming.key)
        async with self._under_way([incoming.key]):
            if times > MOST_BEGINNINGS:
                log.error("turn.never_ended", key=incoming.key, times=times - 1)
                await self._turns.refuse(incoming, NeverEnded(f"begun {times - 1} times"))
            else:
                await self._turns.take([incoming])

    @asynccontextmanager
    async def _under_way(self, keys: Collection[str]) -> AsyncIterator[None]:
        kept = False
        try:
            yield
            kept = True
        finally:
            if keys:
                await self._begun.end(keys, kept=kept)
