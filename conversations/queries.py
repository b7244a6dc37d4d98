"""What a dialogue may ask for beyond its session, and the shape of each reply.

A dialogue yields a query and is resumed with its reply inside the same turn, so that it stays pure.
"""

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar, cast

from conversations.chats import Chat
from conversations.people import Person, RoleKind
from forms import CompiledForm
from reporting.periods import Period
from reporting.reports import Answer, Report
from reporting.rounds import Round
from reporting.units import Unit

T = TypeVar("T")


class Query(Generic[T]):
    """A question to the store whose reply is a T."""

    __slots__ = ()


def ask(query: Query[T]) -> Generator[Query[Any], Any, T]:
    """Return the reply to a query, with its type, by yielding it to whoever drives the dialogue."""
    return cast("T", (yield query))


@dataclass(frozen=True, slots=True, kw_only=True)
class Previous:
    """The unit's report of the period before, made with the same form."""

    period: Period
    answers: Mapping[str, Answer]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportView:
    """A report with all that is needed to talk about it; `unit_path` is the unit and all units above it."""

    report: Report
    form: CompiledForm
    unit_path: tuple[int, ...]
    previous: Previous | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitProgress:
    """One unit in a round: its report, and the people who answer for it (empty where nobody has joined)."""

    report: Report
    reporters: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundView:
    """A round as one supervisor sees it: the units below, in the register's order."""

    round: Round
    unit: Unit
    unit_path: tuple[int, ...]
    form: CompiledForm
    units: tuple[UnitProgress, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """Somebody who may join: who, for which unit and as what, and the office that is reported to."""

    office: str
    unit: Unit
    person: Person
    role: RoleKind


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationView(Expected):
    """An invitation found by its code: whom and what it is for, and whether it can still be used."""

    expires_at: datetime
    used: bool
    for_account: bool = False
    """Whether it joins an account to the person, and gives no role to whoever comes with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """What is stored about a person: the account, since when, and how much was entered."""

    person: Person
    units: tuple[Unit, ...]
    joined_at: datetime
    answers: int
    submissions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLeft:
    """A unit for which nobody else reports, and the people nearest above who supervise it."""

    unit: Unit
    supervisors: tuple[Person, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPlace:
    """A unit and where it lies today: `unit_path` is the unit and all units above it."""

    unit: Unit
    unit_path: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class OwnReports(Query[tuple[ReportView, ...]]):
    """All reports of open rounds for the units where the person reports, the nearest deadline first."""

    person_id: int


@dataclass(frozen=True, slots=True)
class OwnSubmitted(Query[tuple[ReportView, ...]]):
    """What the person's units submitted last, of open and closed rounds, as it was submitted; the newest first."""

    person_id: int


@dataclass(frozen=True, slots=True)
class ReportById(Query[ReportView | None]):
    """One report; None where there is none."""

    report_id: int


@dataclass(frozen=True, slots=True)
class SupervisedRounds(Query[tuple[RoundView, ...]]):
    """The open rounds of the units that the person oversees, once for each of these that is below no other."""

    person_id: int


@dataclass(frozen=True, slots=True)
class RoundBelow(Query[RoundView | None]):
    """An open round seen from one unit; None where there is none, or nothing below that unit takes part."""

    round_id: int
    unit_id: int


@dataclass(frozen=True, slots=True)
class InvitationByCode(Query[InvitationView | None]):
    """The invitation of a code, by the code's hash; None for a code that was never given out."""

    code_hash: str


@dataclass(frozen=True, slots=True)
class ExpectedByPhone(Query[Expected | None]):
    """Who holds a role and has that phone number, by its hash; None for nobody, and for more than one."""

    phone_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongCodes(Query[int]):
    """How many codes that were never given out were tried in that time, in all chats together."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class OwnHoldings(Query[Holdings]):
    """What is stored about the person who asks."""

    person_id: int


@dataclass(frozen=True, slots=True)
class UnitsLeft(Query[tuple[UnitLeft, ...]]):
    """The units for which nobody would report if this person left."""

    person_id: int


@dataclass(frozen=True, slots=True)
class Administrators(Query[tuple[Person, ...]]):
    """Everybody who administers anything, to be told what concerns the whole installation."""


@dataclass(frozen=True, slots=True)
class AllowedGroup(Query[UnitPlace | None]):
    """The unit whose digests a group gets; None for a group that gets none."""

    group: Chat
