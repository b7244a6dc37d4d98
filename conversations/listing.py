"""A name typed where a list of units is on the screen: the one of that name, or those that it may be."""

from conversations.events import Typed
from conversations.finding import ask_which, find, units_named
from conversations.home import deny
from conversations.keys import Offer
from conversations.outstanding import nothing_asked
from conversations.people import Action
from conversations.placing import placed
from conversations.queries import ReportById, RoundBelow, RoundView, ask
from conversations.register import UnitsBelow
from conversations.session import Finding, Listing
from conversations.step import Step, Talk, Visit, remark
from conversations.supervising import put_unit, unit_label
from conversations.understanding import shortened


def find_listed(visit: Visit, place: Listing, event: Typed) -> Talk:
    """Take what was typed at a list: a name leads to its unit, whatever page it is on."""
    if not any(character.isalpha() for character in event.text):
        return (yield from nothing_asked(visit, event.text))
    if place.round_id is None:
        return (yield from find(visit, Finding(), event))
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
    """Ask which of several units is meant; each is named with the one above it, which tells two of a name apart."""
    around = yield from ask(UnitsBelow((view.unit.id,), former=True))
    known = {unit.id: unit for unit in around}
    offers: list[Offer] = [
        (unit_label(each.report, placed(each.report.unit, known)), f"do.unit.{each.report.id}")
        for each in view.units
        if each.report.unit.id in found
    ]
    return ask_which(visit, place, offers)
