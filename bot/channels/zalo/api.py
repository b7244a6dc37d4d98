"""A thin client for Zalo's bot API: typed results, and errors that say whether a retry makes sense.

Every URL contains the token, so no exception or log line of this client contains a URL.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from aiohttp import (
    ClientError,
    ClientSession,
    ClientTimeout,
    DummyCookieJar,
    InvalidURL,
    NonHttpUrlClientError,
    TCPConnector,
)
from pydantic import BaseModel, ValidationError

from bot.channels.http import NEVER_ARRIVED, proxy_for
from bot.channels.zalo.configuration import BASE_URL, QUOTA_RETRY
from bot.channels.zalo.wire import ZaloAnswer, ZaloBot, ZaloSent, ZaloUpdate, ZaloWebhook, read_update

REQUEST_SECONDS = 20.0
CONNECT_SECONDS = 10.0
IDLE = 30.0  # seconds before an unused connection is closed
POLL_MARGIN = 10.0  # seconds that an answer to a long poll may exceed the poll's own timeout
NETWORK_RETRY = 3.0  # seconds


class ZaloError(Exception):
    """A Zalo request failed. `retry_after` is in seconds; None means that a retry is useless."""

    def __init__(self, reason: str, *, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class ZaloRefused(ZaloError):
    """The request is invalid (400, or an unknown code)."""


class ZaloTokenRefused(ZaloError):
    """The token is unknown to Zalo (401)."""


class ZaloForbidden(ZaloError):
    """Forbidden (403): the token is invalid, or the person never wrote to the bot or blocked it."""


class ZaloNotFound(ZaloError):
    """The method, bot or chat does not exist (404)."""


class ZaloQuotaSpent(ZaloError):
    """The plan's quota is used up, or requests come too fast (429)."""


class ZaloFailed(ZaloError):
    """Zalo failed or the connection broke. The request may have taken effect."""


class ZaloUnanswered(ZaloFailed):
    """Zalo did not answer in time. The request probably took effect."""


class ZaloUnreadable(ZaloFailed):
    """Zalo delivered an event that cannot be parsed. `event` is its only copy, because Zalo does not redeliver."""

    def __init__(self, event: object) -> None:
        super().__init__("an event that cannot be read", retry_after=NETWORK_RETRY)
        self.event = event


class ZaloUnreached(ZaloError):
    """Zalo was not reached: no answer, or an answer from an intermediary. The request did not arrive."""


class ZaloImpostor(ZaloUnreached):
    """An intermediary answered instead of Zalo: a filter, a proxy, or Zalo's edge for a wrong token (401).

    `status` is the HTTP status.
    """

    def __init__(self, status: int) -> None:
        super().__init__(f"HTTP {status} without Zalo's own answer", retry_after=NETWORK_RETRY)
        self.status = status


class _EmptyPoll(ZaloFailed):
    """A poll ended without an event (408)."""


_EMPTY_POLL = 408
_CODES: dict[int, type[ZaloError]] = {
    _EMPTY_POLL: _EmptyPoll,
    401: ZaloTokenRefused,
    403: ZaloForbidden,
    404: ZaloNotFound,
    429: ZaloQuotaSpent,
}
_NEVER_ARRIVED = (*NEVER_ARRIVED, InvalidURL, NonHttpUrlClientError)


@dataclass(frozen=True, slots=True)
class Posted:
    """A response: the HTTP status, the body, and the Retry-After header."""

    status: int
    content: bytes
    retry_after: str | None = None


Post = Callable[[str, Mapping[str, object]], Awaitable[Posted]]
"""Posts JSON to a URL; raises aiohttp.ClientError and TimeoutError."""

Result = TypeVar("Result", bound=BaseModel)


