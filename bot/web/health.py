"""/healthz and /metrics: whether all is well, and the figures."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.intake import Intake
from bot.web.checkup import Checkup
from bot.web.prometheus import Prometheus
from conversations.parcels import Priority
from storage.database import Database
from storage.vitals import Vitals, load_vitals

ANSWER_SECONDS = 5.0  # within which the database has to answer
LONGEST_SILENCE = 180.0  # seconds without a poll that was answered, or in which a channel is first awaited
LONGEST_WAIT = 60.0  # seconds that what a webhook brought may wait for its turn
OLDEST_REPLY = 300.0  # seconds that a reply may be due


class Health:
    """What is looked at to tell whether all is well."""

    def __init__(
        self, *, database: Database, intake: Intake, metrics: Prometheus, now: Callable[[], datetime]
    ) -> None:
        self.intake = intake
        self.metrics = metrics
        self.now = now
        self._vitals = Checkup(lambda: load_vitals(database, now()))
        self._lock = Checkup(lambda: _written(database))

    @property
    def routes(self) -> Sequence[Route]:
        """The two pages in the web application."""
        return [Route("/healthz", self.healthz), Route("/metrics", self.figures)]

    async def healthz(self, _: Request) -> Response:
        """Answer 200 where all is well, else 503; the body names the part that is not."""
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
        """Answer with the metrics; the database's own are left as they were where it does not answer."""
        content = self.metrics.exposition(await self._vitals.within(ANSWER_SECONDS), self.now())
        return Response(content, headers={"Content-Type": CONTENT_TYPE_LATEST})


async def _written(database: Database) -> bool:
    """Return once something could be written; raises what keeps it from that."""
    async with database.writing():
        return True


def _reply_age(vitals: Vitals, now: datetime) -> float:
    return max((depth.age(now) for depth in vitals.outbox if depth.priority is Priority.REPLY), default=0.0)
