"""The pages by which somebody sees it run."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.applications import Starlette

from bot.channels.channel import Arrived
from bot.inbound.queue import InboundQueue
from bot.monitoring.prometheus import Prometheus
from bot.web import health
from bot.web.health import LONGEST_SILENCE, LONGEST_WAIT, OLDEST_REPLY, Health
from conversations.chat.events import Typed
from conversations.chat.orders import Priority
from reminders.quota import ChannelPlan
from storage.database.database import Database, open_database
from storage.outbox.quota import count_messages
from tests.support.office_turns import ForwardingDatabase, OfficeTurns, incoming
from tests.support.small_office import CHATS, HOA, NOW, SmallOffice, set_up
from tests.support.timeouts import LONGEST


class Unplugged(ForwardingDatabase):
    """A database that answers nothing any more."""

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        raise OperationalError("SELECT", {}, Exception("server closed the connection"))
        yield


async def never(_: Sequence[Arrived]) -> None:
    raise AssertionError("no turn is taken here")


@dataclass(kw_only=True)
class Watch:
    """The pages of an installation whose clocks are played."""

    office: SmallOffice
    database: Database
    moment: datetime = NOW
    metrics: Prometheus = field(init=False)
    intake: InboundQueue = field(init=False)

    def __post_init__(self) -> None:
        self.metrics = Prometheus(self.seconds)
        self.intake = InboundQueue(never, now=lambda: NOW, seconds=self.seconds)

    def seconds(self) -> float:
        return (self.moment - NOW).total_seconds()

    async def ask(self, path: str) -> httpx.Response:
        pages = Health(
            database=self.database, intake=self.intake, metrics=self.metrics, now=lambda: self.moment
        )
        transport = httpx.ASGITransport(Starlette(routes=pages.routes))
        async with httpx.AsyncClient(transport=transport, base_url="http://bot") as http:
            return await http.get(path)

    async def failing(self) -> list[str]:
        answer = await self.ask("/healthz")
        parts: list[str] = answer.json()["failing"]
        assert answer.status_code == (503 if parts else 200)
        return parts

    async def figure(self, name: str) -> float:
        lines = (await self.ask("/metrics")).text.splitlines()
        (found,) = [line for line in lines if line.startswith(f"{name} ")]
        return float(found.rpartition(" ")[2])


@pytest.fixture
def watch(office: SmallOffice) -> Watch:
    return Watch(office=office, database=office.database)


async def test_all_is_well_at_the_start(watch: Watch) -> None:
    answer = await watch.ask("/healthz")
    assert (answer.status_code, answer.json()["status"]) == (200, "ok")


class Stuck(ForwardingDatabase):
    """A database that holds everybody who asks until it is let go, and hears nothing meanwhile."""

    def __init__(self, behind: Database) -> None:
        super().__init__(behind)
        self.delete_expired = asyncio.Event()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        while not self.delete_expired.is_set():
            with suppress(asyncio.CancelledError):
                await self.delete_expired.wait()
        async with super().reading() as connection:
            yield connection


async def test_it_is_told_in_time_that_the_database_holds_everybody(
    office: SmallOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "ANSWER_SECONDS", 0.05)
    stuck = Stuck(office.database)
    watch = Watch(office=office, database=stuck)
    async with asyncio.timeout(LONGEST):
        assert [await watch.failing() for _ in range(2)] == [["database"]] * 2
    stuck.delete_expired.set()


async def test_a_database_that_somebody_else_keeps_locked_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "ANSWER_SECONDS", 0.05)
    file = tmp_path / "locked.sqlite"
    async with open_database(f"sqlite+aiosqlite:///{file}") as database:
        watch = Watch(office=await set_up(database), database=database)
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            assert await watch.failing() == ["database:locked"]
            other.execute("ROLLBACK")
        monkeypatch.setattr(health, "ANSWER_SECONDS", LONGEST)
        assert await watch.failing() == []


async def test_a_database_that_does_not_answer_is_named(office: SmallOffice) -> None:
    watch = Watch(office=office, database=Unplugged(office.database))
    assert await watch.failing() == ["database"]
    assert await watch.figure("baocao_database_up") == 0


async def test_a_poll_that_nobody_answers_is_named_after_a_while(watch: Watch) -> None:
    watch.metrics.polled("telegram", "heard")
    watch.moment += timedelta(seconds=LONGEST_SILENCE)
    assert await watch.failing() == []
    watch.moment += timedelta(seconds=1)
    watch.metrics.polled("telegram", "failed")
    assert await watch.failing() == ["poll:telegram"]
    watch.metrics.polled("telegram", "heard")
    assert await watch.failing() == []


async def test_never_having_been_answered_is_silence_too(watch: Watch) -> None:
    for _ in range(2):
        watch.metrics.polled("telegram", "conflict")
        watch.moment += timedelta(seconds=LONGEST_SILENCE / 2 + 1)
    assert await watch.failing() == ["poll:telegram"]


async def test_a_channel_that_was_never_reached_shows_at_once_and_is_named_after_a_while(
    watch: Watch,
) -> None:
    watch.metrics.unreached("telegram")
    watch.metrics.reached("zalo")
    watch.moment += timedelta(seconds=LONGEST_SILENCE)
    assert await watch.failing() == []
    assert (await watch.ask("/healthz")).json()["seconds_unreached"] == {"telegram": LONGEST_SILENCE}
    watch.moment += timedelta(seconds=1)
    assert await watch.failing() == ["channel:telegram"]
    assert await watch.figure('baocao_channel_reached{channel="telegram"}') == 0
    assert await watch.figure('baocao_channel_reached{channel="zalo"}') == 1
    watch.metrics.reached("telegram")
    assert await watch.failing() == []
    assert await watch.figure('baocao_channel_reached{channel="telegram"}') == 1


async def test_what_waits_too_long_for_its_turn_is_named(watch: Watch) -> None:
    waiting = asyncio.create_task(watch.intake.put([incoming("telegram:1", CHATS[HOA], Typed("431"))]))
    await asyncio.sleep(0)
    assert await watch.failing() == []
    watch.moment += timedelta(seconds=LONGEST_WAIT + 1)
    assert await watch.failing() == ["intake"]
    waiting.cancel()


async def test_a_reply_that_is_not_delivered_is_named(watch: Watch) -> None:
    await watch.office.join(HOA)
    await OfficeTurns(office=watch.office).take(incoming("telegram:1", CHATS[HOA], Typed("431")))
    assert await watch.failing() == []
    assert await watch.figure('baocao_outbox_waiting{priority="reply"}') == 1
    watch.moment += timedelta(seconds=OLDEST_REPLY + 1)
    assert await watch.failing() == ["delivery"]
    assert await watch.figure('baocao_outbox_oldest_seconds{priority="reply"}') == OLDEST_REPLY + 1
    assert await watch.figure('baocao_outbox_waiting{priority="reminder"}') == 0


async def test_strangers_who_wait_are_no_illness(watch: Watch) -> None:
    await OfficeTurns(office=watch.office).take(incoming("telegram:1", CHATS[HOA], Typed("431")))
    watch.moment += timedelta(seconds=OLDEST_REPLY + 1)
    assert await watch.failing() == []
    assert await watch.figure('baocao_outbox_waiting{priority="stranger"}') == 1


async def test_what_was_sent_this_month_stands_beside_the_plan(watch: Watch) -> None:
    watch.metrics = Prometheus(watch.seconds, {"zalo": ChannelPlan(messages=3000)})
    assert await watch.figure('baocao_messages_planned{channel="zalo"}') == 3000
    assert await watch.figure('baocao_messages_this_month{channel="zalo"}') == 0
    async with watch.office.database.writing() as connection:
        await count_messages(connection, [("zalo", NOW, 7), ("telegram", NOW, 2)])
    assert await watch.figure('baocao_messages_this_month{channel="zalo"}') == 7
    assert await watch.figure('baocao_messages_this_month{channel="telegram"}') == 2


async def test_everything_reported_is_found_under_its_name(watch: Watch) -> None:
    metrics = watch.metrics
    metrics.turn_taken(events=3, seconds=0.25)
    for _ in range(3):
        metrics.step_taken(seconds=0.5)
    metrics.step_failed()
    metrics.sent("telegram", Priority.REPLY, seconds=1.5)
    metrics.send_failed("zalo", "closed")
    metrics.polled("telegram", "conflict")
    metrics.answered("telegram", 503)
    figures = {
        "baocao_turn_events_count": 1,
        "baocao_turn_events_sum": 3,
        "baocao_turn_seconds_sum": 0.25,
        "baocao_step_seconds_sum": 1.5,
        "baocao_steps_failed_total": 1,
        'baocao_delivery_seconds_sum{channel="telegram",priority="reply"}': 1.5,
        'baocao_send_errors_total{channel="zalo",kind="closed"}': 1,
        'baocao_polls_total{channel="telegram",outcome="conflict"}': 1,
        'baocao_webhook_requests_total{channel="telegram",status="503"}': 1,
        "baocao_dead_letters_waiting": 0,
        "baocao_database_up": 1,
    }
    assert {name: await watch.figure(name) for name in figures} == figures
