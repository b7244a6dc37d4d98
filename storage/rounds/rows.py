"""Converts rows of the rounds table to rounds."""

from datetime import datetime, tzinfo
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, func, select

from reporting.rounds.letter import short_name
from reporting.rounds.period import Period
from reporting.rounds.round import Due, Round
from storage.database import schema as t


def round_columns(*, as_in_report: bool = False) -> tuple[Any, ...]:
    """Return a round's columns, labelled for `round_of`; `as_in_report` applies the report's own deadline."""
    own = ("due_printed", "due_inclusive") if as_in_report else ()
    number = select(t.letters.c.number).where(t.letters.c.id == t.rounds.c.letter_id).scalar_subquery()
    return (
        number.label("round_letter_number"),
        *(
            (func.coalesce(t.reports.c[column.name], column) if column.name in own else column).label(
                f"round_{column.name}"
            )
            for column in t.rounds.c
        ),
    )


_period = lru_cache(maxsize=256)(Period.parse)
"""Parses a period; cached, because thousands of rows repeat a few periods."""


def round_of(row: Row[Any], zone: tzinfo) -> Round:
    """Return the round of a row of `round_columns`."""
    opened_at: datetime = row.round_opened_at
    return Round(
        id=row.round_id,
        title=row.round_title,
        form_hash=row.round_form_hash,
        period=_period(row.round_period),
        due=Due(printed=row.round_due_printed, inclusive=row.round_due_inclusive),
        opened_at=opened_at.astimezone(zone),
        closed=row.round_closed_at is not None,
        letter_id=row.round_letter_id,
        letter_name=short_name(row.round_letter_number) if row.round_letter_number else "",
    )
