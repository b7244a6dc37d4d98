"""Zalo's webhook: announced to it at the start, and the endpoint to which it brings events."""

import hmac
from collections.abc import Mapping
from functools import partial
from typing import Any

from bot.channels.channel import Incoming
from bot.channels.telegram.webhook import WebhookRefused
from bot.channels.zalo.api import ZaloApi, ZaloRefused
from bot.channels.zalo.channel import NAME, incoming
from bot.channels.zalo.wire import read_update
from bot.inbound.queue import Intake
from bot.monitoring.metrics import Metrics
from bot.web.webhook import Webhook

SECRET_HEADER = "X-Bot-Api-Secret-Token"  # noqa: S105 -- the header's name


def derived_secret(token: str) -> str:
    """Return the secret of an installation that sets none: the same for all who hold the bot's token."""
    return hmac.new(token.encode(), b"baocao zalo webhook", "sha256").hexdigest()


async def announce(api: ZaloApi, public_url: str, secret: str) -> None:
    """Have Zalo bring events to us; raises WebhookRefused and, where Zalo is not reached, ZaloError."""
    try:
        await api.set_webhook(f"{public_url}/{NAME}", secret)
    except ZaloRefused as error:
        raise WebhookRefused(f"Zalo: {error}") from error


def zalo_webhook(bot_id: str, secret: str, intake: Intake, metrics: Metrics) -> Webhook:
    """Return the endpoint to which Zalo brings this bot's events."""
    return Webhook(
        channel=NAME,
        header=SECRET_HEADER,
        secret=secret,
        read=partial(read_event, bot_id=bot_id),
        intake=intake,
        metrics=metrics,
    )


def read_event(event: Mapping[str, Any], bot_id: str) -> Incoming | None:
    """Read an event: what it says, None where that is not meant for us; raises ValueError where it is none."""
    return incoming(read_update(event), bot_id)
