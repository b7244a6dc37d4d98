"""Playing a transcript: phones with what is on their screens, and a stage that answers."""

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from conversations.chat.action import command_of, unpack
from conversations.chat.events import Attached, Event, Opened, Pressed, Rewritten, Shared, Typed
from conversations.chat.messages import Button, Message
from conversations.chat.orders import Acknowledge, Rewrite, Say, SendDigest, SendOwnData, SendWorkbook
from conversations.chat.plain_text import as_text
from conversations.chat.typed_choices import read_spoken, spoken
from demo.district import SamplePerson, sample_district
from reporting.people.chat import Chat
from reporting.people.phones import hash_phone
from reporting.people.role import RoleKind
from reporting.queries.reports import OwnReports, ReportView
from tests.scenarios.stage import Sent, Stage, Unasked
from tests.scenarios.transcript import Line, as_shown, moment_and_phone, typed
from tests.support import neighbours

ATTACHMENTS = {
    "nhãn dán": "sticker",
    "ảnh": "photo",
    "tin thoại": "voice",
    "vị trí": "location",
    "tệp": "document",
    "danh thiếp": "contact",
    "video": "video",
    "thứ khác": "other",
}
WITH_BUTTONS, WITHOUT_BUTTONS = "telegram", "zalo"
TICK = "✓ "
HOME = Typed("báo cáo")
"""What leads where opening the chat, and a button that nobody knows, would lead."""

UNASKED: dict[str, Unasked] = {"lời nhắc": "reminder", "tổng hợp": "digest", "báo quá hạn": "escalation"}

NEWS = "tin báo"
"""What arrives by itself because something has happened."""

LETTER = "mở công văn: "
"""The district opens letter 431 with these questionnaires of the library."""

_BUTTON = re.compile(r"\[(.+)\](?P<old> \(cũ\))?")
_UNIT = re.compile(r"\{(.+?)\}")


@dataclass(kw_only=True)
class OnScreen:
    """A message on a phone, and the buttons it once had."""

    id: str
    message: Message
    once: tuple[Button, ...]


@dataclass(kw_only=True)
class Phone:
    """A phone: whose it is, its chat with the bot, and its screen."""

    owner: int | None
    code: str
    chat: Chat
    screen: list[OnScreen] = field(default_factory=list)
    ticked: list[Button] = field(default_factory=list)

    @property
    def has_buttons(self) -> bool:
        """Tell whether this phone's channel shows buttons; on any other their keys are typed."""
        return self.chat.channel == WITH_BUTTONS

    def label(self, button: Button) -> str:
        """Return a button's label as a transcript has it: no message is changed here, but a tick counts."""
        return f"{TICK}{button.label}" if button in self.ticked else button.label

    def seen(self, message: Message) -> list[str]:
        """Return a message as it is seen on this phone."""
        return as_shown(message if self.has_buttons else Message(text=as_text(message, "vi")))

    def show(self, message: Message) -> None:
        """Put a new message on the screen."""
        self.screen.append(OnScreen(id=str(len(self.screen)), message=message, once=message.buttons))

    def find(self, label: str, *, old: bool) -> tuple[OnScreen, Button]:
        """Return the newest button of a label; an old one is no longer there, or not in the newest message."""
        newest = True
        for shown in reversed(self.screen):
            alive = label in [self.label(button) for button in shown.message.buttons]
            for button in shown.once:
                if self.label(button) == label and (not (alive and newest) if old else alive):
                    return shown, button
            newest = False
        raise AssertionError(f"no button [{label}] on the screen")


