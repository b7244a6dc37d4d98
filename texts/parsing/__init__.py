"""Parsing of typed answers: numbers, several answers in one message, yes and no, dates. Nothing here raises."""

from texts.parsing.dates import DoubtfulDate, read_date
from texts.parsing.habits import HABITS, NO_HABITS, Habit, Habits, with_habit
from texts.parsing.named_answers import Named, read_listed_figures, read_named_answers
from texts.parsing.numbers import read_number
from texts.parsing.outcomes import (
    Absent,
    Approximate,
    AskWhich,
    AsPrevious,
    Doubtful,
    Exact,
    Impossible,
    LikeAPhone,
    Obstacle,
    Pair,
    Percent,
    Qualifier,
    Reading,
)
from texts.parsing.phrases import read_yes_no
from texts.parsing.times import read_moment, read_time
from texts.parsing.units import UnitOfMeasure, measures_named, says_scale, unit_said

__all__ = [
    "HABITS",
    "NO_HABITS",
    "Absent",
    "Approximate",
    "AsPrevious",
    "AskWhich",
    "Doubtful",
    "DoubtfulDate",
    "Exact",
    "Habit",
    "Habits",
    "Impossible",
    "LikeAPhone",
    "Named",
    "Obstacle",
    "Pair",
    "Percent",
    "Qualifier",
    "Reading",
    "UnitOfMeasure",
    "measures_named",
    "read_date",
    "read_listed_figures",
    "read_moment",
    "read_named_answers",
    "read_number",
    "read_time",
    "read_yes_no",
    "says_scale",
    "unit_said",
    "with_habit",
]
