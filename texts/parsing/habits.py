"""How a person writes what can be read in two ways: confirmed once, it need not be asked again."""

from typing import Literal, get_args

Habit = Literal["comma_thousands", "comma_decimals", "dot_thousands", "dot_decimals", "approximate"]
"""'1,995' means 1.995 or 1 and a fraction; '1.203 triệu' likewise; 'khoảng 400' is to be taken for 400."""

Habits = frozenset[Habit]

NO_HABITS: Habits = frozenset()
HABITS: tuple[Habit, ...] = get_args(Habit)


def with_habit(habits: Habits, habit: Habit) -> Habits:
    """Return the habits with one more; the opposite one is given up."""
    mark = habit.partition("_")[0]
    return frozenset({each for each in habits if each.partition("_")[0] != mark} | {habit})
