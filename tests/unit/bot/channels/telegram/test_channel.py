"""Telegram's words read as events, what we say written as Telegram takes it, and its refusals understood."""

import json
from typing import Any

import pytest
from markupsafe import Markup
from telegram.error import NetworkError, TimedOut

from bot.channels.channel import (
    ChannelFailed,
    ChannelUnreachable,
    ChatClosed,
    Document,
    Outgoing,
    Picture,
    SendError,
    Throttled,
    Unanswered,
)
from bot.channels.telegram.api import NotTelegram
from bot.channels.telegram.channel import Telegram, incoming
from conversations.chat.events import Attached, Event, Happening, Opened, Pressed, Rewritten, Typed
from conversations.chat.messages import Button, Message
from conversations.chat.orders import Acknowledge, Rewrite, Say
from reporting.people.chat import Chat
from tests.support.telegram_request import Answer, PlayedRequest, bot_on, refused, sent

HOA = {"id": 101, "is_bot": False, "first_name": "Nông Thị Hoa"}
PRIVATE = {"id": 101, "type": "private", "first_name": "Nông Thị Hoa"}
GROUP = {"id": -5, "type": "group", "title": "Phòng GD&ĐT"}
CHAT = Chat("telegram", "101")
FILE = {"file_id": "f1", "file_unique_id": "u1"}
SIZE = {"width": 100, "height": 100}


def message(chat: dict[str, Any] = PRIVATE, **content: object) -> dict[str, Any]:
    return {"message_id": 5, "date": 1587085200, "chat": chat, "from": HOA, **content}


def heard(**update: object) -> Happening | None:
    """Return the event of an update, whose key and chat are as they must be."""
    found = incoming({"update_id": 9, **update}, 7700)
    if found is None:
        return None
    assert (found.key, found.chat) == ("telegram:7700:9", CHAT)
    return found.event


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("431", Typed("431")),
        ("/start", Opened()),
        ("/start hoa-7F3k", Opened("hoa-7F3k")),
        ("/start@baocao_bot\n hoa-7F3k ", Opened("hoa-7F3k")),
        ("/started", Typed("/started")),
        ("/sua", Typed("/sua")),
        ("  431 ", Typed("  431 ")),
    ],
)
def test_texts(text: str, event: Event) -> None:
    assert heard(message=message(text=text)) == event


def test_an_edited_text_is_no_new_one() -> None:
    assert heard(edited_message=message(text="432", edit_date=1587085260)) == Rewritten("432")
    assert heard(edited_message=message(caption="x", photo=[FILE | SIZE], edit_date=1)) == Rewritten("x")


def test_a_location_that_moves_says_nothing_new() -> None:
    where = {"latitude": 22.7, "longitude": 106.1, "live_period": 900}
    assert heard(message=message(location=where)) == Attached("location", "22.7 106.1 0 0")
    assert heard(edited_message=message(location=where, edit_date=1)) is None


@pytest.mark.parametrize(
    "note",
    [
        {"pinned_message": {"message_id": 4, "date": 1, "chat": PRIVATE, "text": "431"}},
        {"message_auto_delete_timer_changed": {"message_auto_delete_time": 86400}},
        {"write_access_allowed": {}},
    ],
)
def test_what_the_app_notes_by_itself_is_answered_by_nobody(note: dict[str, Any]) -> None:
    assert heard(message=message(**note)) is None


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ({"photo": [FILE | SIZE]}, "photo"),
        ({"photo": [FILE | SIZE], "caption": "431"}, "photo"),
        ({"document": FILE}, "document"),
        ({"voice": FILE | {"duration": 3}}, "voice"),
        ({"audio": FILE | {"duration": 3}}, "voice"),
        (
            {"sticker": FILE | SIZE | {"type": "regular", "is_animated": False, "is_video": False}},
            "sticker",
        ),
        ({"video": FILE | SIZE | {"duration": 3}}, "video"),
        ({"video_note": FILE | {"length": 9, "duration": 3}}, "video"),
        ({"location": {"latitude": 22.7, "longitude": 106.1}}, "location"),
        ({"contact": {"phone_number": "+8400", "first_name": "Hoa"}}, "contact"),
        ({"dice": {"emoji": "🎲", "value": 3}}, "other"),
        ({"a_kind_of_next_year": {}}, "other"),
    ],
)
def test_what_is_no_text_is_known_by_its_kind(content: dict[str, Any], kind: str) -> None:
    event = heard(message=message(**content))
    assert isinstance(event, Attached)
    assert event.kind == kind


