"""What people type, read: numbers, several answers in one message, yes and no, dates. Nothing here raises."""

from texts.typed.answers import Named, read_listed_figures, read_named_answers
from texts.typed.dates import DoubtfulDate, read_date
from texts.typed.habits import HABITS, NO_HABITS, Habit, Habits, with_habit
from texts.typed.numbers import read_number
from texts.typed.readings import (
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
from texts.typed.times import read_moment, read_time
from texts.typed.units import Measure, measures_named, says_scale, unit_said
from texts.typed.yes_no import read_yes_no

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
    "Measure",
    "Named",
    "Obstacle",
    "Pair",
    "Percent",
    "Qualifier",
    "Reading",
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
