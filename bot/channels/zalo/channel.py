"""The Zalo channel: parses events and sends messages. It has no buttons, and sends pictures by URL."""

import re
from collections.abc import Sequence
from dataclasses import replace
from html import unescape

import structlog
from markupsafe import Markup

from bot.channels.channel import (
    ChannelFailed,
    ChannelUnreachable,
    ChatClosed,
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
from bot.channels.message_splitting import pieces
from bot.channels.storable_events import fitting
from bot.channels.zalo.api import (
    ZaloApi,
    ZaloError,
    ZaloFailed,
    ZaloForbidden,
    ZaloQuotaSpent,
    ZaloRefused,
    ZaloTokenRefused,
    ZaloUnanswered,
    ZaloUnreached,
)
from bot.channels.zalo.configuration import Style, ZaloLimits
from bot.channels.zalo.wire import ZaloMessage, ZaloSent, ZaloUpdate
from conversations.chat.events import Attached, Event, InGroup, Typed
from conversations.chat.messages import Message
from conversations.chat.orders import Acknowledge, Rewrite, Say
from conversations.chat.plain_text import as_text
from reporting.people.chat import Chat
from reporting.people.person import DEFAULT_LANGUAGE
from texts import catalogue
from texts.markup import paragraphs

log = structlog.get_logger()

NAME = "zalo"
NETWORK_RETRY = 3.0  # seconds
ADDRESS = "https://"
"""The prefix of Zalo's file references, which are public URLs."""

_MEANS: Sequence[tuple[type[ZaloError], type[SendError]]] = (
    (ZaloUnreached, ChannelUnreachable),
    (ZaloUnanswered, Unanswered),
    (ZaloFailed, ChannelFailed),
    (ZaloQuotaSpent, Throttled),
)
"""Maps Zalo's errors to send errors; any other error is final for the message."""

_COMMAND = re.compile(r"(?:^|\s)/(\w{1,32})(.*)", re.DOTALL)
_TAG = re.compile(r"</?([a-z-]+)[^>]*>")
_LINK = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.DOTALL)
"""Zalo shows no hyperlinks, so the URL follows the text in brackets."""

_SHOWN_TAGS = frozenset("bius")


def incoming(update: ZaloUpdate, bot_id: str) -> Incoming | None:
    """Return an event's content; None if it is not for us (other bots, events without a message)."""
    message = update.message
    if message is None or (message.sender and message.sender.is_bot):
        return None
    event = _event(message) if message.chat.is_private else _in_group(message)
    if event is None:
        return None
    key = f"{NAME}:{bot_id}:{message.message_id}"
    name = message.sender.name if message.sender else ""
    return fitting(Incoming(key=key, chat=Chat(NAME, message.chat.id), event=event, name=name))


def _in_group(message: ZaloMessage) -> InGroup | None:
    """Return a group message to the bot: a command, or an unnamed event for anything else."""
    if message.sender is None or message.text is None:
        return None
    command = _COMMAND.search(message.text)
    return InGroup(
        group=Chat(NAME, message.chat.id),
        sender=Chat(NAME, message.sender.id),
        command=command[1].lower() if command else "",
        argument=(command[2] or "").strip() if command else "",
    )


def _event(message: ZaloMessage) -> Event:
    if message.text is not None:
        return Typed(message.text)
    if message.photo is not None:
        return Attached("photo", message.photo, caption=message.caption or "")
    if message.voice is not None:
        return Attached("voice", message.voice)
    return Attached("sticker", message.sticker) if message.sticker is not None else Attached("hidden")


