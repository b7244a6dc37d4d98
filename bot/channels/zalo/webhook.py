"""Zalo's webhook: its registration at startup, and its endpoint."""

import hmac
from collections.abc import Mapping
from functools import partial
from typing import Any

from bot.channels.channel import Incoming
from bot.channels.telegram.webhook import WebhookRefused
from bot.channels.zalo.api import ZaloApi, ZaloRefused
from bot.channels.zalo.channel import NAME, incoming
from bot.channels.zalo.wire import read_update
from bot.inbound.queue import InboundQueue
from bot.monitoring.metrics import Metrics
from bot.web.webhook import Webhook

SECRET_HEADER = "X-Bot-Api-Secret-Token"  # noqa: S105 -- the header's name


def derived_secret(token: str) -> str:
    """Return the default secret, derived from the token so that all workers share it."""
    return hmac.new(token.encode(), b"baocao zalo webhook", "sha256").hexdigest()


async def announce(api: ZaloApi, public_url: str, secret: str) -> None:
    """Register the webhook; raises WebhookRefused, or ZaloError if Zalo is unreachable."""
    try:
        await api.set_webhook(f"{public_url}/{NAME}", secret)
    except ZaloRefused as error:
        raise WebhookRefused(f"Zalo: {error}") from error


def zalo_webhook(bot_id: str, secret: str, intake: InboundQueue, metrics: Metrics) -> Webhook:
    """Return the webhook's endpoint for this bot."""
    return Webhook(
        channel=NAME,
        header=SECRET_HEADER,
        secret=secret,
        read=partial(read_event, bot_id=bot_id),
        intake=intake,
        metrics=metrics,
    )


def read_event(event: Mapping[str, Any], bot_id: str) -> Incoming | None:
    """Return the event's content, or None if it is not for us; raises ValueError if it is not an event."""
    return incoming(read_update(event), bot_id)
