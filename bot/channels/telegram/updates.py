"""Parses Telegram's JSON updates one by one, so that one bad update does not affect the others."""

from collections.abc import Mapping
from typing import Any

import structlog

from bot.channels.channel import Arrived
from bot.channels.storable_events import fitting
from bot.channels.telegram.channel import NAME, Hashed, incoming
from bot.inbound.unreadable import without_contacts
from storage.turns.dead_letters import DeadLetter

GREATEST = (1 << 63) - 1
"""The highest accepted update id. Telegram's own have 32 bits today."""

log = structlog.get_logger()


def read_update(
    update: Mapping[str, Any], bot_id: int, bot_name: str = "", hashed: Hashed | None = None
) -> Arrived | None:
    """Return an update's event, None if it is not for us, or a dead letter if it cannot be parsed.

    The update may be newer than this program. Raises ValueError if it is not an update at all.
    """
    number = update.get("update_id")
    if type(number) is not int or not 0 <= number <= GREATEST:
        raise ValueError("no update_id")
    try:
        said = incoming(update, bot_id, bot_name, hashed)
        return fitting(said) if said is not None else None
    except Exception as failure:
        log.exception("update.left_out", update=number)
        return DeadLetter.of_update(f"{NAME}:{bot_id}:{number}", NAME, without_contacts(update), failure)
