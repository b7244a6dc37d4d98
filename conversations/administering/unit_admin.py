"""The administrator's screens: the administered units, one unit, and one person, each with its actions."""

from markupsafe import Markup

from conversations.administering.confirmation import put_decision
from conversations.chat.action import do
from conversations.chat.phrases import deadline
from conversations.chat.session import Nowhere
from conversations.chat.step import Offers, Step, Talk, Visit, remark, say
from conversations.chat.typed_choices import Offer
from conversations.notices.unit_news import name_units
from reporting.decisions.decisions import Reinstate, Suspend
from reporting.people.member import Member
from reporting.people.permissions import Action
from reporting.people.role import RoleKind
from reporting.queries.deletions import OpenDeletions
from reporting.queries.people import MemberView
from reporting.queries.query import ask
from reporting.queries.rounds import RoundView, SupervisedRounds
from reporting.queries.units import UnitById, UnitStory, UnitsUnder, UnitView
from reporting.units.unit import Unit
from texts import Catalogue
from texts.markup import paragraphs


def put_administration(visit: Visit, before: Markup | None = None) -> Talk:
    """Show the administered units, their open rounds, and all actions."""
    texts, numbers = visit.texts, visit.person.units_for(Action.INVITE)
    proposed = yield from ask(OpenDeletions(numbers))
    waiting = sum(visit.now < each.expires_at for each in proposed)
    rounds = yield from ask(SupervisedRounds(visit.person.id))
    views = yield from units_of(numbers)
    offers: Offers = (
        (
            (texts.plain("button.invite_somebody"), do("invitewhere")),
            (texts.plain("button.find"), do("find")),
        ),
        *(((texts.plain("button.office", unit=each.full_name), do("office", each.id)),) for each in views),
        *(
            ((texts.plain("button.open_round", unit=each.full_name), do("openround", each.id)),)
            for each in views
        ),
        *_round_offers(visit, rounds),
        *((((texts.plain("button.deletions", n=waiting), do("deletions")),),) if waiting else ()),
    )
    lines = [
        texts("administer.round", title=each.round.title, deadline=deadline(each.round.due, visit.now, texts))
        for each in rounds
    ]
    text = paragraphs([before, texts("administer.title"), paragraphs(lines, between="\n")])
    return say(visit, text, offers, Nowhere())


def put_round_choice(visit: Visit) -> Talk:
    """Show a button for each open round. It leads to the administration of that round."""
    rounds = yield from ask(SupervisedRounds(visit.person.id))
    text = visit.texts("keeping.which_round" if rounds else "supervise.no_rounds")
    return say(visit, text, _round_offers(visit, rounds), Nowhere())


def put_openings(visit: Visit) -> Talk:
    """Ask for the unit at which a round is opened."""
    views = yield from units_of(visit.person.units_for(Action.OPEN_ROUND))
    offers = tuple(((each.full_name, do("openround", each.id)),) for each in views)
    return say(visit, visit.texts("keeping.open_where"), offers, Nowhere())


def units_of(numbers: tuple[int, ...]) -> Talk[list[Unit]]:
    """Return those of the units that exist today, in the order of their ids."""
    views: list[UnitView] = []
    for number in sorted(numbers):
        view = yield from ask(UnitById(number))
        views += [view] if view is not None else []
    return [view.unit for view in views]


def _round_offers(visit: Visit, rounds: tuple[RoundView, ...]) -> Offers:
    titles = {each.round.id: each.round.title for each in rounds}
    label = visit.texts.plain
    return tuple(
        ((label("button.round", title=title), do("round", number)),) for number, title in titles.items()
    )


