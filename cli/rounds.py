"""`baocao round`: rounds opened from a workbook, listed, extended, closed."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from rich.table import Table

from cli.arguments import audience_of, unit_named, unit_today
from cli.clock import office_now
from cli.decisions import day_in_words, decide, look_up, read_last_day
from cli.form import load_form, store_forms
from cli.terminal import fail, out
from conversations.administering.last_day import with_day_off
from conversations.administering.round_plan import describe_opening, opening_decision, round_title
from reporting.decisions.decisions import CloseRound, ExtendReport, ExtendRound
from reporting.queries.rounds import OpenRounds, PlannedRound, RoundOf, RoundPlan, RoundView
from reporting.reports.report import Progress
from reporting.rounds.period import period_words, read_period
from texts import Catalogue
from texts.message_template import bare


def open_round(
    texts: Catalogue,
    *,
    file: Path,
    unit_code: str,
    period_text: str,
    due: str,
    title: str,
    asked: str,
    without: Sequence[str],
    sure: bool,
) -> None:
    """Store a form and open a round with it at a unit, for a period, until the end of a day."""
    form = load_form(file, texts, refused=1)
    period = read_period(period_text)
    if period is None:
        fail(texts.plain("keeping.not_a_period", text=period_text))
    last = read_last_day(due, texts)
    unit_id = unit_today(unit_code, texts).id
    store_forms([file], period, texts)
    planned = PlannedRound(unit_id, form.content_hash, period.code)
    plan = _left_out(look_up(planned).asking(audience_of(asked, texts)), without, texts)
    if plan.exists or not plan.units:
        name = "cli.round_exists" if plan.exists else "keeping.nobody_reports"
        fail(texts.plain(name, title=form.title, period=period_words(period, texts)))
    decision = opening_decision(planned, plan, title or round_title(form.title, period), last)
    shown = bare(describe_opening(decision, plan, office_now(), texts))
    decide(decision, shown, texts.plain("decided.open_round"), texts, sure=sure)


def _left_out(plan: RoundPlan, without: Sequence[str], texts: Catalogue) -> RoundPlan:
    """Return the plan without some units; exit with status 1 for a unit that is not in it."""
    among = {*plan.units, *plan.unmanned}
    left = {unit_named(text, among, texts) for text in without}
    return replace(
        plan,
        units=tuple(unit for unit in plan.units if unit not in left),
        unmanned=tuple(unit for unit in plan.unmanned if unit not in left),
    )


def list_rounds(texts: Catalogue) -> None:
    """List the open rounds with the number of submitted reports."""
    table = Table()
    for column in ("number", "title", "unit", "due", "submitted"):
        table.add_column(texts.plain(f"office.column_{column}"))
    for view in look_up(OpenRounds()):
        submitted = sum(each.report.progress is Progress.SUBMITTED for each in view.units)
        day = day_in_words(view.round.due.last_day, texts)
        table.add_row(
            str(view.round.id), view.round.title, view.unit.full_name, day, f"{submitted}/{len(view.units)}"
        )
    out().print(table)


def extend(texts: Catalogue, number: int, day_text: str, unit_code: str, *, sure: bool) -> None:
    """Give a round, or one unit's report in it, a later last day."""
    view, day = _found(number, texts), read_last_day(day_text, texts).last_day
    due, name = view.round.due, view.round.title
    decision: ExtendRound | ExtendReport = ExtendRound(round_id=number, last_day=day)
    if unit_code:
        reports = {each.report.unit.id: each.report for each in view.units}
        report = reports.get(unit_today(unit_code, texts, former=True).id)
        if report is None:
            fail(texts.plain("office.not_in_round", code=unit_code, number=number))
        decision = ExtendReport(report_id=report.id, last_day=day)
        due, name = report.round.due, f"{name} · {report.unit.full_name}"
    if day <= due.last_day:
        fail(texts.plain("keeping.not_later", day=day_in_words(due.last_day, texts)))
    old, new = day_in_words(due.last_day, texts), day_in_words(day, texts)
    shown = bare(with_day_off(texts("decide.extend", name=name, new=new, old=old), day, texts))
    done = texts.plain("decided.extend_report" if unit_code else "decided.extend_round")
    decide(decision, shown, done, texts, sure=sure)


def close(texts: Catalogue, number: int, *, sure: bool) -> None:
    """Close a round."""
    view = _found(number, texts)
    missing = sum(each.report.progress is not Progress.SUBMITTED for each in view.units)
    shown = texts.plain("decide.close_round", title=view.round.title, missing=missing, total=len(view.units))
    decide(CloseRound(round_id=number), shown, texts.plain("decided.close_round"), texts, sure=sure)


def _found(number: int, texts: Catalogue) -> RoundView:
    view = look_up(RoundOf(number))
    if view is None:
        fail(texts.plain("office.no_such_round", number=number))
    return view
