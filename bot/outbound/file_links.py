"""Replaces files and pictures by links for channels that cannot send them."""

import secrets
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo

from bot.channels.channel import Document, Outgoing, Picture, PictureLink
from bot.outbound.renderer import ParcelRenderer
from conversations.chat.messages import Message
from conversations.chat.orders import Parcel, Say
from reporting.people.person import DEFAULT_LANGUAGE
from storage.outbox.links import FileLink, Links
from texts import catalogue
from texts.formatting import Writer
from texts.markup import paragraphs

TOKEN_BYTES = 24
PATH = "/tep"


def new_token() -> str:
    """Return a random, unguessable token."""
    return secrets.token_urlsafe(TOKEN_BYTES)


class LinkRenderer:
    """Wraps `maker`: on `channels` it replaces pictures and files by links under `public_url`."""

    def __init__(
        self,
        maker: ParcelRenderer,
        links: Links,
        *,
        channels: Collection[str],
        public_url: str,
        lifetime: timedelta,
        files_once: bool,
        now: Callable[[], datetime],
        zone: tzinfo,
    ) -> None:
        self._maker = maker
        self._links = links
        self._channels = channels
        self._public_url = public_url
        self._lifetime = lifetime
        self._files_once = files_once
        self._now = now
        self._zone = zone

    async def make(self, parcel: Parcel) -> Sequence[Outgoing]:
        """Render a parcel; return its messages in order."""
        made = await self._maker.make(parcel)
        if parcel.chat.channel not in self._channels:
            return made
        return [await self._linked(parcel, place, outgoing) for place, outgoing in enumerate(made)]

    async def apology(self, parcel: Parcel) -> Say:
        """Return the apology for an order that cannot be rendered."""
        return await self._maker.apology(parcel)

    async def _linked(self, parcel: Parcel, place: int, outgoing: Outgoing) -> Outgoing:
        match outgoing:
            case Picture(filename=filename, caption=caption):
                url, _ = await self._link(parcel, place, filename, once=False)
                return PictureLink(url=url, caption=caption)
            case Document(filename=filename, caption=caption):
                url, until = await self._link(parcel, place, filename, once=self._files_once)
                return Say(message=self._pointing(caption, url, until))
            case _:
                return outgoing

    async def _link(self, parcel: Parcel, place: int, filename: str, *, once: bool) -> tuple[str, datetime]:
        now, token = self._now(), new_token()
        link = FileLink(
            chat=parcel.chat,
            order=parcel.delivery,
            place=place,
            filename=filename,
            expires_at=now + self._lifetime,
            once=once,
        )
        await self._links.add(token, link, now)
        return f"{self._public_url}{PATH}/{token}", link.expires_at

    def _pointing(self, caption: Message, url: str, until: datetime) -> Message:
        writer, at = Writer(DEFAULT_LANGUAGE), until.astimezone(self._zone)
        words = catalogue(DEFAULT_LANGUAGE)(
            "links.once" if self._files_once else "links.until",
            url=url,
            time=writer.time(at),
            date=writer.date(at),
        )
        return replace(caption, text=paragraphs([caption.text, words], between="\n"))
