"""Whatever people type, press and send, in any order: the conversations keep their promises."""

import os
import re
from datetime import datetime, timedelta
from functools import cache

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.channels.message_splitting import pieces
from conversations.answering.report_sheet import ReportSheet
from conversations.chat.effects import Effect, Record, RemindNow, Snooze, Submit
from conversations.chat.events import Attached, Event, Opened, Pressed, Rewritten, Typed
from conversations.chat.messages import MAX_ACTION_BYTES, Button, Message
from conversations.chat.orders import Acknowledge, Rewrite, Say, SendDigest, SendReminder, SendWorkbook
from conversations.chat.session import Asking, Reviewing, Session
from conversations.chat.step import Step
from demo.district import ISSUED, sample_district
from forms import Kind, Refused
from reporting.people.chat import Chat
from reporting.people.permissions import Action
from reporting.people.person import Person
from reporting.queries.reports import ReportView
from reporting.queries.rounds import SupervisedRounds
from tests.support import neighbours
from tests.support.sample_office import SampleOffice

SOAK_ROUNDS = int(os.environ.get("SOAK_ROUNDS", "1"))
"""How many times as many examples `make soak` tries."""

MOST_BUTTONS = 100  # Telegram's limit for one message
KINDS = ("photo", "document", "voice", "sticker", "location", "contact", "video", "other")

_DISTRICT = sample_district()
_OFFICER = next(member for member in _DISTRICT.officers if member.unit.name == "Nam Tuấn")
CODES = (
    _OFFICER.code,
    neighbours.OFFICER_CODE,
    _DISTRICT.supervisor.code,
    neighbours.EXPIRED_CODE,
    "sai-ma-0001",
)
PHONES = tuple(Chat("telegram", str(number)) for number in range(4))
ANYBODY = st.sampled_from((*PHONES[:2], *PHONES))  # officers twice as often
AN_OFFICER = st.sampled_from(PHONES[:2])
JOINED = dict(zip(PHONES, CODES[:3], strict=False))

FIGURES = (
    "0",
    "5",
    "660",
    "655",
    "653",
    "655/660",
    "1.637",
    "1,623",
    "3180",
    "3.146",
    "9.050",
    "-4",
    "12,5",
    "99,09%",
)
WORDS = (
    *("có", "ko", "không", "đúng", "dung", "dừng", "vâng ạ", "nt", "chưa có số liệu", "không có", "bỏ qua"),
    *(
        "quay lại",
        "xem lại",
        "báo cáo",
        "/sua",
        "sửa",
        "nộp",
        "nộp báo cáo",
        "để sau",
        "tiếp tục",
        "xong",
        "1,3",
    ),
    *(
        "tổng hợp",
        "dữ liệu",
        "trợ giúp",
        "/lenhla",
        "gõ lại",
        "mức độ 2",
        "2",
        "hôm qua",
        "1/9",
        "khoảng 660",
    ),
    *(
        "15-25: 655/660, 15-35: 1623/1637",
        "mới biết chữ: 17⏎trâu: 3",
        "sách in",
        "<b>&amp;</b>",
        "",
        " ",
        "/",
    ),
)
TEXTS = st.one_of(
    st.sampled_from(FIGURES),
    st.sampled_from(WORDS).map(lambda words: words.replace("⏎", "\n")),
    st.integers(0, 4000).map(str),
    st.text(max_size=30),
    st.sampled_from(("a", "9", "🙂", "có ")).map(lambda piece: piece * 5000),
)
NO_BUTTON = Button(label="–", action="?")
IDS = st.sampled_from(
    (0, 1, 2, 3, 4, 16, 22, 37, 43, 44, 10**30)
)  # rounds and reports, own and others', closed, none
COMMANDS = ("open", "unit", "correct", "units", "remind", "digest", "workbook")
FORGED = st.one_of(
    st.tuples(
        st.integers(0, 40), st.sampled_from(("yes", "submit", "fix.99", "tick.9", "pick.x", "candidate.7"))
    ).map(lambda parts: f"{parts[0]}.{parts[1]}"),
    st.sampled_from(
        ("?", "do.", "do", ".", "0.", "do.open.x", "do.open", "do.units.2", "do.units.2.99999", "…")
    ),
)

_TAG = re.compile(r"</?[bi]>")


@cache
def settled_office() -> SampleOffice:
    """Return the office that every run begins with a copy of."""
    return SampleOffice()


