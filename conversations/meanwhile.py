"""What others have decided about the same while a decision was on the screen: that is told, and nothing is done."""

from dataclasses import dataclass
from datetime import datetime

from conversations.decisions import Decision
from conversations.people import Action
from conversations.queries import Query, ask
from conversations.register import Trace
from conversations.session import Deciding, Nowhere
from conversations.step import Step, Talk, Visit, say
from conversations.trail import told
from conversations.ways_back import ways_back
from texts.written import Writer


@dataclass(frozen=True, slots=True, kw_only=True)
class Overtaken:
    """What was decided meanwhile; `unit_path` is the unit that the decision is about and all units above it."""

    trace: Trace
    unit_path: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedSince(Query[Overtaken | None]):
    """The last that was decided about what a decision is about since it was shown to this person."""

    decision: Decision
    since: datetime
    person_id: int


def overtaken(visit: Visit, place: Deciding, action: Action) -> Talk[Step | None]:
    """Return what somebody is told whose decision has been overtaken by another; None where it has not."""
    if place.put_at is None:  # shown by a version that did not note when
        return None
    found = yield from ask(
        DecidedSince(decision=place.decision, since=place.put_at, person_id=visit.person.id)
    )
    if found is None or not visit.person.may(action, found.unit_path):
        return None
    writer = Writer(visit.texts.language)
    text = visit.texts(
        "decide.overtaken",
        what=told(visit.texts, found.trace),
        time=writer.time(found.trace.at),
        date=writer.date(found.trace.at),
    )
    return say(visit, text, ways_back(visit, place.decision), Nowhere())
