"""Replays dead letters with a version of the program that can process them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from bot.channels.channel import Arrived, Incoming
from bot.channels.telegram import channel as telegram
from bot.channels.telegram.updates import read_update
from bot.channels.zalo import channel as zalo
from bot.channels.zalo.webhook import read_event
from bot.inbound.turn_loop import TurnLoop
from bot.inbound.unreadable import as_object
from storage.turns.dead_letters import BODY, UNREAD, DeadLetter, KeptLetter

_READERS: Mapping[str, Callable[[Mapping[str, Any]], Arrived | None]] = {
    telegram.NAME: partial(read_update, bot_id=0),
    zalo.NAME: partial(read_event, bot_id=""),
}


class AlreadyReplayed(Exception):
    """The letter was replayed before."""


class StillUnread(Exception):
    """The update still cannot be parsed, or is not for us."""


async def replay(kept: KeptLetter, turns: TurnLoop) -> None:
    """Replay a letter's event; raises AlreadyReplayed, StillUnread, or its step's exception."""
    if kept.replayed_at is not None:
        raise AlreadyReplayed
    incoming = _incoming(kept.letter)
    await turns.replay(kept.id, replace(incoming, key=f"replay:{kept.id}"))


def _incoming(letter: DeadLetter) -> Incoming:
    if letter.kind not in {UNREAD, BODY}:
        return Incoming(key=letter.key, chat=letter.chat, event=letter.event)
    try:
        read = _READERS[letter.chat.channel](as_object(letter.body))
    except ValueError as error:
        raise StillUnread from error
    if not isinstance(read, Incoming):
        raise StillUnread
    return read
