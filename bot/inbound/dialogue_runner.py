"""Runs the dialogues of a wave in lockstep, so that one query round trip answers all of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog

from bot.channels.channel import Incoming
from bot.inbound.step_limit import STEP_SECONDS, StepTimer, step_timer
from conversations.chat.effects import Effect, Join, JoinByPhone
from conversations.chat.events import Pressed
from conversations.chat.messages import Message
from conversations.chat.orders import Acknowledge, Say
from conversations.chat.step import Step, Talk
from conversations.dialogue import converse
from conversations.full_channel import converse_when_full
from reporting.people.person import DEFAULT_LANGUAGE
from reporting.queries.query import Query
from storage.turns.turn import Turn, Visitor
from texts import catalogue

log = structlog.get_logger()


@dataclass(slots=True, kw_only=True)
class RunningDialogue:
    """One chat's dialogue in a wave: its generator, its pending query, and its result."""

    incoming: Incoming
    visitor: Visitor
    talk: Talk
    query: Query[Any] | None = None
    step: Step | None = None
    failure: Exception | None = None

    @property
    def effects(self) -> tuple[Effect, ...]:
        """The effects of its result; none while it is running."""
        return self.step.effects if self.step is not None else ()

    @property
    def with_stranger(self) -> bool:
        """Whether the sender has not joined, does not join in this step, and has not shown a valid code."""
        if self.visitor.person is not None or self.step is None:
            return False
        joins = any(isinstance(effect, Join | JoinByPhone) for effect in self.step.effects)
        return not joins and not self.step.session.is_joining

    def fail(self, failure: Exception) -> None:
        """End the dialogue with an apology."""
        self.failure, self.step = failure, _apology(self)


def begin(incoming: Incoming, visitor: Visitor, full: Collection[str], now: datetime) -> RunningDialogue:
    """Start the dialogue for an event; a new person may find the channel's user limit reached."""
    is_full = visitor.person is None and incoming.chat.channel in full
    talk = (
        converse_when_full(visitor.session, incoming.event, now)
        if is_full
        else converse(visitor.session, visitor.person, incoming.event, now)
    )
    return RunningDialogue(incoming=incoming, visitor=visitor, talk=talk)


async def talk_through(turn: Turn, chats: Sequence[RunningDialogue], refusal: Exception | None) -> None:
    """Run all dialogues to their ends and answer their queries together; refused chats are not started."""
    if refusal is not None:
        for chat in chats:
            chat.fail(refusal)
        return
    with step_timer() as timer:
        asking = [chat for chat in chats if _advance(chat, None, timer)]
        while asking:
            replies = await turn.replies([chat.query for chat in asking if chat.query is not None])
            asking = [
                chat for chat, reply in zip(asking, replies, strict=True) if _advance(chat, reply, timer)
            ]


def _advance(chat: RunningDialogue, reply: Any, timer: StepTimer) -> bool:  # noqa: ANN401 -- a reply's type is its query's business
    """Resume a dialogue; return whether it has another query. A failure affects this dialogue only."""
    try:
        timer.start(STEP_SECONDS)
        try:
            chat.query = chat.talk.send(reply)
        finally:
            timer.stop()
    except StopIteration as end:
        chat.step = end.value
        return False
    except Exception as failure:
        log.exception("turn.step_failed", key=chat.incoming.key)
        chat.fail(failure)
        return False
    return True


def _apology(chat: RunningDialogue) -> Step:
    """Say that the step failed and that no data was lost; the session stays unchanged."""
    session, person, event = chat.visitor.session, chat.visitor.person, chat.incoming.event
    texts = catalogue(person.language if person else DEFAULT_LANGUAGE)
    said = Say(message=Message(text=texts("chat.failed")))
    noted = (Acknowledge(press=event.press),) if isinstance(event, Pressed) else ()
    return Step(session=session, effects=(*noted, said))