@dataclass(kw_only=True)
class Play:
    """A transcript under way on a stage; without `buttons` every press is typed by its key, on every phone.

    With `words_only` nothing is shown but what is said: the same, then, whatever can be pressed.
    """

    stage: Stage
    buttons: bool = True
    words_only: bool = False
    phones: dict[str, Phone] = field(default_factory=dict)
    phone: Phone | None = None
    now: datetime | None = None
    presses: int = 0

    async def run(self, lines: list[Line]) -> list[Line]:
        """Play all lines and return them with what was really shown."""
        return [Line(written=line.written, shown=await self._shown(line)) for line in lines]

    async def _shown(self, line: Line) -> list[str]:
        match line.mark:
            case "@":
                self.now, name = moment_and_phone(line)
                self.phone = self.phones.setdefault(name, _phone(name, self.buttons))
                return []
            case ">":
                return await self._do(line.content)
            case ">>":
                for deed in line.content.split(" · "):
                    await self._do(deed)
                return []
            case "*" if line.content == NEWS:
                return await self._hear()
            case "*" if line.content.startswith(LETTER):
                assert self.now is not None
                await self.stage.open_letter(line.content.removeprefix(LETTER).split(", "), self.now)
                return []
            case "*":
                return await self._arrive(UNASKED[line.content])
            case "=":
                return [shown async for shown in self._stored(line.content)]
            case mark:
                assert mark in ("", "#"), f"not a line of a transcript: {line.written}"
                return []

    async def _do(self, content: str) -> list[str]:
        phone, now = self._here()
        if (event := await self._event(phone, content, now)) is None:
            return []
        sent = await self.stage.take(phone.chat, event, now)
        acknowledged = [each.press for each in sent.deliveries if isinstance(each, Acknowledge)]
        assert acknowledged == ([event.press] if isinstance(event, Pressed) else []), content
        return list(_seen(phone, sent, words_only=self.words_only))

    def _here(self) -> tuple[Phone, datetime]:
        assert self.phone is not None, "nobody is named yet"
        assert self.now is not None
        return self.phone, self.now

    async def _event(self, phone: Phone, content: str, now: datetime) -> Event | Shared | None:
        """Return what a line does; None for what cannot be done on a channel without buttons."""
        if button := _BUTTON.fullmatch(content):
            return await self._pressed(phone, button[1], now, old=bool(button["old"]))
        if content.startswith("{") and content.endswith("}") and "×" not in content:
            return _unusual(phone, content[1:-1])
        phone.ticked = []
        return Typed(typed(content))

    async def _pressed(self, phone: Phone, label: str, now: datetime, *, old: bool) -> Event | None:
        self.presses += 1
        press = f"press{self.presses}"
        if unpack(label) is not None:
            action = await self._forged(label, now)
            if phone.has_buttons:
                return Pressed(action=action, press=press)
            return _command(action) or (HOME if command_of(action) else None)
        shown, chosen = phone.find(label, old=old)
        if phone.has_buttons:
            return Pressed(action=chosen.action, press=press, message=shown.id, shown=shown.message.text)
        return _command(chosen.action) if old else _key(phone, shown.message, chosen)

    async def _forged(self, action: str, now: datetime) -> str:
        found = _UNIT.search(action)
        if found is None:
            return action
        (view, *_) = await self._reports(found[1], now)
        return _UNIT.sub(str(view.report.id), action)

    async def _arrive(self, kind: Unasked) -> list[str]:
        phone, now = self._here()
        assert phone.owner is not None
        message = await self.stage.unasked(kind, phone.owner, now)
        phone.show(message)
        return _words(message) if self.words_only else phone.seen(message)

    async def _hear(self) -> list[str]:
        phone, now = self._here()
        heard: list[str] = []
        for message in await self.stage.news(phone.chat, now):
            phone.show(message)
            heard += _words(message) if self.words_only else phone.seen(message)
        return heard or ["| {không có tin}"]

    async def _reports(self, unit: str, now: datetime) -> tuple[ReportView, ...]:
        owner = _phone(unit).owner
        assert owner is not None
        views: tuple[ReportView, ...] = await self.stage.ask(OwnReports(owner), now)
        return views

    async def _stored(self, unit: str) -> AsyncIterator[str]:
        _, now = self._here()
        for view in await self._reports(unit, now):
            report = view.report
            answers = [
                f"{question.name}={answer.value or answer.absence}"
                for question in view.form.questions
                if (answer := report.answers.get(question.path))
            ]
            yield f"| {report.round.title}: {', '.join(answers) or '–'}"
            for submission in report.submissions:
                timeliness = "đúng hạn" if submission.on_time else "trễ hạn"
                yield f"| lần {submission.number}: {submission.at:%d/%m %H:%M}, {timeliness}"


