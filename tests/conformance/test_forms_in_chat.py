"""Forms from the field, made by others, answered in the chat from the first question to the review."""

import csv
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from conversations.answering.acceptance import go_on
from conversations.answering.question_answer import answer_question
from conversations.answering.report_sheet import ReportSheet
from conversations.chat.effects import Record
from conversations.chat.events import Attached, Event, Pressed, Typed
from conversations.chat.messages import MAX_ACTION_BYTES, Message
from conversations.chat.orders import Say
from conversations.chat.session import Asking, Reviewing, Session
from conversations.chat.step import Scene, Step
from forms import CompiledForm, FormRefused, Kind, compile_xform
from reporting.queries.reports import ReportView
from reporting.reports.report import Report, without_cleared
from reporting.rounds.period import Period
from reporting.rounds.round import Due, Round
from reporting.units.unit import Unit
from texts import catalogue

NOW = datetime(2020, 4, 28, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
MOST_STEPS = 700
MOST_BUTTONS = 100
LONGEST_MESSAGE = 4096
ROWS = 2

TYPED = {
    Kind.TEXT: ("Nguyễn Văn A", "a", "5", "2020-01-01", "0912345678", "x@y.vn", "abc", "1"),
    Kind.INTEGER: ("5", "1", "0", "20", "100", "2000", "12"),
    Kind.DECIMAL: ("1,5", "0,5", "5", "20", "100", "1"),
    Kind.RANGE: ("1", "2", "0", "5", "1,5", "10", "50", "0,5", "30"),
    Kind.DATE: ("01/01/2020", "28/4/2020", "28/4/2030", "1/1/1990"),
    Kind.TIME: ("08:30", "15h30"),
    Kind.DATETIME: ("01/01/2020 08:30", "28/4/2030 10:00"),
    Kind.ACKNOWLEDGE: ("vâng",),
}
SENT = {
    Kind.GEOPOINT: Attached("location", "22.7 106.2 0 0"),
    Kind.IMAGE: Attached("photo", "file-1"),
    Kind.AUDIO: Attached("voice", "file-2"),
    Kind.VIDEO: Attached("video", "file-3"),
    Kind.FILE: Attached("document", "file-4", "bang.pdf"),
}


@cache
def forms() -> dict[str, str]:
    folder = Path(__file__).resolve().parents[3] / "shared" / "conformance" / "forms"
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.xml"))}


def refused_forms() -> set[str]:
    with (Path(__file__).parent / "refused.csv").open(encoding="utf-8") as table:
        return {row["form"] for row in csv.DictReader(table)}


def opened(form: CompiledForm) -> ReportSheet:
    round_ = Round(
        id=1,
        title="Biểu từ nơi khác",
        form_hash=form.content_hash,
        period=Period.parse("2019"),
        due=Due(printed=date(2020, 5, 8)),
        opened_at=NOW,
    )
    unit = Unit(id=1, code="x", name="Nam Tuấn", kind="xã")
    report = Report(id=1, round=round_, unit=unit, answers={})
    return ReportSheet(view=ReportView(report=report, form=form, unit_path=(1,)), language="vi", now=NOW)


def choices_event(sheet: ReportSheet, path: str, session: Session, attempt: int) -> Event:
    """Press a choice, another one at each attempt; tick one more at each, or all where they are ranked."""
    own = [each for each in session.offered if ".pick." in each.action or ".tick." in each.action]
    ticked = session.place.ticked if isinstance(session.place, Asking) else ()
    wanted = len(own) if sheet.kind(path) is Kind.RANK else attempt + 1
    if not own:
        return press(session, "skip", "keep", "back")
    if ".tick." in own[0].action and len(ticked) >= min(wanted, len(own)):
        return press(session, "done")
    position = len(ticked) if ".tick." in own[0].action else attempt % len(own)
    return Pressed(action=own[position].action, press="p")


def press(session: Session, *verbs: str) -> Event:
    for verb in verbs:
        for button in session.offered:
            if button.action.split(".")[1:2] == [verb]:
                return Pressed(action=button.action, press="p")
    return Typed("?")


def event(sheet: ReportSheet, session: Session, place: Asking, attempt: int) -> Event:
    """Return what somebody does who means to get through: an answer of the kind asked, in the end whatever goes."""
    if place.path in sheet.further_rows:
        return press(session, "enough" if int(place.path[:-1].rpartition("[")[2]) > ROWS else "add")
    if place.candidates:
        return press(session, "yes", "candidate")
    kind = sheet.kind(place.path)
    if kind in SENT:
        return SENT[kind]
    if kind in TYPED and attempt < len(TYPED[kind]):
        return Typed(TYPED[kind][attempt])
    if kind in TYPED:
        return press(session, "skip", "pending")
    return (
        choices_event(sheet, place.path, session, attempt) if attempt < 40 else press(session, "skip", "none")
    )


def check_limits(step: Step) -> None:
    for effect in step.effects:
        if isinstance(effect, Say):
            message: Message = effect.message
            assert message.text
            assert all(len(line) <= LONGEST_MESSAGE for line in message.text.split("\n"))
            assert len(message.buttons) <= MOST_BUTTONS
            assert all(
                button.label and len(button.action.encode()) <= MAX_ACTION_BYTES for button in message.buttons
            )


def applied(sheet: ReportSheet, step: Step) -> ReportSheet:
    answers = dict(sheet.answers)
    for effect in step.effects:
        if isinstance(effect, Record):
            answers = without_cleared({**answers, **effect.answers})
    report = replace(sheet.view.report, answers=answers)
    return ReportSheet(view=replace(sheet.view, report=report), language=sheet.language, now=sheet.now)


@pytest.mark.parametrize("name", forms() or [None])
def test_a_form_from_the_field_is_answered_to_its_review(name: str | None, shared: Path) -> None:
    assert name is not None, f"no forms in {shared}"
    try:
        form = compile_xform(forms()[name])
    except FormRefused:
        assert name in refused_forms(), "a refused form stands in the table, with its reason"
        return
    sheet, session = opened(form), Session()
    step = go_on(Scene(session=session, now=NOW, texts=catalogue("vi")), sheet, None)
    attempts: dict[str, int] = {}
    for _ in range(MOST_STEPS):
        check_limits(step)
        sheet = applied(sheet, step)
        session = Session.model_validate_json(step.session.model_dump_json())
        place = session.place
        if isinstance(place, Reviewing):
            return
        assert isinstance(place, Asking)
        attempt = attempts.get(place.path, 0)
        happened = event(sheet, session, place, attempt)
        if not place.candidates and not (isinstance(happened, Pressed) and ".tick." in happened.action):
            attempts[place.path] = attempt + 1
        step = answer_question(Scene(session=session, now=NOW, texts=catalogue("vi")), sheet, place, happened)
    pytest.fail(f"no end after {MOST_STEPS} steps: {session.place}, {dict(sheet.view.report.values)}")
