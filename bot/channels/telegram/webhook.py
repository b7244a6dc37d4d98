"""Telegram's webhook: its registration at startup, and its endpoint."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any

from telegram import Bot
from telegram.error import BadRequest, RetryAfter

from bot.channels.channel import Arrived
from bot.channels.telegram.channel import ALLOWED_UPDATES, NAME, Hashed
from bot.channels.telegram.updates import read_update
from bot.inbound.queue import InboundQueue
from bot.monitoring.metrics import Metrics
from bot.web.webhook import Webhook

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 -- the header's name
MOST_CONNECTIONS = 100  # Telegram's maximum; concurrent requests share one turn


class WebhookRefused(Exception):
    """Telegram rejects the webhook's URL or secret, with Telegram's own message."""


async def announce(
    bot: Bot,
    public_url: str,
    secret: str,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """Register the webhook, including the updates that wait at Telegram; raises WebhookRefused."""
    while True:
        try:
            await bot.set_webhook(
                f"{public_url}/{NAME}",
                secret_token=secret,
                allowed_updates=ALLOWED_UPDATES,
                max_connections=MOST_CONNECTIONS,
            )
        except RetryAfter as error:  # several workers start at once
            pause = error.retry_after
            await sleep(pause.total_seconds() if isinstance(pause, timedelta) else pause)
        except BadRequest as error:
            raise WebhookRefused(str(error)) from error
        else:
            return


def telegram_webhook(
    bot_id: int,
    secret: str,
    intake: InboundQueue,
    metrics: Metrics,
    bot_name: Callable[[], str] = str,
    hashed: Hashed | None = None,
) -> Webhook:
    """Return the webhook's endpoint for this bot; `bot_name` is '' until it is known."""

    def read(update: Mapping[str, Any]) -> Arrived | None:
        return read_update(update, bot_id, bot_name(), hashed)

    return Webhook(
        channel=NAME,
        header=SECRET_HEADER,
        secret=secret,
        read=read,
        intake=intake,
        metrics=metrics,
    )
