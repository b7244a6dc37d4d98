"""Monthly message counts per channel, incremented as messages are sent."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Column, Integer, Table, Text, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import schema as t
from storage.database.locks import inserting_in

messages_sent = Table(
    "messages_sent",
    t.metadata,
    Column("channel", Text, primary_key=True),
    Column("month", Text, primary_key=True),
    Column("count", Integer, nullable=False),
)

PLANS_COUNT_IN = ZoneInfo("Asia/Ho_Chi_Minh")
"""The time zone of a channel plan's month, independent of the office's zone."""


def month_of(at: datetime) -> str:
    """Return the month that a message counts towards, such as '2020-05'."""
    return f"{at.astimezone(PLANS_COUNT_IN):%Y-%m}"


@cache
def _counting(dialect: str) -> Any:  # noqa: ANN401 -- two dialects' inserts without a common type
    adding = inserting_in(dialect, messages_sent)
    more = {"count": messages_sent.c.count + adding.excluded["count"]}
    return adding.on_conflict_do_update(index_elements=["channel", "month"], set_=more)


async def count_messages(connection: AsyncConnection, sent: Iterable[tuple[str, datetime, int]]) -> None:
    """Add sent messages to their month's counts; each item is a channel, a time and a number."""
    counts: Counter[tuple[str, str]] = Counter()
    for channel, at, messages in sent:
        counts[channel, month_of(at)] += messages
    rows = [
        {"channel": channel, "month": month, "count": count}
        for (channel, month), count in sorted(counts.items())
        if count
    ]
    if rows:
        await connection.execute(_counting(connection.dialect.name), rows)


async def load_sent(connection: AsyncConnection, now: datetime) -> dict[str, int]:
    """Return this month's message count of each channel."""
    rows = await connection.execute(select(messages_sent).where(messages_sent.c.month == month_of(now)))
    return {row.channel: row._mapping["count"] for row in rows}  # noqa: SLF001 -- a row's own 'count' is tuple's


async def load_users(connection: AsyncConnection) -> dict[str, int]:
    """Return the number of joined accounts of each channel."""
    rows = await connection.execute(
        select(t.accounts.c.channel, func.count().label("users")).group_by(t.accounts.c.channel)
    )
    return {row.channel: row.users for row in rows}
