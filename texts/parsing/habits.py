"""A person's confirmed way of writing ambiguous numbers, so that each ambiguity is asked about once."""

from typing import Literal, get_args

Habit = Literal["comma_thousands", "comma_decimals", "dot_thousands", "dot_decimals", "approximate"]
"""'1,995' means 1995 or a fraction; '1.203 triệu' likewise; 'khoảng 400' counts as 400."""

Habits = frozenset[Habit]

NO_HABITS: Habits = frozenset()
HABITS: tuple[Habit, ...] = get_args(Habit)


def with_habit(habits: Habits, habit: Habit) -> Habits:
    """Return the habits with one more, which replaces its opposite."""
    mark = habit.partition("_")[0]
    return frozenset({each for each in habits if each.partition("_")[0] != mark} | {habit})
