"""Telegram fails for a while, or a filter stands before it: the real program loses nothing and goes on soon after."""

import asyncio
import os
import signal
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.demo.district import sample_district
from sandbox import Fault, FaultKind, FaultPlan
from storage import schema as t
from storage.database import open_database
from tests.acceptance.bot_process import Installation, installation, until
from tests.acceptance.crew import FIGURES, Crew
from tests.acceptance.reckoning import recorded, repeated
from tests.postgres_server import PostgresServer

MINUTES = float(os.environ.get("SOAK_OUTAGE_MINUTES", "0"))
"""How long it lasts in real minutes (`make soak`: ten).

By default it lasts seconds: then the program is killed, the marks in the outbox are made as old as if all of it had
passed, and the program is started again while it lasts.
"""

SECONDS = 60 * MINUTES or 2.0
LONGEST_PAUSE = 35.0  # seconds: the program's own 30 between two attempts, and some
MEMBERS = sample_district().officers[:4]
TALKING = frozenset({"sendMessage", "answerCallbackQuery", "editMessageText"})
ASKED = ("pop_15_25", "literate_l1_15_25", "literate_l2_15_25")
JOINED = 3  # what a member does before: opens the link, agrees, begins


@dataclass(frozen=True, kw_only=True)
class Outage:
    """What stands between the program and Telegram, and for how long."""

    name: str
    faults: tuple[Fault, ...]
    lasts: timedelta

    def plan(self, methods: frozenset[str] = frozenset()) -> FaultPlan:
        """Return the plan by which it befalls these methods, none for all of them."""
        return FaultPlan(
            faults=tuple(Fault(**each.model_dump() | {"methods": methods}) for each in self.faults)
        )


def pages(*statuses: int) -> tuple[Fault, ...]:
    """Return faults that answer every request with one of these pages, each as often as the others."""
    left = range(len(statuses), 0, -1)
    return tuple(
        Fault(kind=FaultKind.PAGE, share=1 / each, status=status)
        for each, status in zip(left, statuses, strict=True)
    )


OUTAGES = (
    Outage(name="a filter", faults=pages(403, 200, 404), lasts=timedelta(hours=1)),
    Outage(name="502", faults=pages(502), lasts=timedelta(minutes=10)),
    Outage(
        name="Telegram's own 500",
        faults=(Fault(kind=FaultKind.FAILURE, share=1.0),),
        lasts=timedelta(minutes=10),
    ),
)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_urls(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[list[str]]:
    """Return a database for each outage."""
    if request.param == "sqlite":
        yield [f"sqlite+aiosqlite:///{folder(tmp_path, outage) / 'baocao.sqlite'}" for outage in OUTAGES]
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    with ExitStack() as made:
        yield [made.enter_context(server.database(empty=True)) for _ in OUTAGES]


def folder(tmp_path: Path, outage: Outage) -> Path:
    return tmp_path / str(OUTAGES.index(outage))


async def test_what_is_said_during_an_outage_is_answered_in_order_afterwards(
    tmp_path: Path, database_urls: list[str]
) -> None:
    async with AsyncExitStack() as places, asyncio.TaskGroup() as outages:
        for outage, url in zip(OUTAGES, database_urls, strict=True):  # side by side: everybody waits
            folder(tmp_path, outage).mkdir()
            place = await places.enter_async_context(installation(folder(tmp_path, outage), database_url=url))
            outages.create_task(assert_outlasted(place, outage))


async def assert_outlasted(place: Installation, outage: Outage) -> None:
    """Have members talk during an outage and hold that all of it is kept and answered when it is over."""
    crew = Crew(place, MEMBERS)
    await place.start()
    await begin(place, crew)
    before = {member: len(crew.said_to(member)) for member in MEMBERS}
    place.sandbox.inflict(outage.plan(TALKING))  # what is said arrives, the answers do not
    for number in range(2):
        type_figure(place, number)
    await until(lambda: taken(place) == (JOINED + 2) * len(MEMBERS), "what was said arrived")
    await until(lambda: failed(place) >= len(MEMBERS), "answers are tried")
    place.sandbox.inflict(outage.plan())  # nothing arrives, not even a poll
    type_figure(place, 2)
    await asyncio.sleep(SECONDS)
    if not MINUTES:
        await past(place, outage)
    assert place.process is not None
    assert place.process.returncode is None
    assert place.ask("SELECT count(*) FROM accounts WHERE blocked_at IS NOT NULL") == [(0,)]
    assert {member: len(crew.said_to(member)) for member in MEMBERS} == before
    place.sandbox.inflict(FaultPlan())
    over = time.monotonic()
    await until(lambda: any(len(crew.said_to(each)) > before[each] for each in MEMBERS), "one is answered")
    first = time.monotonic() - over
    said = (JOINED + 3) * len(MEMBERS)
    await place.answered(said)
    assert repeated(place, crew) == []
    for member in MEMBERS:
        figures = FIGURES[member.unit.id]
        assert recorded(place, member) == [(name, figures[name]) for name in ASKED]
    lost = said - taken(place)
    print(  # noqa: T201 -- figures
        f"\n{place.database_url.partition('+')[0]}, {outage.name}: {3 * len(MEMBERS)} told meanwhile, lost {lost}, "
        f"first answer {first:.1f} s after the end"
    )
    assert first < LONGEST_PAUSE
    assert await place.end(signal.SIGTERM) == 0
    assert "Traceback" not in place.said


async def begin(place: Installation, crew: Crew) -> None:
    """Have all members join and be asked the first question."""
    for act in range(JOINED):
        for officer in crew.officers:
            if act:
                await officer.act()
            else:
                await officer.phone.open_link()
        await place.answered((act + 1) * len(MEMBERS))


def type_figure(place: Installation, number: int) -> None:
    """Have every member type the answer to the question of that number, from 0."""
    for member in MEMBERS:
        place.sandbox.phone(member.user_id).send_text(FIGURES[member.unit.id][ASKED[number]])


async def past(place: Installation, outage: Outage) -> None:
    """Let the outage's whole time have passed: a program that starts in it tries everything and gives nothing up."""
    await place.end(signal.SIGKILL)
    await age(place, outage.lasts)
    tried = failed(place)
    place.fork()
    await until(lambda: failed(place) > tried, "it is tried again after all that time")
    await asyncio.sleep(1)
    assert place.ask("SELECT count(*) FROM outbox WHERE state NOT IN ('queued', 'sent')") == [(0,)]
    await place.end(signal.SIGKILL)
    await age(place, timedelta(minutes=1))
    place.fork()


async def age(place: Installation, time: timedelta) -> None:
    """Make the marks in the outbox, which are in real time, older: as if that time had passed."""
    waiting = t.outbox.c.state == "queued"
    async with open_database(place.database_url) as database, database.writing() as connection:
        for row in await connection.execute(t.outbox.select().where(waiting)):
            older = {
                name: None if (at := getattr(row, name)) is None else at - time
                for name in ("failing_since", "retry_at")
            }
            await connection.execute(update(t.outbox).where(t.outbox.c.id == row.id).values(older))


def taken(place: Installation) -> int:
    return int(place.ask("SELECT count(*) FROM updates")[0][0])


def failed(place: Installation) -> int:
    """Return how many messages did not arrive, as far as Telegram knows of them."""
    return sum(each.method == "sendMessage" and not each.ok for each in place.sandbox.requests)
