"""Keeping rounds: the deadline extended for all or for one unit, the round closed."""

from datetime import date

from conversations.deadline import deadline
from conversations.deciding import put_decision
from conversations.decisions import CloseRound, ExtendReport, ExtendRound
from conversations.events import Event, Typed
from conversations.home import deny, go_home
from conversations.keys import Offer
from conversations.people import Action
from conversations.prompting import not_typed, prompt
from conversations.queries import ReportById, ReportView, RoundView, ask
from conversations.register import RoundOf
from conversations.session import Extending, Nowhere
from conversations.step import Step, Talk, Visit, remark, say
from conversations.understanding import shortened
from reporting.reports import Progress
from reporting.rounds import Round
from texts.typed.dates import DoubtfulDate, read_date
from texts.written import Writer


def put_round(visit: Visit, view: RoundView) -> Step:
    """Show a round and what can be done with it."""
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
        ((texts.plain("button.units"), f"do.units.{number}.{view.unit.id}.0"),),
        ((texts.plain("button.extend_round"), f"do.extendround.{number}"),),
    ]
    if visit.person.may(Action.CLOSE_ROUND, view.unit_path):
        offers.append(((texts.plain("button.close_round"), f"do.closeround.{number}"),))
    if visit.person.may(Action.PROPOSE_DELETION, view.unit_path):
        offers.append(((texts.plain("button.delete_round"), f"do.deleteround.{number}"),))
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
    text = visit.texts("keeping.which_day", name=name, deadline=deadline(round_.due, visit.now, visit.texts))
    return prompt(visit, text, place)


def take_day(visit: Visit, place: Extending, event: Event) -> Talk:
    """Take the new last day and show what will happen."""
    if not isinstance(event, Typed):
        return (yield from not_typed(visit, event))
    day = day_typed(visit, event.text)
    if day is None:
        return remark(visit, visit.texts("answer.not_a_date", text=shortened(event.text)))
    if place.report_id is not None:
        view = yield from ask(ReportById(place.report_id))
        if view is None or not visit.person.may(Action.EXTEND, view.unit_path):
            return (yield from deny(visit))
        name = f"{view.report.round.title} · {view.report.unit.full_name}"
        decision: ExtendReport | ExtendRound = ExtendReport(report_id=view.report.id, last_day=day)
        due = view.report.round.due
    else:
        seen = yield from ask(RoundOf(place.round_id or 0))
        if seen is None or not visit.person.may(Action.EXTEND, seen.unit_path):
            return (yield from deny(visit, "round"))
        name, due = seen.round.title, seen.round.due
        decision = ExtendRound(round_id=seen.round.id, last_day=day)
    if day <= due.last_day:
        return remark(
            visit, visit.texts("keeping.not_later", day=Writer(visit.texts.language).date(due.last_day))
        )
    text = visit.texts("decide.extend", n=None, name=name, **_days(visit, day, due.last_day))
    return put_decision(visit, decision, text)


def close_round(visit: Visit, view: RoundView) -> Step:
    """Show what closing a round will do."""
    missing = sum(each.report.progress is not Progress.SUBMITTED for each in view.units)
    text = visit.texts("decide.close_round", title=view.round.title, missing=missing, total=len(view.units))
    return put_decision(visit, CloseRound(round_id=view.round.id), text)


def day_typed(visit: Visit, text: str) -> date | None:
    """Return the day that was typed; of two that it may be, the first that is still to come."""
    match read_date(text, today=visit.now.date()):
        case DoubtfulDate(candidates):
            return min((day for day in candidates if day >= visit.now.date()), default=None)
        case found:
            return found


def _days(visit: Visit, new: date, old: date) -> dict[str, str]:
    writer = Writer(visit.texts.language)
    return {"new": writer.date(new), "old": writer.date(old)}
