"""The plan of a round, for the chat and the command line: the decision, and its description before opening."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from markupsafe import Markup

from conversations.administering.last_day import with_day_off
from conversations.chat.phrases import deadline
from forms import Finding
from forms.xlsform.years import NAMES_A_YEAR, other_years
from reporting.decisions.decisions import OpenRound
from reporting.people.person import DEFAULT_LANGUAGE
from reporting.queries.rounds import PlannedRound, RoundPlan
from reporting.rounds.period import Period, period_words
from reporting.rounds.round import Due
from reporting.units.unit import Unit
from texts import catalogue
from texts.catalogue import Catalogue
from texts.formatting import shortened
from texts.markup import paragraphs


def round_title(form_title: str, period: Period) -> str:
    """Return a round's title from its form and period, in the office's language."""
    return f"{form_title} {period_words(period, catalogue(DEFAULT_LANGUAGE))}"


def opening_decision(planned: PlannedRound, plan: RoundPlan, title: str, due: Due) -> OpenRound:
    """Return the decision to open the round for all units of the plan."""
    return OpenRound(
        unit_id=planned.unit_id,
        form_hash=planned.form_hash,
        title=title,
        period=planned.period,
        due=due.printed,
        inclusive=due.inclusive,
        unit_ids=tuple(unit.id for unit in plan.units),
    )


def describe_opening(
    decision: OpenRound, plan: RoundPlan, now: datetime, texts: Catalogue, longest: int | None = None
) -> Markup:
    """Describe the effect of opening a round. A list of unit names is shortened to `longest` characters."""
    due = Due(printed=decision.due, inclusive=decision.inclusive)
    text = texts(
        "decide.open_round",
        title=decision.title,
        count=len(plan.units),
        units=_names(plan.units, longest),
        deadline=deadline(due, now, texts),
    )
    text = with_day_off(text, due.last_day, texts)
    if not plan.unmanned:
        return text
    names = _names(plan.unmanned, longest)
    unmanned = texts("round_plan.unmanned", n=len(plan.unmanned), units=names)
    return paragraphs([text, unmanned], between="\n")


def with_other_years(text: Markup, warnings: Iterable[Finding], period: Period, texts: Catalogue) -> Markup:
    """Return the text, with a warning under it about sentences of the form that name another year."""
    years = range(period.start.year, period.end.year + 1)
    named = [each.text for each in other_years(warnings, years) if each.code == NAMES_A_YEAR]
    if not named:
        return text
    quoted = ", ".join(f"«{each}»" for each in dict.fromkeys(named))
    return paragraphs([text, texts("round_plan.other_years", named=quoted)], between="\n")


def _names(units: Sequence[Unit], longest: int | None) -> str:
    names = ", ".join(unit.name for unit in units)
    return names if longest is None else shortened(names, longest)
