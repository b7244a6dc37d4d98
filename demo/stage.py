"""The setup of demo and replay: the sandbox, and the bot with the sample district in a new database."""

import socket
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path

import httpx
from pydantic import SecretStr

from bot.settings import Listen, Settings
from bot.wiring.app import Running, running
from demo.district import (
    District,
    SamplePerson,
    add_and_invite,
    load_sample,
    sample_administrators,
    sample_district,
)
from demo.officers import OfficerPhone, TypingPhone
from reporting.people.phones import hash_phone
from reporting.people.role import RoleKind
from reporting.reports.report import Progress
from sandbox import MovableClock, Sandbox, SandboxZaloAccount, ZaloPlan
from sandbox.http.server import Address
from sandbox.telegram.limits import TelegramLimits
from sandbox.world.people import PhoneOwner
from storage.database.database import open_database
from storage.database.file_lock import single_instance_lock
from storage.rounds.forms import FormShelf

TOKEN = "431:sandbox"  # noqa: S105 -- opens nothing but the sandbox on this machine
PHONE_KEY = "sandbox"
ZALO_TOKEN = "432:sandbox"  # noqa: S105 -- opens nothing but the sandbox on this machine
BOT_USERNAME = "baocao_hoaan_bot"
BOT_NAME = "Báo cáo Hòa An"
HASTE = 60.0
"""The factor by which the bot's sending rates and the sandbox's rate limits are raised for the scripted officers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """The running sandbox and bot."""

    district: District
    clock: MovableClock
    sandbox: Sandbox
    address: Address
    bot: Running
    http: httpx.AsyncClient

    @property
    def first_officer(self) -> SamplePerson:
        """The officer whose phone the sandbox's page shows first."""
        return self.district.officers[FIRST_OFFICER]

    def phone(self, member: SamplePerson) -> OfficerPhone:
        """Return a person's phone: a TypingPhone for Zalo, else an OfficerPhone."""
        kind = TypingPhone if lives_in_zalo(member, self.district) else OfficerPhone
        return kind(http=self.http, user_id=member.user_id)

    async def standings(self) -> Mapping[int, Progress]:
        """Return the progress of each officer's reports by user id: IN_PROGRESS if they differ."""
        found = defaultdict[int, set[Progress]](set)
        for view in await self.bot.readings.rounds_of(self.district.supervisor.name):
            for each in view.units:
                found[each.report.unit.id].add(each.report.progress)
        return {
            member.user_id: progress.pop() if len(progress) == 1 else Progress.IN_PROGRESS
            for member in self.district.officers
            if (progress := found[member.unit.id])
        }

    async def settled(self) -> None:
        """Wait until the bot has handled all events and delivered all messages that are due."""
        await self.sandbox.idle()
        await self.bot.delivery.idle()

    async def wait_until(self, moment: datetime) -> None:
        """Advance the clock to `moment`. It stops at each scheduled message of the bot until that is delivered."""
        while self.clock.now() < moment:
            stop = min(await self.bot.next_moment() or moment, moment)
            # a clock that is not frozen may be past the stop
            await self.clock.move_to(max(stop, self.clock.now()))
            await self.settled()


@asynccontextmanager
async def staged(
    folder: Path, start: datetime, *, frozen: bool, host: str = "127.0.0.1", port: int = 0
) -> AsyncIterator[Stage]:
    """Start the sandbox and the bot, with a new database in `folder`.

    Raises PortTaken, DatabaseInUse and StorageError.
    """
    clock = MovableClock(start, frozen=frozen)
    district = sample_district()
    members = (*district.officers, district.supervisor, *sample_administrators())
    people = [_person(member, district) for member in members]
    stages: list[Stage] = []
    sandbox = _sandbox(
        people, [district.officers[FIRST_OFFICER].user_id, district.supervisor.user_id], clock, stages
    )
    async with sandbox.serve(host, port) as address:
        url = _fresh_database(folder)
        await _create_database(url, people)
        with socket.create_server(("127.0.0.1", 0)) as office:  # the bot's listening socket
            settings = _settings(url, address, Listen(*office.getsockname()))
            async with (
                running(settings, TOKEN, now=clock.now, haste=HASTE, listener=office) as bot,
                httpx.AsyncClient(base_url=address.url, timeout=30) as http,
            ):

                async def replan(_: datetime) -> None:
                    await bot.replan()

                clock.on_move(replan)
                stages.append(
                    Stage(
                        district=district, clock=clock, sandbox=sandbox, address=address, bot=bot, http=http
                    )
                )
                yield stages[0]


