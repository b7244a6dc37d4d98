"""After an erasure nothing tells who it was: not the database's file, not its log, not what is exported."""

import asyncio
import json
import tempfile
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markupsafe import Markup, escape
from sqlalchemy import func, select, update

from bot.channels.channel import Document, Incoming
from bot.inbound.turn_loop import TurnLoop
from bot.outbound.renderer import OrderRenderer
from conversations.chat.events import Event, Opened, Pressed, Typed
from conversations.chat.messages import Message
from conversations.chat.orders import Parcel, Priority, Say, SendOwnData, SendWorkbook
from conversations.chat.session import Session
from reminders.quiet_hours import QuietHours
from reporting.people.chat import Chat
from reporting.people.invitation import hash_code
from reporting.people.phones import hash_phone
from reporting.people.role import RoleKind
from reporting.rounds.working_days import WorkingCalendar
from storage.database import schema as t
from storage.database.database import Database, open_database
from storage.outbox.outbox import put_parcels
from storage.people.invitation_codes import invite
from storage.people.people import add_person
from storage.privacy.erasure import ON_PAPER, erase_person, scrub
from storage.queries.documents import DocumentQueries
from tests.support.small_office import (
    CHATS,
    HOA_AN,
    NAM_TUAN,
    NOW,
    OPENED,
    THU,
    ZONE,
    SmallOffice,
    set_up,
)

LETTERS = "abcdeghiklmnopqrstuvxyăâđêôơưáàảãạéèẻẽẹíìỉĩịóòỏõọúùủũụýỳỷỹỵ"
WORDS = st.text(LETTERS, min_size=4, max_size=8).map(str.capitalize)
NAMES = st.builds(
    lambda words, between: between.join(words),
    st.lists(WORDS, min_size=2, max_size=4),
    st.sampled_from([" ", " ", " & ", ' "', " <b>", "-", " '"]),
)
DEEDS = st.sampled_from(
    [
        "home",
        "start",
        "number",
        "odd",
        "data",
        "file",
        "rename",
        "mention",
        "sent",
        "reminder",
        "second",
        "busy",
    ]
)


@dataclass(kw_only=True)
class Life:
    """Somebody's time in the office: a name, a phone, two chats, and everything that happens there."""

    office: SmallOffice
    name: str
    other_name: str
    chats: tuple[Chat, Chat]
    phone: str
    person_id: int = 0
    called: str = ""
    keys: Iterator[int] = field(default_factory=lambda: iter(range(10**6)))

    @property
    def database(self) -> Database:
        return self.office.database

    async def _name(self) -> str:
        query = select(t.people.c.name).where(t.people.c.id == self.person_id)
        async with self.database.reading() as connection:
            return str((await connection.execute(query)).scalar_one())

    async def begin(self) -> None:
        self.called = self.name
        async with self.database.writing() as connection:
            self.person_id = await add_person(connection, self.name, RoleKind.REPORTER, NAM_TUAN.id, OPENED)
            await connection.execute(
                update(t.people)
                .where(t.people.c.id == self.person_id)
                .values(phone_hash=hash_phone(self.phone, "key"))
            )
            for code in ("code-number-1", "code-number-2"):
                await invite(connection, self.person_id, hash_code(code), NOW + timedelta(days=9))
        await self.office.join(THU)
        await self.take(Opened("code-number-1"), Typed("đồng ý"))

    async def take(self, *events: Event, chat: int = 0) -> None:
        loop = TurnLoop(
            self.database,
            self.office.shelf,
            now=lambda: NOW,
            zone=ZONE,
            calendar=WorkingCalendar(),
            quiet=QuietHours(),
            wake=lambda: None,
        )
        for event in events:
            key = f"{self.chats[chat].channel}:{self.chats[chat].address}:{next(self.keys)}"
            await loop.take([Incoming(key=key, chat=self.chats[chat], event=event)])

    async def live(self, deed: str) -> None:
        match deed:
            case "home" | "data" | "file" | "start":
                action = {
                    "home": "do.home",
                    "data": "do.holdings",
                    "file": "do.own_file",
                    "start": "do.resume",
                }
                await self.take(Pressed(action=action[deed], press="1"))
            case "number":
                report = self.office.this_year[NAM_TUAN.id]
                await self.take(Pressed(action=f"do.open.{report}", press="1"), Typed("415"))
            case "odd":
                await self.take(Typed("bốn trăm gì đó ạ"))
            case "rename":
                await self.take(Pressed(action="do.rename", press="1"), Typed(self.other_name))
                self.called = await self._name()
            case "second":
                await self.take(Opened("code-number-2"), Typed("đồng ý"), chat=1)
            case "sent":
                async with self.database.writing() as connection:
                    await connection.execute(update(t.outbox).values(state="sent", settled_at=NOW))
            case "busy":
                await self._fill_pages()
            case _:
                await self._be_mentioned(deed)

    async def _be_mentioned(self, deed: str) -> None:
        """Have the supervisor told something about this person, by name, in a message and in a session."""
        text = Markup("<b>{}</b> đã tham gia; {} gửi lời chào.").format(self.called, self.called)
        chat = CHATS[THU] if deed == "mention" else self.chats[0]
        parcel = Parcel(
            key=f"{deed}:{next(self.keys)}",
            chat=chat,
            priority=Priority.REMINDER,
            due_at=NOW,
            delivery=Say(message=Message(text=text)),
        )
        async with self.database.writing() as connection:
            await put_parcels(connection, [parcel])

    async def _fill_pages(self) -> None:
        """Have the database move its rows about."""
        async with self.database.writing() as connection:
            rows = [
                {"channel": "x", "address": f"x{next(self.keys)}", "state": "y" * 700, "updated_at": NOW}
                for _ in range(20)
            ]
            await connection.execute(t.sessions.insert(), rows)
            await connection.execute(t.sessions.delete().where(t.sessions.c.channel == "x"))

    async def end(self, *, in_chat: bool) -> None:
        if in_chat:
            session = await self._session()
            await self.take(Pressed(action="do.erase", press="1"))
            for place in (0, 1):
                session = await self._session()
                await self.take(Pressed(action=session.offered[place].action, press="1"))
        else:
            async with self.database.writing() as connection:
                await erase_person(connection, self.person_id, ON_PAPER, NOW)
        async with self.database.writing() as connection:
            await connection.execute(
                update(t.outbox)
                .where(t.outbox.c.key.startswith("farewell:"))
                .values(state="sent", settled_at=NOW)
            )
        await scrub(self.database, NOW)

    async def _session(self) -> Session:
        async with self.database.reading() as connection:
            here = t.sessions.c.address == self.chats[0].address
            state = (await connection.execute(select(t.sessions.c.state).where(here))).scalar_one()
        return Session.model_validate_json(state)

    async def entered(self) -> int:
        """Return how many answers are stored of this person, whoever that is by now."""
        count = select(func.count()).where(t.answers.c.person_id == self.person_id)
        async with self.database.reading() as connection:
            return int((await connection.execute(count)).scalar_one())

    async def exports(self) -> bytes:
        """Return what the supervisor can take away: the round's workbook and their own data, unpacked."""
        maker = OrderRenderer(
            DocumentQueries(self.database, self.office.shelf, ZONE),
            WorkingCalendar(),
            now=lambda: NOW,
            zone=ZONE,
        )
        supervisor = self.office.people[THU]
        out = b""
        for order in (
            SendWorkbook(person_id=supervisor, round_id=2, unit_id=HOA_AN.id),
            SendOwnData(person_id=supervisor),
        ):
            parcel = Parcel(key="k", chat=CHATS[THU], priority=Priority.ORDERED, due_at=NOW, delivery=order)
            for made in await maker.make(parcel):
                assert isinstance(made, Document)
                with zipfile.ZipFile(BytesIO(made.content)) as package:
                    out += b"".join(package.read(name) for name in package.namelist())
        return out


