"""Search for administered units and people by name, and browsing of the unit tree."""

from collections.abc import Sequence

from conversations.administering.bulk_invite import is_list, take_list
from conversations.administering.invite import ask_role
from conversations.administering.unit_admin import put_member, put_office
from conversations.chat.action import do
from conversations.chat.events import Event, Typed
from conversations.chat.pagination import page_of
from conversations.chat.session import InvitingSeveral, Listing, Searching
from conversations.chat.step import Step, Talk, Visit, remark, say
from conversations.chat.typed_choices import Offer
from conversations.followup.outstanding import nothing_asked
from conversations.menu.home import deny
from conversations.menu.prompt import ask_which, not_typed, prompt
from conversations.supervising.rounds import put_unit, unit_label
from documents.loading.pasted_units import name_with_parent
from reporting.people.permissions import Action
from reporting.queries.people import MemberAt, PeopleBelow, PersonPlace
from reporting.queries.query import ask
from reporting.queries.reports import ReportById
from reporting.queries.rounds import RoundBelow, RoundView
from reporting.queries.units import UnitById, UnitsBelow, UnitsUnder, UnitView
from reporting.units.search import carries_words, units_named
from reporting.units.unit import Unit
from texts.formatting import shortened
from texts.markup import paragraphs


def ask_whom_or_where(visit: Visit) -> Step:
    """Ask for the name of a unit or a person."""
    return prompt(visit, visit.texts("administer.which_unit"), Searching())


def ask_where_to_invite(visit: Visit) -> Talk:
    """Ask for the unit of the invitation; a single unit is taken without asking."""
    units = visit.person.units_for(Action.INVITE)
    below = yield from ask(UnitsBelow(units))
    if len(below) == 1 and (view := (yield from ask(UnitById(below[0].id)))) is not None:
        return ask_role(visit, view)
    asked = [visit.texts("invite.which_unit"), visit.texts("listed.invite_list")]
    return prompt(visit, paragraphs(asked, between="\n"), Searching(to_invite=True))


def find(visit: Visit, place: Searching, event: Event) -> Talk:
    """Search for the typed name: show a single match, or offer all matches.

    With `to_invite`, only units are searched, and a pasted list of people is taken if no unit matches.
    """
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


def _put_found(visit: Visit, place: Searching, typed: str, offers: Sequence[Offer]) -> Step:
    texts = visit.texts
    if not offers:
        name = "invite.no_unit" if place.to_invite else "administer.no_unit"
        return prompt(visit, texts(name, text=shortened(typed)), place)
    return ask_which(visit, place, offers)


def _people_named(typed: str, people: Sequence[PersonPlace]) -> list[PersonPlace]:
    return [each for each in people if carries_words(each.name, typed)]


def _offers(
    place: Searching, found: Sequence[Unit], units: Sequence[Unit], people: Sequence[PersonPlace]
) -> list[Offer]:
    known, verb = {unit.id: unit for unit in units}, "invite" if place.to_invite else "office"
    named: list[Offer] = [(name_with_parent(unit, known), do(verb, unit.id)) for unit in found]
    return named + [
        (f"{each.name}, {known[each.unit_id].full_name}", do("member", each.person_id, each.unit_id))
        for each in people
        if each.unit_id in known
    ]


def put_below(visit: Visit, view: UnitView, page: int) -> Talk:
    """Show one page of the units directly below a unit."""
    number, name = view.unit.id, view.unit.full_name
    units = yield from ask(UnitsUnder(number))
    listed = page_of(
        visit, [(unit.full_name, do("office", unit.id)) for unit in units], page, do("below", number)
    )
    back: Offer = (visit.texts.plain("button.back_to", unit=name), do("office", number), "back")
    title = visit.texts("administer.below", unit=name, n=len(units))
    text = paragraphs([title, listed.note], between="\n")
    return say(visit, text, (*listed.rows, (back,)), Listing(unit_id=number))


def find_listed(visit: Visit, place: Listing, event: Typed) -> Talk:
    """Handle a text typed at a list of units. A name opens its unit, even if the unit is on another page."""
    if not any(character.isalpha() for character in event.text):
        return (yield from nothing_asked(visit, event.text))
    if place.round_id is None:
        return (yield from find(visit, Searching(), event))
    view = yield from ask(RoundBelow(place.round_id, place.unit_id))
    if view is None or not visit.person.may(Action.OVERSEE, view.unit_path):
        return (yield from deny(visit, "round"))
    reports = {each.report.unit.id: each.report for each in view.units}
    found = units_named(event.text, [report.unit for report in reports.values()])
    if not found:
        return remark(visit, visit.texts("listed.not_listed", text=shortened(event.text)))
    if len(found) == 1 and (report := (yield from ask(ReportById(reports[found[0].id].id)))) is not None:
        return put_unit(visit, report)
    return (yield from _ask_which(visit, place, view, [unit.id for unit in found]))


def _ask_which(visit: Visit, place: Listing, view: RoundView, found: list[int]) -> Talk[Step]:
    """Ask which of several units is meant. Each is named with its parent."""
    around = yield from ask(UnitsBelow((view.unit.id,), former=True))
    known = {unit.id: unit for unit in around}
    offers: list[Offer] = [
        (unit_label(each.report, name_with_parent(each.report.unit, known)), do("unit", each.report.id))
        for each in view.units
        if each.report.unit.id in found
    ]
    return ask_which(visit, place, offers)