def _sandbox(
    people: Sequence[PhoneOwner], shown: Sequence[int], clock: MovableClock, stages: Sequence[Stage]
) -> Sandbox:
    """Return the sandbox. Its clock buttons jump to the bot's next scheduled message and to the next Monday."""

    async def next_reminder(_: datetime) -> datetime | None:
        return await stages[0].bot.next_moment()

    async def next_monday(now: datetime) -> datetime:
        monday = now.date() + timedelta(days=7 - now.weekday())
        return datetime.combine(monday, time(7, 30), tzinfo=now.tzinfo)

    async def wait_until(moment: datetime) -> None:
        await stages[0].wait_until(moment)

    async def standings() -> Mapping[int, Progress]:
        return await stages[0].standings() if stages else {}

    return Sandbox(
        people,
        shown=shown,
        standings=standings,
        bot_username=BOT_USERNAME,
        bot_name=BOT_NAME,
        token=TOKEN,
        clock=clock,
        jumps={"next_reminder": next_reminder, "next_monday": next_monday},
        wait_until=wait_until,
        limits=TelegramLimits().hastened(HASTE),
        zalo=SandboxZaloAccount(token=ZALO_TOKEN, name=f"Bot {BOT_NAME}", plan=ZaloPlan()),
    )


async def _create_database(url: str, people: Sequence[PhoneOwner]) -> None:
    """Create a database with the sample and its administrators, with the hashes of their phone numbers."""
    numbers = {person.id: hash_phone(person.phone_number, PHONE_KEY) for person in people}
    async with open_database(url) as fresh:
        await load_sample(fresh, FormShelf(), numbers)
        async with fresh.writing() as connection:
            await add_and_invite(connection, sample_administrators(), numbers)


def _settings(url: str, address: Address, office: Listen) -> Settings:
    """Return the bot's settings for this database and sandbox. Zalo delivers events by webhook."""
    return Settings(
        database_url=url,
        telegram_base_url=address.base_url,
        telegram_base_file_url=address.base_file_url,
        zalo_token=SecretStr(ZALO_TOKEN),
        zalo_base_url=address.zalo_base_url,
        zalo_updates="webhook",
        listen=office,
        public_url=f"http://{office}",
        phone_key=SecretStr(PHONE_KEY),
        messages_per_minute=0,  # the scripted officers type faster than people
        _env_file=None,
    )


def _fresh_database(folder: Path) -> str:
    """Delete an earlier run's database, and return the URL of a new one.

    Raises DatabaseInUse while another program has it open.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file = (folder / "baocao.sqlite").resolve()
    url = f"sqlite+aiosqlite:///{file}"
    with single_instance_lock(url):
        for name in ("", "-wal", "-shm"):
            Path(f"{file}{name}").unlink(missing_ok=True)
    return url


ROLES = {
    RoleKind.REPORTER: "cán bộ",
    RoleKind.SUPERVISOR: "người theo dõi",
    RoleKind.ADMINISTRATOR: "người quản trị",
}

FIRST_OFFICER = 15
"""The index of the officer whose phone is shown first: xã Nam Tuấn."""


def lives_in_zalo(member: SamplePerson, district: District) -> bool:
    """Return whether a sample person uses Zalo: every third officer and one administrator do."""
    return member in (*district.officers[1::3], sample_administrators()[1])


def _person(member: SamplePerson, district: District) -> PhoneOwner:
    role = ROLES[member.role]
    return PhoneOwner(
        id=member.user_id,
        first_name=member.name,
        role_title=f"{role} {member.unit.full_name}",
        start_code=member.code,
        app="zalo" if lives_in_zalo(member, district) else "telegram",
    )
