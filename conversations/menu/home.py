"""Home: a person's open reports with their deadlines, or the rounds to supervise."""

from dataclasses import replace
from datetime import datetime, time, timedelta

from markupsafe import Markup

from conversations.answering.acceptance import go_on
from conversations.answering.letter_parts import LetterParts, by_letter
from conversations.answering.question import ask_again, put_question, return_to_doubt, still_stands
from conversations.answering.report_sheet import ReportSheet
from conversations.answering.report_size import next_action, size_or_progress, unit_name
from conversations.answering.review import put_review
from conversations.answering.submission import faults, hindrances, is_ready, submit
from conversations.chat.action import do
from conversations.chat.effects import Snooze
from conversations.chat.messages import Message
from conversations.chat.orders import Say
from conversations.chat.phrases import can_wait, deadline, time_left
from conversations.chat.session import Asking, Left, Nowhere, Reviewing
from conversations.chat.step import Offers, Step, Talk, Visit, put_again, remark, say
from conversations.chat.typed_choices import Offer
from conversations.notices.reminders import start_rows
from conversations.supervising.rounds import put_rounds, supervises
from reporting.people.permissions import Action
from reporting.queries.query import ask
from reporting.queries.reports import OwnReports, ReportById, ReportView
from reporting.reports.report import Report
from texts.formatting import Writer
from texts.markup import paragraphs

SNOOZED_UNTIL = time(8)


def go_home(visit: Visit, before: Markup | None = None) -> Talk:
    """Show the person's open reports, or else the rounds to supervise, or else that nothing waits."""
    views = yield from ask(OwnReports(visit.person.id))
    waiting = [view for view in views if is_waiting(view.report, visit.now)]
    if waiting:
        return _put_waiting(visit, list(views), before)
    if supervises(visit):
        return (yield from put_rounds(visit, before))
    correctable = [view for view in views if view.report.round.due.is_on_time(visit.now)]
    nothing = "home.readable" if views else "home.nothing_waits"
    text = visit.texts("home.correctable" if correctable else nothing)
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


def _returned(visit: Visit, sheet: ReportSheet, before: Markup | None) -> Step | None:
    """Return to the person's last place in the report; None if it no longer exists."""
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


def reach(visit: Visit, report_id: int) -> Talk[ReportSheet | Step]:
    """Return a report that the person may answer now, or the step that says why not.

    Called before every answer, because the round may close or the role end while a question is open.
    """
    view = yield from ask(ReportById(report_id))
    if view is None:
        return (yield from deny(visit))
    if not visit.person.may(Action.ANSWER, view.unit_path):
        unit = view.report.unit.full_name
        return (yield from go_home(visit, visit.texts("chat.not_yours_any_more", unit=unit)))
    return (yield from answerable(visit, view))


def deny(visit: Visit, what: str = "report") -> Talk:
    """Refuse in the words for a missing report, round, unit, person or deletion."""
    return (yield from go_home(visit, visit.texts(f"chat.no_such_{what}")))


def answerable(visit: Visit, view: ReportView) -> Talk[ReportSheet | Step]:
    """Return a report for answering, or the step that says why it takes no more answers."""
    if view.report.submissions and not view.report.round.due.is_on_time(visit.now):
        return (yield from go_home(visit, visit.texts("home.too_late_to_correct")))
    if view.report.round.closed:
        return (yield from go_home(visit, visit.texts("home.closed")))
    return ReportSheet(view=view, language=visit.texts.language, now=visit.now)


def correct(visit: Visit) -> Talk:
    """Reopen a submitted report for correction. With several, ask which."""
    views = yield from ask(OwnReports(visit.person.id))
    own = [view for view in views if view.report.submissions and view.report.round.due.is_on_time(visit.now)]
    if not own:
        too_late = any(view.report.submissions for view in views)
        text = visit.texts("home.too_late_to_correct" if too_late else "home.nothing_to_correct")
        return (yield from go_home(visit, text))
    if len(own) == 1:
        return (yield from correct_report(visit, own[0]))
    offers: Offers = tuple(((_title(visit, view), do("correct", view.report.id)),) for view in own)
    return say(visit, visit.texts("home.which_to_correct"), offers, Nowhere())


def correct_report(visit: Visit, view: ReportView) -> Talk:
    """Reopen one submitted report."""
    sheet = yield from answerable(visit, view)
    if isinstance(sheet, Step):
        return sheet
    if not sheet.view.report.submissions:
        return go_on(visit, sheet, None)
    return put_review(visit, sheet, visit.texts("home.correcting"))


def submit_report(visit: Visit, view: ReportView) -> Talk:
    """Submit a complete report. A corrected one is shown first; an incomplete one is explained."""
    sheet = yield from answerable(visit, view)
    return sheet if isinstance(sheet, Step) else _submitted(visit, sheet)


def submit_anything(visit: Visit) -> Talk:
    """Handle 'nộp': submit the current report, or else the one that waits. With several, ask which."""
    place = visit.session.place
    if isinstance(place, Asking | Reviewing):
        sheet = yield from reach(visit, place.report_id)
        return sheet if isinstance(sheet, Step) else _submitted(visit, sheet)
    views = yield from ask(OwnReports(visit.person.id))
    waiting = [view for view in views if is_waiting(view.report, visit.now)]
    if len(waiting) == 1:
        return (yield from submit_report(visit, waiting[0]))
    return (yield from go_home(visit, visit.texts("submit.which") if waiting else None))


