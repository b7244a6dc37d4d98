"""The right to send: held by one worker at a time, passed on when it is given back or lost, woken by every worker."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sized
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

import storage.outbox.sender_lock
from conversations.chat.orders import Acknowledge, Parcel, Priority
from reporting.people.chat import Chat
from storage.database.database import Database, open_database
from storage.outbox.outbox import put_parcels
from storage.outbox.sender_lock import send_while_leader
from tests.support.small_office import NOW
from tests.support.timeouts import LONGEST


class Workers:
    """Workers that send nothing, but say who may; and how often each was woken."""

    def __init__(self) -> None:
        self.tasks: dict[str, asyncio.Task[None]] = {}
        self.databases: dict[str, Database] = {}
        self.woken: list[str] = []
        self.turns: list[str] = []
        self.failures: list[Exception] = []
        self._sending: str | None = None
        self._changed = asyncio.Event()

    def start(self, name: str, database: Database) -> None:
        async def send() -> None:
            assert self._sending is None, "two workers send at the same time"
            self._sending = name
            self.turns.append(name)
            self._changed.set()
            try:
                if self.failures:
                    raise self.failures.pop(0)
                await asyncio.Event().wait()
            finally:
                self._sending = None

        def wake() -> None:
            self.woken.append(name)
            self._changed.set()

        self.databases[name] = database
        self.tasks[name] = asyncio.create_task(send_while_leader(database, send, wake))
        self.tasks[name].add_done_callback(lambda _: self._changed.set())

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(LONGEST):
            while not condition():
                for task in self.tasks.values():
                    if task.done() and not task.cancelled():
                        task.result()
                self._changed.clear()
                await self._changed.wait()

    async def stop(self, *names: str) -> None:
        for name in names:
            self.tasks[name].cancel()
        await asyncio.wait([self.tasks[name] for name in names])


@asynccontextmanager
async def started(*urls: str) -> AsyncIterator[Workers]:
    """Run workers named A, B, …, until one of them sends."""
    workers = Workers()
    async with AsyncExitStack() as stack:
        for name, url in zip("AB", urls, strict=False):
            workers.start(name, await stack.enter_async_context(open_database(url)))
        await workers.until(lambda: bool(workers.turns))
        yield workers
        await workers.stop(*workers.tasks)


def has_length(said: Sized, length: int) -> bool:
    return len(said) == length


@pytest.fixture
async def two(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Workers]:
    """Two workers on one server who look for the right all the time."""
    monkeypatch.setattr(storage.outbox.sender_lock, "LOOKING", 0.01)
    async with started(postgres_url, postgres_url) as workers:
        yield workers


async def plan(database: Database, key: str, *, kept: bool = True) -> None:
    parcel = Parcel(
        key=key,
        chat=Chat("telegram", "1"),
        priority=Priority.REPLY,
        due_at=NOW,
        delivery=Acknowledge(press="1"),
    )
    async with database.writing() as connection:
        await put_parcels(connection, [parcel])
        if not kept:
            await connection.rollback()


async def test_on_sqlite_the_one_worker_always_sends(tmp_path: Path) -> None:
    async with started(f"sqlite+aiosqlite:///{tmp_path / 'baocao.sqlite'}") as workers:
        await plan(workers.databases["A"], "x:1")
        assert workers.turns == ["A"]


async def test_who_stops_passes_the_right_on(two: Workers) -> None:
    (first,) = two.turns
    other = "B" if first == "A" else "A"
    await two.stop(first)
    await two.until(lambda: two.turns == [first, other])


async def test_who_loses_the_connection_stops_and_somebody_goes_on(two: Workers) -> None:
    for turns in range(2, 6):
        async with two.databases["A"].reading() as connection:
            await connection.execute(
                text("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'")
            )
        await two.until(partial(has_length, two.turns, turns))


async def test_what_any_worker_plans_wakes_the_one_that_sends(two: Workers) -> None:
    for place, database in enumerate(two.databases.values()):
        await plan(database, f"lost:{place}", kept=False)
        await plan(database, f"kept:{place}")
        await two.until(partial(has_length, two.woken, place + 1))
    assert two.woken == [two.turns[0]] * 2


async def test_the_servers_failures_are_outlived_by_the_worker(two: Workers) -> None:
    two.failures = [OperationalError("UPDATE", {}, RuntimeError("the server restarts"))] * 2
    await two.stop(two.turns[0])
    await two.until(lambda: len(two.turns) == 4)
    assert not two.failures


async def test_what_else_fails_ends_the_worker_and_gives_the_right_back(two: Workers) -> None:
    (first,) = two.turns
    other = "B" if first == "A" else "A"
    two.failures = [ValueError("a fault of ours")]
    await two.stop(first)
    with pytest.raises(ValueError, match="a fault of ours"):
        await two.tasks.pop(other)
    two.start(first, two.databases[first])
    await two.until(lambda: two.turns == [first, other, first])


async def test_a_server_that_answers_no_more_has_the_right_given_up(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage.outbox.sender_lock, "LOOKING", 0.01)
    monkeypatch.setattr(storage.outbox.sender_lock, "HEARTBEAT", 0.0)
    async with started(postgres_url) as workers:
        await workers.until(lambda: len(workers.turns) == 3)
