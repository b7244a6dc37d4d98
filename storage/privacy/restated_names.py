"""Replaces a person's name in stored messages, at any depth of nested JSON.

JSON is decoded first, because a name in it may follow the `n` of an escaped line break, or consist of escapes. An
unparsed update is a channel's JSON inside a text in our JSON.
"""

import json
import re
import unicodedata
from collections.abc import Collection, Iterator
from typing import Any

from markupsafe import escape
from sqlalchemy import Column, Table, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import schema as t

_ALWAYS_SHORT = (t.dead_letters.c.content, t.dead_letters.c.trace)
"""Columns of small tables, whose rows are all searched."""

_SAID: tuple[Column[str], ...] = (
    t.outbox.c.delivery,
    t.sessions.c.state,
    t.links.c.delivery,
    *_ALWAYS_SHORT,
)
"""The columns in which other people's messages may contain a person's name."""

_BEHIND = r"(?:(?<!\w)|(?<=\\[nrtbf])|(?<=\\x[0-9a-f]{2})|(?<=\\u[0-9a-f]{4}))"
"""Where a name may begin: at a word boundary, or right after a backslash escape."""


async def replace_name(connection: AsyncConnection, name: str, instead: str) -> None:
    """Replace a name, as a whole word sequence, in all sent and planned messages."""
    spellings = sorted(set(_spellings(name)))
    whole = re.compile(f"{_BEHIND}(?:{'|'.join(map(re.escape, spellings))})(?!\\w)", re.IGNORECASE)
    for column in _SAID:
        wanted = () if column in _ALWAYS_SHORT else spellings
        await _restate(connection, column, wanted, whole, str(escape(instead)))


def _spellings(name: str) -> Iterator[str]:
    """Yield the forms of a name in stored messages: composed or decomposed Unicode, escaped for HTML or JSON."""
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
    """Return a text or JSON value with the name replaced; unchanged if it does not contain the name."""
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
