"""The one place where objects are wired: database, turn, delivery, planner, channel."""

import asyncio
import gc
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from starlette.routing import Route

from bot.channels.telegram.menus import Menus
from bot.channels.zalo.channel import NAME as ZALO
from bot.inbound.credentials import joining_chats
from bot.inbound.lobby import Lobby, Take
from bot.inbound.missed_messages import MissedMessages
from bot.inbound.outages import through_outages
from bot.inbound.queue import Intake
from bot.inbound.rate_limit import FloodGate
from bot.inbound.turn_loop import TurnLoop
from bot.inbound.unended_steps import CarefulTurns
from bot.monitoring.metrics import UNMEASURED, Metrics
from bot.monitoring.prometheus import Prometheus
from bot.outbound.data_retention import Tidier
from bot.outbound.file_links import LinkingMaker
from bot.outbound.renderer import Maker, Making
from bot.outbound.sender import Delivery
from bot.settings import Listen, Settings
from bot.web.file_pages import LinkPages
from bot.web.health import Health
from bot.web.server import serving
from bot.wiring.accounts import Presence, presences
from bot.wiring.receivers import Hearer
from reminders.planner import Planner
from reminders.quiet_hours import QuietHours
from reminders.scheduler import planning, tidying
from reporting.people.chat import Chat
from reporting.rounds.working_days import WorkingCalendar
from storage.database.database import Database, open_database
from storage.database.file_lock import alone_on
from storage.database.sqlite_types import real_now
from storage.outbox.links import Links
from storage.outbox.outbox import Outbox
from storage.outbox.sender_lock import send_while_entitled
from storage.people.people import load_members
from storage.queries.documents import Readings
from storage.queries.reminders import StoredWatch
from storage.rounds.forms import FormShelf
from storage.turns.begun_steps import BegunSteps, begun_steps

Work = Coroutine[None, None, None]