class ZaloApi:
    """A bot's API client. `base_url` precedes the token; `quota_retry` is the delay in seconds after a 429."""

    def __init__(
        self,
        token: str,
        post: Post,
        base_url: str = BASE_URL,
        quota_retry: float = QUOTA_RETRY,
    ) -> None:
        self._token = token
        self._post = post
        self._base_url = base_url
        self._retries: dict[type[ZaloError], float] = {
            ZaloQuotaSpent: quota_retry,
            ZaloFailed: NETWORK_RETRY,
            ZaloUnanswered: NETWORK_RETRY,
            ZaloUnreached: NETWORK_RETRY,
            _EmptyPoll: NETWORK_RETRY,
        }

    async def get_me(self) -> ZaloBot:
        """Return the token's bot."""
        return _read(ZaloBot, await self._call("getMe"))

    async def get_update(self, wait: int) -> ZaloUpdate | None:
        """Return the next event after waiting up to `wait` seconds; None if there was none.

        Zalo delivers each event once. An event that cannot be parsed is attached to the ZaloUnreadable raised.
        """
        seconds = wait + POLL_MARGIN
        try:
            result = await self._call("getUpdates", {"timeout": wait}, seconds=seconds)
        except _EmptyPoll:
            return None
        if isinstance(result, list):
            result = result[0] if result else None
        if not result:
            return None
        try:
            return read_update(result)
        except ValidationError:
            raise ZaloUnreadable(result) from None

    async def send_message(self, chat_id: str, text: str, parse_mode: str = "") -> ZaloSent:
        """Send a text; `parse_mode` is `html`, `markdown`, or '' for plain text."""
        styled = {"parse_mode": parse_mode} if parse_mode else {}
        return _sent(await self._call("sendMessage", {"chat_id": chat_id, "text": text, **styled}))

    async def send_photo(self, chat_id: str, url: str, caption: str = "") -> ZaloSent:
        """Send a picture that Zalo downloads from `url`."""
        said = {"caption": caption} if caption else {}
        return _sent(await self._call("sendPhoto", {"chat_id": chat_id, "photo": url, **said}))

    async def set_webhook(self, url: str, secret: str) -> None:
        """Register a webhook with its secret header; getUpdates stops working."""
        await self._call("setWebhook", {"url": url, "secret_token": secret})

    async def delete_webhook(self) -> None:
        """Remove the webhook and return to getUpdates."""
        await self._call("deleteWebhook")

    async def webhook(self) -> ZaloWebhook:
        """Return the registered webhook."""
        return _read(ZaloWebhook, await self._call("getWebhookInfo") or {})

    async def _call(
        self, method: str, parameters: dict[str, object] | None = None, *, seconds: float | None = None
    ) -> Any:  # noqa: ANN401 -- each method reads its own result
        try:
            async with asyncio.timeout(seconds or REQUEST_SECONDS):
                answer = await self._post(f"{self._base_url}{self._token}/{method}", parameters or {})
        except (ClientError, TimeoutError) as error:
            raise self._failure(_on_the_way(error), type(error).__name__) from None
        return self._result(answer)

    def _result(self, answer: Posted) -> Any:  # noqa: ANN401 -- each method reads its own result
        """Return an answer's result, or raise its error. The HTTP status is ignored."""
        try:
            said = ZaloAnswer.model_validate_json(answer.content)
        except ValidationError:
            said = None
        if said is not None and said.ok:
            return said.result
        if said is None or said.error_code is None:
            raise ZaloImpostor(answer.status)
        code = said.error_code
        kind = ZaloFailed if code >= 500 else _CODES.get(code, ZaloRefused)  # noqa: PLR2004 -- HTTP's own border
        raise self._failure(kind, f"{code} {said.description}".strip(), answer.retry_after)

    def _failure(self, kind: type[ZaloError], reason: str, asked: str | None = None) -> ZaloError:
        pause = float(asked) if asked is not None and asked.isdecimal() else self._retries.get(kind)
        return kind(reason, retry_after=pause)


def _on_the_way(error: Exception) -> type[ZaloError]:
    if isinstance(error, _NEVER_ARRIVED):
        return ZaloUnreached
    return ZaloUnanswered if isinstance(error, TimeoutError) else ZaloFailed


def _read(kind: type[Result], result: object) -> Result:
    try:
        return kind.model_validate(result)
    except ValidationError:
        raise ZaloFailed(f"an answer that is no {kind.__name__}", retry_after=NETWORK_RETRY) from None


def _sent(result: object) -> ZaloSent:
    """Return the sent message. It was sent even if Zalo returns no message id."""
    return ZaloSent.model_validate(result) if isinstance(result, dict) else ZaloSent()


@asynccontextmanager
async def zalo_api(
    token: str, base_url: str = BASE_URL, quota_retry: float = QUOTA_RETRY
) -> AsyncIterator[ZaloApi]:
    """Open a client for a bot's token."""
    async with ClientSession(
        connector=TCPConnector(limit=0, keepalive_timeout=IDLE),
        cookie_jar=DummyCookieJar(),
        timeout=ClientTimeout(total=None, sock_connect=CONNECT_SECONDS),
        proxy=proxy_for(base_url),
    ) as session:
        yield ZaloApi(token, partial(_post, session), base_url, quota_retry)


async def _post(session: ClientSession, url: str, content: Mapping[str, object]) -> Posted:
    async with session.post(url, json=content, allow_redirects=False) as answer:
        return Posted(answer.status, await answer.read(), answer.headers.get("Retry-After"))
