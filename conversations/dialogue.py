"""The one door to the conversations: an event in, a step out, asking for what it needs on the way."""

import re
from datetime import datetime

from conversations.deliveries import Acknowledge
from conversations.events import Attached, Event, Opened, Pressed, Rewritten, Typed
from conversations.filling import answer_question
from conversations.holdings import put_holdings
from conversations.home import correct, correct_report, go_home, open_report, sheet_of, snooze
from conversations.joining import consent, looks_like_code, redeem
from conversations.people import Action, Person
from conversations.queries import ReportById, ask
from conversations.reviewing import put_review, review_answer
from conversations.session import Asking, Consenting, Nowhere, Reviewing, Session
from conversations.step import COMMAND, Scene, Talk, Visit, say
from conversations.supervising import (
    order_digest,
    order_workbook,
    put_rounds,
    put_unit,
    put_units,
    remind_missing,
    supervises,
)
from texts import catalogue
from texts.folding import fold

WORDS = {
    "baocao": "home",
    "bao cao": "home",
    "start": "home",
    "sua": "correct",
    "sua bao cao": "correct",
    "dung": "stop",
    "dung lai": "stop",
    "de sau": "stop",
    "xem lai": "review",
    "xemlai": "review",
    "tonghop": "rounds",
    "tong hop": "rounds",
    "dulieu": "holdings",
    "trogiup": "help",
    "tro giup": "help",
    "help": "help",
}
"""What can be said at any time, with a slash or without, by its folded spelling."""

_NUMBERS = re.compile(r"\d+")


def converse(session: Session, person: Person | None, event: Event, now: datetime) -> Talk:
    """Advance a chat by one event; `now` carries the office's zone.

    The generator yields queries and returns the step; it never fails on anything a person can send.
    """
    scene = Scene(session=session, now=now, texts=catalogue(session.language))
    if isinstance(event, Opened) and event.code:
        return (yield from _redeem(scene, person, event.code))
    if isinstance(session.place, Consenting):
        return (yield from consent(scene, session.place, event))
    if person is None:
        return (yield from _stranger(scene, event))
    visit = Visit(session=session, now=now, texts=scene.texts, person=person)
    command = _command(visit, event)
    if command is None:
        return (yield from _in_place(visit, event))
    step = yield from _obey(visit, *command)
    return step.after(Acknowledge(press=event.press)) if isinstance(event, Pressed) else step


def _redeem(scene: Scene, person: Person | None, code: str) -> Talk:
    """Take a link's code; opened twice by the one it was made for, it leads on, not to an error."""
    step = yield from redeem(scene, code)
    if person is not None and not isinstance(step.session.place, Consenting):
        return (
            yield from go_home(Visit(session=scene.session, now=scene.now, texts=scene.texts, person=person))
        )
    return step


def _stranger(scene: Scene, event: Event) -> Talk:
    if isinstance(event, Typed) and looks_like_code(event.text):
        return (yield from redeem(scene, event.text))
    step = say(scene, scene.texts("join.stranger"), (), Nowhere())
    return step.after(Acknowledge(press=event.press)) if isinstance(event, Pressed) else step


def _command(visit: Visit, event: Event) -> tuple[str, tuple[int, ...]] | None:
    """Return the command that an event is, with its numbers; None for anything that belongs to the place."""
    match event:
        case Opened():
            return "home", ()
        case Pressed(action=action) if action.startswith(COMMAND):
            name, *numbers = action.removeprefix(COMMAND).split(".")
            return name, tuple(int(number) for number in numbers if _NUMBERS.fullmatch(number))
        case Typed(text):
            word = fold(text).removeprefix("/").partition("@")[0].strip()
            if word in WORDS:
                return WORDS[word], ()
            button = (
                None if isinstance(visit.session.place, Asking | Reviewing) else visit.session.typed(text)
            )
            if button is not None and button.action.startswith(COMMAND):
                return _command(visit, Pressed(action=button.action, press=""))
    return None


def _obey(visit: Visit, name: str, numbers: tuple[int, ...]) -> Talk:  # noqa: C901, PLR0911, PLR0912 -- the table of commands, a line each
    match name, numbers:
        case "open", (report_id,):
            return (yield from open_report(visit, report_id))
        case "correct", (report_id,):
            return (yield from correct_report(visit, report_id))
        case "correct", ():
            return (yield from correct(visit))
        case "snooze", ():
            return snooze(visit)
        case "stop", ():
            return (yield from _stop(visit))
        case "review", ():
            return (yield from _review(visit))
        case "units", (round_id, page):
            return (yield from put_units(visit, round_id, page))
        case "unit", (report_id,):
            return (yield from put_unit(visit, report_id))
        case "digest", (round_id,):
            return (yield from order_digest(visit, round_id))
        case "workbook", (round_id,):
            return (yield from order_workbook(visit, round_id))
        case "remind", (round_id,):
            return (yield from remind_missing(visit, round_id))
        case "rounds", () if supervises(visit):
            return (yield from put_rounds(visit))
        case "holdings", ():
            return (yield from put_holdings(visit))
        case "help", ():
            return say(
                visit,
                visit.texts("chat.help_supervisor" if supervises(visit) else "chat.help"),
                (),
                visit.session.place,
            )
        case _:
            return (yield from go_home(visit))


def _in_place(visit: Visit, event: Event) -> Talk:
    """Take an event where the chat stands: at a question, at the review, or nowhere in particular."""
    place = visit.session.place
    if isinstance(place, Asking | Reviewing):
        view = yield from ask(ReportById(place.report_id))
        if view is None or not visit.person.may(Action.ANSWER, view.unit_path):
            return (yield from go_home(visit, visit.texts("chat.no_such_report")))
        sheet = sheet_of(visit, view)
        if isinstance(place, Reviewing):
            return review_answer(visit, sheet, event)
        if place.path not in sheet.questions:
            return (yield from open_report(visit, place.report_id, visit.texts("chat.question_gone")))
        return answer_question(visit, sheet, place, event)
    match event:
        case Pressed(press=press):
            return (yield from go_home(visit, visit.texts("chat.late_press"))).after(Acknowledge(press=press))
        case Typed():
            return (yield from go_home(visit, visit.texts("chat.nothing_asked")))
        case Attached(kind):
            what = visit.texts.plain(f"attachment.{kind}")
            return (yield from go_home(visit, visit.texts("chat.attachment", kind=what)))
        case Rewritten() | Opened():
            return (yield from go_home(visit))


def _stop(visit: Visit) -> Talk:
    place = visit.session.place
    if not isinstance(place, Asking | Reviewing):
        return (yield from go_home(visit))
    offers = (((visit.texts.plain("button.resume"), f"do.open.{place.report_id}"),),)
    return say(visit, visit.texts("chat.stopped"), offers, Nowhere())


def _review(visit: Visit) -> Talk:
    place = visit.session.place
    if not isinstance(place, Asking | Reviewing):
        return (yield from go_home(visit))
    view = yield from ask(ReportById(place.report_id))
    if view is None or not visit.person.may(Action.ANSWER, view.unit_path):
        return (yield from go_home(visit, visit.texts("chat.no_such_report")))
    return put_review(visit, sheet_of(visit, view))
