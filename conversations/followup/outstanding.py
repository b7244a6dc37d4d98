"""Outstanding reports and a unit's progress, as a supervisor asks for them in words at any place."""

import re
from collections.abc import Sequence

from markupsafe import Markup

from conversations.answering.report_sheet import ReportSheet
from conversations.chat.action import do, is_command
from conversations.chat.phrases import deadline
from conversations.chat.session import Nowhere
from conversations.chat.step import Step, Talk, Visit
from conversations.chat.typed_choices import Offer
from conversations.menu.home import go_home
from conversations.menu.prompt import ask_which
from conversations.supervising.rounds import put_unit, state_of, supervises, unit_label
from documents.loading.pasted_units import name_with_parent
from reporting.people.permissions import Action
from reporting.queries.query import ask
from reporting.queries.reports import ReportById, UnitProgress
from reporting.queries.rounds import RoundView, SupervisedRounds
from reporting.queries.units import UnitsBelow
from reporting.reports.report import Progress
from reporting.units.search import units_named
from texts.formatting import shortened
from texts.markup import paragraphs
from texts.normalize import fold, words

NAMES_A_LINE = 10
"""Long lists are cut into messages between lines, so that no name is cut."""

LONGEST_QUESTION = 12  # words
_MISSING = re.compile(r"\b(?:chua|not) (?:nop|bao cao|gui|submitted|reported)\b")
SHORTEST_NAME = 2


def asks_who_is_missing(text: str) -> bool:
    """Return whether a text asks for the units that have not submitted: 'còn xã nào chưa báo cáo vậy em?'."""
    return len(words(text)) <= LONGEST_QUESTION and _MISSING.search(fold(text)) is not None


def who_is_missing(visit: Visit) -> Talk[Markup]:
    """Name all units that have not submitted, round by round."""
    rounds = yield from ask(SupervisedRounds(visit.person.id))
    if not rounds:
        return visit.texts("supervise.no_rounds")
    hint = visit.texts("missing.hint") if any(map(_missing, rounds)) else None
    return paragraphs([*(_of_round(visit, view) for view in rounds), hint])


def _of_round(visit: Visit, view: RoundView) -> Markup:
    texts, missing = visit.texts, _missing(view)
    name = "missing.round" if missing else "missing.none"
    title = texts(
        name,
        title=view.round.title,
        unit=view.unit.full_name,
        missing=len(missing),
        total=len(view.units),
        deadline=deadline(view.round.due, visit.now, texts),
    )
    begun = [each.report.unit.name for each in missing if each.report.progress is Progress.IN_PROGRESS]
    idle = [each.report.unit.name for each in missing if each.report.progress is Progress.NOT_STARTED]
    return paragraphs(
        [title, _names(visit, "missing.in_progress", begun), _names(visit, "missing.not_started", idle)],
        between="\n",
    )


def _missing(view: RoundView) -> Sequence[UnitProgress]:
    return [each for each in view.units if each.report.progress is not Progress.SUBMITTED]


def _names(visit: Visit, name: str, units: Sequence[str]) -> Markup | None:
    if not units:
        return None
    lines = [", ".join(units[at : at + NAMES_A_LINE]) for at in range(0, len(units), NAMES_A_LINE)]
    return visit.texts(name, count=len(units), units=",\n".join(lines))


def find_anywhere(visit: Visit, text: str) -> Talk[Step | None]:
    """Show the unit whose name a supervisor typed while no question is open; None if the text is no such name."""
    if not supervises(visit) or len(fold(text)) < SHORTEST_NAME or not any(map(str.isalpha, text)):
        return None
    rounds = yield from ask(SupervisedRounds(visit.person.id))
    found = _named(text, rounds)
    if len(found) == 1:
        report = yield from ask(ReportById(found[0][1].report.id))
        return put_unit(visit, report) if report is not None else None
    return (yield from _ask_which(visit, found, several=len(rounds) > 1)) if found else None


def _ask_which(visit: Visit, found: Sequence[tuple[RoundView, UnitProgress]], *, several: bool) -> Talk:
    """Ask which unit is meant. Each is named with its parent, and with its round where there are several."""
    around = yield from ask(UnitsBelow(visit.person.units_for(Action.OVERSEE), former=True))
    known = {unit.id: unit for unit in around}
    offers: list[Offer] = []
    for view, each in found:
        name = name_with_parent(each.report.unit, known) + (f" · {view.round.title}" if several else "")
        offers.append((unit_label(each.report, name), do("unit", each.report.id)))
    return ask_which(visit, Nowhere(), offers)


def _named(text: str, rounds: Sequence[RoundView]) -> list[tuple[RoundView, UnitProgress]]:
    units = {each.report.unit.id: each.report.unit for view in rounds for each in view.units}
    found = {unit.id for unit in units_named(text, list(units.values()))}
    return [(view, each) for view in rounds for each in view.units if each.report.unit.id in found]


def unit_progress(visit: Visit, text: str) -> Talk[Markup | None]:
    """Return the progress of the unit whose whole name a supervisor typed, or None."""
    if not any(map(str.isalpha, text)):
        return None
    name = fold(text)
    rounds = yield from ask(SupervisedRounds(visit.person.id))
    said: list[Markup] = []
    for view in rounds:
        for each in view.units:
            unit = each.report.unit
            if name == fold(unit.name) or name == fold(unit.full_name):
                said.append((yield from _told(visit, each)))
    return paragraphs(said, between="\n") if said else None


def _told(visit: Visit, each: UnitProgress) -> Talk[Markup]:
    report = yield from ask(ReportById(each.report.id))
    if report is None:
        return Markup()
    sheet = ReportSheet(view=report, language=visit.texts.language, now=visit.now)
    title = visit.texts("supervise.unit", unit=report.report.unit.full_name, title=report.report.round.title)
    return paragraphs([title, state_of(visit, sheet)], between="\n")


def nothing_asked(visit: Visit, text: str) -> Talk:
    """Handle a text while no question is open: a unit's name from a supervisor, or else say what can be typed."""
    if (shown := (yield from find_anywhere(visit, text))) is not None:
        return shown
    if supervises(visit):
        name = "chat.nothing_asked_overseeing"
    else:
        waits = any(is_command(button.action, "open") for button in visit.session.offered)
        figure = any(map(str.isdigit, text)) and not any(map(str.isalpha, text))
        name = "chat.no_question_open" if figure and waits else "chat.nothing_asked"
    return (yield from go_home(visit, visit.texts(name, text=shortened(text))))
