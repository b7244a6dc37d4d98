"""The one door to the conversations: an event in, a step out, asking for what it needs on the way."""

import re
from datetime import datetime

from conversations.events import Attached, Event, Opened, Pressed, Rewritten, Typed
from conversations.filling import answer_question
from conversations.holdings import put_holdings
from conversations.home import correct, correct_report, go_home, open_report, reach, snooze
from conversations.joining import consent, looks_like_code, redeem
from conversations.keys import COMMAND, read_spoken
from conversations.messages import Button
from conversations.people import SPOKEN, Person
from conversations.reviewing import put_review, review_answer
from conversations.session import Asking, Consenting, Nowhere, Reviewing, Session
from conversations.step import Scene, Step, Talk, Visit, acknowledged, remark, say
from conversations.supervising import (
    order_digest,
    order_evidence,
    order_workbook,
    put_rounds,
    put_unit,
    put_units,
    remind_missing,
    supervises,
)
from texts import catalogue
from texts.typed.phrases import Phrases
from texts.typed.politeness import plain_answer

COMMANDS = Phrases[str](
    {
        "báo cáo, baocao, start": "home",
        "sửa, sửa báo cáo": "correct",
        "dừng, dừng lại, để sau": "stop",
        "tiếp tục, bắt đầu": "resume",
        "xem lại, xemlai": "review",
        "tổng hợp, tonghop": "rounds",
        "dữ liệu, dulieu": "holdings",
        "trợ giúp, trogiup, help": "help",
    }
)
"""What can be said at any time, with a slash or without."""

FOR_SUPERVISORS = frozenset({"units", "unit", "digest", "workbook", "remind"})

_NUMBER = re.compile(r"[0-9]{1,18}")  # what a database takes for an id; buttons can be forged
_SLASH = re.compile(r"/([A-Za-z]\w*)(?:@\w+)?")


def converse(session: Session, person: Person | None, event: Event, now: datetime) -> Talk:
    """Advance a chat by one event; `now` carries the office's zone.

    The generator yields queries and returns the step; it never fails on anything a person can send.
    """
    scene = Scene(session=session, now=now, texts=catalogue(person.language if person else SPOKEN))
    return acknowledged((yield from _answer(scene, person, event)), event)


def _answer(scene: Scene, person: Person | None, event: Event) -> Talk:
    if isinstance(event, Opened) and event.code:
        return (yield from _redeem(scene, person, event.code))
    if isinstance(scene.session.place, Consenting):
        return (yield from consent(scene, scene.session.place, event))
    if person is None:
        return (yield from _stranger(scene, event))
    visit = Visit(session=scene.session, now=scene.now, texts=scene.texts, person=person)
    command = _command(visit, event)
    if command is None:
        return (yield from _in_place(visit, event))
    return (yield from _obey(visit, *command))


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
    return say(scene, scene.texts("join.stranger"), (), Nowhere())


def _command(visit: Visit, event: Event) -> tuple[str, tuple[int, ...]] | None:
    """Return the command that an event is, with its numbers; None for anything that belongs to the place."""
    match event:
        case Opened():
            return "home", ()
        case Pressed(action=action) if action.startswith(COMMAND):
            name, *numbers = action.removeprefix(COMMAND).split(".")
            return name, tuple(int(number) for number in numbers if _NUMBER.fullmatch(number))
        case Typed(text):
            return _typed_command(visit, text)
    return None


def _typed_command(visit: Visit, text: str) -> tuple[str, tuple[int, ...]] | None:
    """Return the command that was typed; what spells a button of the question or review is left to these."""
    keyed = visit.session.keyed(text)
    if keyed is not None:
        return _commanded(visit, keyed)
    in_report = isinstance(visit.session.place, Asking | Reviewing)
    spelled = visit.session.spelled(text)
    if spelled is not None and in_report:
        return _commanded(visit, spelled)
    slash = _SLASH.fullmatch(text.strip())
    word = COMMANDS.meaning(slash[1] if slash else plain_answer(text))
    if spelled is None and word is not None:
        return word, ()
    if slash:
        action = read_spoken(slash[1])
        return _command(visit, Pressed(action=action, press="")) if action else ("unknown", ())
    button = spelled or (None if in_report else visit.session.typed(text))
    return _commanded(visit, button) if button is not None else None


def _commanded(visit: Visit, button: Button) -> tuple[str, tuple[int, ...]] | None:
    """Return the command that a button stands for; None for one that belongs to its place."""
    return _command(visit, Pressed(action=button.action, press=""))


def _obey(visit: Visit, name: str, numbers: tuple[int, ...]) -> Talk:  # noqa: C901, PLR0911, PLR0912 -- the table of commands, a line each
    match name, numbers:
        case name, _ if name in FOR_SUPERVISORS and not supervises(visit):
            return (yield from go_home(visit, visit.texts("chat.no_such_report")))
        case "open", (report_id,):
            return (yield from open_report(visit, report_id))
        case "correct", (report_id,):
            return (yield from correct_report(visit, report_id))
        case "correct", ():
            return (yield from _correct(visit))
        case "snooze", ():
            return snooze(visit)
        case "stop", ():
            return (yield from _stop(visit))
        case "resume", ():
            return (yield from _in_place(visit, Opened()))
        case "review", ():
            return (yield from _review(visit))
        case "units", (round_id, page):
            return (yield from put_units(visit, round_id, page))
        case "unit", (report_id,):
            return (yield from put_unit(visit, report_id))
        case "evidence", (report_id,):
            return (yield from order_evidence(visit, report_id))
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
            return remark(visit, visit.texts("chat.help_supervisor" if supervises(visit) else "chat.help"))
        case "unknown", ():
            return remark(visit, visit.texts("chat.unknown_command"))
        case _:
            return (yield from go_home(visit))


def _in_place(visit: Visit, event: Event) -> Talk:
    """Take an event where the chat stands: at a question, at the review, or nowhere in particular."""
    place = visit.session.place
    if isinstance(place, Asking | Reviewing):
        sheet = yield from reach(visit, place.report_id)
        if isinstance(sheet, Step):
            return sheet
        if isinstance(place, Reviewing):
            return review_answer(visit, sheet, event)
        if place.path not in sheet.stops:
            return (yield from open_report(visit, place.report_id, visit.texts("chat.question_gone")))
        return answer_question(visit, sheet, place, event)
    match event:
        case Pressed():
            return (yield from go_home(visit, visit.texts("chat.late_press")))
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


def _correct(visit: Visit) -> Talk:
    """Take 'sửa': in the middle of a report it means that report's own answers."""
    if isinstance(visit.session.place, Asking | Reviewing):
        return (yield from _review(visit))
    return (yield from correct(visit))


def _review(visit: Visit) -> Talk:
    place = visit.session.place
    if not isinstance(place, Asking | Reviewing):
        return (yield from go_home(visit))
    sheet = yield from reach(visit, place.report_id)
    return sheet if isinstance(sheet, Step) else put_review(visit, sheet)
