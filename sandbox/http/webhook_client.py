"""Sends events to a bot's webhook over HTTP.

It uses aiohttp, because httpx leaks connections if a request is cancelled during the cleanup of connections that the
server closed (httpcore closes them one by one and stops at the first cancellation).
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientSession,
    ClientTimeout,
    DummyCookieJar,
    TCPConnector,
)

from sandbox.world.wire import Wire

ANSWER_SECONDS = 10.0
LONGEST_PAUSE = 60.0  # maximum seconds between two attempts
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class WebhookClient:
    """Sends events to one URL with fixed headers."""

    session: ClientSession
    url: str
    headers: Mapping[str, str]

    async def bring(self, event: Wire) -> str | None:
        """Send an event; return the error in Telegram's words, or None on success."""
        try:
            async with self.session.post(self.url, json=event, headers=self.headers) as answer:
                await answer.read()
        except TimeoutError:
            return "Read timeout expired"
        except ClientConnectorError:
            return "Connection refused"
        except ClientError:
            return "Connection closed"
        if answer.ok:
            return None
        return f"Wrong response from the webhook: {answer.status} {answer.reason}"

    async def bring_until_taken(
        self, event: Wire, sleep: Callable[[float], Awaitable[None]], failed: Callable[[str], None]
    ) -> None:
        """Send an event until it is accepted, with growing pauses; `failed` receives each error."""
        pause = 1.0
        while (error := await self.bring(event)) is not None:
            failed(error)
            await sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)


@asynccontextmanager
async def courier(url: str, headers: Mapping[str, str]) -> AsyncIterator[WebhookClient]:
    """Open a client for a URL; its connections are closed at the end of the block."""
    async with ClientSession(
        connector=TCPConnector(limit=0),
        cookie_jar=DummyCookieJar(),
        timeout=ClientTimeout(total=ANSWER_SECONDS),
    ) as session:
        yield WebhookClient(session, url, headers)
