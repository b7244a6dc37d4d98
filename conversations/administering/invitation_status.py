"""Comparison of a list of people with the register: each person's status before the invitation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from conversations.chat.session import Pasted
from conversations.chat.step import Talk, Visit
from reporting.people.member import Member
from reporting.people.permissions import Action
from reporting.people.role import RoleKind
from reporting.queries.people import MemberAt, PeopleBelow, PersonPlace, PhonesTaken
from reporting.queries.query import ask
from reporting.units.unit import Unit
from texts.normalize import uniform


class InvitationStatus(StrEnum):
    """The status of a person on the list. Only NEW and AGAIN get a code."""

    NEW = "new"
    AGAIN = "again"  # registered there with that role but not joined: the new code replaces the old one
    JOINED = "joined"
    SUSPENDED = "suspended"
    TWICE = "twice"  # an earlier line names the same person


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPerson:
    """A person on the list, with the current status.

    `person_id` is set for AGAIN only. `phone_hash` is None without a phone number, or if it belongs to another person.
    `phone_note` is 'kept', 'taken' or 'unchanged', or '' for no note.
    """

    name: str
    unit: Unit
    role: RoleKind
    status: InvitationStatus
    person_id: int | None = None
    phone_hash: str | None = None
    phone_note: str = ""

    @property
    def is_invited(self) -> bool:
        """Tell whether this person gets a code."""
        return self.status in (InvitationStatus.NEW, InvitationStatus.AGAIN)


def invitation_statuses(
    visit: Visit, people: Sequence[Pasted], units: Mapping[int, Unit]
) -> Talk[list[ListedPerson]]:
    """Return each person's status, in order. A person is identified by name, unit (one of `units`) and role."""
    numbers = visit.person.units_for(Action.INVITE)
    known: dict[tuple[str, int], list[PersonPlace]] = {}
    for place in (yield from ask(PeopleBelow(numbers))):
        known.setdefault((uniform(place.name), place.unit_id), []).append(place)
    hashes = tuple(sorted({each.phone_hash for each in people if each.phone_hash}))
    taken = set((yield from ask(PhonesTaken(hashes))) if hashes else ())
    weighed: list[ListedPerson] = []
    seen: set[tuple[str, int, RoleKind]] = set()
    for each in people:
        unit = units[each.unit_id or 0]
        there = yield from _there(known.get((uniform(each.name), unit.id), []), each.role)
        status = _status(there)
        if (uniform(each.name), unit.id, each.role) in seen:
            status = InvitationStatus.TWICE
        seen.add((uniform(each.name), unit.id, each.role))
        kept = each.phone_hash if each.phone_hash and each.phone_hash not in taken else None
        if status is InvitationStatus.NEW and kept:
            taken.add(kept)
        weighed.append(
            ListedPerson(
                name=each.name,
                unit=unit,
                role=each.role,
                status=status,
                person_id=there.person_id if there and status is InvitationStatus.AGAIN else None,
                phone_hash=kept,
                phone_note=_phone_note(status, kept) if each.phone_hash else "",
            )
        )
    return weighed


def _phone_note(status: InvitationStatus, kept: str | None) -> str:
    if status is InvitationStatus.NEW:
        return "kept" if kept else "taken"
    return "unchanged" if status is InvitationStatus.AGAIN else ""


def _there(same: Sequence[PersonPlace], role: RoleKind) -> Talk[Member | None]:
    """Return the first of these namesakes at a unit that has the role there, or None."""
    for place in same:
        view = yield from ask(MemberAt(place.person_id, place.unit_id))
        if view is not None and role in view.member.roles:
            return view.member
    return None


def _status(there: Member | None) -> InvitationStatus:
    if there is None:
        return InvitationStatus.NEW
    if there.suspended:
        return InvitationStatus.SUSPENDED
    return InvitationStatus.JOINED if there.joined else InvitationStatus.AGAIN
