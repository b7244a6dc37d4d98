"""Zalo's webhook: sends events to the bot over HTTP, one at a time, until each is accepted."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from sandbox.http.body import Fields
from sandbox.http.webhook_client import LOOPBACK, courier
from sandbox.world.wire import Wire
from sandbox.zalo.errors import ZaloBadRequest
from sandbox.zalo.network import ZaloNetwork

SHORTEST_SECRET, LONGEST_SECRET = 8, 256
HEADER = "X-Bot-Api-Secret-Token"


@dataclass(frozen=True, slots=True)
class _Target:
    url: str
    secret: str


class SandboxZaloWebhook:
    """Delivers a network's events to a URL, with retries after growing pauses.

    The retries are not documented by the platform; they are what makes a webhook lose nothing. `repeats` returns
    whether the event with a number is delivered once more.
    """

    def __init__(
        self,
        network: ZaloNetwork,
        sleep: Callable[[float], Awaitable[None]],
        repeats: Callable[[int], bool] = lambda _: False,
    ) -> None:
        self._network = network
        self._sleep = sleep
        self._repeats = repeats
        self._target: _Target | None = None
        self._updated_at = 0
        self._delivery: asyncio.Task[None] | None = None

    @property
    def is_set(self) -> bool:
        """Whether a webhook is set."""
        return self._target is not None

    async def set_webhook(self, _: ZaloNetwork, fields: Fields) -> Wire:
        """Send all events to a URL."""
        target = _Target(_checked_url(fields.text("url")), _checked_secret(fields.text("secret_token")))
        await self.close()
        self._put(target)
        self._delivery = asyncio.create_task(self._deliver(target))
        return self._state()

    async def delete_webhook(self, *_: object) -> Wire:
        """Remove the webhook and return to getUpdates."""
        await self.close()
        self._put(None)
        return self._state()

    async def get_webhook_info(self, *_: object) -> Wire:
        """Return the webhook's URL."""
        return self._state()

    async def close(self) -> None:
        """Stop delivering."""
        if self._delivery is not None:
            self._delivery.cancel()
            with suppress(asyncio.CancelledError):
                await self._delivery
            self._delivery = None

    def _put(self, target: _Target | None) -> None:
        self._target = target
        self._network.events.by_webhook = target is not None
        self._updated_at = self._network.milliseconds()

    def _state(self) -> Wire:
        return {"url": self._target.url if self._target else "", "updated_at": self._updated_at}

    async def _deliver(self, target: _Target) -> None:
        events, number = self._network.events, 0
        async with courier(target.url, {HEADER: target.secret}) as to_bot:
            while not events.is_closed:
                await events.arrived()
                event = events.head()
                if event is None:
                    continue
                update = {"ok": True, "result": event}
                await to_bot.bring_until_taken(update, self._sleep, _let_pass)
                number += 1
                if self._repeats(number):
                    await to_bot.bring(update)
                events.drop_head()


def _let_pass(_: str) -> None:
    """Do nothing: Zalo reports no errors."""


def _checked_url(url: str) -> str:
    """Return the URL; for development, plain HTTP is accepted on this machine."""
    parts = urlsplit(url)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK):
        return url
    raise ZaloBadRequest("url must be an HTTPS address")


def _checked_secret(secret: str) -> str:
    if not SHORTEST_SECRET <= len(secret) <= LONGEST_SECRET:
        raise ZaloBadRequest(f"secret_token must have {SHORTEST_SECRET} to {LONGEST_SECRET} characters")
    return secret