def keep_what_is_loaded() -> None:
    """Have the garbage collector leave alone what is there by now: the program itself, which stays.

    To go through all of it takes 60 ms, in which nobody is answered, and would be done every 200 answers. It is for
    programs that run a bot and nothing else.
    """
    gc.collect()
    gc.freeze()


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A bot at work, as far as others may look at it.

    `next_moment` says when it next speaks unasked, None for never. `called` is how people know it, channel by
    channel; `unreached` are the channels that are still tried; `menus` keep the lists of commands.
    """

    database: Database
    next_moment: Callable[[], Awaitable[datetime | None]]
    replan: Callable[[], Awaitable[None]]
    delivery: Delivery
    readings: Readings
    called: tuple[str, ...]
    unreached: tuple[str, ...]
    menus: tuple[Menus, ...]


@asynccontextmanager
async def running(
    settings: Settings,
    token: str | None,
    *,
    now: Callable[[], datetime] = real_now,
    haste: float = 1.0,
    listener: socket.socket | None = None,
) -> AsyncIterator[Running]:
    """Run the bot on its channels while the block runs; `token` is Telegram's, `now` the office's clock.

    The office's clock says what day it is and may stand still or jump; whatever waits counts real seconds. `haste` is
    how many times as fast messages go as channels take them, where a channel of our own takes them so.
    `listener` is a socket that listens at the address of the settings already. A failure that the bot cannot go on
    from cancels the block and is raised here. Raises MissingToken, telegram.error.InvalidToken and
    ZaloTokenRefused where nobody knows such a bot, WebhookRefused, AddressTaken, DatabaseInUse, and StorageError
    for the database.
    """
    opened = _opened(settings.database_url)
    async with presences(settings, token, haste) as present, opened as (database, begun):
        shelf, calendar, metrics = FormShelf(), WorkingCalendar(), Prometheus(time.monotonic, settings.plans)
        readings, links = Readings(database, shelf, settings.zone), Links(database)
        maker = Maker(readings, calendar, now=now, zone=settings.zone, called=partial(_names, present))
        making = _linking(settings, maker, links, now)
        outlets, outbox = {each.channel: each.outlet for each in present}, Outbox(database)
        delivery = Delivery(outbox, outlets, making, now=now, metrics=metrics)
        turns = CarefulTurns(turn_loop(database, shelf, settings, now, delivery.wake, metrics), begun)
        hearer = _hearer(database, turns.take, outbox, settings, now, metrics)
        planner = Planner(StoredWatch(database, settings.zone), calendar, settings.zone, settings.plans)

        async def replan() -> None:
            await planner.plan(now())
            delivery.wake()

        async def next_moment() -> datetime | None:
            moments = (await planner.next_moment(now()), await outbox.next_due(now()))
            return min((each for each in moments if each is not None), default=None)

        health = Health(database=database, intake=hearer.intake, metrics=metrics, now=now)
        routes = [*health.routes, *LinkPages(links=links, maker=maker, now=now).routes]
        menus = tuple(each.menus(database) for each in present if each.menus)
        async with _hearing(present, hearer, routes, listener or settings.listen) as listening:
            sending = send_while_entitled(database, partial(through_outages, delivery.run), delivery.wake)
            keeping = [through_outages(work) for work in (hearer.lobby.run, *(each.keep for each in menus))]
            async with (
                _working(sending, hearer.intake.run(), *listening, *keeping),
                planning(replan),
                tidying(Tidier(database, settings.keeping, now=now)),
            ):
                yield Running(
                    database=database,
                    next_moment=next_moment,
                    replan=replan,
                    delivery=delivery,
                    readings=readings,
                    called=tuple(each.called for each in present),
                    unreached=tuple(metrics.awaited),
                    menus=menus,
                )


@asynccontextmanager
async def _opened(url: str) -> AsyncIterator[tuple[Database, BegunSteps]]:
    """Open the database, as the one program that runs on it where it is a file, and the record of begun steps."""
    with alone_on(url):
        async with open_database(url) as database:
            with begun_steps(url, database) as begun:
                yield database, begun


def _names(present: Sequence[Presence]) -> dict[str, str]:
    """Return the names by which people find the bot, of the channels that have told them by now."""
    return {each.channel: name for each in present if (name := each.found_as())}


def _linking(settings: Settings, maker: Maker, links: Links, now: Callable[[], datetime]) -> Making:
    """Return what makes parcels: with links where we can be reached from outside."""
    if settings.public_url is None or settings.listen is None:
        return maker
    return LinkingMaker(
        maker,
        links,
        channels={ZALO},
        public_url=settings.public_url,
        lifetime=timedelta(hours=settings.link_hours),
        files_once=settings.link_files_once,
        now=now,
        zone=settings.zone,
    )


@asynccontextmanager
async def _hearing(
    present: Sequence[Presence], hearer: Hearer, pages: Sequence[Route], listen: Listen | socket.socket | None
) -> AsyncIterator[Sequence[Work]]:
    """Answer over HTTP while the block runs; only then is each channel told how it reaches us.

    Yields the work of hearing that is left to do.
    """
    hearings = [each.hearing(hearer) for each in present]
    routes = [*pages, *(route for each in hearings for route in each.routes)]
    async with serving(routes, listen):
        for hearing in hearings:
            await hearing.begin()
        yield [through_outages(work) for hearing in hearings for work in hearing.works]


def turn_loop(
    database: Database,
    shelf: FormShelf,
    settings: Settings,
    now: Callable[[], datetime],
    wake: Callable[[], None],
    metrics: Metrics = UNMEASURED,
) -> TurnLoop:
    """Return what takes events as the settings say; `wake` hears of what is to be sent."""
    return TurnLoop(
        database,
        shelf,
        now=now,
        zone=settings.zone,
        calendar=WorkingCalendar(),
        quiet=QuietHours(),
        wake=wake,
        metrics=metrics,
        plans=settings.plans,
        hashed_phones=settings.hashed_phones(),
    )


def _hearer(
    database: Database,
    take: Take,
    outbox: Outbox,
    settings: Settings,
    now: Callable[[], datetime],
    metrics: Metrics,
) -> Hearer:
    """Return who takes what is heard: of one chat, and of strangers together, no more than can be answered.

    Without a limit there is none of either.
    """
    per_minute = settings.messages_per_minute
    lobby = Lobby(
        take,
        partial(_members, database),
        partial(joining_chats, database, now),
        outbox.strangers_waiting,
        time.monotonic,
    )
    gate = FloodGate(lobby.take if per_minute else take, per_minute, time.monotonic, outbox.waiting)
    missed = MissedMessages(database, take, now=now).tell
    return Hearer(
        take=gate.take, missed=missed, lobby=lobby, intake=Intake(gate.take, now=now), metrics=metrics
    )


async def _members(database: Database, chats: Collection[Chat]) -> Collection[Chat]:
    """Return which chats are of people who have joined."""
    async with database.reading() as connection:
        return await load_members(connection, chats)


@asynccontextmanager
async def _working(*works: Work) -> AsyncIterator[None]:
    """Run the works beside the block; when one fails the block is cancelled and the failure raised."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(work) for work in works]
            yield
            for task in tasks:
                task.cancel()
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from None
