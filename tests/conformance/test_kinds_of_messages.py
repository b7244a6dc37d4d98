"""Every kind of update and message that the Bot API knows: each is taken or answered, none is silent without reason."""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot.channels.channel import Incoming
from bot.channels.telegram.channel import ALLOWED_UPDATES
from bot.channels.telegram.service_messages import SERVICE
from bot.channels.telegram.updates import read_update
from conversations.chat.events import Attached, Event, Opened, Pressed, Typed
from conversations.chat.orders import Rewrite, Say
from demo.district import ISSUED, sample_district
from reporting.people.chat import Chat
from sandbox.telegram.markup import parse_html
from tests.support.sample_office import SampleOffice

HOA = {"id": 101, "is_bot": False, "first_name": "Hoa"}
PRIVATE = {"id": 101, "type": "private", "first_name": "Hoa"}
GROUP = {"id": -5, "type": "supergroup", "title": "Phòng GD&ĐT", "is_forum": True}
PHOTO = {"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}
BARE: dict[str, Any] = {"message_id": 5, "date": 1_587_085_200, "chat": PRIVATE, "from": HOA}
_OF_WHAT = re.compile(r'(?:always|must be) ["“](\w+)["”]')


class BotApi:
    """The Bot API's types, and the least that is a valid object of each."""

    def __init__(self, file: Path) -> None:
        self.types: Mapping[str, Any] = json.loads(file.read_text(encoding="utf-8"))["types"]

    def fields(self, name: str) -> dict[str, Any]:
        return {each["name"]: each for each in self.types[name].get("fields", [])}

    def least(self, kind: str) -> Any:  # noqa: ANN401 -- JSON
        """Return an object of a type with nothing in it but what has to be."""
        plain: dict[str, Any] = {"Integer": 7, "Float": 1.5, "String": "x", "Boolean": True, "True": True}
        if kind in plain:
            return plain[kind]
        if kind.startswith("Array of "):
            return [self.least(kind.removeprefix("Array of "))]
        if kind == "Chat":
            return PRIVATE
        if kind == "Message":
            return BARE | {"text": "x"}
        if below := self.types[kind].get("subtypes"):
            return self.least(below[0])
        return {
            name: _constant(field) or self.least(field["types"][0])
            for name, field in self.fields(kind).items()
            if field["required"]
        }


def _constant(field: Mapping[str, Any]) -> str | None:
    found = _OF_WHAT.search(field["description"])
    return found[1] if found else None


@pytest.fixture(scope="session")
def api(shared: Path) -> BotApi:
    return BotApi(shared / "spec" / "telegram-bot-api.min.json")


def heard(update: dict[str, Any]) -> Incoming | None:
    """Read an update; one that the library cannot read fails the test."""
    read = read_update({"update_id": 9, **update}, 7700, "baocao_bot")
    assert read is None or isinstance(read, Incoming)
    return read


def messages(api: BotApi) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the least message that has a field, for every field."""
    for name, field in api.fields("Message").items():
        if name not in BARE | {"text": ""}:
            yield name, BARE | {name: api.least(field["types"][0])}


@cache
def offices() -> Mapping[str, tuple[SampleOffice, Chat]]:
    """Return offices in each of which the chat stands somewhere else."""
    district, found = sample_district(), dict[str, tuple[SampleOffice, Chat]]()
    chat = Chat("telegram", "101")
    code, supervisor = district.officers[0].code, district.supervisor.code
    ways: dict[str, tuple[Event, ...]] = {
        "stranger": (),
        "consenting": (Opened(code),),
        "home": (Opened(code), Typed("đồng ý")),
        "asked": (Opened(code), Typed("đồng ý"), Typed("bắt đầu")),
        "reviewing": (Opened(code), Typed("đồng ý"), Typed("bắt đầu"), Typed("xem lại")),
        "asked for a photo": (
            *(Opened("rps-8374-bbrf-6864"), Typed("đồng ý"), Typed("bắt đầu"), Typed("đã đọc"), Typed("8")),
            *(Typed("7h"), Typed("10/4/2020 9h"), Attached("location", "22.7 106.2 0 0")),
        ),
        "supervising": (Opened(supervisor), Typed("đồng ý")),
        "naming": (Opened(code), Typed("đồng ý"), Typed("/dulieu"), Pressed(action="do.rename", press="1")),
    }
    for name, way in ways.items():
        office = SampleOffice()
        for event in way:
            office.take(chat, event, ISSUED + timedelta(minutes=1))
        found[name] = office, chat
    return found


def said(place: str, incoming: Incoming) -> list[str]:
    """Return what an event is answered with where the chat stands, every text of it as Telegram takes it."""
    office, chat = offices()[place]
    assert not isinstance(incoming.event, Pressed)
    step = office.copy().take(chat, incoming.event, ISSUED + timedelta(minutes=2))  # type: ignore[arg-type]  # no group's
    texts = [str(each.message.text) for each in step.effects if isinstance(each, Say | Rewrite)]
    for text in texts:
        parse_html(text)
    return texts


@pytest.mark.parametrize("place", offices())
def test_a_message_of_every_kind_gets_one_answer_wherever_a_chat_stands(api: BotApi, place: str) -> None:
    for name, message in messages(api):
        incoming = heard({"message": message})
        if incoming is None:
            assert name in SERVICE, f"{name} is silent"
        else:
            assert len(said(place, incoming)) == 1, f"{name} at {place}"


def test_a_text_is_a_text_however_it_was_sent(api: BotApi) -> None:
    for name, message in messages(api):
        incoming = heard({"message": message | {"text": "431"}})
        assert incoming is not None, f"{name} is silent"
        assert incoming.event == Typed("431") or name == "contact"


def test_the_service_messages_are_the_bot_apis(api: BotApi) -> None:
    fields = api.fields("Message")
    assert fields.keys() >= SERVICE
    assert {name for name, each in fields.items() if "ervice message" in each["description"]} <= SERVICE


def test_a_kind_newer_than_the_library_is_answered() -> None:
    assert heard({"message": BARE | {"a_kind_of_next_year": {}}}) is not None


def test_an_update_of_every_kind_is_read_and_what_was_not_asked_for_leads_nowhere(api: BotApi) -> None:
    for name, field in api.fields("Update").items():
        if name != "update_id":
            incoming = heard({name: api.least(field["types"][0])})
            assert (incoming is None) or name in ALLOWED_UPDATES


def test_what_is_asked_for_is_answered_or_silent_for_a_reason(api: BotApi) -> None:
    assert set(ALLOWED_UPDATES) <= api.fields("Update").keys()
    query = api.least("CallbackQuery") | {"data": "1.yes", "message": BARE | {"text": "?"}}
    assert isinstance((heard({"callback_query": query}) or pytest.fail("no press")).event, Pressed)
    moved = BARE | {"location": api.least("Location"), "edit_date": 1}
    assert heard({"edited_message": moved}) is None
    blocked = api.least("ChatMemberUpdated")
    assert heard({"my_chat_member": blocked}) is None


TEXTS = {
    "as long as a message can be": "a" * 4096,
    "digits without end": "4" * 4096,
    "three hundred lines": "\n".join(f"{number}. 431" for number in range(300)),
    "three hundred names": "\n".join(f"Mục {number}: {number}" for number in range(300)),
    "turned around": "\u202e134\u202c \u200f431\u200f",
    "invisible": "\u200b\u200b\u2060\ufeff",
    "joined by nothing": "\u200d\u200d",
    "keys": "4️⃣3️⃣1️⃣",
    "decomposed": unicodedata.normalize("NFD", "báo cáo"),
    "markup": "<b>431</b> & <a href='x'>",
    "a lone surrogate": "\ud800",
    "nothing but spaces": "\u00a0 \u3000 ",
    "controls": "4\x003\x1b1\x7f",
    "flags": "🇻🇳👨‍👩‍👧",
    "marks on marks": "a" + "\u0301" * 2000,
}


@pytest.mark.parametrize("place", offices())
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_a_strange_text_gets_one_answer_wherever_a_chat_stands(place: str, text: str) -> None:
    for message in (
        {"text": text},
        {"photo": [PHOTO], "caption": text},
    ):
        incoming = heard({"message": BARE | message})
        assert incoming is not None
        assert len(said(place, incoming)) == 1


def test_a_command_in_a_forums_topic_is_taken() -> None:
    topic = BARE | {"chat": GROUP, "message_thread_id": 3, "is_topic_message": True}
    assert heard({"message": topic | {"text": "/tonghop@baocao_bot"}}) is not None
    assert heard({"message": topic | {"text": "431"}}) is None
