"""What people type, read: numbers, several answers in one message, yes and no, dates. Nothing here raises."""

from texts.typed.answers import Named, read_named_answers
from texts.typed.dates import DoubtfulDate, read_date
from texts.typed.numbers import read_number
from texts.typed.readings import (
    Absent,
    Approximate,
    AskWhich,
    AsPrevious,
    Doubtful,
    Exact,
    Impossible,
    Obstacle,
    Pair,
    Percent,
    Qualifier,
    Reading,
)
from texts.typed.times import read_moment, read_time
from texts.typed.yes_no import read_yes_no

__all__ = [
    "Absent",
    "Approximate",
    "AsPrevious",
    "AskWhich",
    "Doubtful",
    "DoubtfulDate",
    "Exact",
    "Impossible",
    "Named",
    "Obstacle",
    "Pair",
    "Percent",
    "Qualifier",
    "Reading",
    "read_date",
    "read_moment",
    "read_named_answers",
    "read_number",
    "read_time",
    "read_yes_no",
]
