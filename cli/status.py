"""`baocao status`: the state of the bot on one screen."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from rich.table import Table
from rich.text import Text
from sqlalchemy import make_url

from bot.settings import Settings
from cli.clock import office_now
from cli.terminal import out
from reminders.quota import ChannelPlan
from storage.database.database import database_to_read
from storage.maintenance.status import PeopleStatus, RoundStatus, Status, load_status
from texts import Catalogue
from texts.formatting import Writer

MOST_ROUNDS = 8
LATE = timedelta(minutes=5)
"""The overdue time from which a message counts as late; planner and pacer cause shorter delays."""

BACKUP_EVERY = timedelta(days=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusLine:
    """One line: its subject, its state, and whether the state is normal."""

    about: str
    said: str
    fine: bool = True


def show_status(texts: Catalogue) -> None:
    """Print the state; raises StorageError."""
    settings = Settings()
    now = office_now()
    status = asyncio.run(_load(settings.database_url, now))
    writer = Writer(texts.language)
    place = make_url(settings.database_url).render_as_string(hide_password=True)
    moment = f"{writer.date(now)} {writer.time(now)}"
    out().print(texts.plain("status.heading", moment=moment, place=place), markup=False)
    facts = Table.grid(padding=(0, 1))
    for fact in (*_facts(status, now, texts), *_channels(status, settings.plans, now, texts)):
        style = "" if fact.fine else "bold red"
        facts.add_row("✓" if fact.fine else "✗", Text(fact.about), Text(fact.said), style=style)
    out().print(facts)
    out().print(_rounds(status.rounds, now, texts))


async def _load(database_url: str, now: datetime) -> Status:
    async with database_to_read(database_url) as database, database.reading() as connection:
        return await load_status(connection, now)


def _facts(status: Status, now: datetime, texts: Catalogue) -> Iterator[StatusLine]:
    writer = Writer(texts.language)
    heard = _moment(status.heard_at, now, texts) or texts.plain("status.not_heard")
    yield StatusLine(about=texts.plain("status.heard"), said=heard)
    if status.oldest is None:
        yield StatusLine(about=texts.plain("status.outbox"), said=texts.plain("status.outbox_empty"))
    else:
        said = texts.plain(
            "status.outbox_waiting", waiting=writer.count(status.waiting), age=_age(status.oldest, texts)
        )
        yield StatusLine(about=texts.plain("status.outbox"), said=said, fine=status.oldest < LATE)
    letters = status.dead_letters
    name = "status.dead_letters_some" if letters else "status.dead_letters_none"
    said = texts.plain(name, count=writer.count(letters))
    yield StatusLine(about=texts.plain("status.dead_letters"), said=said, fine=not letters)
    name = "status.undelivered_some" if status.given_up else "status.undelivered_none"
    said = texts.plain(name, count=writer.count(status.given_up))
    yield StatusLine(about=texts.plain("status.undelivered"), said=said, fine=not status.given_up)
    at = status.backed_up_at
    backup = _moment(at, now, texts) or texts.plain("status.no_backup")
    fine = at is not None and now - at < BACKUP_EVERY
    yield StatusLine(about=texts.plain("status.backup"), said=backup, fine=fine)
    yield _people(status.people, texts)


def _people(people: PeopleStatus, texts: Catalogue) -> StatusLine:
    writer = Writer(texts.language)
    said = texts.plain(
        "status.people_joined", joined=writer.count(people.joined), count=writer.count(people.registered)
    )
    if people.unreachable:
        more = ", …" if people.unreachable > len(people.names) else ""
        count, names = writer.count(people.unreachable), ", ".join(people.names) + more
        said += "; " + texts.plain("status.people_unreachable", count=count, names=names)
    return StatusLine(about=texts.plain("status.people"), said=said, fine=not people.unreachable)


def _channels(
    status: Status, plans: Mapping[str, ChannelPlan], now: datetime, texts: Catalogue
) -> Iterator[StatusLine]:
    for name in sorted({*status.users, *status.sent, *plans}):
        plan, users, sent = (
            plans.get(name, ChannelPlan()),
            status.users.get(name, 0),
            status.sent.get(name, 0),
        )
        said = texts.plain(
            "status.channel_used",
            users=_of(users, plan.users, texts),
            sent=_of(sent, plan.messages, texts),
            month=now.month,
        )
        room = (not plan.users or users < plan.users) and (not plan.messages or sent < plan.messages)
        yield StatusLine(about=texts.plain(f"channel.{name}"), said=said, fine=room)


def _rounds(rounds: tuple[RoundStatus, ...], now: datetime, texts: Catalogue) -> Table | str:
    if not rounds:
        return texts.plain("status.no_rounds")
    writer = Writer(texts.language)
    more = texts.plain("status.more_rounds", count=writer.count(len(rounds) - MOST_ROUNDS))
    table = Table(caption=more if len(rounds) > MOST_ROUNDS else None, caption_justify="left")
    table.add_column(texts.plain("status.round"))
    table.add_column(texts.plain("status.due"))
    table.add_column(texts.plain("status.submitted"), justify="right", no_wrap=True)
    for each in rounds[:MOST_ROUNDS]:
        days = (each.last_day - now.date()).days
        left = "status.days_left" if days > 0 else "status.last_day" if days == 0 else "status.days_over"
        due = f"{writer.day(each.last_day)}, {texts.plain(left, n=None, days=abs(days))}"
        table.add_row(Text(each.title), due, f"{each.submitted}/{each.total}")
    return table


def _of(used: int, plan: int, texts: Catalogue) -> str:
    """Return '2.400/3.000 (80 %)', or the count alone without a limit."""
    writer = Writer(texts.language)
    if not plan:
        return writer.count(used)
    percent = writer.percent_short(Fraction(used, plan))
    return texts.plain("status.of", used=writer.count(used), plan=writer.count(plan), percent=percent)


def _moment(at: datetime | None, now: datetime, texts: Catalogue) -> str:
    """Return '20/11/2026 02:15 (18 giờ trước)'; '' for None."""
    if at is None:
        return ""
    writer, local = Writer(texts.language), at.astimezone(now.tzinfo)
    moment = f"{writer.date(local)} {writer.time(local)}"
    return texts.plain("status.ago", moment=moment, age=_age(now - at, texts))


def _age(age: timedelta, texts: Catalogue) -> str:
    """Return a duration in one suitable unit: '3 phút', '18 giờ', '4 ngày'."""
    minutes = int(age.total_seconds()) // 60
    if minutes < 60:  # noqa: PLR2004 -- an hour
        return texts.plain("status.minutes", count=max(minutes, 0))
    hours = minutes // 60
    if hours < 48:  # noqa: PLR2004 -- two days
        return texts.plain("status.hours", count=hours)
    return texts.plain("status.days", count=hours // 24)
