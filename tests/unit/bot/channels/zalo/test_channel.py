"""What Zalo refuses as delivery understands it, and texts cut so that it takes them."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from aiohttp import ConnectionTimeoutError, ServerDisconnectedError, SocketTimeoutError
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from bot.channels.channel import (
    ChannelFailed,
    ChannelUnreachable,
    ChatClosed,
    PictureLink,
    SendError,
    Throttled,
    Unanswered,
)
from bot.channels.zalo.api import Posted, ZaloApi
from bot.channels.zalo.channel import Zalo
from bot.channels.zalo.configuration import ZaloLimits
from conversations.chat.messages import Button, Message
from conversations.chat.orders import Say
from reporting.people.chat import Chat
from sandbox.zalo.formatting import checked_length, written

CHAT = Chat("zalo", "a1")
OK = {"ok": True, "result": {"message_id": "m1", "date": 1}}
SENT = Say(message=Message(text=Markup("<b>431</b> &lt; 500")))


def refused(code: int, description: str = "") -> dict[str, Any]:
    return {"ok": False, "error_code": code, "description": description}


class Platform:
    """Zalo's side: every request is noted and answered as told, getMe apart."""

    def __init__(self, *answers: object, token_is_good: bool = True) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.token_is_good = token_is_good

    async def post(self, url: str, content: Mapping[str, object]) -> Posted:
        method = url.rpartition("/")[2]
        if method == "getMe":
            bot = {"ok": True, "result": {"id": "b", "account_name": "Bot"}}
            return Posted(200, json.dumps(bot if self.token_is_good else refused(403)).encode())
        self.asked.append((method, dict(content)))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, Posted) else Posted(200, json.dumps(answer).encode())

    def channel(self, *, plain: bool = False) -> Zalo:
        api = ZaloApi("1:nobody", self.post, "https://zalo.example/bot")
        return Zalo(api, limits=ZaloLimits(), style="plain" if plain else "html")


@pytest.mark.parametrize(
    ("answer", "error", "tries_again"),
    [
        (refused(401), ChannelUnreachable, True),
        (refused(403), ChatClosed, False),
        (refused(404), SendError, False),
        (refused(429, "Quota exceeded"), Throttled, True),
        (refused(500), ChannelFailed, True),
        (refused(408), ChannelFailed, True),
        *((Posted(status, b"<html>"), ChannelUnreachable, True) for status in (200, 302, 401, 403, 404, 502)),
        (ConnectionTimeoutError("no route"), ChannelUnreachable, True),
        (SocketTimeoutError("late"), Unanswered, True),
        (ServerDisconnectedError("cut"), ChannelFailed, True),
        ({"nothing": "of it"}, ChannelUnreachable, True),
        ({"ok": False, "description": "without a code"}, ChannelUnreachable, True),
    ],
)
async def test_a_failure_says_whether_it_is_tried_again(
    answer: object, error: type[SendError], *, tries_again: bool
) -> None:
    with pytest.raises(SendError) as failed:
        await Platform(answer).channel().send(CHAT, SENT)
    assert type(failed.value) is error
    assert (failed.value.retry_after is not None) == tries_again


async def test_a_403_is_the_tokens_where_the_bot_itself_is_refused() -> None:
    with pytest.raises(ChannelUnreachable):
        await Platform(refused(403), token_is_good=False).channel().send(CHAT, SENT)


async def test_a_text_whose_markup_is_refused_goes_without_any() -> None:
    platform = Platform(refused(400, "parse_mode"), OK)
    assert await platform.channel().send(CHAT, SENT) == "m1"
    assert [content for _, content in platform.asked] == [
        {"chat_id": "a1", "text": "<b>431</b> &lt; 500", "parse_mode": "html"},
        {"chat_id": "a1", "text": "431 < 500"},
    ]


async def test_an_installation_may_send_all_texts_without_markup() -> None:
    platform = Platform(OK)
    await platform.channel(plain=True).send(CHAT, SENT)
    assert platform.asked == [("sendMessage", {"chat_id": "a1", "text": "431 < 500"})]


async def test_a_sent_message_without_an_id_is_sent_all_the_same() -> None:
    assert await Platform({"ok": True}).channel().send(CHAT, SENT) == ""


sentences = st.lists(
    st.text(st.sampled_from("ađ <&>\n🏫ờ.!?"), min_size=1, max_size=400).map(Markup.escape), max_size=12
)
tagged = sentences.map(
    lambda parts: Markup(" ").join(
        Markup("<b>{}</b>").format(part) if place % 3 else part for place, part in enumerate(parts)
    )
)


@given(text=tagged, picture=st.booleans())
def test_every_part_is_a_message_that_zalo_takes(text: Markup, *, picture: bool) -> None:
    rows = ((Button(label="Quay lại", action="3.back", key="b"),),)
    message = Message(text=text, rows=rows)
    said = PictureLink(url="https://xa.example/1", caption=message) if picture else Say(message=message)
    parts = Platform().channel().parts(said)
    shown = ""
    for part in parts:
        assert isinstance(part, Say | PictureLink)
        whole = part.message.text if isinstance(part, Say) else part.caption.text
        shown += written(checked_length(str(whole), "text"), "html").text
    assert "".join(shown.split()) == "".join(written(str(text), "html").text.split()) + "bquaylại"


def test_a_long_text_is_cut_at_the_end_of_a_sentence() -> None:
    text = Markup("Xã Nam Tuấn đã nộp báo cáo. ") * 100
    first, *_, last = Platform().channel().parts(Say(message=Message(text=text)))
    assert isinstance(first, Say)
    assert isinstance(last, Say)
    assert first.message.text.endswith("đã nộp báo cáo. ")
    assert last.message.text.endswith("đã nộp báo cáo. ")


def test_the_address_of_a_link_follows_its_words() -> None:
    text = Markup('xem <a href="http://a.vn/?x=1&amp;y=2"><b>ở đây</b></a>.')
    (part,) = Platform().channel().parts(Say(message=Message(text=text)))
    assert isinstance(part, Say)
    assert part.message.text == "xem <b>ở đây</b> (http://a.vn/?x=1&amp;y=2)."
