"""What waits for a person: the open reports with their deadlines, or the rounds to supervise."""

from dataclasses import replace
from datetime import datetime, time, timedelta

from markupsafe import Markup

from conversations.accepting import go_on
from conversations.amount import amount, called
from conversations.asking import put_question, return_to_doubt, still_stands
from conversations.deadline import deadline
from conversations.effects import Snooze
from conversations.messages import paragraphs
from conversations.people import Action
from conversations.queries import OwnReports, ReportById, ReportView, ask
from conversations.reviewing import put_review
from conversations.session import Asking, Left, Nowhere, Reviewing
from conversations.sheet import Sheet
from conversations.step import Offers, Step, Talk, Visit, put_again, remark, say
from conversations.supervising import put_rounds, supervises
from reporting.reports import Report
from texts.written import Writer

SNOOZED_UNTIL = time(8)


def go_home(visit: Visit, before: Markup | None = None) -> Talk:
    """Show what waits for the person: open reports, else the rounds to supervise, else that nothing waits."""
    views = yield from ask(OwnReports(visit.person.id))
    waiting = [view for view in views if _waits(view.report, visit.now)]
    if waiting:
        return _put_waiting(visit, waiting, before)
    if supervises(visit):
        return (yield from put_rounds(visit, before))
    correctable = [view for view in views if view.report.round.due.is_on_time(visit.now)]
    text = visit.texts("home.correctable" if correctable else "home.nothing_waits")
    return say(visit, paragraphs([before, text]), (), Nowhere())


def open_report(visit: Visit, view: ReportView, before: Markup | None = None) -> Talk:
    """Go to a report's next open question, or to its review when all is answered."""
    sheet = yield from answerable(visit, view)
    if isinstance(sheet, Step):
        return sheet
    if (returned := _returned(visit, sheet, before)) is not None:
        return returned
    if sheet.view.report.submissions and not sheet.view.report.changed_since:
        return (yield from go_home(visit, visit.texts("home.already_submitted")))
    return go_on(visit, sheet, None, before)


def _returned(visit: Visit, sheet: Sheet, before: Markup | None) -> Step | None:
    """Return to where the person is in the report or was last; None where that is nowhere any more."""
    session, number = visit.session, sheet.view.report.id
    if isinstance(session.place, Asking) and session.place.report_id == number:
        left = Left(place=session.place, awaited=session.awaited)
    elif (found := session.left_in(number)) is not None:
        left = found
    else:
        return None
    if isinstance(left.place, Reviewing):
        return put_review(visit, sheet, before)
    if not sheet.stops_at(left.place.path) or not still_stands(sheet, left.place, left.place.path):
        return None
    if left.awaited is not None:
        here = left.place == session.place
        if here:
            return put_again(visit, left.awaited, before)
        return return_to_doubt(visit, sheet, left, left.awaited, before)
    there = replace(visit, session=session.model_copy(update={"place": left.place}))
    return put_question(there, sheet, left.place.path, before)


def reach(visit: Visit, report_id: int) -> Talk[Sheet | Step]:
    """Return a report that the person may answer now, else the step that says why not.

    Asked before every answer: the deadline may pass, or the person's role end, while a question is up.
    """
    view = yield from ask(ReportById(report_id))
    if view is None or not visit.person.may(Action.ANSWER, view.unit_path):
        return (yield from deny(visit))
    return (yield from answerable(visit, view))


def deny(visit: Visit, what: str = "report") -> Talk:
    """Answer what the person may not do in the words for what does not exist: report, round, unit, person, deletion."""
    return (yield from go_home(visit, visit.texts(f"chat.no_such_{what}")))


def answerable(visit: Visit, view: ReportView) -> Talk[Sheet | Step]:
    """Return a report as it can be answered, else the step that says why it takes no more answers."""
    if view.report.submissions and not view.report.round.due.is_on_time(visit.now):
        return (yield from go_home(visit, visit.texts("home.too_late_to_correct")))
    if view.report.round.closed:
        return (yield from go_home(visit, visit.texts("home.closed")))
    return Sheet(view=view, language=visit.texts.language, now=visit.now)


