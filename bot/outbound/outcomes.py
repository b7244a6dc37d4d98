"""Writing down how deliveries ended: what ends while one transaction is under way shares the next."""

import asyncio

from storage.outbox.outbox import Outbox, Outcome


class Settling:
    """Takes outcomes one by one and writes them together; each is waited for until it is on the disk.

    What a failure of the database kept from being written stays here: it has happened, and is written first when
    the database works again. Forgotten, it would happen once more with every attempt.
    """

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox
        self._waiting: list[tuple[Outcome, asyncio.Future[None]]] = []
        self._come = asyncio.Event()

    async def settle(self, outcome: Outcome) -> None:
        """Return when the outcome is written down."""
        written = asyncio.get_running_loop().create_future()
        self._waiting.append((outcome, written))
        self._come.set()
        await written

    async def run(self) -> None:
        """Write until cancelled; raises what keeps the outbox from being written."""
        while True:
            await self._come.wait()
            self._come.clear()
            await self.write()

    async def write(self) -> None:
        """Write down everything that waits for it; raises what keeps the outbox from being written."""
        together = self._waiting[:]
        if together:
            await self._outbox.settle([outcome for outcome, _ in together])
        del self._waiting[: len(together)]
        for _, written in together:
            if not written.done():
                written.set_result(None)
