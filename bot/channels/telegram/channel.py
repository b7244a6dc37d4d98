"""The Telegram channel: parses updates into events and sends messages. Stateless."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from markupsafe import Markup
from telegram import Bot, InlineKeyboardMarkup, InputFile, Message
from telegram.constants import ChatType, ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.channels.channel import (
    ChannelFailed,
    ChannelUnreachable,
    ChatClosed,
    ChatMoved,
    Document,
    Incoming,
    KeptFile,
    Outgoing,
    Picture,
    PictureLink,
    SendError,
    Throttled,
    Unanswered,
)
from bot.channels.http import NEVER_ARRIVED
from bot.channels.message_splitting import pieces
from bot.channels.telegram.api import NotTelegram, call
from bot.channels.telegram.groups import in_group
from bot.channels.telegram.service_messages import SERVICE
from conversations.chat.events import Attached, Event, Opened, Pressed, Rewritten, Shared, Typed
from conversations.chat.messages import Message as Said
from conversations.chat.orders import Acknowledge, Rewrite, Say
from reporting.people.chat import Chat
from reporting.people.phones import NotAPhone

NAME = "telegram"
ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
NETWORK_RETRY = 3.0  # seconds
HTML = ParseMode.HTML.value
HARMLESS = (
    "message is not modified",
    "message to edit not found",
    "message can't be edited",
    "query is too old",
)
"""Telegram's error texts for an edit or acknowledgement that came too late to matter."""

_START = re.compile(r"/start(?:@\w+)?(?:\s+(?P<code>.*))?", re.DOTALL)

Hashed = Callable[[str], str]
"""Hashes a phone number for lookup; raises NotAPhone."""

_KINDS = {
    "photo": "photo",
    "document": "document",
    "voice": "voice",
    "audio": "voice",
    "sticker": "sticker",
    "location": "location",
    "contact": "contact",
    "video": "video",
    "video_note": "video",
}


Wire = Mapping[str, Any]
"""A part of an update as JSON. Building the library's objects would cost more than our whole answer."""


def incoming(update: Wire, bot_id: int, bot_name: str = "", hashed: Hashed | None = None) -> Incoming | None:
    """Return an update's event; None if it is not for us (channel posts, ordinary group messages).

    A shared phone number is hashed here and goes no further; without `hashed` it is dropped. An update that does not
    follow Telegram's documentation may raise any exception.
    """
    heard = in_group(update, bot_name) or _heard(update, hashed)
    if heard is None:
        return None
    chat_id, event = heard
    if type(chat_id) is not int:
        raise TypeError("a chat without a number")
    return Incoming(
        key=f"{NAME}:{bot_id}:{update['update_id']}",
        chat=Chat(NAME, str(chat_id)),
        event=event,
        name=_name(update),
    )


def _name(update: Wire) -> str:
    """Return the sender's display name, else the username."""
    part = update.get("callback_query") or update.get("message") or {}
    sender = part.get("from") or {}
    shown = " ".join(str(sender[each]) for each in ("first_name", "last_name") if sender.get(each))
    return shown or str(sender.get("username") or "")


def _heard(update: Wire, hashed: Hashed | None) -> tuple[int, Event | Shared] | None:
    if query := update.get("callback_query"):
        message = _private(query.get("message"))
        return (query["from"]["id"], _pressed(query, message)) if message else None
    if message := _private(update.get("message")):
        if "contact" in message and hashed is not None:
            return message["chat"]["id"], _shared(message["contact"], message.get("from"), hashed)
        sent = _sent(message)
        return (message["chat"]["id"], sent) if sent is not None else None
    message = _private(update.get("edited_message"))
    if message and "location" not in message:
        return message["chat"]["id"], Rewritten(message.get("text") or message.get("caption", ""))
    return None  # updates of a shared live location


def _private(message: Wire | None) -> Wire | None:
    """Return the message if it is in a private chat, else None."""
    return message if message is not None and message["chat"]["type"] == ChatType.PRIVATE else None


def _pressed(query: Wire, message: Wire) -> Pressed:
    return Pressed(
        action=query.get("data") or "?",
        press=query["id"],
        message=str(message["message_id"]),
        shown=Markup(_html(message)) if message.get("text") else None,  # noqa: S704 -- Telegram's own rendering of what we sent
    )


def _html(message: Wire) -> str:
    """Return a message's text as HTML, built by the library."""
    parts = ("message_id", "date", "chat", "text", "entities")
    return Message.de_json({part: message[part] for part in parts if part in message}, None).text_html


def _shared(contact: Wire, sender: Wire | None, hashed: Hashed) -> Event | Shared:
    """Return a shared phone number's hash, only if Telegram confirms that it is the sender's own."""
    if sender is None or contact.get("user_id") != sender["id"]:
        return Shared(None)
    try:
        return Shared(hashed(contact["phone_number"]))
    except NotAPhone:
        return Attached("contact")


def _sent(message: Wire) -> Event | None:
    """Return the message's content; None for a service message, such as a pinned message."""
    text: str | None = message.get("text")
    if text is not None:
        started = _START.fullmatch(text)
        return Opened((started["code"] or "").strip()) if started else Typed(text)
    field = next((field for field in _KINDS if message.get(field)), None)
    if field is None and not SERVICE.isdisjoint(message):
        return None
    caption = message.get("caption", "")
    if field is None:
        return Attached("other", caption=caption)
    content = message["photo"][-1] if field == "photo" else message[field]
    if field == "location":
        return Attached(field, f"{content['latitude']} {content['longitude']} 0 0")
    reference, name, size = (content.get(part) for part in ("file_id", "file_name", "file_size"))
    emoji = content.get("emoji") or ""
    return Attached(_KINDS[field], reference or "", name or "", size or 0, caption, emoji)


