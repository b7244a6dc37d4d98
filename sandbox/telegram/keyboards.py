"""Inline and reply keyboards, validated as Telegram does."""

import json
from collections.abc import Iterable
from typing import Any

from sandbox.telegram.errors import BadRequest
from sandbox.world.wire import Wire

INLINE_BUTTON_LIMIT = 100
REPLY_BUTTON_LIMIT = 300
CALLBACK_DATA_LIMIT = 64
MARKUP_BYTES_LIMIT = 10_000

_INLINE_ACTIONS = ("url", "callback_data", "web_app", "login_url", "copy_text", "pay", "callback_game")


def reply_markup(source: str) -> Wire | None:
    """Parse a keyboard from JSON, or return None; raises BadRequest as Telegram does."""
    if not source:
        return None
    try:
        markup = json.loads(source)
    except ValueError:
        raise BadRequest("can't parse reply keyboard markup JSON object") from None
    if not isinstance(markup, dict):
        raise BadRequest("object expected as reply markup")
    if "inline_keyboard" in markup:
        return _inline(markup)
    if "keyboard" in markup:
        return _reply(markup)
    return markup if markup.get("remove_keyboard") or markup.get("force_reply") else None


def inline_only(markup: Wire | None) -> Wire | None:
    """Return an edit's markup, which must be an inline keyboard."""
    if markup is not None and "inline_keyboard" not in markup:
        raise BadRequest("inline keyboard expected")
    return markup


def callback_data(markup: Wire | None) -> list[str]:
    """Return the callback data of an inline keyboard's buttons."""
    rows = (markup or {}).get("inline_keyboard", [])
    return [button["callback_data"] for row in rows for button in row if "callback_data" in button]


def _inline(markup: Wire) -> Wire | None:
    rows = [[_inline_button(button) for button in row] for row in _rows(markup, "inline_keyboard", "Inline")]
    rows = [row for row in rows if row]
    _check_length(rows, INLINE_BUTTON_LIMIT)
    return {"inline_keyboard": rows} if rows else None


def _reply(markup: Wire) -> Wire | None:
    rows = [[_reply_button(button) for button in row] for row in _rows(markup, "keyboard", "Reply")]
    rows = [row for row in rows if row]
    _check_length(rows, REPLY_BUTTON_LIMIT)
    return markup | {"keyboard": rows} if rows else None


def _rows(markup: Wire, name: str, kind: str) -> Iterable[list[Any]]:
    rows = markup[name]
    if not isinstance(rows, list):
        raise BadRequest(f'field "{name}" of the {kind}KeyboardMarkup must be an Array')
    for row in rows:
        if not isinstance(row, list):
            raise BadRequest(f'field "{name}" of the {kind}KeyboardMarkup must be an Array of Arrays')
        yield row


def _inline_button(button: object) -> Wire:
    if not isinstance(button, dict):
        raise BadRequest("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    if not isinstance(button.get("text"), str):
        raise BadRequest('can\'t parse inline keyboard button: Field "text" must be of type String')
    if not any(button.get(action) for action in _INLINE_ACTIONS):
        raise BadRequest(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if not button["text"].strip():
        raise BadRequest("BUTTON_TEXT_INVALID")
    if len(str(button.get("callback_data", "")).encode()) > CALLBACK_DATA_LIMIT:
        raise BadRequest("BUTTON_DATA_INVALID")
    return button


def _reply_button(button: object) -> Wire:
    if isinstance(button, str):
        return {"text": button}
    if not isinstance(button, dict):
        raise BadRequest("can't parse keyboard button: KeyboardButton must be a String or an Object")
    if not isinstance(button.get("text"), str):
        raise BadRequest('can\'t parse keyboard button: Field "text" must be of type String')
    return button


def _check_length(rows: list[list[Wire]], most: int) -> None:
    written = len(json.dumps(rows, ensure_ascii=False).encode())
    if sum(map(len, rows)) > most or written > MARKUP_BYTES_LIMIT:
        raise BadRequest("reply markup is too long")
