"""Batches delivery outcomes: those that arrive during one transaction share the next."""

import asyncio

from storage.outbox.outbox import Outbox, Outcome


class OutcomeWriter:
    """Collects outcomes and stores them together; each caller waits until its outcome is committed.

    Outcomes that a database failure kept from being stored stay queued and are stored first afterwards. Otherwise
    their messages would be sent again.
    """

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox
        self._waiting: list[tuple[Outcome, asyncio.Future[None]]] = []
        self._come = asyncio.Event()

    async def settle(self, outcome: Outcome) -> None:
        """Store an outcome; return after the commit."""
        written = asyncio.get_running_loop().create_future()
        self._waiting.append((outcome, written))
        self._come.set()
        await written

    async def run(self) -> None:
        """Store outcomes until cancelled; database failures propagate."""
        while True:
            await self._come.wait()
            self._come.clear()
            await self.write()

    async def write(self) -> None:
        """Store all queued outcomes; database failures propagate."""
        together = self._waiting[:]
        if together:
            await self._outbox.settle([outcome for outcome, _ in together])
        del self._waiting[: len(together)]
        for _, written in together:
            if not written.done():
                written.set_result(None)
