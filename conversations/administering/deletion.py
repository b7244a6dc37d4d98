"""Deletion of a round or person. One administrator proposes it, another confirms it."""

from conversations.administering.confirmation import put_decision
from conversations.chat.action import do
from conversations.chat.session import Nowhere
from conversations.chat.step import Step, Talk, Visit, remark, say
from conversations.menu.home import go_home
from reporting.decisions.decisions import ConfirmDeletion, ProposeDeletion, RefuseDeletion
from reporting.people.permissions import Action
from reporting.queries.deletions import DeletionView, OpenDeletions
from reporting.queries.people import MemberView
from reporting.queries.query import ask
from reporting.queries.rounds import RoundView
from reporting.reports.report import Progress
from texts.formatting import Writer


def propose_round(visit: Visit, view: RoundView) -> Step:
    """Show the effect of proposing to delete a round."""
    begun = sum(each.report.progress is not Progress.NOT_STARTED for each in view.units)
    text = visit.texts("decide.delete_round", title=view.round.title, total=len(view.units), begun=begun)
    return put_decision(visit, ProposeDeletion(unit_id=view.unit.id, round_id=view.round.id), text)


def propose_person(visit: Visit, view: MemberView) -> Step:
    """Show the effect of proposing to delete a person."""
    if view.member.person_id == visit.person.id:
        return remark(visit, visit.texts("administer.not_yourself"))
    text = visit.texts("decide.delete_person", name=view.member.name, unit=view.unit.full_name)
    return put_decision(visit, ProposeDeletion(unit_id=view.unit.id, person_id=view.member.person_id), text)


def put_deletions(visit: Visit) -> Talk:
    """List the proposed deletions that have not lapsed."""
    proposed = yield from ask(OpenDeletions(visit.person.units_for(Action.CONFIRM_DELETION)))
    found = [each for each in proposed if not _lapsed(visit, each)]
    if not found:
        return (yield from go_home(visit, visit.texts("delete.none")))
    offers = tuple(((each.title, do("deletion", each.id)),) for each in found)
    return say(visit, visit.texts("delete.list", n=len(found)), offers, Nowhere())


def put_deletion(visit: Visit, view: DeletionView) -> Step:
    """Show one proposal. Its confirmers can confirm or refuse it; other administrators can only refuse it."""
    if _lapsed(visit, view):
        return remark(visit, visit.texts("delete.lapsed"))
    texts, writer = visit.texts, Writer(visit.texts.language)
    text = texts(
        "delete.round" if view.of_round else "delete.person",
        title=view.title,
        unit=view.unit.full_name,
        by=view.proposed_by,
        time=writer.time(view.proposed_at),
        date=writer.date(view.proposed_at),
        until=writer.date(view.expires_at),
    )
    confirm = ((texts.plain("button.confirm_deletion"), do("confirmdeletion", view.id)),)
    refuse = ((texts.plain("button.refuse_deletion"), do("refusedeletion", view.id)),)
    return say(visit, text, (confirm, refuse) if visit.person.id in view.confirmers else (refuse,), Nowhere())


def confirm_deletion(visit: Visit, view: DeletionView) -> Step:
    """Show the effect of confirming a deletion."""
    if _lapsed(visit, view):
        return remark(visit, visit.texts("delete.lapsed"))
    if visit.person.id not in view.confirmers:
        return remark(visit, visit.texts("decide.not_you"))
    text = visit.texts("decide.confirm_deletion", title=view.title)
    return put_decision(visit, ConfirmDeletion(deletion_id=view.id), text)


def refuse_deletion(visit: Visit, view: DeletionView) -> Step:
    """Show the effect of refusing a proposed deletion."""
    text = visit.texts("decide.refuse_deletion", title=view.title)
    return put_decision(visit, RefuseDeletion(deletion_id=view.id), text)


def _lapsed(visit: Visit, view: DeletionView) -> bool:
    return visit.now >= view.expires_at
