"""The composition root: wires database, turn loop, delivery, planner and channels."""

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
from bot.inbound.missed_messages import MissedMessages
from bot.inbound.outages import through_outages
from bot.inbound.queue import InboundQueue
from bot.inbound.rate_limit import RateLimiter
from bot.inbound.stranger_queue import StrangerQueue, Take
from bot.inbound.turn_loop import TurnLoop
from bot.inbound.unended_steps import StepQuarantine
from bot.monitoring.metrics import UNMEASURED, Metrics
from bot.monitoring.prometheus import Prometheus
from bot.outbound.data_retention import DataRetention
from bot.outbound.file_links import LinkRenderer
from bot.outbound.renderer import OrderRenderer, ParcelRenderer
from bot.outbound.sender import Delivery
from bot.settings import Listen, Settings
from bot.web.file_pages import LinkPages
from bot.web.health import Health
from bot.web.server import serving
from bot.wiring.accounts import ChannelAccount, channel_accounts
from bot.wiring.receivers import EventSinks
from reminders.planner import Planner
from reminders.quiet_hours import QuietHours
from reminders.scheduler import planning, tidying
from reporting.people.chat import Chat
from reporting.rounds.working_days import WorkingCalendar
from storage.database.database import Database, open_database
from storage.database.file_lock import single_instance_lock
from storage.database.sqlite_types import real_now
from storage.outbox.links import Links
from storage.outbox.outbox import Outbox
from storage.outbox.sender_lock import send_while_leader
from storage.people.people import load_members
from storage.queries.documents import DocumentQueries
from storage.queries.reminders import StoredWatch
from storage.rounds.forms import FormShelf
from storage.turns.begun_steps import BegunSteps, begun_steps

Work = Coroutine[None, None, None]


def keep_what_is_loaded() -> None:
    """Exclude all objects that exist now from garbage collection (gc.freeze).

    A full collection takes 60 ms, during which no event is processed, and would run every 200 replies. This is only
    for processes that run nothing but a bot.
    """
    gc.collect()
    gc.freeze()


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A running bot, as seen from outside.

    `next_moment` returns the next reminder's time, or None. `called` returns the bot's name by channel; `unreached`
    returns the channels not reached yet; `menus` keep the command menus up to date.
    """

    database: Database
    next_moment: Callable[[], Awaitable[datetime | None]]
    replan: Callable[[], Awaitable[None]]
    delivery: Delivery
    readings: DocumentQueries
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
    """Run the bot while the block runs; `token` is Telegram's, `now` the office's clock.

    The office's clock may stand still or jump; retries and timeouts count real seconds. `haste` multiplies the
    sending rates, for the sandbox. `listener` is a socket that already listens at the configured address. A fatal
    failure cancels the block and is raised here. Raises MissingToken, telegram.error.InvalidToken and
    ZaloTokenRefused for an unknown bot, WebhookRefused, AddressTaken, DatabaseInUse, and StorageError for the
    database.
    """
    opened = _opened(settings.database_url)
    async with channel_accounts(settings, token, haste) as present, opened as (database, begun):
        shelf, calendar, metrics = FormShelf(), WorkingCalendar(), Prometheus(time.monotonic, settings.plans)
        readings, links = DocumentQueries(database, shelf, settings.zone), Links(database)
        called = partial(_names, present)
        maker = OrderRenderer(readings, calendar, now=now, zone=settings.zone, called=called)
        making = _linking(settings, maker, links, now)
        outlets, outbox = {each.channel: each.outlet for each in present}, Outbox(database)
        delivery = Delivery(outbox, outlets, making, now=now, metrics=metrics)
        turns = StepQuarantine(turn_loop(database, shelf, settings, now, delivery.wake, metrics), begun)
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
            sending = send_while_leader(database, partial(through_outages, delivery.run), delivery.wake)
            keeping = map(through_outages, (hearer.strangers.run, *(each.keep for each in menus)))
            async with (
                _working(sending, hearer.intake.run(), *listening, *keeping),
                planning(replan),
                tidying(DataRetention(database, settings.keeping, now=now)),
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
    """Open the database, with a single-instance lock on a file, and the record of running steps."""
    with single_instance_lock(url):
        async with open_database(url) as database:
            with begun_steps(url, database) as begun:
                yield database, begun


def _names(present: Sequence[ChannelAccount]) -> dict[str, str]:
    """Return the bot's names on the channels that have told them."""
    return {each.channel: name for each in present if (name := each.found_as())}


def _linking(
    settings: Settings, maker: OrderRenderer, links: Links, now: Callable[[], datetime]
) -> ParcelRenderer:
    """Return the renderer, with file links if there is a public URL."""
    if settings.public_url is None or settings.listen is None:
        return maker
    return LinkRenderer(
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
    present: Sequence[ChannelAccount],
    hearer: EventSinks,
    pages: Sequence[Route],
    listen: Listen | socket.socket | None,
) -> AsyncIterator[Sequence[Work]]:
    """Serve HTTP during the block, and register the webhooks once it runs. Yields the channels' receiving loops."""
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
    """Return the turn loop for these settings; `wake` wakes delivery."""
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
) -> EventSinks:
    """Return the receiver of all events, with the rate limit and the strangers' admission control.

    Without a configured limit there is neither.
    """
    per_minute = settings.messages_per_minute
    strangers = StrangerQueue(
        take,
        partial(_members, database),
        partial(joining_chats, database, now),
        outbox.strangers_waiting,
        time.monotonic,
    )
    gate = RateLimiter(strangers.take if per_minute else take, per_minute, time.monotonic, outbox.waiting)
    missed = MissedMessages(database, take, now=now).tell
    return EventSinks(
        take=gate.take,
        missed=missed,
        strangers=strangers,
        intake=InboundQueue(gate.take, now=now),
        metrics=metrics,
    )


async def _members(database: Database, chats: Collection[Chat]) -> Collection[Chat]:
    """Return which chats belong to people who have joined."""
    async with database.reading() as connection:
        return await load_members(connection, chats)


@asynccontextmanager
async def _working(*works: Work) -> AsyncIterator[None]:
    """Run tasks beside the block; the first failure cancels the block and is raised."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(work) for work in works]
            yield
            for task in tasks:
                task.cancel()
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from None
