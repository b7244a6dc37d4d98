"""How many messages went out on each channel in a month: counted as they are sent, never over the history."""

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
"""The zone of the month by which a plan is counted, whatever the office's own."""


def month_of(at: datetime) -> str:
    """Return the month that a message counts for: '2020-05'."""
    return f"{at.astimezone(PLANS_COUNT_IN):%Y-%m}"


@cache
def _counting(dialect: str) -> Any:  # noqa: ANN401 -- two dialects' inserts without a common type
    adding = inserting_in(dialect, messages_sent)
    more = {"count": messages_sent.c.count + adding.excluded["count"]}
    return adding.on_conflict_do_update(index_elements=["channel", "month"], set_=more)


async def count_messages(connection: AsyncConnection, sent: Iterable[tuple[str, datetime, int]]) -> None:
    """Add messages to their month's count: the channel, when they were sent, and how many."""
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
    """Return how many messages each channel has sent this month."""
    rows = await connection.execute(select(messages_sent).where(messages_sent.c.month == month_of(now)))
    return {row.channel: row._mapping["count"] for row in rows}  # noqa: SLF001 -- a row's own 'count' is tuple's


async def load_users(connection: AsyncConnection) -> dict[str, int]:
    """Return how many accounts people have joined with on each channel."""
    rows = await connection.execute(
        select(t.accounts.c.channel, func.count().label("users")).group_by(t.accounts.c.channel)
    )
    return {row.channel: row.users for row in rows}
