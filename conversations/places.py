"""Dispatch of an event to the handler of the chat's place, and the commands stop, resume and review."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from markupsafe import Markup

from conversations.administering.bulk_invite import clarify_list
from conversations.administering.confirmation import leave, take_decision
from conversations.administering.invite import take_invited_name
from conversations.administering.open_round import take_opening
from conversations.administering.round_admin import take_day
from conversations.administering.search import find, find_listed
from conversations.answering.misplaced_keys import is_choice
from conversations.answering.question_answer import answer_question
from conversations.answering.report_sheet import ReportSheet
from conversations.answering.review import put_review, review_answer
from conversations.answering.submission import is_ready, left_ready
from conversations.chat.action import do
from conversations.chat.events import Attached, Event, Missed, Opened, Pressed, Rewritten, Typed
from conversations.chat.session import (
    Appointing,
    Asking,
    Deciding,
    Erasing,
    Extending,
    InvitingSeveral,
    Left,
    Listing,
    Naming,
    Nowhere,
    Opening,
    Place,
    Reminding,
    Reviewing,
    Searching,
)
from conversations.chat.step import Step, Talk, Visit, put_again, remark, say
from conversations.followup.outstanding import nothing_asked, unit_progress, who_is_missing
from conversations.followup.reminder_requests import leave_reminding, take_reminding
from conversations.menu.home import correct, go_home, open_report, reach
from conversations.menu.submitted_report import read_anything
from conversations.profile.erasure import take_erasing_reply
from conversations.profile.own_data import take_name
from conversations.supervising.rounds import supervises
from reporting.people.permissions import Action
from reporting.queries.query import ask
from reporting.queries.reports import ReportById
from texts.formatting import shortened

Handler = Callable[[Visit, Any, Event], Talk]
"""A function that handles an event at a place of the session. The place is an instance of the table's key."""

HANDLERS: Mapping[type[Place], Handler] = {
    Naming: take_name,
    Erasing: take_erasing_reply,
    Deciding: take_decision,
    Searching: find,
    Appointing: take_invited_name,
    InvitingSeveral: clarify_list,
    Extending: take_day,
    Reminding: take_reminding,
    Opening: take_opening,
}
"""Handlers of the places that ask for something other than an answer of a report."""


def take_in_place(visit: Visit, event: Event) -> Talk:
    """Handle an event at the current place: a question, the review, a place of the table, or none."""
    place = visit.session.place
    if isinstance(place, Asking | Reviewing):
        return (yield from _take_in_report(visit, place, event))
    if (handler := HANDLERS.get(type(place))) is not None:
        told = yield from _told_in_passing(visit, event)
        return told if told is not None else (yield from handler(visit, place, event))
    match event:
        case Pressed():
            return (yield from go_home(visit, visit.texts("chat.late_press")))
        case Typed() if isinstance(place, Listing):
            return (yield from find_listed(visit, place, event))
        case Typed(text):
            return (yield from nothing_asked(visit, text))
        case Attached(kind):
            what = visit.texts.plain(f"attachment.{kind}")
            return (yield from go_home(visit, visit.texts("chat.attachment", kind=what)))
        case Rewritten() | Opened() | Missed():
            return (yield from go_home(visit))


def _take_in_report(visit: Visit, place: Asking | Reviewing, event: Event) -> Talk:
    sheet = yield from reach(visit, place.report_id)
    if isinstance(sheet, Step):
        return _not_recorded(visit, sheet, event) if isinstance(place, Asking) else sheet
    if (told := (yield from _told_in_passing(visit, event, sheet))) is not None:
        return told
    if isinstance(place, Reviewing):
        return review_answer(visit, sheet, event)
    if not sheet.stops_at(place.path):
        return (yield from open_report(visit, sheet.view, visit.texts("chat.question_gone")))
    return answer_question(visit, sheet, place, event)


def _not_recorded(visit: Visit, step: Step, event: Event) -> Step:
    """Quote a typed text that was not recorded."""
    if not isinstance(event, Typed) or not event.text.strip():
        return step
    return step.beginning(visit.texts("chat.not_recorded", text=shortened(event.text)))


def _told_in_passing(visit: Visit, event: Event, sheet: ReportSheet | None = None) -> Talk[Step | None]:
    """Tell a supervisor the progress of a unit that is named while another question is open; else return None."""
    place = visit.session.place
    if not isinstance(event, Typed) or not supervises(visit) or visit.session.takes_any_text:
        return None
    if sheet is not None and isinstance(place, Asking) and is_choice(sheet, place.path, event.text):
        return None
    said = yield from unit_progress(visit, event.text)
    return (yield from in_passing(visit, said)) if said is not None else None


def resume(visit: Visit) -> Talk:
    """Show the current place again, or return to the report that was left last."""
    if isinstance(visit.session.place, Nowhere | Listing) and visit.session.left:
        view = yield from ask(ReportById(visit.session.left[-1].place.report_id))
        if view is not None and visit.person.may(Action.ANSWER, view.unit_path):
            return (yield from open_report(visit, view))
    return (yield from take_in_place(visit, Opened()))


def stop(visit: Visit) -> Talk:
    """Leave the current report, whose answers are kept, or an administrator's unfinished action."""
    place = visit.session.place
    if isinstance(place, Deciding):
        return leave(visit, place.decision)
    if isinstance(place, Reminding):
        return leave_reminding(visit, place)
    if isinstance(place, Searching | Appointing | InvitingSeveral | Extending | Opening):
        return leave(visit, place)
    if not isinstance(place, Asking | Reviewing):
        return (yield from go_home(visit))
    step = yield from _stopped(visit, place.report_id)
    left = Left(place=place, awaited=visit.session.awaited)
    return replace(step, session=step.session.returning_to(left))


def _stopped(visit: Visit, report_id: int) -> Talk:
    sheet = yield from reach(visit, report_id)
    if isinstance(sheet, Step):
        return sheet
    if not sheet.view.report.submissions and is_ready(sheet):
        return left_ready(visit, sheet)
    offers = (((visit.texts.plain("button.resume"), do("open", report_id)),),)
    return say(visit, visit.texts("chat.stopped"), offers, Nowhere())


def put_missing(visit: Visit) -> Talk:
    """Name all units that have not submitted. The current place stays."""
    said = yield from who_is_missing(visit)
    return (yield from in_passing(visit, said))


def in_passing(visit: Visit, text: Markup) -> Talk:
    """Say a text and keep the place. An open question or confirmation is repeated in the same message."""
    if visit.session.awaited is not None:
        return put_again(visit, visit.session.awaited, text)
    if isinstance(visit.session.place, Asking):
        return (yield from take_in_place(visit, Opened())).beginning(text)
    return remark(visit, text)


def correct_anything(visit: Visit) -> Talk:
    """Handle 'sửa'. Within a report it means the report's own answers."""
    if isinstance(visit.session.place, Asking | Reviewing):
        return (yield from review(visit))
    return (yield from correct(visit))


def review(visit: Visit) -> Talk:
    """Show the review of the current report, or else the submitted reports."""
    place = visit.session.place
    if not isinstance(place, Asking | Reviewing):
        return (yield from read_anything(visit))
    sheet = yield from reach(visit, place.report_id)
    return sheet if isinstance(sheet, Step) else put_review(visit, sheet)