class Zalo:
    """The channel on our API client. Zalo has no edits or acknowledgements, so such parts send nothing."""

    name = NAME

    def __init__(self, api: ZaloApi, *, limits: ZaloLimits, style: Style) -> None:
        self._api = api
        self._limits = limits
        self._style = style

    def parts(self, outgoing: Outgoing) -> Sequence[Outgoing]:
        """Split an outgoing message into parts; the last part lists the choices as text."""
        match outgoing:
            case Acknowledge() | Rewrite():
                return []
            case Say(message=message):
                return self._texts(_written(message), self._limits.text)
            case PictureLink(url=url, caption=caption):
                return self._captioned(url, caption)
            case KeptFile(kind="photo", reference=url, caption=caption) if url.startswith(ADDRESS):
                return self._captioned(url, caption)
            case Picture(caption=caption) | Document(caption=caption) | KeptFile(caption=caption):
                return self._texts(self._without_file(outgoing, caption), self._limits.text)

    def _captioned(self, url: str, caption: Message) -> list[Outgoing]:
        """Return a picture with as much caption as fits, and the rest as texts."""
        first, *further = pieces(_written(caption), self._limits.caption, tags_count=True)
        rest = [part for piece in further for part in self._texts(piece, self._limits.text)]
        return [PictureLink(url=url, caption=Message(text=first)), *rest]

    async def send(self, chat: Chat, outgoing: Outgoing) -> str:
        """Send one part and return its message id; raises SendError."""
        try:
            match outgoing:
                case PictureLink(url=url, caption=caption):
                    return (await self._send_picture(chat.address, url, caption.text)).message_id
                case Say(message=message):
                    return (await self._send_text(chat.address, message.text)).message_id
        except ZaloError as error:
            raise await self._told(error) from None
        raise TypeError(f"no part of Zalo's: {type(outgoing).__name__}")

    async def _send_text(self, address: str, text: Markup) -> ZaloSent:
        """Send a text; if its markup is refused, send it as plain text."""
        if self._style == "plain":
            return await self._api.send_message(address, _plain(text))
        try:
            return await self._api.send_message(address, str(text), "html")
        except ZaloRefused:
            return await self._api.send_message(address, _plain(text))

    async def _send_picture(self, address: str, url: str, caption: Markup) -> ZaloSent:
        """Send a picture; if Zalo cannot download it, send its text alone."""
        try:
            return await self._api.send_photo(address, url, _plain(caption))
        except ZaloRefused as error:
            log.warning(
                "zalo.picture_refused", error=str(error), hint="is BAOCAO_PUBLIC_URL reached from outside?"
            )
            return await self._send_text(address, caption)

    async def _told(self, error: ZaloError) -> SendError:
        if isinstance(error, ZaloForbidden) and await self._token_is_good():
            return ChatClosed(str(error))
        if isinstance(error, ZaloForbidden | ZaloTokenRefused):  # the parcel waits for a valid token
            return ChannelUnreachable(str(error), retry_after=NETWORK_RETRY)
        kind = next((said for met, said in _MEANS if isinstance(error, met)), SendError)
        return kind(str(error), retry_after=error.retry_after)

    async def _token_is_good(self) -> bool:
        """Check whether the token is valid, because a 403 may concern the chat or the token."""
        try:
            await self._api.get_me()
        except ZaloError:
            return False
        return True

    def _texts(self, text: Markup, limit: int) -> list[Outgoing]:
        return [Say(message=Message(text=piece)) for piece in pieces(text, limit, tags_count=True)]

    def _without_file(self, outgoing: Outgoing, caption: Message) -> Markup:
        """Return the text that replaces a file, which Zalo cannot send."""
        if isinstance(outgoing, KeptFile) and outgoing.reference.startswith(ADDRESS):
            return _written(caption) + Markup("\n{}").format(outgoing.reference)
        if isinstance(outgoing, Picture):
            text = paragraphs([outgoing.words, caption.text])
            return _written(replace(caption, text=text))
        return _written(caption) + Markup("\n") + catalogue(DEFAULT_LANGUAGE)("zalo.no_file")


def _written(message: Message) -> Markup:
    """Return a message as text with only the tags that Zalo shows."""
    text = _LINK.sub(lambda link: f"{link[2]} ({link[1]})", as_text(message, DEFAULT_LANGUAGE))
    return Markup(_TAG.sub(lambda tag: tag[0] if tag[1] in _SHOWN_TAGS else "", text))  # noqa: S704 -- markup less some of its tags


def _plain(text: Markup) -> str:
    return unescape(_TAG.sub("", text))
