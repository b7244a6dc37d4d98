"""Reminders on a supervisor's request: to all units of a round after one confirmation, or to one unit at once."""

from collections.abc import Sequence

from markupsafe import Markup

from conversations.chat.action import Reply, do
from conversations.chat.agreement import has_agreed
from conversations.chat.effects import RemindNow
from conversations.chat.events import Event, Pressed
from conversations.chat.orders import SendReminder
from conversations.chat.phrases import enumerate_names
from conversations.chat.session import Nowhere, Reminding
from conversations.chat.step import Offers, Step, Talk, Visit, put_again, remark, say, show_choice
from conversations.menu.home import deny
from conversations.supervising.rounds import seen_from
from reporting.people.permissions import Action
from reporting.queries.query import ask
from reporting.queries.reports import ReportView, UnitProgress
from reporting.queries.rounds import RoundBelow, RoundView
from reporting.reports.report import Progress
from texts.markup import paragraphs


def ask_to_remind(visit: Visit, view: RoundView) -> Step:
    """Ask for confirmation before all units that have not submitted are reminded. Their number is shown."""
    texts, reached = visit.texts, _reached(view)
    unreached = _unreached(visit, view)
    if not reached:
        return remark(visit, unreached or texts("supervise.all_submitted"))
    text = paragraphs([texts("nudge.sure", n=len(reached), title=view.round.title), unreached])
    offers: Offers = (
        (
            (texts.plain("button.leave_it"), Reply("leave"), "stop"),
            (texts.plain("button.remind_now", n=len(reached)), Reply("remind"), "yes"),
        ),
    )
    place = Reminding(round_id=view.round.id, unit_id=view.unit.id)
    return say(visit, text, offers, place, awaits=True)


def take_reminding(visit: Visit, place: Reminding, event: Event) -> Talk:
    """Handle the reply. On a yes, remind the units that have not submitted by now."""
    word = has_agreed(visit, event, "remind")
    if word is None:
        said = visit.texts("decide.late_press" if isinstance(event, Pressed) else "decide.press")
        return put_again(visit, visit.session.awaited, said) if visit.session.awaited else remark(visit, said)
    step = (yield from _remind(visit, place)) if word else leave_reminding(visit, place)
    if isinstance(event, Pressed):
        chosen = next(each.label for each in visit.session.offered if each.action == event.action)
        return step.after(*show_choice(visit, event, chosen))
    return step


def leave_reminding(visit: Visit, place: Reminding) -> Step:
    """Send no reminder."""
    return say(visit, visit.texts("nudge.left"), _back(visit, place), Nowhere())


def remind_unit(visit: Visit, view: ReportView) -> Talk:
    """Remind the reporters of one unit, at most once a day each."""
    seen = yield from ask(RoundBelow(view.report.round.id, seen_from(visit, view)))
    if seen is None:
        return (yield from deny(visit))
    own = [each for each in seen.units if each.report.id == view.report.id]
    unit = view.report.unit
    if view.report.progress is Progress.SUBMITTED:
        return remark(visit, visit.texts("nudge.submitted", unit=unit.full_name))
    if not any(each.reporters for each in own):
        return remark(visit, visit.texts("supervise.nobody_joined", units=unit.full_name))
    said = remark(visit, visit.texts("nudge.one", unit=unit.full_name))
    return said.after(*_reminders(visit, seen.round.id, own))


def _remind(visit: Visit, place: Reminding) -> Talk:
    view = yield from ask(RoundBelow(place.round_id, place.unit_id))
    if view is None or not visit.person.may(Action.REMIND, view.unit_path):
        return (yield from deny(visit, "round"))
    reached = _reached(view)
    said = visit.texts("supervise.reminded", n=len(reached)) if reached else None
    text = paragraphs([said, _unreached(visit, view)]) or visit.texts("supervise.all_submitted")
    step = say(visit, text, _back(visit, place), Nowhere())
    return step.after(*_reminders(visit, view.round.id, reached))


def _back(visit: Visit, place: Reminding) -> Offers:
    units = do("units", place.round_id, place.unit_id, 0)
    return (((visit.texts.plain("button.units"), units),),)


def _missing(view: RoundView) -> list[UnitProgress]:
    return [each for each in view.units if each.report.progress is not Progress.SUBMITTED]


def _reached(view: RoundView) -> list[UnitProgress]:
    """Return the units that have not submitted and have a reporter to remind."""
    return [each for each in _missing(view) if each.reporters]


def _unreached(visit: Visit, view: RoundView) -> Markup | None:
    """Name the units that have no reporter to remind."""
    names = [each.report.unit.name for each in _missing(view) if not each.reporters]
    return (
        visit.texts("supervise.nobody_joined", units=enumerate_names(names, visit.texts)) if names else None
    )


def _reminders(visit: Visit, round_id: int, units: Sequence[UnitProgress]) -> list[RemindNow]:
    reports: dict[int, list[int]] = {}
    for each in units:
        for person_id in each.reporters:
            reports.setdefault(person_id, []).append(each.report.id)
    day = visit.now.date().isoformat()
    return [
        RemindNow(
            f"nudge:{round_id}:{person_id}:{day}", SendReminder(person_id=person_id, report_ids=tuple(ids))
        )
        for person_id, ids in reports.items()
    ]
