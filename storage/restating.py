"""Names in what was said: written anew wherever they stand as a whole, however deep they are wrapped in JSON.

What is stored is taken out of its JSON first: in there a name may stand behind the n of a line break, or all its
letters may be written as numbers. What nobody could read is a channel's JSON in a text in ours.
"""

import json
import re
import unicodedata
from collections.abc import Collection, Iterator
from typing import Any

from markupsafe import escape
from sqlalchemy import Column, Table, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import schema as t

_ALWAYS_SHORT = (t.dead_letters.c.content, t.dead_letters.c.trace)
"""Columns of tables so short that all their rows are looked through."""

_SAID: tuple[Column[str], ...] = (
    t.outbox.c.delivery,
    t.sessions.c.state,
    t.links.c.delivery,
    *_ALWAYS_SHORT,
)
"""Where somebody's name may stand in what concerns others."""

_BEHIND = r"(?:(?<!\w)|(?<=\\[nrtbf])|(?<=\\x[0-9a-f]{2})|(?<=\\u[0-9a-f]{4}))"
"""Where a name may begin: not within a word, but right behind a sign that is written with a backslash."""


async def restate_name(connection: AsyncConnection, name: str, instead: str) -> None:
    """Write another name instead, as a whole, in all that was or will be said to anybody."""
    spellings = sorted(set(_spellings(name)))
    whole = re.compile(f"{_BEHIND}(?:{'|'.join(map(re.escape, spellings))})(?!\\w)", re.IGNORECASE)
    for column in _SAID:
        wanted = () if column in _ALWAYS_SHORT else spellings
        await _restate(connection, column, wanted, whole, str(escape(instead)))


def _spellings(name: str) -> Iterator[str]:
    """Yield the forms in which a name may stand in stored messages: composed or not, escaped for HTML and JSON."""
    for cased in (name, name.upper()):
        for plain in (unicodedata.normalize("NFC", cased), unicodedata.normalize("NFD", cased)):
            for written in (plain, str(escape(plain))):
                yield written
                yield from (
                    json.dumps(written, ensure_ascii=ascii_only)[1:-1] for ascii_only in (False, True)
                )


async def _restate(
    connection: AsyncConnection,
    column: Column[str],
    wanted: Collection[str],
    whole: re.Pattern[str],
    instead: str,
) -> None:
    table: Table = column.table
    keys = list(table.primary_key.columns)
    query = select(*keys, column.label("said"))
    if wanted:
        query = query.where(or_(*(column.contains(each, autoescape=True) for each in wanted)))
    for row in (await connection.execute(query)).all():
        restated = _restated(row.said, whole, instead)
        if restated != row.said:
            here = [key == value for key, value in zip(keys, row[:-1], strict=True)]
            await connection.execute(update(table).where(*here).values({column: restated}))


def _restated(said: str, whole: re.Pattern[str], instead: str) -> str:
    """Return what was said, JSON or not, with the other name; as it was where it does not hold the name."""
    try:
        value = json.loads(said)
    except ValueError:
        return whole.sub(lambda _: instead, said)
    within = _within(value, whole, instead)
    return said if within == value else json.dumps(within, ensure_ascii=said.isascii())


def _within(value: Any, whole: re.Pattern[str], instead: str) -> Any:  # noqa: ANN401 -- whatever JSON holds
    if isinstance(value, dict):
        return {_within(key, whole, instead): _within(each, whole, instead) for key, each in value.items()}
    if isinstance(value, list):
        return [_within(each, whole, instead) for each in value]
    return _restated(value, whole, instead) if isinstance(value, str) else value