class Chatting(RuleBasedStateMachine):
    """Four phones: an officer's, one next door with two reports, a supervisor's, and one that nobody knows."""

    def __init__(self) -> None:
        super().__init__()
        self.office: SampleOffice = settled_office().copy()
        self.now: datetime = ISSUED + timedelta(days=12)
        self.shown: dict[Chat, list[Message]] = {phone: [] for phone in PHONES}
        self.presses = 0
        for phone, code in JOINED.items():
            self.happen(phone, Opened(code))
            self.happen(phone, Typed("đồng ý"))
            assert self.office.person_in(phone)

    @rule(phone=ANYBODY, text=TEXTS)
    def type_something(self, phone: Chat, text: str) -> None:
        self.happen(phone, Typed(text))

    @rule(phone=AN_OFFICER, text=st.sampled_from((*FIGURES, *WORDS)))
    def type_at_a_question(self, phone: Chat, text: str) -> None:
        self.go_to_a_question(phone)
        self.happen(phone, Typed(text))

    @rule(phone=AN_OFFICER, number=st.integers(1, 17))
    def go_back_to_a_question(self, phone: Chat, number: int) -> None:
        self.go_to_a_question(phone)
        self.happen(phone, Typed("xem lại"))
        self.happen(phone, Typed(f"câu {number}"))

    @rule(phone=AN_OFFICER, number=st.integers(1, 17), text=st.sampled_from(FIGURES))
    def correct_what_was_submitted(self, phone: Chat, number: int, text: str) -> None:
        for each in ("sửa", str(number), text):
            self.happen(phone, Typed(each))

    @rule(phone=ANYBODY, kind=st.sampled_from(KINDS))
    def send_something(self, phone: Chat, kind: str) -> None:
        self.happen(phone, Attached(kind))

    @rule(phone=ANYBODY, text=TEXTS)
    def edit_an_old_message(self, phone: Chat, text: str) -> None:
        self.happen(phone, Rewritten(text))

    @rule(phone=ANYBODY, code=st.sampled_from(("", *CODES)))
    def open_the_chat(self, phone: Chat, code: str) -> None:
        self.happen(phone, Opened(code))

    @rule(phone=ANYBODY, which=st.integers(0, 30))
    def press_what_is_offered(self, phone: Chat, which: int) -> None:
        offered = self.office.session(phone).offered
        if offered:
            self.press(phone, offered[which % len(offered)].action)

    @rule(phone=ANYBODY, back=st.integers(0, 10), which=st.integers(0, 30))
    def press_anything_ever_shown(self, phone: Chat, back: int, which: int) -> None:
        messages = [message for message in self.shown[phone] if message.buttons]
        if messages:
            buttons = messages[-1 - back % len(messages)].buttons
            self.press(phone, buttons[which % len(buttons)].action)

    @rule(phone=ANYBODY, action=FORGED)
    def press_what_was_never_there(self, phone: Chat, action: str) -> None:
        self.press(phone, action)

    @rule(phone=ANYBODY, name=st.sampled_from(COMMANDS), number=IDS)
    def press_what_is_somebody_elses(self, phone: Chat, name: str, number: int) -> None:
        self.press(phone, f"do.{name}.{number}")
        self.press(phone, f"do.{name}.{number}.2")
        self.press(phone, f"do.{name}.{number}.24.0")

    @rule(phone=AN_OFFICER, text=st.sampled_from(("", " ", "\n", "\u2003", "\u200b")))
    def type_nothing_at_a_question(self, phone: Chat, text: str) -> None:
        self.go_to_a_question(phone)
        self.happen(phone, Typed(text))

    @rule(phone=AN_OFFICER, times=st.sampled_from((1, 3, 30, 40)))
    def answer_with_sense(self, phone: Chat, times: int) -> None:
        """Walk towards the end of a report: without this, reviews and submissions would be rare."""
        for _ in range(times):
            match self.office.session(phone):
                case Session(place=Asking() as place):
                    self.happen(phone, Typed(self.sensible(place)))
                case Session(place=Reviewing()):
                    self.happen(phone, Typed("nộp báo cáo"))
                    return
                case Session(offered=(Button(action=action), *_)):
                    self.press(phone, action)
                case _:
                    self.happen(phone, Typed("báo cáo"))

    def go_to_a_question(self, phone: Chat) -> None:
        """Open the first report that waits, unless a question is up already."""
        if not isinstance(self.office.session(phone).place, Asking):
            self.happen(phone, Typed("báo cáo"))
            self.press(phone, next(iter(self.office.session(phone).offered), NO_BUTTON).action)

    def sensible(self, place: Asking) -> str:
        """Return what somebody would type who wants to get on."""
        if place.candidates:
            return "đúng" if len(place.candidates) == 1 else "chưa có số liệu"
        view = self.office.view(place.report_id)
        sheet = ReportSheet(view=view, language="vi", now=self.now)
        if not sheet.filling.required(place.path):
            return "bỏ qua"
        if sheet.previous(place.path):
            return "nt"
        by_kind = {
            Kind.SELECT_MULTIPLE: "1,3",
            Kind.SELECT_ONE: "có",
            Kind.DATE: "hôm qua",
            Kind.TEXT: "Tủ sách",
        }
        return by_kind.get(sheet.kind(place.path), "chưa có số liệu")

    @rule(hours=st.sampled_from((1, 24, 72, 240)))
    @precondition(lambda self: self.now < ISSUED + timedelta(days=30))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @invariant()
    def sessions_survive_being_written_down(self) -> None:
        for visitor in self.office.visitors(PHONES).values():
            session = visitor.session
            assert Session.model_validate_json(session.model_dump_json()) == session

    @invariant()
    def nobody_stands_at_somebody_elses_report(self) -> None:
        for visitor in self.office.visitors(PHONES).values():
            place, person = visitor.session.place, visitor.person
            if isinstance(place, Asking | Reviewing):
                assert person is not None
                assert person.may(Action.ANSWER, self.office.view(place.report_id).unit_path)

    def press(self, phone: Chat, action: str) -> None:
        self.presses += 1
        message = self.shown[phone][-1] if self.shown[phone] else None
        self.happen(
            phone,
            Pressed(
                action=action,
                press=f"press{self.presses}",
                message="1" if message else None,
                shown=message.text if message else None,
            ),
        )

    def happen(self, phone: Chat, event: Event) -> None:
        """Let something happen, and hold what comes of it to the promises."""
        person, entries = self.office.person_in(phone), self.office.answers()
        step = self.office.talk(phone, event, self.now)
        _reacts(step, event)
        for effect in step.effects:
            match effect:
                case Say(message=message) | Rewrite(message=message):
                    _keeps_to_the_limits(message)
                    self.shown[phone].append(message)
                case Record() | Submit() | Snooze() | RemindNow() | SendDigest() | SendWorkbook():
                    assert person is not None
                    _is_allowed(self.office, person, effect, self.now)
        self.office.settle(phone, step, self.now)
        recorded = [effect for effect in step.effects if isinstance(effect, Record)]
        assert self.office.answers() - entries == sum(len(each.answers) for each in recorded)


