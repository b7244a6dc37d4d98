"""Telegram's updates as they come in JSON: read one by one, so that one nobody can read harms no other."""

from collections.abc import Mapping
from typing import Any

import structlog

from bot.channels.channel import Arrived
from bot.channels.storable_events import fitting
from bot.channels.telegram.channel import NAME, Hashed, incoming
from bot.inbound.unreadable import without_contacts
from storage.turns.dead_letters import DeadLetter

GREATEST = (1 << 63) - 1
"""The greatest number of an update; Telegram's have 32 bits today."""

log = structlog.get_logger()


def read_update(
    update: Mapping[str, Any], bot_id: int, bot_name: str = "", hashed: Hashed | None = None
) -> Arrived | None:
    """Read an update: what it says, None where that is not meant for us, a dead letter where nobody can read it.

    We may be too old for it. Raises ValueError where it is no update.
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
