"""The webhook endpoint of a channel: checks the secret, queues the update, and answers after its commit."""

import asyncio
import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.channel import Arrived
from bot.inbound.queue import InboundQueue, NotTaken
from bot.inbound.unreadable import as_object, unread
from bot.monitoring.metrics import Metrics

log = structlog.get_logger()

MOST_BYTES = 1 << 20  # Telegram's largest updates have a tenth of this
BODY_SECONDS = 10.0  # seconds until the body must be complete
RETRY_AFTER = "2"  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """A channel's webhook: its path, secret header, and parser.

    `read` returns None for an update that is not for us; it raises ValueError if the body is not an update.
    """

    channel: str
    header: str
    secret: str
    read: Callable[[Mapping[str, Any]], Arrived | None]
    intake: InboundQueue
    metrics: Metrics

    @property
    def route(self) -> Route:
        """The route: POST /<channel>."""
        return Route(f"/{self.channel}", self.answer, methods=["POST"])

    async def answer(self, request: Request) -> Response:
        """Answer a request: 200 once its update is committed."""
        response = await self._answered(request)
        self.metrics.answered(self.channel, response.status_code)
        return response

    async def _answered(self, request: Request) -> Response:
        given = request.headers.get(self.header, "")
        if not secrets.compare_digest(given.encode(), self.secret.encode()):
            return Response(status_code=403)
        try:
            said = self._read(await read_body(request, MOST_BYTES))
        except HTTPException as refusal:
            return Response(status_code=refusal.status_code)
        try:
            await self.intake.put([said] if said is not None else [])
        except NotTaken as error:
            log.warning("webhook.not_taken", channel=self.channel, reason=str(error))
            return Response(status_code=503, headers={"Retry-After": RETRY_AFTER})
        return Response(status_code=200)

    def _read(self, body: bytes) -> Arrived | None:
        """Parse a body. An unreadable one is stored and confirmed, otherwise the channel would redeliver it forever."""
        try:
            return self.read(as_object(body))
        except ValueError as failure:
            letter = unread(self.channel, body, failure)
            log.warning("webhook.unreadable", channel=self.channel, key=letter.key)
            return letter


async def read_body(request: Request, most: int) -> bytes:
    """Return a request's body; raises HTTPException if it is too large (bytes), too slow, or incomplete."""
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > most:
                    raise HTTPException(413)
    except TimeoutError as error:
        raise HTTPException(408) from error
    except ClientDisconnect as error:
        raise HTTPException(400) from error
    return bytes(body)


def derived_secret(token: str) -> str:
    """Return the default secret, derived from the token so that all workers share it."""
    return hmac.new(token.encode(), b"baocao telegram webhook", "sha256").hexdigest()