def _submitted(visit: Visit, sheet: ReportSheet) -> Step:
    report, left = sheet.view.report, visit.session.left_in(sheet.view.report.id)
    if report.submissions and not report.changed_since:
        return say(visit, visit.texts("submit.unchanged"), (), Nowhere())
    if not is_ready(sheet):
        why = hindrances(sheet, (why for _, why in faults(sheet, visit.texts)), visit.texts)
        return _not_yet(visit, sheet, why)
    if visit.session.awaited is not None:
        return put_again(visit, visit.session.awaited, visit.texts("submit.awaits"))
    if left is not None and left.awaited is not None:
        return return_to_doubt(visit, sheet, left, left.awaited)
    return put_review(visit, sheet) if report.submissions else submit(visit, sheet)


def _not_yet(visit: Visit, sheet: ReportSheet, why: Markup | None) -> Step:
    """Say why a report cannot be submitted, and go on with it."""
    place = visit.session.place
    if isinstance(place, Asking) and place.report_id == sheet.view.report.id and sheet.stops_at(place.path):
        return ask_again(visit, sheet, place.path, why)
    if isinstance(place, Reviewing) and place.report_id == sheet.view.report.id:
        return remark(visit, why or Markup())
    offers: Offers = ((next_action(sheet.view, visit.now, visit.texts),),)
    return say(visit, why or Markup(), offers, Nowhere())


def snooze(visit: Visit) -> Talk:
    """Postpone reminders to tomorrow morning, unless that is too late for a report."""
    views = yield from ask(OwnReports(visit.person.id))
    waiting = [view for view in views if not view.report.submissions]
    urgent = [view for view in waiting if not can_wait(view.report.round.due, visit.now)]
    if urgent:
        titles = ", ".join(dict.fromkeys(view.report.round.title for view in urgent))
        text = visit.texts(
            "home.cannot_wait",
            titles=titles,
            left=time_left(urgent[0].report.round.due, visit.now, visit.texts),
        )
        message = Message(text=text, rows=start_rows(urgent, visit.now, visit.texts))
        return Step(session=visit.session, effects=(Say(message=message),))
    until = tomorrow_morning(visit.now)
    writer = Writer(visit.texts.language)
    text = visit.texts("home.snoozed", time=writer.time(until), date=writer.short_date(until))
    return remark(visit, text).after(Snooze(until))


def tomorrow_morning(now: datetime) -> datetime:
    """Return 08:00 of the next day in the same zone."""
    return datetime.combine(now.date() + timedelta(days=1), SNOOZED_UNTIL, tzinfo=now.tzinfo)


def is_waiting(report: Report, now: datetime) -> bool:
    """Return whether there is something to submit: a first submission, or a correction that is still possible."""
    return not report.submissions or (report.changed_since and report.round.due.is_on_time(now))


def _put_waiting(visit: Visit, every: list[ReportView], before: Markup | None) -> Step:
    texts, views = visit.texts, [view for view in every if is_waiting(view.report, visit.now)]
    units = {unit_name(view.report.unit, visit.now, texts) for view in views}
    one_unit = len(units) == 1
    whose = _capitalised(min(units)) if one_unit else texts("home.your_units")
    title = texts("home.waiting", n=len(views), unit=whose)
    shown = [each for each in by_letter(every) if _has_waiting(each, visit.now)]
    blocks = [
        _letter_block(visit, each)
        if isinstance(each, LetterParts)
        else _block(visit, each, named=not one_unit)
        for each in shown
    ]
    offers: Offers = (
        *(
            (_letter_offer(visit, each),)
            if isinstance(each, LetterParts)
            else _onward(visit, each, several=len(shown) > 1)
            for each in shown
        ),
        ((texts.plain("button.snooze"), do("snooze")),)
        if all(can_wait(view.report.round.due, visit.now) for view in views)
        else (),
    )
    return say(visit, paragraphs([before, paragraphs([title, *blocks], between="\n")]), offers, Nowhere())


def _has_waiting(each: ReportView | LetterParts, now: datetime) -> bool:
    parts = each.parts if isinstance(each, LetterParts) else (each,)
    return any(is_waiting(view.report, now) for view in parts)


def _letter_block(visit: Visit, letter: LetterParts) -> Markup:
    line = visit.texts("letter.parts", n=len(letter.parts), letter=letter.name, done=letter.done)
    due = deadline(letter.first.report.round.due, visit.now, visit.texts)
    return paragraphs([line, due], between="\n")


def _letter_offer(visit: Visit, letter: LetterParts) -> Offer:
    return visit.texts.plain("button.letter", letter=letter.name), do("letter", letter.letter_id)


def _block(visit: Visit, view: ReportView, *, named: bool) -> Markup:
    report, unit = view.report, unit_name(view.report.unit, visit.now, visit.texts)
    return paragraphs(
        [
            visit.texts(
                "home.report",
                title=f"{report.round.title} · {unit}" if named else report.round.title,
                size=size_or_progress(view, visit.now, visit.texts),
            ),
            deadline(report.round.due, visit.now, visit.texts),
        ],
        between="\n",
    )


def _onward(visit: Visit, view: ReportView, *, several: bool) -> tuple[Offer, ...]:
    """Return the next action of a report. Where it is submitting, the review is offered beside it."""
    label, command = next_action(view, visit.now, visit.texts)
    next_: Offer = (f"{label}: {_title(visit, view)}" if several else label, command)
    if command.name != "submit" or several:
        return (next_,)
    return next_, (visit.texts.plain("button.review"), do("open", view.report.id))


def _title(visit: Visit, view: ReportView) -> str:
    unit = unit_name(view.report.unit, visit.now, visit.texts, with_kind=False)
    return f"{view.report.round.title} · {unit}"


def _capitalised(name: str) -> str:
    """Return a unit's name for the beginning of a sentence: 'Xã Nam Tuấn'."""
    return name[:1].upper() + name[1:]