def put_office(visit: Visit, view: UnitView) -> Talk:
    """Show a unit's people, the units directly below it, and the actions there."""
    texts, unit = visit.texts, view.unit
    under = yield from ask(UnitsUnder(unit.id))
    lines = [
        texts("administer.member", name=each.name, roles=_roles(visit, each), state=_state(visit, each))
        for each in view.members
    ]
    people = tuple(((each.name, do("member", each.person_id, unit.id)),) for each in view.members)
    invite: tuple[Offer, ...] = ()
    if visit.person.may(Action.INVITE, view.unit_path) and not view.ended:
        invite = ((texts.plain("button.invite"), do("invite", unit.id)),)
    below: tuple[Offer, ...] = ()
    if under:
        below = ((texts.plain("button.below", n=len(under)), do("below", unit.id, 0)),)
    find: tuple[Offer, ...] = ((texts.plain("button.find"), do("find")),)
    text = paragraphs(
        [
            texts("administer.office", unit=unit.full_name),
            paragraphs(lines, between="\n") if lines else texts("administer.nobody"),
        ]
    )
    return say(visit, text, (*people, invite, below, find), Nowhere())


def put_member(visit: Visit, view: MemberView) -> Step:
    """Show one person at a unit with the possible actions."""
    texts, member = visit.texts, view.member
    which = (member.person_id, view.unit.id)
    verbs: list[str] = []
    if RoleKind.REPORTER in member.roles and not is_over(view):
        verbs.append("replace")
    if visit.person.may(Action.INVITE, view.unit_path) and not member.suspended and not is_over(view):
        verbs.append("newcode")
    if visit.person.may(Action.SUSPEND, view.unit_path):
        verbs.append("reinstate" if member.suspended else "suspend")
        verbs += ["accountsof"] if member.joined else []
    if visit.person.may(Action.PROPOSE_DELETION, view.unit_path):
        verbs.append("remove")
    offers: list[tuple[Offer, ...]] = [((texts.plain(f"button.{verb}"), do(verb, *which)),) for verb in verbs]
    offers.append(((texts.plain("button.back_to", unit=view.unit.full_name), do("office", view.unit.id)),))
    text = texts(
        "administer.person",
        name=member.name,
        unit=view.unit.full_name,
        roles=_roles(visit, member),
        state=_state(visit, member),
    )
    return say(visit, paragraphs([text, ended_note(view, texts)]), tuple(offers), Nowhere())


def suspend(visit: Visit, view: MemberView) -> Step:
    """Show the effect of suspending a person."""
    if view.member.person_id == visit.person.id:
        return remark(visit, visit.texts("administer.not_yourself"))
    decision = Suspend(person_id=view.member.person_id, unit_id=view.unit.id)
    text = visit.texts("decide.suspend", name=view.member.name, unit=view.unit.full_name)
    return put_decision(visit, decision, text)


def reinstate(visit: Visit, view: MemberView) -> Step:
    """Show the effect of ending a suspension."""
    decision = Reinstate(person_id=view.member.person_id, unit_id=view.unit.id)
    text = visit.texts("decide.reinstate", name=view.member.name, unit=view.unit.full_name)
    return put_decision(visit, decision, text)


def _roles(visit: Visit, member: Member) -> str:
    return ", ".join(visit.texts.plain(f"role.{kind}") for kind in member.roles)


def _state(visit: Visit, member: Member) -> str:
    if member.suspended:
        return visit.texts.plain("member.suspended")
    return visit.texts.plain("member.joined" if member.joined else "member.invited")


def is_over(view: MemberView) -> bool:
    """Tell whether the unit has ended and owes no report. Such a unit takes no invitations."""
    return view.story is not None and not view.story.open_reports


def ended_note(view: MemberView, texts: Catalogue) -> Markup | None:
    """Return the note about an ended unit, with its open reports and its successors; None for an existing unit."""
    if view.story is None:
        return None
    names = name_units(_successors(view.story), texts)
    if is_over(view):
        return texts("ended.over", unit=view.unit.full_name, others=names)
    return texts("ended.owes", n=view.story.open_reports, unit=view.unit.full_name, others=names)


def _successors(story: UnitStory) -> tuple[Unit, ...]:
    return story.heirs or ((story.above,) if story.above else ())
