"""The real program as a process of its own, against a sandbox served in the test."""

import asyncio
import os
import re
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, Protocol

import asyncpg
import httpx

from demo.district import ISSUED, SamplePerson, load_sample, sample_district
from demo.officers import OfficerPhone, TypingPhone
from demo.stage import BOT_USERNAME, TOKEN
from sandbox import MovableClock, PhoneOwner, Sandbox, SandboxZaloAccount
from sandbox.http.server import Address
from sandbox.telegram.limits import TelegramLimits
from storage.database.database import open_database
from storage.rounds.forms import FormShelf
from tests.support.fork_server import Ended, Forked, ran
from tests.support.timeouts import LONGEST

ZALO_TOKEN = "432:zalo-sandbox"  # noqa: S105 -- opens nothing but this sandbox
ROOT = Path(__file__).resolve().parents[2]
_TELEGRAMS = TelegramLimits()
AT_WORK = "Running as"
POLL = 50  # seconds a long poll waits
AT_ONCE = 40.0  # seconds in which a stop is over, on a slow machine too: a poll that it waited for would take longer


def environment(**settings: str) -> dict[str, str]:
    """Return a process's environment with these settings of ours (BAOCAO_ left out) and no others."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BAOCAO_")}
    own = {f"BAOCAO_{name.upper()}": value for name, value in settings.items()}
    return {**kept, "PYTHONPATH": str(ROOT), "BAOCAO_LANGUAGE": "en", **own}


async def until(condition: Callable[[], bool], what: str) -> None:
    """Return when something outside this process has come about; the test fails if it never does."""
    try:
        async with asyncio.timeout(LONGEST):
            while not condition():  # noqa: ASYNC110 -- other processes set no event here
                await asyncio.sleep(0.01)
    except TimeoutError:
        raise AssertionError(f"never came about: {what}") from None


class Process(Protocol):
    """A process of the program, begun anew or forked."""

    @property
    def returncode(self) -> int | None: ...
    def send_signal(self, number: int, /) -> None: ...
    async def wait(self) -> int: ...


@dataclass(kw_only=True)
class Installation:
    """A database with the sample district in it, a sandbox, and the program that runs between them."""

    folder: Path
    database_url: str
    sandbox: Sandbox
    address: Address
    http: httpx.AsyncClient
    process: Process | None = None
    forked: list[Forked] = field(default_factory=list)
    in_zalo: bool = False

    @property
    def database(self) -> Path:
        return self.folder / "baocao.sqlite"

    @property
    def said(self) -> str:
        """What the program has written to standard error, over all its lives."""
        return self._said.read_text(encoding="utf-8") if self._said.exists() else ""

    @property
    def _said(self) -> Path:
        return self.folder / "stderr"

    def settings(self) -> dict[str, str]:
        return {
            "database_url": self.database_url,
            "clock_start": self.sandbox.clock.now().isoformat(),  # goes on over restarts
            "log_level": "WARNING",
            "poll_timeout": str(POLL),
        } | (self._zalo() if self.in_zalo else self._telegram())

    def _telegram(self) -> dict[str, str]:
        return {
            "telegram_token": TOKEN,
            "telegram_base_url": self.address.base_url,
            "telegram_base_file_url": self.address.base_file_url,
        }

    def _zalo(self) -> dict[str, str]:
        return {"zalo_token": ZALO_TOKEN, "zalo_base_url": self.address.zalo_base_url}

    async def start(self, **settings: str) -> None:
        """Start the program; it is at work when it has said so."""
        before = self.said.count(AT_WORK)
        self.fork(**settings)
        await self._at_work(before)

    async def start_anew(self) -> None:
        """Start the program as a shell does, its imports with it."""
        before = self.said.count(AT_WORK)
        with self._said.open("ab") as stderr:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "cli.main",
                "run",
                cwd=self.folder,
                env=environment(**self.settings()),
                stderr=stderr,
            )
        await self._at_work(before)

    async def _at_work(self, before: int) -> None:
        await until(lambda: self.said.count(AT_WORK) > before, f"the program runs; it said: {self.said}")

    def fork(self, **settings: str) -> Forked:
        """Start the program and do not wait until it is at work."""
        own = environment(**self.settings() | settings)
        self.process = forked = Forked(["run"], self.folder, own, stderr=self._said)
        self.forked.append(forked)
        return forked

    async def command(self, *words: str, **settings: str) -> Ended:
        """Run a command beside the program."""
        return await ran(self.folder, environment(**self.settings() | settings), *words)

    async def end(self, number: signal.Signals) -> int:
        """Send the program a signal and return its exit status."""
        assert self.process is not None
        self.process.send_signal(number)
        return await asyncio.wait_for(self.process.wait(), LONGEST)

    async def heard_out(self) -> None:
        """Return when the sandbox has dealt with what a dead program still had on its way to it.

        That came before these requests, and each of them takes more turns of the loop than a message does.
        """
        for _ in range(2):
            await self.http.get("/api/clock")

    def phone(self, member: SamplePerson) -> OfficerPhone:
        kind = TypingPhone if self.in_zalo else OfficerPhone
        return kind(http=self.http, user_id=member.user_id)

    def ask(self, query: str, *parameters: object) -> list[tuple[Any, ...]]:
        """Ask the database itself; parameters stand as `?`."""
        if self.database_url.startswith("postgresql"):
            with ThreadPoolExecutor(1) as aside:  # a loop runs here already
                return aside.submit(asyncio.run, self._ask_server(query, parameters)).result()
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as connection:
            return connection.execute(query, parameters).fetchall()

    async def _ask_server(self, query: str, parameters: Sequence[object]) -> list[tuple[Any, ...]]:
        numbers = count(1)
        numbered = re.sub(r"\?", lambda _: f"${next(numbers)}", query)
        server = await asyncpg.connect(self.database_url.replace("+asyncpg", ""))
        try:
            return [tuple(row) for row in await server.fetch(numbered, *parameters)]
        finally:
            await server.close()

    async def answered(self, updates: int) -> None:
        """Return when so many updates were taken and everything that came of them was delivered."""

        def is_done() -> bool:
            ((taken, waiting),) = self.ask(
                "SELECT (SELECT count(*) FROM updates), (SELECT count(*) FROM outbox WHERE state = 'queued')"
            )
            return bool(taken == updates and not waiting)

        await until(is_done, f"{updates} updates are answered")


async def _briefly(seconds: float) -> None:
    """Wait as Telegram does between two attempts of a webhook, ten times as fast."""
    await asyncio.sleep(seconds / 10)


@asynccontextmanager
async def installation(
    folder: Path,
    *,
    limits: TelegramLimits | None = _TELEGRAMS,
    database_url: str | None = None,
    in_zalo: bool = False,
) -> AsyncIterator[Installation]:
    """Settle the sample district and serve the sandbox while the block runs; the program is not started.

    Everybody is in Telegram, or, with `in_zalo`, in a Zalo that forgets what nobody listens to.
    """
    database_url = database_url or f"sqlite+aiosqlite:///{folder / 'baocao.sqlite'}"
    district = sample_district()
    people = [
        PhoneOwner(
            id=member.user_id,
            first_name=member.name,
            role_title="",
            start_code=member.code,
            app="zalo" if in_zalo else "telegram",
        )
        for member in (*district.officers, district.supervisor)
    ]
    async with open_database(database_url) as database:
        await load_sample(database, FormShelf())
    sandbox = Sandbox(
        people,
        bot_username=BOT_USERNAME,
        token=TOKEN,
        clock=MovableClock(ISSUED),
        limits=limits,
        zalo=SandboxZaloAccount(token=ZALO_TOKEN, forgetful=True) if in_zalo else None,
        sleep=_briefly,
    )
    async with sandbox.serve() as address, httpx.AsyncClient(base_url=address.url, timeout=LONGEST) as http:
        place = Installation(
            folder=folder,
            database_url=database_url,
            sandbox=sandbox,
            address=address,
            http=http,
            in_zalo=in_zalo,
        )
        try:
            yield place
        finally:
            if place.process is not None and place.process.returncode is None:
                await place.end(signal.SIGKILL)
            for forked in place.forked:
                await forked.killed()
