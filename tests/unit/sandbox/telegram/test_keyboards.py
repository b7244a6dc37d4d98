import json
from typing import Any

import pytest

from sandbox.telegram.errors import BadRequest
from sandbox.telegram.keyboards import callback_data, inline_only, reply_markup


def inline(*rows: list[dict[str, Any]]) -> str:
    return json.dumps({"inline_keyboard": rows})


def button(data: str, text: str = "Có") -> dict[str, Any]:
    return {"text": text, "callback_data": data}


def test_an_inline_keyboard_is_kept_without_empty_rows() -> None:
    markup = reply_markup(inline([button("a")], [], [button("b"), button("c")]))
    assert markup == {"inline_keyboard": [[button("a")], [button("b"), button("c")]]}
    assert callback_data(markup) == ["a", "b", "c"]


def test_an_empty_inline_keyboard_is_none() -> None:
    assert reply_markup(inline([])) is None
    assert reply_markup("") is None


def test_callback_data_has_64_bytes() -> None:
    assert reply_markup(inline([button("đ" * 32)])) is not None
    with pytest.raises(BadRequest, match="BUTTON_DATA_INVALID"):
        reply_markup(inline([button("đ" * 32 + "x")]))


def test_empty_callback_data_is_no_action() -> None:
    with pytest.raises(BadRequest, match="Text buttons are unallowed in the inline keyboard"):
        reply_markup(inline([button("")]))


def test_100_inline_buttons_are_the_most() -> None:
    assert reply_markup(inline(*[[button(str(number), "x")] for number in range(100)])) is not None
    with pytest.raises(BadRequest, match="reply markup is too long"):
        reply_markup(inline(*[[button(str(number), "x")] for number in range(101)]))


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("{", "can't parse reply keyboard markup JSON object"),
        ("[]", "object expected as reply markup"),
        ('{"inline_keyboard": 1}', 'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array'),
        ('{"inline_keyboard": [1]}', "InlineKeyboardMarkup must be an Array of Arrays"),
        ('{"inline_keyboard": [[1]]}', "InlineKeyboardButton must be an Object"),
        ('{"inline_keyboard": [[{"callback_data": "a"}]]}', 'Field "text" must be of type String'),
        ('{"inline_keyboard": [[{"callback_data": "a", "text": " "}]]}', "BUTTON_TEXT_INVALID"),
        ('{"keyboard": [[1]]}', "KeyboardButton must be a String or an Object"),
    ],
)
def test_broken_markup_is_refused_in_telegrams_words(source: str, reason: str) -> None:
    with pytest.raises(BadRequest) as refusal:
        reply_markup(source)
    assert reason in refusal.value.description


def test_a_reply_keyboard_takes_plain_texts() -> None:
    markup = reply_markup('{"keyboard": [["Có", {"text": "Số máy", "request_contact": true}]]}')
    assert markup == {"keyboard": [[{"text": "Có"}, {"text": "Số máy", "request_contact": True}]]}


def test_an_edit_takes_an_inline_keyboard_only() -> None:
    with pytest.raises(BadRequest, match="inline keyboard expected"):
        inline_only(reply_markup('{"remove_keyboard": true}'))
