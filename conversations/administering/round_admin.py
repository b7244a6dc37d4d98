"""Administration of rounds: extend the deadline for all units or for one, close the round."""

from datetime import date

from conversations.administering.confirmation import put_decision
from conversations.administering.last_day import day_example, take_due
from conversations.chat.action import do
from conversations.chat.events import Event
from conversations.chat.phrases import deadline
from conversations.chat.session import Extending, Nowhere
from conversations.chat.step import Step, Talk, Visit, say
from conversations.chat.typed_choices import Offer
from conversations.menu.home import deny, go_home
from conversations.menu.prompt import prompt
from reporting.decisions.decisions import CloseRound, ExtendReport, ExtendRound
from reporting.people.permissions import Action
from reporting.queries.query import ask
from reporting.queries.reports import ReportById, ReportView
from reporting.queries.rounds import RoundOf, RoundView
from reporting.reports.report import Progress
from reporting.rounds.round import Round
from texts.formatting import Writer


def put_round(visit: Visit, view: RoundView) -> Step:
    """Show a round and the possible actions."""
    texts, number = visit.texts, view.round.id
    submitted = sum(each.report.progress is Progress.SUBMITTED for each in view.units)
    text = texts(
        "keeping.round",
        title=view.round.title,
        unit=view.unit.full_name,
        deadline=deadline(view.round.due, visit.now, texts),
        submitted=submitted,
        total=len(view.units),
    )
    offers: list[tuple[Offer, ...]] = [
        ((texts.plain("button.units"), do("units", number, view.unit.id, 0)),),
        ((texts.plain("button.extend_round"), do("extendround", number)),),
    ]
    if visit.person.may(Action.CLOSE_ROUND, view.unit_path):
        offers.append(((texts.plain("button.close_round"), do("closeround", number)),))
    if visit.person.may(Action.PROPOSE_DELETION, view.unit_path):
        offers.append(((texts.plain("button.delete_round"), do("deleteround", number)),))
    return say(visit, text, tuple(offers), Nowhere())


def ask_report_day(visit: Visit, view: ReportView) -> Talk:
    """Ask for the last day of one unit's report."""
    if view.report.round.closed:
        return (yield from go_home(visit, visit.texts("keeping.closed")))
    name = f"{view.report.round.title} · {view.report.unit.full_name}"
    return _ask_day(visit, view.report.round, name, Extending(report_id=view.report.id))


def ask_round_day(visit: Visit, view: RoundView) -> Step:
    """Ask for the last day of a round."""
    return _ask_day(visit, view.round, view.round.title, Extending(round_id=view.round.id))


def _ask_day(visit: Visit, round_: Round, name: str, place: Extending) -> Step:
    text = visit.texts(
        "keeping.which_day",
        name=name,
        deadline=deadline(round_.due, visit.now, visit.texts),
        example=day_example(max(visit.now.date(), round_.due.last_day)),
    )
    return prompt(visit, text, place)


def take_day(visit: Visit, place: Extending, event: Event) -> Talk:
    """Take the new last day and show the effect."""
    if place.report_id is not None:
        view = yield from ask(ReportById(place.report_id))
        if view is None or not visit.person.may(Action.EXTEND, view.unit_path):
            return (yield from deny(visit))
        name, round_ = f"{view.report.round.title} · {view.report.unit.full_name}", view.report.round
    else:
        seen = yield from ask(RoundOf(place.round_id or 0))
        if seen is None or not visit.person.may(Action.EXTEND, seen.unit_path):
            return (yield from deny(visit, "round"))
        name = visit.texts.plain("keeping.round_of", title=seen.round.title, n=len(seen.units))
        round_ = seen.round
    due = take_due(visit, place, event, later_than=round_.due.last_day)
    return due if isinstance(due, Step) else _put_extension(visit, place, name, round_, due.last_day)


def _put_extension(visit: Visit, place: Extending, name: str, round_: Round, day: date) -> Step:
    """Show the effect of extending the deadline."""
    decision: ExtendReport | ExtendRound = (
        ExtendRound(round_id=round_.id, last_day=day)
        if place.report_id is None
        else ExtendReport(report_id=place.report_id, last_day=day)
    )
    writer = Writer(visit.texts.language)
    new, old = writer.day(day), writer.day(round_.due.last_day)
    text = visit.texts("decide.extend", n=None, name=name, new=new, old=old)
    return put_decision(visit, decision, text)


def close_round(visit: Visit, view: RoundView) -> Step:
    """Show the effect of closing a round."""
    missing = sum(each.report.progress is not Progress.SUBMITTED for each in view.units)
    text = visit.texts("decide.close_round", title=view.round.title, missing=missing, total=len(view.units))
    return put_decision(visit, CloseRound(round_id=view.round.id), text)
