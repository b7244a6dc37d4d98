"""However a stretch of events is cut into batches, repeated and interrupted, the same comes of it."""

import asyncio
import shutil
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from bot.channels.channel import Incoming
from conversations.chat.events import Attached, Event, Opened, Pressed, Typed
from reporting.people.chat import Chat
from storage.database import schema as t
from storage.database.database import open_database
from tests.support.office_turns import FullDisk, OfficeTurns
from tests.support.small_office import CHATS, CODES, HOA, MINH, SON, SmallOffice, set_up

PEOPLE = (HOA, MINH, SON)

said = st.sampled_from(["431", "427/431", "1,234", "không có", "dừng", "tiếp tục", "xem lại", "đúng", "?"])
pressed = st.sampled_from(["2.yes", "3.back", "do.open.4", "do.open.5", "do.snooze", "do.rounds", "forged"])
said_or_pressed: st.SearchStrategy[Event] = st.one_of(
    said.map(Typed),
    pressed.map(lambda action: Pressed(action=action, press="1")),
    st.sampled_from([Opened(), Attached("sticker")]),
    st.sampled_from([Typed("đồng ý"), Typed("bắt đầu")]),
)


def events_of(name: str) -> st.SearchStrategy[tuple[Chat, Event]]:
    """Return the events of one chat. Only that chat uses its code: else the order of chats would decide."""
    event = st.one_of(said_or_pressed, st.just(Opened(CODES[name])))
    return st.tuples(st.just(CHATS[name]), event)


stretch = st.lists(st.sampled_from(PEOPLE).flatmap(events_of), max_size=25)


class Kept:
    """A database file with the small office in it, of which every example gets a copy."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._original = folder / "original.sqlite"
        self.office = asyncio.run(self._made())

    async def _made(self) -> SmallOffice:
        async with open_database(_url(self._original)) as database:
            office = await set_up(database)
            await office.join(HOA, MINH)
            return office

    async def play(self, batches: Sequence[Sequence[Incoming]], full_before: set[int]) -> dict[str, Any]:
        """Return what the database holds after the batches; before some of them the disk is full once."""
        with TemporaryDirectory(dir=self._folder) as folder:
            copy = Path(folder) / "copy.sqlite"
            shutil.copy(self._original, copy)
            async with open_database(_url(copy)) as database:
                disk = FullDisk(database)
                disk.full = False
                turns = OfficeTurns(
                    office=SmallOffice(
                        database=database,
                        shelf=self.office.shelf,
                        people=self.office.people,
                        last_year=self.office.last_year,
                        this_year=self.office.this_year,
                    ),
                    database=disk,
                )
                for number, batch in enumerate(batches):
                    if number in full_before and batch:
                        disk.full = True
                        with pytest.raises(OperationalError):
                            await turns.take(*batch)
                        disk.full = False
                    await turns.take(*batch)
                async with database.reading() as connection:
                    return {
                        table.name: [
                            tuple(row)[skipped:]
                            for row in await connection.execute(select(table).order_by(*order))
                        ]
                        for table, order, skipped in KEPT
                    }


KEPT = (
    (t.sessions, (t.sessions.c.address,), 0),
    (t.accounts, (t.accounts.c.address,), 0),
    (t.people, (t.people.c.id,), 0),
    (t.answers, (t.answers.c.report_id, t.answers.c.id), 1),
    (t.outbox, (t.outbox.c.address, t.outbox.c.id), 1),
)
"""Tables, an order for each, and how many columns say only in which order chats were written."""


def _url(path: Path) -> str:
    return f"sqlite+aiosqlite:///{path}"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    return Kept(tmp_path_factory.mktemp("office"))


@settings(max_examples=40)
@given(events=stretch, data=st.data())
def test_batches_repeats_and_failed_commits_change_nothing(
    kept: Kept, events: list[tuple[Chat, Event]], data: st.DataObject
) -> None:
    arrived = [
        Incoming(key=f"k:{number}", chat=chat, event=each) for number, (chat, each) in enumerate(events)
    ]
    one_by_one = asyncio.run(kept.play([[each] for each in arrived], set()))
    ends = data.draw(st.lists(st.integers(0, len(arrived)), max_size=5), label="ends of batches")
    cuts = sorted({0, len(arrived), *ends})
    batches = [
        arrived[max(0, start - data.draw(st.integers(0, 3), label="repeated")) : end]
        for start, end in pairwise(cuts)
    ]
    failing = data.draw(st.sets(st.integers(0, 5), max_size=2), label="disk full before")
    assert asyncio.run(kept.play(batches, failing)) == one_by_one
