"""Finding a unit or a person by name among those that one has a say in, and going down the units step by step."""

from collections.abc import Sequence

from conversations.administering import put_member, put_office
from conversations.events import Event, Typed
from conversations.inviting import ask_role
from conversations.inviting_several import is_list, take_list
from conversations.keys import Offer
from conversations.messages import paragraphs
from conversations.pages import page_of
from conversations.people import Action
from conversations.placing import placed
from conversations.prompting import not_typed, prompt
from conversations.queries import ask
from conversations.register import (
    MemberAt,
    PeopleBelow,
    PersonPlace,
    UnitById,
    UnitsBelow,
    UnitsUnder,
    UnitView,
)
from conversations.session import Finding, InvitingSeveral, Listing, Place
from conversations.step import Step, Talk, Visit, say
from conversations.understanding import shortened
from reporting.names import FoundUnit, UnitNames, UnsureUnits
from reporting.units import Unit
from texts.folding import words

MOST_FOUND = 20  # buttons in one message


def ask_whom_or_where(visit: Visit) -> Step:
    """Ask for the name of a unit or a person."""
    return prompt(visit, visit.texts("administer.which_unit"), Finding())


def ask_where_to_invite(visit: Visit) -> Talk:
    """Ask at which unit somebody is to be invited; where there is but one, that is it."""
    units = visit.person.units_for(Action.INVITE)
    below = yield from ask(UnitsBelow(units))
    if len(below) == 1 and (view := (yield from ask(UnitById(below[0].id)))) is not None:
        return ask_role(visit, view)
    asked = [visit.texts("invite.which_unit"), visit.texts("listed.invite_list")]
    return prompt(visit, paragraphs(asked, between="\n"), Finding(to_invite=True))


def find(visit: Visit, place: Finding, event: Event) -> Talk:
    """Take the name of a unit or of a person: the one, or those that it may be."""
    if not isinstance(event, Typed):
        return not_typed(visit, event)
    above = visit.person.units_for(Action.INVITE if place.to_invite else Action.REPLACE)
    units = yield from ask(UnitsBelow(above))
    found = units_named(event.text, units)
    if place.to_invite and not found and is_list(event.text):
        return (yield from take_list(visit, InvitingSeveral(), event.text))
    people: list[PersonPlace] = []
    if not place.to_invite and len(found) != 1:
        people = _people_named(event.text, (yield from ask(PeopleBelow(above))))
    if not found and len(people) == 1:
        member = yield from ask(MemberAt(people[0].person_id, people[0].unit_id))
        if member is not None:
            return put_member(visit, member)
    if len(found) == 1 and not people and (view := (yield from ask(UnitById(found[0].id)))) is not None:
        return ask_role(visit, view) if place.to_invite else (yield from put_office(visit, view))
    return _put_found(visit, place, event.text, _offers(place, found, units, people))


def _put_found(visit: Visit, place: Finding, typed: str, offers: Sequence[Offer]) -> Step:
    texts = visit.texts
    if not offers:
        name = "invite.no_unit" if place.to_invite else "administer.no_unit"
        return prompt(visit, texts(name, text=shortened(typed)), place)
    return ask_which(visit, place, offers)


def ask_which(visit: Visit, place: Place, offers: Sequence[Offer]) -> Step:
    """Ask which of several is meant; it may be typed more fully."""
    more = len(offers) - MOST_FOUND
    unseen = visit.texts("administer.more", n=more) if more > 0 else None
    text = paragraphs([visit.texts("administer.several"), unseen], between="\n")
    return say(visit, text, tuple((offer,) for offer in offers[:MOST_FOUND]), place)


def units_named(typed: str, units: Sequence[Unit]) -> Sequence[Unit]:
    """Return the units that may be meant by a code or a name, however it is spelled."""
    if coded := [unit for unit in units if unit.code == typed.strip()]:
        return coded
    match UnitNames(units).find(typed):
        case FoundUnit(unit):
            return (unit,)
        case UnsureUnits(units=several):
            return several
    return [unit for unit in units if _has(unit.name, typed)]


def _people_named(typed: str, people: Sequence[PersonPlace]) -> list[PersonPlace]:
    return [each for each in people if _has(each.name, typed)]


def _has(name: str, typed: str) -> bool:
    """Tell whether a name has what was typed, from the beginning of a word: 'thi ha' in 'Lương Thị Hằng'."""
    wanted = f" {' '.join(words(typed))}"
    return bool(wanted.strip()) and wanted in f" {' '.join(words(name))}"


def _offers(
    place: Finding, found: Sequence[Unit], units: Sequence[Unit], people: Sequence[PersonPlace]
) -> list[Offer]:
    known, verb = {unit.id: unit for unit in units}, "invite" if place.to_invite else "office"
    named: list[Offer] = [(placed(unit, known), f"do.{verb}.{unit.id}") for unit in found]
    return named + [
        (f"{each.name}, {known[each.unit_id].full_name}", f"do.member.{each.person_id}.{each.unit_id}")
        for each in people
        if each.unit_id in known
    ]


def put_below(visit: Visit, view: UnitView, page: int) -> Talk:
    """Show the units right under one, a page at a time; where there are several pages a name may be typed."""
    number, name = view.unit.id, view.unit.full_name
    units = yield from ask(UnitsUnder(number))
    listed = page_of(
        visit, [(unit.full_name, f"do.office.{unit.id}") for unit in units], page, f"do.below.{number}"
    )
    back: Offer = (visit.texts.plain("button.back_to", unit=name), f"do.office.{number}", "back")
    title = visit.texts("administer.below", unit=name, n=len(units))
    text = paragraphs([title, listed.note], between="\n")
    return say(visit, text, (*listed.rows, (back,)), Listing(unit_id=number))