def _seen(phone: Phone, sent: Sent, *, words_only: bool) -> Iterator[str]:
    """Yield what a person sees, and bring the screen up to date."""
    for delivery in sent.deliveries:
        match delivery:
            case Say(message=message):
                phone.show(message)
                yield from _words(message) if words_only else phone.seen(message)
            case Rewrite(target=target, message=message):
                (shown,) = [each for each in phone.screen if each.id == target]
                if not words_only:
                    yield from _changed(shown.message, message)
                shown.message = message
                shown.once = message.buttons or shown.once
            case SendDigest():
                yield "| {ảnh tổng hợp được đặt làm}"
            case SendWorkbook():
                yield "| {bảng Excel được đặt làm}"
            case SendOwnData():
                yield "| {tệp dữ liệu của người này được đặt làm}"
            case _:
                pass
    for message in sent.told:
        yield "| {báo cho người khác:}"
        yield from as_shown(message)
    if sent.reminded:
        units = ", ".join(_units()[each - 1] for each in sent.reminded)
        yield f"| {{lời nhắc được xếp gửi: {units}}}"


def _words(message: Message) -> list[str]:
    return as_shown(Message(text=message.text))


def _command(action: str) -> Typed | None:
    """Return how a command's button is typed at any time; None for any other button."""
    word = spoken(action)
    return Typed(word) if read_spoken(word.removeprefix("/")) else None


def _key(phone: Phone, message: Message, chosen: Button) -> Typed | None:
    """Type a button's key. Several choices are typed at once when they are done with, as people would."""
    ticks = [button for button in message.buttons if ".tick." in button.action]
    if chosen in phone.ticked:
        phone.ticked.remove(chosen)
        return None
    if chosen in ticks and not any(button.label.startswith(TICK) for button in ticks):
        phone.ticked.append(chosen)
        return None
    together, phone.ticked = phone.ticked, []
    if chosen.action.endswith(".done") and together:
        return Typed(" ".join(button.key for button in together))
    return Typed(chosen.key or spoken(chosen.action))


def _changed(before: Message, after: Message) -> list[str]:
    """Return what is new in a changed message: the line written under it, or all of it."""
    old, new = as_shown(Message(text=before.text), "~"), as_shown(after, "~")
    return new[len(old) :] if not after.rows and new[: len(old)] == old else new


def _unusual(phone: Phone, content: str) -> Event | Shared | None:
    name, _, argument = content.partition(": ")
    match name:
        case "mở liên kết" if not phone.has_buttons:
            return HOME if phone.screen and phone.owner and not argument else Typed(argument or phone.code)
        case "mở" if not phone.has_buttons:
            return HOME
        case "sửa tin cũ" if not phone.has_buttons:
            return None
        case "mở liên kết":
            return Opened(argument or phone.code)
        case "mở":
            return Opened()
        case "số của tôi":
            return Shared(hash_phone(argument, neighbours.PHONE_KEY))
        case "số của người khác":
            return Shared(None)
        case "sửa tin cũ":
            return Rewritten(argument)
        case "nhãn dán":
            return Attached("sticker", "tep-1", emoji=argument)
        case _:
            return Attached(
                ATTACHMENTS[name], "22.7 106.2 0 0" if name == "vị trí" else "tep-1", caption=argument
            )


def _phone(name: str, buttons: bool = True) -> Phone:  # noqa: FBT001, FBT002 -- one word more about a phone
    """Return a new phone by its owner's unit; 'người lạ' is nobody known."""
    unit, _, further = name.partition(", ")
    owners = {of: place for place, of in enumerate(_units(), start=1)}
    codes = [each.code for each in _members()] + [code for *_, code in neighbours.PEOPLE]
    owner = owners.get(unit)
    assert owner is not None or unit == "người lạ", f"nobody of that name: {name}"
    return Phone(
        owner=owner,
        code=codes[owner - 1] if owner else "",
        chat=Chat(WITH_BUTTONS if buttons and further != "Zalo" else WITHOUT_BUTTONS, f"{unit}/{further}"),
    )


def _members() -> tuple[SamplePerson, ...]:
    district = sample_district()
    return (*district.officers, district.supervisor)


def _units() -> tuple[str, ...]:
    """Return whose unit is whose, in the order of the people's ids; 'quản trị Hòa An 2' is its second administrator."""
    names = [each.unit.name for each in _members()]
    for _, kind, unit, _ in neighbours.PEOPLE:
        called = f"quản trị {unit.name}" if kind is RoleKind.ADMINISTRATOR else unit.name
        names.append(f"{called} 2" if called in names else called)
    return tuple(names)