class Telegram:
    """The channel, built on python-telegram-bot's Bot."""

    name = NAME

    def __init__(self, bot: Bot, *, takes_phones: bool = False) -> None:
        self._bot = bot
        self._takes_phones = takes_phones

    def parts(self, outgoing: Outgoing) -> Sequence[Outgoing]:
        """Split an outgoing message into parts; the last part has the buttons."""
        if not isinstance(outgoing, Say):
            return [outgoing]
        *before, last = cut = pieces(outgoing.message.text)
        if cut == [outgoing.message.text]:
            return [outgoing]
        return [
            *(Say(message=Said(text=piece)) for piece in before),
            Say(message=replace(outgoing.message, text=last)),
        ]

    async def send(self, chat: Chat, outgoing: Outgoing) -> str:
        """Send one part and return its message id; raises SendError."""
        try:
            return await self._send(int(chat.address), outgoing)
        except RetryAfter as error:
            pause = error.retry_after
            seconds = pause.total_seconds() if isinstance(pause, timedelta) else float(pause)
            raise Throttled(str(error), retry_after=seconds) from error
        except Forbidden as error:
            raise ChatClosed(str(error)) from error
        except ChatMigrated as error:
            raise ChatMoved(str(error), str(error.new_chat_id)) from error
        except BadRequest as error:
            if any(words in str(error).lower() for words in HARMLESS):
                return ""
            raise SendError(str(error)) from error
        except InvalidToken as error:  # polling ends the program for it; the parcel waits for the next start
            raise ChannelUnreachable(str(error), retry_after=NETWORK_RETRY) from error
        except NetworkError as error:
            raise _network_failure(error)(str(error), retry_after=NETWORK_RETRY) from error
        except TelegramError as error:
            raise SendError(str(error)) from error

    def _phone_button(self, said: Said) -> Wire | None:
        """Return a one-time keyboard that shares the sender's own number; None without a phone key."""
        if not said.share_phone or not self._takes_phones:
            return None
        button = {"text": said.share_phone, "request_contact": True}
        return {"keyboard": [[button]], "resize_keyboard": True, "one_time_keyboard": True}

    async def _send_again(self, chat_id: int, kind: str, reference: str, caption: str) -> str:
        """Send a file by Telegram's file id, or by a URL that Telegram downloads."""
        match kind:
            case "photo":
                sent = await self._bot.send_photo(chat_id, reference, caption=caption, parse_mode=HTML)
            case "voice":
                sent = await self._bot.send_voice(chat_id, reference, caption=caption, parse_mode=HTML)
            case "video":
                sent = await self._bot.send_video(chat_id, reference, caption=caption, parse_mode=HTML)
            case _:
                sent = await self._bot.send_document(chat_id, reference, caption=caption, parse_mode=HTML)
        return str(sent.message_id)

    async def _send(self, chat_id: int, outgoing: Outgoing) -> str:
        match outgoing:
            case Say(message=said):
                answer = await call(
                    self._bot,
                    "sendMessage",
                    chat_id=chat_id,
                    text=str(said.text),
                    parse_mode=HTML,
                    reply_markup=self._phone_button(said) or _keyboard(said),
                    link_preview_options={"is_disabled": True},
                )
                return str(answer["message_id"])
            case Rewrite(target=target, message=said):
                await call(
                    self._bot,
                    "editMessageText",
                    chat_id=chat_id,
                    message_id=int(target),
                    text=str(pieces(said.text)[-1]),  # the last piece has the buttons
                    parse_mode=HTML,
                    reply_markup=_keyboard(said),
                )
                return target
            case Acknowledge(press=press):
                await call(self._bot, "answerCallbackQuery", callback_query_id=press)
                return ""
            case Picture(png=png, filename=filename, caption=caption):
                sent = await self._bot.send_photo(
                    chat_id,
                    InputFile(png, filename=filename),
                    caption=str(caption.text),
                    parse_mode=HTML,
                    reply_markup=_markup(caption),
                )
                return str(sent.message_id)
            case Document(content=content, filename=filename, caption=caption):
                sent = await self._bot.send_document(
                    chat_id,
                    InputFile(content, filename=filename),
                    caption=str(caption.text),
                    parse_mode=HTML,
                    reply_markup=_markup(caption),
                )
                return str(sent.message_id)
            case PictureLink(url=url, caption=caption):
                return await self._send_again(chat_id, "photo", url, str(caption.text))
            case KeptFile(kind=kind, reference=reference, caption=caption):
                return await self._send_again(chat_id, kind, reference, str(caption.text))


def _network_failure(error: NetworkError) -> type[SendError]:
    """Classify a network failure or server error by whether the message may have arrived."""
    if isinstance(error, NotTelegram) or isinstance(error.__cause__, NEVER_ARRIVED):
        return ChannelUnreachable
    return Unanswered if isinstance(error, TimedOut) else ChannelFailed


def _keyboard(said: Said) -> Wire | None:
    if not said.rows:
        return None
    return {
        "inline_keyboard": [
            [{"text": button.label, "callback_data": button.action} for button in row] for row in said.rows
        ]
    }


def _markup(said: Said) -> InlineKeyboardMarkup | None:
    """Return the keyboard for pictures and files, which the library sends."""
    keyboard = _keyboard(said)
    return InlineKeyboardMarkup.de_json(dict(keyboard), None) if keyboard else None
