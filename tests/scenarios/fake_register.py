"""What administrators look up in the office in memory; what they decide is played over the database only."""

from itertools import count
from typing import TYPE_CHECKING, Any

from reporting.people.invitation import hash_code
from reporting.people.member import Member
from reporting.people.phones import hash_phone
from reporting.people.role import RoleKind
from reporting.queries.audit import Trail
from reporting.queries.decided_since import DecidedSince
from reporting.queries.deletions import Confirmers, DeletionById, OpenDeletions
from reporting.queries.invitations import NewCode, WrongCodes
from reporting.queries.people import HashedPhones, MemberAt, MemberView, PeopleBelow, PersonPlace, PhonesTaken
from reporting.queries.query import Query
from reporting.queries.rounds import (
    FormAt,
    FormView,
    PlannedRound,
    RoundOf,
    RoundPlan,
    RoundView,
    StoredForms,
)
from reporting.queries.units import PeopledUnit, UnitById, UnitsBelow, UnitsUnder, UnitView
from tests.support import neighbours

if TYPE_CHECKING:
    from tests.scenarios.fake_office import FakeOffice


def register_reply(office: "FakeOffice", query: Query[Any]) -> Any:  # noqa: ANN401 -- a reply's type is its query's business
    """Answer an administrator's query."""
    match query:
        case UnitById(unit_id=unit_id) | PeopledUnit(unit_id=unit_id) | MemberAt(unit_id=unit_id):
            return (
                _member(office, query.person_id, unit_id)
                if isinstance(query, MemberAt)
                else _unit(office, unit_id)
            )
        case UnitsBelow() | UnitsUnder() | PeopleBelow():
            return _below(office, query)
        case RoundOf(round_id=round_id):
            return _round(office, round_id)
        case StoredForms(unit_id=unit_id):
            return _forms(office, unit_id)
        case FormAt(form_hash=form_hash, unit_id=unit_id):
            found = [form for form in _forms(office, unit_id) if form.hash == form_hash]
            return found[0] if found else None
        case PlannedRound(unit_id=unit_id):
            return RoundPlan(units=tuple(office.units.subtree(unit_id)), exists=False)
        case OpenDeletions() | Trail() | Confirmers() | DecidedSince():
            return None if isinstance(query, DecidedSince) else ()
        case DeletionById(deletion_id=deletion_id):
            return office.deletions.get(deletion_id)
        case WrongCodes(since=since, until=until):
            return sum(since < at <= until for at in office.wrong_codes)
        case NewCode() | HashedPhones() | PhonesTaken():
            return _codes_and_phones(office, query)
    raise AssertionError(query)


def _codes_and_phones(office: "FakeOffice", query: NewCode | HashedPhones | PhonesTaken) -> Any:  # noqa: ANN401 -- as above
    match query:
        case HashedPhones(numbers=numbers):
            return tuple(hash_phone(number, neighbours.PHONE_KEY) for number in numbers)
        case PhonesTaken(phone_hashes=phone_hashes):
            return frozenset(phone_hashes) & office.phones.keys()
        case NewCode():
            codes = (f"ma-moi-{number:04}" for number in count(1))
            return next(code for code in codes if hash_code(code) not in office.invitations)


def _forms(office: "FakeOffice", unit_id: int) -> tuple[FormView, ...]:
    """Return the forms of rounds in which something above, at or below the unit takes part."""
    line = {*office.path(unit_id), *(unit.id for unit in office.units.subtree(unit_id))}
    asked = {number for number, of in office.reports.values() if of in line}
    forms = {office.rounds[number].form.content_hash: office.rounds[number].form for number in sorted(asked)}
    return tuple(
        FormView(hash=known, title=form.title, unit_path=office.path(unit_id))
        for known, form in forms.items()
    )


def _below(office: "FakeOffice", query: UnitsBelow | UnitsUnder | PeopleBelow) -> tuple[Any, ...]:
    if isinstance(query, UnitsUnder):
        return office.units.children(query.unit_id)
    units = tuple(unit for unit_id in query.unit_ids for unit in office.units.subtree(unit_id))
    if isinstance(query, UnitsBelow):
        return units
    return tuple(
        PersonPlace(person_id=person.id, name=person.name, unit_id=role.unit_id)
        for person in office.people.values()
        for role in person.roles
        if role.unit_id in {unit.id for unit in units}
    )


def _unit(office: "FakeOffice", unit_id: int) -> UnitView | None:
    if not office.units.contains(unit_id, unit_id):
        return None
    members = []
    for person in office.people.values():
        held = {role.kind for role in person.roles if role.unit_id == unit_id}
        if held:
            joined = any(account.person_id == person.id for account in office.accounts.values())
            kinds = tuple(kind for kind in RoleKind if kind in held)
            members.append(
                Member(person_id=person.id, name=person.name, roles=kinds, joined=joined, suspended=False)
            )
    return UnitView(unit=office.units[unit_id], unit_path=office.path(unit_id), members=tuple(members))


def _member(office: "FakeOffice", person_id: int, unit_id: int) -> MemberView | None:
    view = _unit(office, unit_id)
    found = [each for each in view.members if each.person_id == person_id] if view else []
    if view is None or not found:
        return None
    return MemberView(unit=view.unit, unit_path=view.unit_path, member=found[0])


def _round(office: "FakeOffice", round_id: int) -> RoundView | None:
    """Return an open round from the unit above all that take part in it: whoever opened it."""
    ids = [report_id for report_id, (of, _) in office.reports.items() if of == round_id]
    if not ids or office.rounds[round_id].round.closed:
        return None
    paths = [office.path(office.reports[each][1]) for each in ids]
    owner = next(unit_id for unit_id in paths[0][1:] if all(unit_id in path for path in paths))
    return office.round_view(office.rounds[round_id], owner, ids)