def spelled(secret: str) -> Iterator[bytes]:
    """Yield the bytes that a text may be stored as."""
    for form in ("NFC", "NFD"):
        plain = unicodedata.normalize(form, secret)
        for written in (plain, str(escape(plain))):
            for coded in (written, json.dumps(written)[1:-1], json.dumps(written, ensure_ascii=False)[1:-1]):
                yield from (coded.encode(), coded.encode("utf-16-le"))


def traces(where: bytes, secrets: Sequence[str]) -> list[str]:
    return [secret for secret in secrets if any(each in where for each in spelled(secret))]


async def lived_and_erased(life: Life, deeds: Sequence[str], folder: Path, *, in_chat: bool) -> None:
    await life.begin()
    for deed in deeds:
        await life.live(deed)
    secrets = [life.name, life.other_name, life.phone, *(chat.address for chat in life.chats)]
    assert life.name in traces(_files(folder), secrets) or "rename" in deeds
    entered = await life.entered()
    await life.end(in_chat=in_chat)
    assert traces(_files(folder), [*secrets, hash_phone(life.phone, "key")]) == []
    exported = await life.exports()
    assert traces(exported, secrets) == []
    assert await life.entered() == entered


def _files(folder: Path) -> bytes:
    return b"\0".join(file.read_bytes() for file in sorted(folder.iterdir()))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    name=NAMES,
    other_name=NAMES,
    address=st.integers(10**9, 10**11).map(str),
    phone=st.integers(10**7, 10**8 - 1).map(lambda number: f"09{number}"),
    deeds=st.lists(DEEDS, max_size=10),
    in_chat=st.booleans(),
)
def test_nothing_tells_who_was_erased(
    name: str, other_name: str, address: str, phone: str, deeds: list[str], *, in_chat: bool
) -> None:
    async def check() -> None:
        with tempfile.TemporaryDirectory() as folder:
            async with open_database(f"sqlite+aiosqlite:///{folder}/baocao.sqlite") as database:
                life = Life(
                    office=await set_up(database),
                    name=name,
                    other_name=other_name,
                    chats=(Chat("telegram", address), Chat("zalo", f"z{address}z")),
                    phone=phone,
                )
                await lived_and_erased(life, deeds, Path(folder), in_chat=in_chat)

    asyncio.run(check())