def correct(visit: Visit) -> Talk:
    """Reopen what was submitted and may still be corrected: straight away when it is one report."""
    views = yield from ask(OwnReports(visit.person.id))
    own = [view for view in views if view.report.submissions and view.report.round.due.is_on_time(visit.now)]
    if not own:
        too_late = any(view.report.submissions for view in views)
        text = visit.texts("home.too_late_to_correct" if too_late else "home.nothing_to_correct")
        return (yield from go_home(visit, text))
    if len(own) == 1:
        return (yield from correct_report(visit, own[0]))
    offers: Offers = tuple(((_title(visit, view), f"do.correct.{view.report.id}"),) for view in own)
    return say(visit, visit.texts("home.which_to_correct"), offers, Nowhere())


def correct_report(visit: Visit, view: ReportView) -> Talk:
    """Reopen one submitted report."""
    sheet = yield from answerable(visit, view)
    if isinstance(sheet, Step):
        return sheet
    if not sheet.view.report.submissions:
        return go_on(visit, sheet, None)
    return put_review(visit, sheet, visit.texts("home.correcting"))


def snooze(visit: Visit) -> Step:
    """Put reminders off until tomorrow morning."""
    until = tomorrow_morning(visit.now)
    writer = Writer(visit.texts.language)
    text = visit.texts("home.snoozed", time=writer.time(until), date=writer.short_date(until))
    return remark(visit, text).after(Snooze(until))


def tomorrow_morning(now: datetime) -> datetime:
    """Return 08:00 of the next day in the same zone."""
    return datetime.combine(now.date() + timedelta(days=1), SNOOZED_UNTIL, tzinfo=now.tzinfo)


def _waits(report: Report, now: datetime) -> bool:
    """Tell whether there is something to submit: what was not yet, or a correction begun that still may be."""
    return not report.submissions or (report.changed_since and report.round.due.is_on_time(now))


def _put_waiting(visit: Visit, views: list[ReportView], before: Markup | None) -> Step:
    texts = visit.texts
    units = {called(view.report.unit, visit.now, texts) for view in views}
    one_unit = len(units) == 1
    whose = _capitalised(min(units)) if one_unit else texts("home.your_units")
    title = texts("home.waiting", n=len(views), unit=whose)
    blocks = [_block(visit, view, named=not one_unit) for view in views]
    offers: Offers = (
        *(((_start(visit, view, several=len(views) > 1), f"do.open.{view.report.id}"),) for view in views),
        ((texts.plain("button.snooze"), "do.snooze"),),
    )
    return say(visit, paragraphs([before, paragraphs([title, *blocks], between="\n")]), offers, Nowhere())


def _block(visit: Visit, view: ReportView, *, named: bool) -> Markup:
    report, unit = view.report, called(view.report.unit, visit.now, visit.texts)
    return paragraphs(
        [
            visit.texts(
                "home.report",
                title=f"{report.round.title} · {unit}" if named else report.round.title,
                size=amount(view, visit.now, visit.texts),
            ),
            deadline(report.round.due, visit.now, visit.texts),
        ],
        between="\n",
    )


def _start(visit: Visit, view: ReportView, *, several: bool) -> str:
    verb = visit.texts.plain("button.resume" if view.report.answers else "button.start")
    return f"{verb}: {_title(visit, view)}" if several else verb


def _title(visit: Visit, view: ReportView) -> str:
    unit = called(view.report.unit, visit.now, visit.texts, with_kind=False)
    return f"{view.report.round.title} · {unit}"


def _capitalised(name: str) -> str:
    """Return a unit's name as it begins a sentence: 'Xã Nam Tuấn'."""
    return name[:1].upper() + name[1:]
