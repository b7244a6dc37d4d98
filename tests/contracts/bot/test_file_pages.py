"""Links to files: sent where no file can be, opened by a tap, closed in time, and nothing to whom may not see."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import httpx
import pytest
from markupsafe import Markup
from starlette.applications import Starlette

from bot.channels.channel import Document, Outgoing, Picture, PictureLink
from bot.outbound.file_links import LinkRenderer
from bot.web.file_pages import LinkPages
from conversations.chat.messages import Button, Message
from conversations.chat.orders import Parcel, Priority, Say, SendWorkbook
from reporting.people.chat import Chat
from storage.outbox.links import Links
from tests.support.small_office import CHATS, NOW, THU, ZONE, SmallOffice

URL = "https://hoaan.example"
CHAT = CHATS[THU]
BUTTON = Button(label="Xem từng xã", action="do.units.1.0")


@dataclass
class PlayedMaker:
    """Makes a text, a picture and a file of any order, as long as the person may see them."""

    allowed: bool = True
    made: int = 0

    async def make(self, _: Parcel) -> Sequence[Outgoing]:
        self.made += 1
        if not self.allowed:
            return []
        caption = Message(text=Markup("<b>Tuần 17</b>"), rows=((BUTTON,),))
        return [
            Say(message=caption),
            Picture(png=b"PNG", filename="tuan-17.png", caption=caption),
            Document(content=b"PK", filename="bảng <1>.xlsx", caption=caption),
        ]

    async def apology(self, parcel: Parcel) -> Say:
        raise NotImplementedError(parcel)


@dataclass
class Place:
    """Links made and opened by a clock that stands."""

    office: SmallOffice
    maker: PlayedMaker = field(default_factory=PlayedMaker)
    now: datetime = NOW

    @property
    def links(self) -> Links:
        return Links(self.office.database)

    async def sent(self, *, once: bool = False, chat: Chat = CHAT) -> Sequence[Outgoing]:
        """Return what is sent of an order to a chat on a channel that takes no files."""
        linking = LinkRenderer(
            self.maker,
            self.links,
            channels={CHAT.channel},
            public_url=URL,
            lifetime=timedelta(hours=24),
            files_once=once,
            now=lambda: self.now,
            zone=ZONE,
        )
        order = SendWorkbook(person_id=self.office.people[THU], round_id=1)
        return await linking.make(
            Parcel(key="k", chat=chat, priority=Priority.ORDERED, due_at=NOW, delivery=order)
        )

    async def paths(self, *, once: bool = False) -> tuple[str, str]:
        """Return the addresses of the picture and of the file."""
        _, picture, file = await self.sent(once=once)
        assert isinstance(picture, PictureLink)
        assert isinstance(file, Say)
        words = str(file.message.text)
        return picture.url.removeprefix(URL), words[words.index(URL) + len(URL) :].split(maxsplit=1)[0]

    def browser(self) -> httpx.AsyncClient:
        pages = LinkPages(links=self.links, maker=self.maker, now=lambda: self.now)
        transport = httpx.ASGITransport(Starlette(routes=pages.routes))
        return httpx.AsyncClient(transport=transport, base_url=URL)


@pytest.fixture
async def place(office: SmallOffice) -> Place:
    await office.join(THU)
    return Place(office)


async def test_a_picture_goes_by_its_address_and_a_file_by_a_link_in_the_text(place: Place) -> None:
    said, picture, file = await place.sent()
    assert isinstance(said, Say)
    assert isinstance(picture, PictureLink)
    assert isinstance(file, Say)
    assert picture.caption.rows == file.message.rows == ((BUTTON,),)
    assert file.message.text.endswith("Mở được đến 09:00 ngày 21/4/2020.")
    elsewhere = await place.sent(chat=Chat("another", "1"))
    assert isinstance(elsewhere[1], Picture)


async def test_a_picture_is_shown_and_a_file_is_saved_after_a_tap(place: Place) -> None:
    picture, file = await place.paths()
    async with place.browser() as browser:
        shown = await browser.get(picture)
        assert (shown.content, shown.headers["content-type"]) == (b"PNG", "image/png")
        page = await browser.get(file)
        assert "bảng &lt;1&gt;.xlsx" in page.text
        assert "Tải tệp về" in page.text
        saved = await browser.post(file)
        assert saved.content == b"PK"
        assert saved.headers["content-disposition"] == (
            "attachment; filename*=UTF-8''b%E1%BA%A3ng%20%3C1%3E.xlsx"
        )
        for answer in (shown, page, saved):
            assert answer.headers["cache-control"] == "no-store"
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert "noindex" in answer.headers["x-robots-tag"]


async def test_what_looks_ahead_neither_makes_anything_nor_uses_the_link_up(place: Place) -> None:
    _, file = await place.paths(once=True)
    made = place.maker.made
    async with place.browser() as browser:
        for _ in range(2):
            assert (await browser.head(file)).status_code == 200
            assert (await browser.get(file)).status_code == 200
        assert place.maker.made == made
        assert (await browser.post(file)).content == b"PK"
        assert (await browser.post(file)).status_code == 410


async def test_a_link_that_has_expired_says_so_kindly(place: Place) -> None:
    picture, file = await place.paths()
    place.now += timedelta(hours=24)
    async with place.browser() as browser:
        for answer in (
            await browser.get(picture),
            await browser.post(file),
            await browser.get("/tep/guessed"),
        ):
            assert answer.status_code == 410
            assert "không còn mở được" in answer.text


async def test_who_may_not_see_it_any_more_finds_nothing(place: Place) -> None:
    picture, file = await place.paths()
    place.maker.allowed = False
    async with place.browser() as browser:
        assert [(await browser.get(picture)).status_code, (await browser.post(file)).status_code] == [
            410,
            410,
        ]


async def test_links_are_revoked_by_person_or_all_together(place: Place) -> None:
    picture, _ = await place.paths()
    assert await place.links.revoke(place.office.people[THU] + 1) == 0
    assert await place.links.revoke(place.office.people[THU]) == 2
    async with place.browser() as browser:
        assert (await browser.get(picture)).status_code == 410
    await place.paths()
    assert await place.links.revoke() == 2


async def test_no_token_is_kept(place: Place) -> None:
    picture, _ = await place.paths()
    async with place.office.database.reading() as connection:
        rows = (await connection.exec_driver_sql("SELECT * FROM links")).all()
    assert len(rows) == 2
    assert picture.rpartition("/")[2] not in str(rows)
