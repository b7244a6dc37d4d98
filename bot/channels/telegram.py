"""Telegram: updates read as events, messages written as Telegram takes them. Keeps nothing."""

import re
from collections.abc import Callable, Sequence
from datetime import timedelta

from markupsafe import Markup
from telegram import (
    Bot,
    CallbackQuery,
    Contact,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    KeyboardButton,
    LinkPreviewOptions,
    Message,
    ReplyKeyboardMarkup,
    Update,
    User,
)
from telegram.constants import ChatType, ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.channels.channel import (
    ChatClosed,
    ChatMoved,
    Document,
    Incoming,
    KeptFile,
    Outgoing,
    Picture,
    PictureLink,
    SendError,
    Unreachable,
)
from bot.channels.pieces import pieces
from bot.channels.requesting import NEVER_ARRIVED
from bot.channels.telegram_groups import in_group
from bot.channels.telegram_service import SERVICE
from conversations.chats import Chat
from conversations.deliveries import Acknowledge, Rewrite, Say
from conversations.events import Attached, Event, Opened, Pressed, Rewritten, Shared, Typed
from conversations.messages import Button
from conversations.messages import Message as Said
from conversations.phones import NotAPhone

NAME = "telegram"
ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
NETWORK_RETRY = 3.0  # seconds
HARMLESS = (
    "message is not modified",
    "message to edit not found",
    "message can't be edited",
    "query is too old",
)
"""What Telegram says when an edit or an acknowledgement comes too late to matter."""

_START = re.compile(r"/start(?:@\w+)?(?:\s+(?P<code>.*))?", re.DOTALL)

Hashed = Callable[[str], str]
"""Makes a phone number the hash under which it is looked up; raises NotAPhone."""

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


def incoming(
    update: Update, bot_id: int, bot_name: str = "", hashed: Hashed | None = None
) -> Incoming | None:
    """Return what an update says; None for what is not meant for us: channels, and talk in groups.

    A shared phone number goes no further than here: only what `hashed` makes of it does; without that, nothing.
    """
    heard = in_group(update, bot_name) or _heard(update, hashed)
    if heard is None:
        return None
    chat_id, event = heard
    return Incoming(key=f"{NAME}:{bot_id}:{update.update_id}", chat=Chat(NAME, str(chat_id)), event=event)


def _heard(update: Update, hashed: Hashed | None) -> tuple[int, Event | Shared] | None:
    if query := update.callback_query:
        return (query.from_user.id, _pressed(query)) if _is_private(query.message) else None
    if (message := update.message) and _is_private(message):
        if message.contact is not None and hashed is not None:
            return message.chat.id, _shared(message.contact, message.from_user, hashed)
        sent = _sent(message)
        return (message.chat.id, sent) if sent is not None else None
    if (message := update.edited_message) and _is_private(message) and message.location is None:
        return message.chat.id, Rewritten(message.text or message.caption or "")
    return None  # a location that is shared live is rewritten all the time


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


def _shared(contact: Contact, sender: User | None, hashed: Hashed) -> Event | Shared:
    """Return a shared number as its hash, and only where Telegram says that it is the sender's own."""
    if sender is None or contact.user_id != sender.id:
        return Shared(None)
    try:
        return Shared(hashed(contact.phone_number))
    except NotAPhone:
        return Attached("contact")


def _sent(message: Message) -> Event | None:
    """Return what was sent; None for what the app notes by itself: a message pinned, a background changed."""
    if message.text is not None:
        started = _START.fullmatch(message.text)
        return Opened((started["code"] or "").strip()) if started else Typed(message.text)
    field = next((field for field in _KINDS if getattr(message, field)), None)
    if field is None and not SERVICE.isdisjoint(_fields(message)):
        return None
    if field is None:
        return Attached("other", caption=message.caption or "")
    if message.location is not None:
        return Attached("location", f"{message.location.latitude} {message.location.longitude} 0 0")
    content = message.photo[-1] if field == "photo" else getattr(message, field)
    reference, name = getattr(content, "file_id", ""), getattr(content, "file_name", None)
    size = getattr(content, "file_size", None) or 0
    return Attached(_KINDS[field], reference, name or "", size, message.caption or "")


