"""Compares the turn with plain sqlite3: the same rows in the same batches of 50, written by a bare loop.

Run from the root: `python -m bench.turns [OFFICERS]`. Both write to new files on the same disk, with WAL and
synchronous=FULL. The turn also reads, runs the dialogues and formats replies; the loop only writes the resulting
rows. A third measurement covers the storage part alone.
"""

import asyncio
import itertools
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bench import ours
from bench.officers import FIRST_OFFICER
from bench.pace import BATCH, Pace, batches, now
from bench.questions import LABELS, answer
from bench.stored_turns import stored_pace
from bot.channels.channel import Incoming
from bot.channels.telegram.channel import NAME
from bot.inbound.turn_loop import TurnLoop
from bot.settings import Settings
from conversations.chat.events import Event, Pressed, Typed
from conversations.chat.orders import Say
from reminders.quiet_hours import QuietHours
from reporting.people.chat import Chat
from reporting.rounds.working_days import WorkingCalendar
from storage.database.database import Database, open_database
from storage.outbox.outbox import Outbox
from storage.rounds.forms import FormShelf

TABLES = ("updates", "sessions", "answers", "outbox")
UPSERTED = "sessions"
AIM = 0.5

Row = tuple[Any, ...]


class Conversation:
    """All officers, processed by the turn loop batch by batch."""

    def __init__(self, database: Database, officers: int) -> None:
        self._database = database
        self._chats = [Chat(NAME, str(FIRST_OFFICER + number)) for number in range(officers)]
        self._keys = itertools.count(1)
        self._turns = TurnLoop(
            database,
            FormShelf(),
            now=now,
            zone=Settings(_env_file=None).zone,
            calendar=WorkingCalendar(),
            quiet=QuietHours(),
            wake=_nothing,
        )

    async def begin(self) -> None:
        """Have all officers asked the first question."""
        await self._take([Typed(ours.OPENING)] * len(self._chats))
        look = await Outbox(self._database).look(now(), len(self._chats))
        buttons = {
            queued.parcel.chat: queued.parcel.delivery.message.rows[0][0].action
            for queued in look.due
            if isinstance(queued.parcel.delivery, Say)
        }
        await self._take([Pressed(action=buttons[chat], press="1") for chat in self._chats])

    async def answer(self, answers: int = len(LABELS)) -> Pace:
        """Have all officers answer a number of questions, by default all."""
        begun = time.perf_counter()
        for number in range(answers):
            await self._take([Typed(answer(officer, number)) for officer in range(len(self._chats))])
        return Pace(answers * len(self._chats), time.perf_counter() - begun)

    async def _take(self, events: Iterable[Event]) -> None:
        for batch in batches(list(zip(self._chats, events, strict=True))):
            await self._turns.take(
                [
                    Incoming(key=f"{NAME}:1:{next(self._keys)}", chat=chat, event=event)
                    for chat, event in batch
                ]
            )


def _nothing() -> None:
    """Do nothing: the benchmark has no delivery to wake."""


async def turn_pace(folder: Path, officers: int) -> Pace:
    """Return the turn's rate on a new database."""
    await ours.prepare(folder, officers)
    async with open_database(ours.database_url(folder)) as database:
        conversation = Conversation(database, officers)
        await conversation.begin()
        return await conversation.answer()


def bare_pace(folder: Path, steps: int) -> Pace:
    """Return the rate of a loop that writes the turn's last rows to a new database, the same number per step."""
    source, target = sqlite3.connect(folder / ours.FILE), sqlite3.connect(folder / "bare.sqlite")
    target.isolation_level = None
    target.execute("PRAGMA journal_mode=WAL")
    target.execute("PRAGMA synchronous=FULL")
    for (statement,) in source.execute(
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
    ):
        target.execute(statement)
    rows = {table: _last_rows(source, table, steps) for table in TABLES}
    begun = time.perf_counter()
    for first in range(0, steps, BATCH):
        target.execute("BEGIN IMMEDIATE")
        for table in TABLES:
            batch = rows[table][first : first + BATCH]
            target.executemany(_insert(table, len(batch[0])), batch)
        target.execute("COMMIT")
    pace = Pace(steps, time.perf_counter() - begun)
    source.close()
    target.close()
    return pace


def _insert(table: str, columns: int) -> str:
    verb = "REPLACE" if table == UPSERTED else "INSERT"
    return f"{verb} INTO {table} VALUES ({', '.join('?' * columns)})"


def _last_rows(source: sqlite3.Connection, table: str, count: int) -> list[Row]:
    """Return the rows that the steps wrote; a session's row is repeated for each step of its chat."""
    rows = source.execute(f"SELECT * FROM {table} ORDER BY rowid DESC LIMIT ?", (count,)).fetchall()  # noqa: S608 -- one of four names from above
    return list(itertools.islice(itertools.cycle(reversed(rows)), count))


def main(officers: str = "200") -> int:
    """Print the rates and their ratios; return 1 if the turn's is below the target."""
    with tempfile.TemporaryDirectory() as place, tempfile.TemporaryDirectory() as other:
        turns = asyncio.run(turn_pace(Path(place), int(officers)))
        stored = asyncio.run(stored_pace(Path(other), int(officers)))
        bare = bare_pace(Path(place), turns.steps)
    ratio = turns.per_second / bare.per_second
    print(f"{turns.steps} steps in batches of {BATCH}, SQLite, WAL, synchronous=FULL")
    for title, pace in (
        ("bare sqlite3 loop, writes only", bare),
        ("storage's part, reads and writes", stored),
        ("the whole turn", turns),
    ):
        print(f"{title:<34}{pace.per_second:8.0f} steps/s   x{pace.per_second / bare.per_second:.3f}")
    print(f"aim: the whole turn at least x{AIM}")
    return int(ratio < AIM)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