def test_a_caption_comes_with_its_picture() -> None:
    event = heard(message=message(photo=[FILE | SIZE], caption="431"))
    assert isinstance(event, Attached)
    assert (event.kind, event.caption) == ("photo", "431")


def test_a_press_tells_its_message_and_what_that_showed() -> None:
    shown = message(text="1 < 2", entities=[{"type": "bold", "offset": 0, "length": 1}])
    query = {"id": "q1", "from": HOA, "chat_instance": "c", "data": "3.yes", "message": shown}
    assert heard(callback_query=query) == Pressed(
        action="3.yes", press="q1", message="5", shown=Markup("<b>1</b> &lt; 2")
    )


def test_a_press_under_a_picture_shows_no_text() -> None:
    query = {"id": "q1", "from": HOA, "chat_instance": "c", "data": "3.yes"}
    event = heard(callback_query=query | {"message": message(photo=[FILE | SIZE])})
    assert event == Pressed(action="3.yes", press="q1", message="5")


def test_a_press_under_a_message_too_old_for_telegram_is_still_a_press() -> None:
    gone = {"chat": PRIVATE, "message_id": 5, "date": 0}
    query = {"id": "q1", "from": HOA, "chat_instance": "c", "data": "3.yes", "message": gone}
    event = heard(callback_query=query)
    assert isinstance(event, Pressed)
    assert (event.action, event.press, event.shown) == ("3.yes", "q1", None)


@pytest.mark.parametrize(
    "update",
    [
        {"message": message(GROUP, text="431")},
        {"edited_message": message(GROUP, text="431", edit_date=1)},
        {"callback_query": {"id": "q", "from": HOA, "chat_instance": "c", "data": "x"}},
        {"channel_post": message({"id": -6, "type": "channel", "title": "Tin"}, text="431")},
        {"poll_answer": {"poll_id": "1", "option_ids": [0], "option_persistent_ids": ["a"], "user": HOA}},
        {},
    ],
)
def test_what_is_not_said_to_us_alone_is_not_heard(update: dict[str, Any]) -> None:
    assert heard(**update) is None


# ---- saying ----

ROWS = ((Button(label="Đúng", action="3.yes"), Button(label="Gõ lại", action="3.again")),)


async def said(outgoing: Outgoing, answer: Answer | None = None) -> tuple[str, str, dict[str, Any]]:
    """Return the message's id as sent, the method that was called, and its parameters."""
    request = PlayedRequest(answer or sent())
    async with bot_on(request) as bot:
        message_id = await Telegram(bot).send(CHAT, outgoing)
    ((method, parameters),) = request.asked
    return message_id, method, parameters


async def test_a_message_with_buttons() -> None:
    message_id, method, parameters = await said(Say(message=Message(text=Markup("<b>431</b>?"), rows=ROWS)))
    assert (message_id, method) == ("17", "sendMessage")
    assert (parameters["chat_id"], parameters["text"], parameters["parse_mode"]) == (
        101,
        "<b>431</b>?",
        "HTML",
    )
    assert _keyboard(parameters) == [
        [
            {"text": "Đúng", "callback_data": "3.yes"},
            {"text": "Gõ lại", "callback_data": "3.again"},
        ]
    ]
    assert json.loads(_text(parameters["link_preview_options"])) == {"is_disabled": True}


async def test_a_message_without_buttons_has_no_keyboard() -> None:
    _, _, parameters = await said(Say(message=Message(text=Markup("431"))))
    assert "reply_markup" not in parameters


async def test_an_earlier_message_is_replaced() -> None:
    message_id, method, parameters = await said(
        Rewrite(target="12", message=Message(text=Markup("xong"))), sent(12)
    )
    assert (message_id, method) == ("12", "editMessageText")
    assert (parameters["message_id"], parameters["text"]) == (12, "xong")


