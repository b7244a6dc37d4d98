"""The talks of a wave: each chat's dialogue carried to its end, what all of them ask answered together."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog

from bot.channels.channel import Incoming
from bot.inbound.step_limit import STEP_SECONDS, within
from conversations.chat.effects import Effect, Join, JoinByPhone
from conversations.chat.events import Pressed
from conversations.chat.messages import Message
from conversations.chat.orders import Acknowledge, Say
from conversations.chat.session import Consenting, Recognised
from conversations.chat.step import Step, Talk
from conversations.dialogue import converse
from conversations.full_channel import converse_when_full
from reporting.people.person import SPOKEN
from reporting.queries.query import Query
from storage.turns.turn import Turn, Visitor
from texts import catalogue

log = structlog.get_logger()


@dataclass(slots=True, kw_only=True)
class Talking:
    """One chat's part in a wave: its talk under way, what it asks, and how it ended."""

    incoming: Incoming
    visitor: Visitor
    talk: Talk
    query: Query[Any] | None = None
    step: Step | None = None
    failure: Exception | None = None

    @property
    def effects(self) -> tuple[Effect, ...]:
        """What its end leads to; nothing while it is under way."""
        return self.step.effects if self.step is not None else ()

    @property
    def with_stranger(self) -> bool:
        """Whether it is with somebody who has not joined, does not join by it, and has not shown a good code."""
        if self.visitor.person is not None or self.step is None:
            return False
        joins = any(isinstance(effect, Join | JoinByPhone) for effect in self.step.effects)
        return not joins and not isinstance(self.step.session.place, Consenting | Recognised)

    def fail(self, failure: Exception) -> None:
        """Have the talk end in an apology."""
        self.failure, self.step = failure, _apology(self)


def begin(incoming: Incoming, visitor: Visitor, full: Collection[str], now: datetime) -> Talking:
    """Begin the talk about what arrived; who has not joined yet may find the channel full."""
    is_full = visitor.person is None and incoming.chat.channel in full
    talk = (
        converse_when_full(visitor.session, incoming.event, now)
        if is_full
        else converse(visitor.session, visitor.person, incoming.event, now)
    )
    return Talking(incoming=incoming, visitor=visitor, talk=talk)


async def talk_through(turn: Turn, chats: Sequence[Talking], refusal: Exception | None) -> None:
    """Carry all talks to their ends, answering what they ask together; none is begun where it was refused before."""
    if refusal is not None:
        for chat in chats:
            chat.fail(refusal)
        return
    asking = [chat for chat in chats if _advance(chat, None)]
    while asking:
        replies = await turn.replies([chat.query for chat in asking if chat.query is not None])
        asking = [chat for chat, reply in zip(asking, replies, strict=True) if _advance(chat, reply)]


def _advance(chat: Talking, reply: Any) -> bool:  # noqa: ANN401 -- a reply's type is its query's business
    """Resume a talk; return whether it asks again. One that fails is told so and spares the others."""
    try:
        with within(STEP_SECONDS):
            chat.query = chat.talk.send(reply)
    except StopIteration as end:
        chat.step = end.value
        return False
    except Exception as failure:
        log.exception("turn.step_failed", key=chat.incoming.key)
        chat.fail(failure)
        return False
    return True


def _apology(chat: Talking) -> Step:
    """Say that it went wrong and that nothing was lost; the session stays where it was."""
    session, person, event = chat.visitor.session, chat.visitor.person, chat.incoming.event
    texts = catalogue(person.language if person else SPOKEN)
    said = Say(message=Message(text=texts("chat.failed")))
    noted = (Acknowledge(press=event.press),) if isinstance(event, Pressed) else ()
    return Step(session=session, effects=(*noted, said))
