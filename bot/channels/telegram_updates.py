"""Telegram's updates as they come in JSON: read one by one, so that one nobody can read harms no other."""

from collections.abc import Mapping
from typing import Any

import structlog
from telegram import Bot, Update

from bot.channels.channel import Incoming
from bot.channels.telegram import incoming

log = structlog.get_logger()


def read_update(update: Mapping[str, Any], bot: Bot) -> Incoming | None:
    """Read an update; None for what is not meant for us, or what the library is too old for.

    Raises ValueError where it is no update.
    """
    number = update.get("update_id")
    if not isinstance(number, int):
        raise ValueError("no update_id")  # noqa: TRY004 -- a bad body, whatever its type
    try:
        return incoming(Update.de_json(dict(update), bot), bot.id)
    except Exception:
        log.exception("update.left_out", update=number)
        return None