async def test_a_press_is_acknowledged() -> None:
    message_id, method, parameters = await said(Acknowledge(press="q1"), (200, {"ok": True, "result": True}))
    assert (message_id, method, parameters["callback_query_id"]) == ("", "answerCallbackQuery", "q1")


async def test_pictures_and_files_carry_their_captions() -> None:
    caption = Message(text=Markup("<b>Tuần 17</b>"), rows=ROWS)
    for outgoing, called in (
        (Picture(png=b"\x89PNG", filename="tong-hop.png", caption=caption), "sendPhoto"),
        (Document(content=b"PK", filename="bao-cao.xlsx", caption=caption), "sendDocument"),
    ):
        message_id, method, parameters = await said(outgoing)
        assert (message_id, method, parameters["caption"]) == ("17", called, "<b>Tuần 17</b>")
        assert len(_keyboard(parameters)[0]) == 2


async def test_what_cannot_be_seen_is_not_sent_after_a_text() -> None:
    async with bot_on(PlayedRequest(sent())) as bot:
        (part,) = Telegram(bot).parts(Say(message=Message(text=Markup("431") + "\n" * 5000, rows=ROWS)))
    assert isinstance(part, Say)
    assert (len(part.message.text) <= 4096, part.message.rows) == (True, ROWS)


async def test_a_text_too_long_is_sent_in_parts_with_the_buttons_under_the_last() -> None:
    long = Say(
        message=Message(text=Markup("\n").join([Markup("<b>dòng</b> một &amp; hai")] * 400), rows=ROWS)
    )
    async with bot_on(PlayedRequest(sent())) as bot:
        parts = Telegram(bot).parts(long)
    assert len(parts) == 2
    assert all(isinstance(part, Say) for part in parts)
    assert [part.message.rows for part in parts if isinstance(part, Say)] == [(), ROWS]


@pytest.mark.parametrize(
    "description",
    [
        "Bad Request: message is not modified: specified new message content is exactly the same",
        "Bad Request: message to edit not found",
        "Bad Request: message can't be edited",
        "Bad Request: query is too old and response timeout expired or query ID is invalid",
    ],
)
async def test_what_comes_too_late_to_matter_is_no_error(description: str) -> None:
    outgoing = Rewrite(target="12", message=Message(text=Markup("xong")))
    assert (await said(outgoing, refused(400, description)))[0] == ""


@pytest.mark.parametrize(
    ("answer", "kind", "retry_after"),
    [
        (refused(429, "Too Many Requests: retry after 7", retry_after=7), Throttled, 7.0),
        (refused(403, "Forbidden: bot was blocked by the user"), ChatClosed, None),
        (refused(403, "Forbidden: user is deactivated"), ChatClosed, None),
        (refused(400, "Bad Request: can't parse entities"), SendError, None),
        (refused(400, "Bad Request: chat not found"), SendError, None),
        (refused(500, "Internal Server Error"), ChannelFailed, 3.0),
        (refused(502, "Bad Gateway"), ChannelFailed, 3.0),
        (refused(401, "Unauthorized"), ChannelUnreachable, 3.0),
        (TimedOut(), Unanswered, 3.0),
        (NetworkError("cut"), ChannelFailed, 3.0),
        (NotTelegram(403), ChannelUnreachable, 3.0),
    ],
)
async def test_refusals_say_whether_and_when_to_try_again(
    answer: Answer, kind: type[SendError], retry_after: float | None
) -> None:
    with pytest.raises(SendError) as failed:
        await said(Say(message=Message(text=Markup("431"))), answer)
    assert (type(failed.value), failed.value.retry_after) == (kind, retry_after)


def _keyboard(parameters: dict[str, Any]) -> Any:  # noqa: ANN401 -- JSON
    return json.loads(_text(parameters["reply_markup"]))["inline_keyboard"]


def _text(parameter: Any) -> str:  # noqa: ANN401 -- JSON
    return parameter if isinstance(parameter, str) else json.dumps(parameter)
