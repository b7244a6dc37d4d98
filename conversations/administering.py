"""What an administrator sees: the units administered, the people there, one person, and what can be done."""

from markupsafe import Markup

from conversations.deadline import deadline
from conversations.deciding import put_decision
from conversations.decisions import Reinstate, Suspend
from conversations.events import Event, Typed
from conversations.home import go_home
from conversations.keys import Offer
from conversations.messages import paragraphs
from conversations.people import Action, RoleKind
from conversations.queries import SupervisedRounds, ask
from conversations.register import Member, MemberView, OpenDeletions, UnitById, UnitsBelow, UnitView
from conversations.session import Finding, Nowhere
from conversations.step import Offers, Step, Talk, Visit, remark, say
from conversations.understanding import shortened
from reporting.names import FoundUnit, UnitNames, UnsureUnits
from reporting.units import Unit

MOST_UNITS = 20  # buttons in one message


def put_administration(visit: Visit, before: Markup | None = None) -> Talk:
    """Show what the person administers: the unit itself where there is one, else which."""
    texts, units = visit.texts, visit.person.units_for(Action.INVITE)
    proposed = yield from ask(OpenDeletions(units))
    deletions = [each for each in proposed if visit.now < each.expires_at]
    rounds = yield from ask(SupervisedRounds(visit.person.id))
    known = yield from ask(UnitsBelow(units))
    offers: Offers = (
        *(
            ((texts.plain("button.office", unit=each.full_name), f"do.office.{each.id}"),)
            for each in known
            if each.id in units
        ),
        ((texts.plain("button.find_unit"), "do.find"),),
        *(
            ((texts.plain("button.open_round", unit=each.full_name), f"do.openround.{each.id}"),)
            for each in known
            if each.id in units
        ),
        *(
            ((texts.plain("button.round", title=each.round.title), f"do.round.{each.round.id}"),)
            for each in rounds
        ),
        *((((texts.plain("button.deletions", n=len(deletions)), "do.deletions"),),) if deletions else ()),
    )
    lines = [
        texts("administer.round", title=each.round.title, deadline=deadline(each.round.due, visit.now, texts))
        for each in rounds
    ]
    text = paragraphs([before, texts("administer.title"), paragraphs(lines, between="\n")])
    return say(visit, text, offers, Nowhere())


def ask_which_unit(visit: Visit) -> Step:
    """Ask for a unit by its name."""
    return say(visit, visit.texts("administer.which_unit"), (), Finding())


def find_unit(visit: Visit, event: Event) -> Talk:
    """Take the name of a unit: the one, or those that it may be; only units that the person has a say in."""
    if not isinstance(event, Typed):
        return (yield from go_home(visit, visit.texts("chat.late_press")))
    units = yield from ask(UnitsBelow(visit.person.units_for(Action.REPLACE)))
    match UnitNames(units).find(event.text):
        case FoundUnit(unit):
            view = yield from ask(UnitById(unit.id))
            if view is not None:
                return put_office(visit, view)
        case UnsureUnits(units=several):
            above = {unit.id: unit for unit in units}
            offers = tuple(((_placed(unit, above), f"do.office.{unit.id}"),) for unit in several[:MOST_UNITS])
            return say(visit, visit.texts("administer.several_units"), offers, Finding())
    text = visit.texts("administer.no_unit", text=shortened(event.text))
    return say(visit, text, (), Finding())


def put_office(visit: Visit, view: UnitView) -> Step:
    """Show a unit's people and what can be done there."""
    texts, may = visit.texts, visit.person.may
    lines = [
        texts("administer.member", name=each.name, roles=_roles(visit, each), state=_state(visit, each))
        for each in view.members
    ]
    people = tuple(((each.name, f"do.member.{each.person_id}.{view.unit.id}"),) for each in view.members)
    invite: tuple[Offer, ...] = (
        ((texts.plain("button.invite"), f"do.invite.{view.unit.id}"),)
        if may(Action.INVITE, view.unit_path)
        else ()
    )
    find: tuple[Offer, ...] = ((texts.plain("button.find_unit"), "do.find"),)
    text = paragraphs(
        [
            texts("administer.office", unit=view.unit.full_name),
            paragraphs(lines, between="\n") if lines else texts("administer.nobody"),
        ]
    )
    return say(visit, text, (*people, invite, find), Nowhere())


def put_member(visit: Visit, view: MemberView) -> Step:
    """Show one person at a unit and what can be done."""
    texts, member = visit.texts, view.member
    called = f"{member.person_id}.{view.unit.id}"
    offers: list[tuple[Offer, ...]] = []
    if RoleKind.REPORTER in member.roles:
        offers.append(((texts.plain("button.replace"), f"do.replace.{called}"),))
    if visit.person.may(Action.SUSPEND, view.unit_path):
        verb = "reinstate" if member.suspended else "suspend"
        offers.append(((texts.plain(f"button.{verb}"), f"do.{verb}.{called}"),))
    if visit.person.may(Action.PROPOSE_DELETION, view.unit_path):
        offers.append(((texts.plain("button.remove"), f"do.remove.{called}"),))
    offers.append(((texts.plain("button.back_to", unit=view.unit.full_name), f"do.office.{view.unit.id}"),))
    text = texts(
        "administer.person",
        name=member.name,
        unit=view.unit.full_name,
        roles=_roles(visit, member),
        state=_state(visit, member),
    )
    return say(visit, text, tuple(offers), Nowhere())


def suspend(visit: Visit, view: MemberView) -> Step:
    """Show what suspending somebody will do."""
    if view.member.person_id == visit.person.id:
        return remark(visit, visit.texts("administer.not_yourself"))
    decision = Suspend(person_id=view.member.person_id, unit_id=view.unit.id)
    text = visit.texts("decide.suspend", name=view.member.name, unit=view.unit.full_name)
    return put_decision(visit, decision, text)


def reinstate(visit: Visit, view: MemberView) -> Step:
    """Show what taking a suspension back will do."""
    decision = Reinstate(person_id=view.member.person_id, unit_id=view.unit.id)
    text = visit.texts("decide.reinstate", name=view.member.name, unit=view.unit.full_name)
    return put_decision(visit, decision, text)


def _placed(unit: Unit, units: dict[int, Unit]) -> str:
    """Return a unit's name with the one above it, which tells two of a name apart."""
    above = units.get(unit.parent_id or 0)
    return f"{unit.full_name}, {above.full_name}" if above else unit.full_name


def _roles(visit: Visit, member: Member) -> str:
    return ", ".join(visit.texts.plain(f"role.{kind}") for kind in member.roles)


def _state(visit: Visit, member: Member) -> str:
    if member.suspended:
        return visit.texts.plain("member.suspended")
    return visit.texts.plain("member.joined" if member.joined else "member.invited")
