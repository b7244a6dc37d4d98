"""Steps that end the program each time they are run: after some times they are run no more."""

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager

import structlog

from bot.channels.channel import Arrived, Incoming
from bot.inbound.turn_loop import TurnLoop
from storage.turns.begun_steps import BegunSteps

log = structlog.get_logger()

MOST_BEGINNINGS = 8
"""Beginnings of one step, taken alone, without an end. Kills from outside hit an innocent step three times in a row."""


class NeverEnded(Exception):
    """The program has ended in this step, or was ended, every time that it was begun."""


class CarefulTurns:
    """Takes batches as the turn loop does, and remembers what was under way when the program ended.

    That is taken alone, one event after the other, so that only the one to blame is counted; when it has been begun
    too often it becomes a dead letter without being run.
    """

    def __init__(self, turns: TurnLoop, begun: BegunSteps) -> None:
        self._turns = turns
        self._begun = begun

    async def take(self, batch: Sequence[Arrived]) -> None:
        """Process a batch; when this returns, all of it is committed."""
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
