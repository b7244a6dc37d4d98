"""Invitations, and people expected by their phone number."""

from dataclasses import dataclass
from datetime import datetime

from reporting.people.person import Person
from reporting.people.role import RoleKind
from reporting.queries.query import Query
from reporting.units.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """A person who may join, with unit, role, and the name of the office that collects the reports."""

    office: str
    unit: Unit
    person: Person
    role: RoleKind


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationView(Expected):
    """An invitation found by its code: person, role, and whether it is still valid."""

    expires_at: datetime
    used: bool
    for_account: bool = False
    """True if the invitation connects a further account and gives no role."""


@dataclass(frozen=True, slots=True)
class InvitationByCode(Query[InvitationView | None]):
    """The invitation of a code, by the code's hash; None for a code that was never issued."""

    code_hash: str


@dataclass(frozen=True, slots=True)
class ExpectedByPhone(Query[Expected | None]):
    """The person with a role and that phone number, by its hash; None unless it is exactly one person."""

    phone_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongCodes(Query[int]):
    """The number of unknown codes tried between two moments, in all chats together."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class NewCode(Query[str]):
    """A code that was never issued."""
