"""Invitations, and who is expected by a phone number."""

from dataclasses import dataclass
from datetime import datetime

from reporting.people.person import Person
from reporting.people.role import RoleKind
from reporting.queries.query import Query
from reporting.units.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """A person who may join: the unit, the role and the office that is reported to."""

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
    """Whether it joins an account to the person, and gives no role."""


@dataclass(frozen=True, slots=True)
class InvitationByCode(Query[InvitationView | None]):
    """The invitation of a code, by the code's hash; None for a code that was never given out."""

    code_hash: str


@dataclass(frozen=True, slots=True)
class ExpectedByPhone(Query[Expected | None]):
    """Who holds a role and has that phone number, by its hash; None for no person and for several."""

    phone_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongCodes(Query[int]):
    """How many codes that were never given out were tried in that time, in all chats together."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class NewCode(Query[str]):
    """A code that was never given out."""