def _reacts(step: Step, event: Event) -> None:
    assert sum(isinstance(effect, Say) for effect in step.effects) <= 1, "one answer costs one message"
    acknowledged = [effect.press for effect in step.effects if isinstance(effect, Acknowledge)]
    if isinstance(event, Pressed):
        assert acknowledged == [event.press]
        assert isinstance(step.effects[0], Acknowledge)
    else:
        assert not acknowledged
        assert any(isinstance(effect, Say | SendDigest | SendWorkbook) for effect in step.effects)


def _keeps_to_the_limits(message: Message) -> None:
    assert message.text.strip()
    assert "<" not in _TAG.sub("", message.text)
    assert all(piece for piece in pieces(message.text))
    assert len(message.buttons) <= MOST_BUTTONS
    for button in message.buttons:
        _is_a_good_button(button)
    assert len({button.action for button in message.buttons}) == len(message.buttons)


def _is_a_good_button(button: Button) -> None:
    assert button.label.strip()
    assert 1 <= len(button.action.encode()) <= MAX_ACTION_BYTES


def _is_allowed(office: SampleOffice, person: Person, effect: Effect, now: datetime) -> None:
    match effect:
        case Record(report_id=report_id, answers=answers):
            view = _own(office, person, report_id, now)
            assert answers
            sheet = ReportSheet(view=view, language="vi", now=now)
            for path, answer in answers.items():
                assert path in sheet.questions
                if answer.absence is None:
                    verdict = sheet.filling.judge(path, answer.value, sheet.form_language)
                    assert not isinstance(verdict, Refused), (path, answer, verdict)
                sheet = sheet.with_answers({path: answer})
        case Submit(report_id=report_id, on_time=on_time):
            view = _own(office, person, report_id, now)
            sheet = ReportSheet(view=view, language="vi", now=now)
            assert not sheet.unanswered()
            assert not sheet.filling.faults(sheet.form_language)
            assert on_time == view.report.round.due.is_on_time(now)
        case Snooze(until=until):
            assert now < until <= now + timedelta(hours=32)
        case RemindNow(reminder=SendReminder(report_ids=report_ids)):
            for report_id in report_ids:
                assert person.may(Action.REMIND, office.view(report_id).unit_path)
                assert not office.view(report_id).report.submissions
        case (
            SendDigest(person_id=person_id, round_id=round_id)
            | SendWorkbook(person_id=person_id, round_id=round_id)
        ):
            assert person_id == person.id
            assert round_id in [view.round.id for view in office.ask(SupervisedRounds(person.id))]


def _own(office: SampleOffice, person: Person, report_id: int, now: datetime) -> ReportView:
    view = office.view(report_id)
    assert person.may(Action.ANSWER, view.unit_path)
    assert not view.report.submissions or view.report.round.due.is_on_time(now)
    return view


TestChatting = Chatting.TestCase
TestChatting.settings = settings(max_examples=12 * SOAK_ROUNDS, stateful_step_count=50)