def _fields(message: Message) -> frozenset[str]:
    """Return what a message has, by the Bot API's names: also what the library does not know."""
    return frozenset(name for name, value in message.to_dict().items() if value is not False)


class Telegram:
    """The channel over python-telegram-bot's Bot."""

    name = NAME

    def __init__(self, bot: Bot, *, takes_phones: bool = False) -> None:
        self._bot = bot
        self._takes_phones = takes_phones

    def parts(self, outgoing: Outgoing) -> Sequence[Outgoing]:
        """Return what is sent as one message each; the buttons stand under the last."""
        if not isinstance(outgoing, Say):
            return [outgoing]
        *before, last = pieces(outgoing.message.text)
        return [
            *(Say(message=Said(text=piece)) for piece in before),
            Say(message=outgoing.message.model_copy(update={"text": last})),
        ]

    async def send(self, chat: Chat, outgoing: Outgoing) -> str:
        """Send one part and return the message's id; raises SendError."""
        try:
            return await self._send(int(chat.address), outgoing)
        except RetryAfter as error:
            pause = error.retry_after
            seconds = pause.total_seconds() if isinstance(pause, timedelta) else float(pause)
            raise SendError(str(error), retry_after=seconds) from error
        except Forbidden as error:
            raise ChatClosed(str(error)) from error
        except ChatMigrated as error:
            raise ChatMoved(str(error), str(error.new_chat_id)) from error
        except BadRequest as error:
            if any(words in str(error).lower() for words in HARMLESS):
                return ""
            raise SendError(str(error)) from error
        except InvalidToken as error:  # the poll ends the program for it; what waits is for the next start
            raise Unreachable(str(error), retry_after=NETWORK_RETRY) from error
        except NetworkError as error:
            kind = Unreachable if isinstance(error.__cause__, NEVER_ARRIVED) else SendError
            raise kind(str(error), retry_after=NETWORK_RETRY) from error
        except TelegramError as error:
            raise SendError(str(error)) from error

    def _phone_button(self, said: Said) -> ReplyKeyboardMarkup | None:
        """Return the button that shares the sender's own number: gone once it is used, no use without a key."""
        if not said.share_phone or not self._takes_phones:
            return None
        button = KeyboardButton(said.share_phone, request_contact=True)
        return ReplyKeyboardMarkup([[button]], resize_keyboard=True, one_time_keyboard=True)

    async def _send_again(self, chat_id: int, kind: str, reference: str, caption: str) -> str:
        """Send a file that Telegram keeps already, or fetches."""
        html = ParseMode.HTML
        match kind:
            case "photo":
                sent = await self._bot.send_photo(chat_id, reference, caption=caption, parse_mode=html)
            case "voice":
                sent = await self._bot.send_voice(chat_id, reference, caption=caption, parse_mode=html)
            case "video":
                sent = await self._bot.send_video(chat_id, reference, caption=caption, parse_mode=html)
            case _:
                sent = await self._bot.send_document(chat_id, reference, caption=caption, parse_mode=html)
        return str(sent.message_id)

    async def _send(self, chat_id: int, outgoing: Outgoing) -> str:
        match outgoing:
            case Say(message=said):
                sent = await self._bot.send_message(
                    chat_id,
                    str(said.text),
                    parse_mode=ParseMode.HTML,
                    reply_markup=self._phone_button(said) or _keyboard(said),
                    link_preview_options=LinkPreviewOptions(is_disabled=True),
                )
                return str(sent.message_id)
            case Rewrite(target=target, message=said):
                await self._bot.edit_message_text(
                    str(pieces(said.text)[0]),
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
            case PictureLink(url=url, caption=caption):
                return await self._send_again(chat_id, "photo", url, str(caption.text))
            case KeptFile(kind=kind, reference=reference, caption=caption):
                return await self._send_again(chat_id, kind, reference, str(caption.text))


def _keyboard(said: Said) -> InlineKeyboardMarkup | None:
    if not said.rows:
        return None
    return InlineKeyboardMarkup([[_button(button) for button in row] for row in said.rows])


def _button(button: Button) -> InlineKeyboardButton:
    return InlineKeyboardButton(button.label, callback_data=button.action)
