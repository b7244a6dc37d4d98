"""Telegram: updates read as events, messages written as Telegram takes them. Keeps nothing."""

from collections.abc import Iterator
from datetime import timedelta

from markupsafe import Markup
from telegram import (
    Bot,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    LinkPreviewOptions,
    Message,
    Update,
)
from telegram.constants import ChatType, MessageLimit, ParseMode
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.channels.channel import ChatClosed, Document, Incoming, Outgoing, Picture, SendError
from conversations.chats import Chat
from conversations.deliveries import Acknowledge, Rewrite, Say
from conversations.events import Attached, Event, Opened, Pressed, Rewritten, Typed
from conversations.messages import Button
from conversations.messages import Message as Said
from reporting.digest_text import shown_length

NAME = "telegram"
ALLOWED_UPDATES = ("message", "edited_message", "callback_query")
NETWORK_RETRY = 3.0  # seconds
START = "/start"
HARMLESS = (
    "message is not modified",
    "message to edit not found",
    "message can't be edited",
    "query is too old",
)
"""What Telegram says when an edit or an acknowledgement comes too late to matter."""

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


def incoming(update: Update, bot_id: int) -> Incoming | None:
    """Return what an update says; None for what is not meant for us (groups, channels)."""
    heard = _heard(update)
    if heard is None:
        return None
    chat_id, event = heard
    return Incoming(key=f"{NAME}:{bot_id}:{update.update_id}", chat=Chat(NAME, str(chat_id)), event=event)


def _heard(update: Update) -> tuple[int, Event] | None:
    if query := update.callback_query:
        return (query.from_user.id, _pressed(query)) if _is_private(query.message) else None
    if (message := update.message) and _is_private(message):
        return message.chat.id, _sent(message)
    if (message := update.edited_message) and _is_private(message):
        return message.chat.id, Rewritten(message.text or "")
    return None


def _is_private(message: object) -> bool:
    chat = getattr(message, "chat", None)
    return chat is not None and chat.type == ChatType.PRIVATE


def _pressed(query: CallbackQuery) -> Pressed:
    message = query.message if isinstance(query.message, Message) else None
    return Pressed(
        action=query.data or "?",
        press=query.id,
        message=str(message.message_id) if message else None,
        shown=Markup(message.text_html) if message and message.text else None,  # noqa: S704 -- Telegram's own rendering of what we sent
    )


def _sent(message: Message) -> Event:
    if message.text is not None:
        if message.text == START or message.text.startswith(START + " "):
            return Opened(message.text[len(START) :].strip())
        return Typed(message.text)
    return Attached(next((kind for field, kind in _KINDS.items() if getattr(message, field)), "other"))


class Telegram:
    """The channel over python-telegram-bot's Bot."""

    name = NAME

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def send(self, chat: Chat, outgoing: Outgoing) -> str:
        """Send something and return the last message's id; raises SendError."""
        try:
            return await self._send(int(chat.address), outgoing)
        except RetryAfter as error:
            pause = error.retry_after
            seconds = pause.total_seconds() if isinstance(pause, timedelta) else float(pause)
            raise SendError(str(error), retry_after=seconds) from error
        except Forbidden as error:
            raise ChatClosed(str(error)) from error
        except BadRequest as error:
            if any(words in str(error).lower() for words in HARMLESS):
                return ""
            raise SendError(str(error)) from error
        except NetworkError as error:
            raise SendError(str(error), retry_after=NETWORK_RETRY) from error
        except TelegramError as error:
            raise SendError(str(error)) from error

    async def _send(self, chat_id: int, outgoing: Outgoing) -> str:
        match outgoing:
            case Say(message=said):
                return await self._say(chat_id, said)
            case Rewrite(target=target, message=said):
                await self._bot.edit_message_text(
                    str(next(pieces(said.text))),
                    chat_id=chat_id,
                    message_id=int(target),
                    parse_mode=ParseMode.HTML,
                    reply_markup=_keyboard(said),
                )
                return target
            case Acknowledge(press=press):
                await self._bot.answer_callback_query(press)
                return ""
            case Picture(png=png, filename=filename, caption=caption):
                sent = await self._bot.send_photo(
                    chat_id,
                    InputFile(png, filename=filename),
                    caption=str(caption.text),
                    parse_mode=ParseMode.HTML,
                    reply_markup=_keyboard(caption),
                )
                return str(sent.message_id)
            case Document(content=content, filename=filename, caption=caption):
                sent = await self._bot.send_document(
                    chat_id,
                    InputFile(content, filename=filename),
                    caption=str(caption.text),
                    parse_mode=ParseMode.HTML,
                    reply_markup=_keyboard(caption),
                )
                return str(sent.message_id)

    async def _say(self, chat_id: int, said: Said) -> str:
        *before, last = pieces(said.text)
        for piece in before:
            await self._bot.send_message(chat_id, str(piece), parse_mode=ParseMode.HTML)
        sent = await self._bot.send_message(
            chat_id,
            str(last),
            parse_mode=ParseMode.HTML,
            reply_markup=_keyboard(said),
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )
        return str(sent.message_id)


def pieces(text: Markup, limit: int = MessageLimit.MAX_TEXT_LENGTH) -> Iterator[Markup]:
    """Cut a text into messages that Telegram takes, between lines; our tags never reach over a line's end."""
    lines: list[str] = []
    for line in _short_lines(text, limit):
        if lines and shown_length(Markup("\n".join([*lines, line]))) > limit:  # noqa: S704 -- lines of what was markup
            yield Markup("\n".join(lines))  # noqa: S704 -- the same
            lines = []
        lines.append(line)
    yield Markup("\n".join(lines))  # noqa: S704 -- the same


def _short_lines(text: Markup, limit: int) -> Iterator[str]:
    """Yield the lines; one too long for any message (an officer's long text) is cut and loses its tags."""
    for line in text.split("\n"):
        if shown_length(line) <= limit:
            yield str(line)
            continue
        plain = line.striptags()
        half = limit // 2  # characters outside the basic plane count twice
        for start in range(0, len(plain), half):
            yield str(Markup.escape(plain[start : start + half]))


def _keyboard(said: Said) -> InlineKeyboardMarkup | None:
    if not said.rows:
        return None
    return InlineKeyboardMarkup([[_button(button) for button in row] for row in said.rows])


def _button(button: Button) -> InlineKeyboardButton:
    return InlineKeyboardButton(button.label, callback_data=button.action)
