"""The real program as a process of its own, against a sandbox served in the test."""

import asyncio
import os
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import httpx

from bot.demo.district import ISSUED, Member, sample_district, settle
from bot.demo.officers import Phone, TypingPhone
from bot.demo.stage import BOT_USERNAME, TOKEN
from sandbox import MovableClock, Person, Sandbox, ZaloAccount
from sandbox.serving import Address
from sandbox.telegram.limits import Limits
from storage.database import open_database
from storage.forms import FormShelf
from tests.acceptance.forking import Forked

ZALO_TOKEN = "432:zalo-sandbox"  # noqa: S105 -- opens nothing but this sandbox
ROOT = Path(__file__).resolve().parents[2]
_TELEGRAMS = Limits()
LONGEST = 30.0  # seconds for anything at all


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
    sandbox: Sandbox
    address: Address
    http: httpx.AsyncClient
    process: Process | None = None
    in_zalo: bool = False

    @property
    def database(self) -> Path:
        return self.folder / "baocao.sqlite"

    @property
    def said(self) -> str:
        """What the program has written to standard error, over all its lives."""
        return (self.folder / "stderr").read_text(encoding="utf-8")

    def settings(self) -> dict[str, str]:
        return {
            "database_url": f"sqlite+aiosqlite:///{self.database}",
            "clock_start": self.sandbox.clock.now().isoformat(),  # goes on over restarts
            "log_level": "WARNING",
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
        before = self.said.count("Running as") if (self.folder / "stderr").exists() else 0
        with (self.folder / "stderr").open("ab") as stderr:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bot.cli",
                "run",
                cwd=self.folder,
                env=environment(**self.settings() | settings),
                stderr=stderr,
            )
        await until(lambda: self.said.count("Running as") > before, f"the program runs; it said: {self.said}")

    def fork(self, **settings: str) -> None:
        """Start the program without its imports, and do not wait until it is at work."""
        self.process = Forked(self.folder, environment(**self.settings() | settings), self.folder / "stderr")

    async def end(self, number: signal.Signals) -> int:
        """Send the program a signal and return its exit status."""
        assert self.process is not None
        self.process.send_signal(number)
        return await asyncio.wait_for(self.process.wait(), LONGEST)

    def phone(self, member: Member) -> Phone:
        kind = TypingPhone if self.in_zalo else Phone
        return kind(http=self.http, user_id=member.user_id)

    def ask(self, query: str, *parameters: object) -> list[tuple[Any, ...]]:
        """Ask the database itself."""
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as connection:
            return connection.execute(query, parameters).fetchall()

    async def answered(self, updates: int) -> None:
        """Return when so many updates were taken and everything that came of them was delivered."""

        def is_done() -> bool:
            ((taken, waiting),) = self.ask(
                "SELECT (SELECT count(*) FROM updates), (SELECT count(*) FROM outbox WHERE state = 'queued')"
            )
            return bool(taken == updates and not waiting)

        await until(is_done, f"{updates} updates are answered")


@asynccontextmanager
async def installation(
    folder: Path, *, limits: Limits | None = _TELEGRAMS, in_zalo: bool = False
) -> AsyncIterator[Installation]:
    """Settle the sample district and serve the sandbox while the block runs; the program is not started.

    Everybody is in Telegram, or, with `in_zalo`, in a Zalo that forgets what nobody listens to.
    """
    district = sample_district()
    people = [
        Person(
            id=member.user_id,
            first_name=member.name,
            role_title="",
            start_code=member.code,
            app="zalo" if in_zalo else "telegram",
        )
        for member in (*district.officers, district.supervisor)
    ]
    async with open_database(f"sqlite+aiosqlite:///{folder / 'baocao.sqlite'}") as database:
        await settle(database, FormShelf())
    sandbox = Sandbox(
        people,
        bot_username=BOT_USERNAME,
        token=TOKEN,
        clock=MovableClock(ISSUED),
        limits=limits,
        zalo=ZaloAccount(token=ZALO_TOKEN, forgetful=True) if in_zalo else None,
    )
    async with sandbox.serve() as address, httpx.AsyncClient(base_url=address.url, timeout=30) as http:
        place = Installation(folder=folder, sandbox=sandbox, address=address, http=http, in_zalo=in_zalo)
        try:
            yield place
        finally:
            if place.process is not None and place.process.returncode is None:
                await place.end(signal.SIGKILL)
