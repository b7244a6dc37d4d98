"""The webhook: sends updates to the bot over HTTP, one at a time per chat, until each is accepted."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from sandbox.http.body import Fields
from sandbox.http.webhook_client import LOOPBACK, WebhookClient, courier
from sandbox.telegram.errors import BadRequest
from sandbox.telegram.methods.receiving import allow
from sandbox.telegram.network import Network
from sandbox.world.wire import Wire

SECRET_LIMIT = 256


@dataclass(frozen=True, slots=True)
class Target:
    """A webhook's URL and secret."""

    url: str
    secret: str = ""
    max_connections: int = 40

    def headers(self) -> dict[str, str]:
        """Return the header by which the bot authenticates Telegram."""
        return {"X-Telegram-Bot-Api-Secret-Token": self.secret} if self.secret else {}


class TelegramWebhook:
    """Delivers a network's updates to a target, with retries after growing pauses.

    `sleep` waits between the attempts, in seconds.
    """

    def __init__(self, network: Network, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._network = network
        self._sleep = sleep
        self._target: Target | None = None
        self._delivery: asyncio.Task[None] | None = None
        self._last_error: Wire = {}

    @property
    def is_set(self) -> bool:
        """Whether a webhook is set."""
        return self._target is not None

    async def set_webhook(self, _: Network, fields: Fields) -> bool:
        """Set the webhook's URL; an empty one removes the webhook."""
        if not fields.text("url"):
            return await self.delete_webhook(self._network, fields)
        target = Target(
            _checked_url(fields.text("url")),
            _checked_secret(fields.text("secret_token")),
            min(max(fields.integer("max_connections", 40), 1), 100),
        )
        allow(self._network, fields)
        await self.close()
        self._forget_pending(fields)
        self._network.updates.interrupt("terminated by setWebhook request")
        self._target, self._last_error = target, {}
        self._delivery = asyncio.create_task(self._deliver(target))
        return True

    async def delete_webhook(self, _: Network, fields: Fields) -> bool:
        """Remove the webhook and return to getUpdates."""
        await self.close()
        self._forget_pending(fields)
        self._target, self._last_error = None, {}
        return True

    async def get_webhook_info(self, *_: object) -> Wire:
        """Return the URL, the number of waiting updates, and the last error."""
        info: Wire = {
            "url": self._target.url if self._target else "",
            "has_custom_certificate": False,
            "pending_update_count": self._network.updates.pending,
        }
        if self._target:
            info["max_connections"] = self._target.max_connections
        return info | self._last_error

    async def close(self) -> None:
        """Stop delivering."""
        if self._delivery is not None:
            self._delivery.cancel()
            with suppress(asyncio.CancelledError):
                await self._delivery
            self._delivery = None

    def _forget_pending(self, fields: Fields) -> None:
        if fields.flag("drop_pending_updates"):
            self._network.updates.clear()

    async def _deliver(self, target: Target) -> None:
        """Send waiting updates: chats concurrently, one chat's updates in order."""
        updates, busy = self._network.updates, set[int]()
        async with courier(target.url, target.headers()) as to_bot, asyncio.TaskGroup() as under_way:
            while True:
                for update in updates.waiting():
                    chat = _chat(update)
                    if chat not in busy and len(busy) < target.max_connections:
                        busy.add(chat)
                        under_way.create_task(self._carry(to_bot, update, busy))
                await self._network.feed.changed()

    async def _carry(self, to_bot: WebhookClient, update: Wire, busy: set[int]) -> None:
        await to_bot.bring_until_taken(update, self._sleep, self._note)
        busy.discard(_chat(update))
        self._network.updates.taken(update)

    def _note(self, error: str) -> None:
        moment = int(self._network.now().timestamp())
        self._last_error = {"last_error_date": moment, "last_error_message": error}


def _chat(update: Wire) -> int:
    """Return an update's chat."""
    content = next(value for name, value in update.items() if name != "update_id")
    sender: int = content["from"]["id"]
    return sender


def _checked_url(url: str) -> str:
    """Return the URL; for development, plain HTTP is accepted on this machine."""
    parts = urlsplit(url)
    if not parts.hostname:
        raise BadRequest("invalid webhook URL specified")
    if parts.scheme != "https" and parts.hostname not in LOOPBACK:
        raise BadRequest("bad webhook: An HTTPS URL must be provided for webhook")
    return url


def _checked_secret(secret: str) -> str:
    if len(secret) > SECRET_LIMIT:
        raise BadRequest("secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
        raise BadRequest("secret token contains unallowed characters")
    return secret
