"""The health check /healthz and the Prometheus endpoint /metrics."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.inbound.queue import InboundQueue
from bot.monitoring.prometheus import Prometheus
from bot.web.checkup import Checkup
from conversations.chat.orders import Priority
from storage.database.database import Database
from storage.maintenance.status import Vitals, load_vitals

ANSWER_SECONDS = 5.0  # timeout of the database
LONGEST_SILENCE = 180.0  # seconds without a successful poll, or since startup without contact
LONGEST_WAIT = 60.0  # seconds that a webhook event may wait for its turn
OLDEST_REPLY = 300.0  # seconds that a reply may be overdue


class Health:
    """The inputs of the health check."""

    def __init__(
        self, *, database: Database, intake: InboundQueue, metrics: Prometheus, now: Callable[[], datetime]
    ) -> None:
        self.intake = intake
        self.metrics = metrics
        self.now = now
        self._vitals = Checkup(lambda: load_vitals(database, now()))
        self._lock = Checkup(lambda: _written(database))

    @property
    def routes(self) -> Sequence[Route]:
        """The web application's routes."""
        return [Route("/healthz", self.healthz), Route("/metrics", self.figures)]

    async def healthz(self, _: Request) -> Response:
        """Answer 200 if all checks pass, else 503; the body names the failed check."""
        vitals, writable = await asyncio.gather(
            self._vitals.within(ANSWER_SECONDS), self._lock.within(ANSWER_SECONDS)
        )
        silence, awaited = self.metrics.silence, self.metrics.awaited
        reply_age = _reply_age(vitals, self.now()) if vitals else 0.0
        failing = [
            part
            for part, fails in (
                ("database", vitals is None),
                ("database:locked", vitals is not None and not writable),
                *((f"channel:{channel}", seconds > LONGEST_SILENCE) for channel, seconds in awaited.items()),
                *((f"poll:{channel}", seconds > LONGEST_SILENCE) for channel, seconds in silence.items()),
                ("intake", self.intake.oldest_wait > LONGEST_WAIT),
                ("delivery", reply_age > OLDEST_REPLY),
            )
            if fails
        ]
        body = {
            "status": "failing" if failing else "ok",
            "failing": failing,
            "seconds_since_last_turn": self.metrics.since_last_turn,
            "seconds_since_last_poll": silence,
            "seconds_unreached": awaited,
            "oldest_reply_seconds": reply_age,
            "dead_letters": vitals.dead_letters if vitals else None,
            "given_up": vitals.given_up if vitals else None,
        }
        return JSONResponse(body, status_code=503 if failing else 200)

    async def figures(self, _: Request) -> Response:
        """Answer with the metrics; if the database does not answer, its metrics keep their last values."""
        content = self.metrics.exposition(await self._vitals.within(ANSWER_SECONDS), self.now())
        return Response(content, headers={"Content-Type": CONTENT_TYPE_LATEST})


async def _written(database: Database) -> bool:
    """Open a write transaction to check that writing works; database failures propagate."""
    async with database.writing():
        return True


def _reply_age(vitals: Vitals, now: datetime) -> float:
    return max((depth.age(now) for depth in vitals.outbox if depth.priority is Priority.REPLY), default=0.0)
