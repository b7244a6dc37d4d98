"""The replay's schedule: when each officer answers, in which typing style, and with which mistakes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from demo.district import ZONE
from demo.officers import Typing, comma, dotted, listed, paired, plain, spaced, with_unit

START = datetime(2020, 4, 17, 8, tzinfo=ZONE)
END = datetime(2020, 5, 11, 9, tzinfo=ZONE)
BETWEEN_ACTS = timedelta(seconds=25)
"""The time between the bot's reply and the officer's next action."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """One officer's typing style, sittings, and mistakes.

    `sittings` are (month, day, hour, minute). A sitting before the last ends after `first_acts` actions. `slips` are
    texts typed before the right answer to a question. `mistaken` is a wrong figure that is submitted first, and
    `corrected` is the sitting in which it is corrected.
    """

    sittings: tuple[tuple[int, int, int, int], ...]
    typing: Typing = plain
    first_acts: int = 0
    slips: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    stickers: bool = False
    mistaken: Mapping[str, str] = field(default_factory=dict)
    corrected: tuple[int, int, int, int] | None = None


HABITS: Mapping[str, Habit] = {
    "Nước Hai": Habit(sittings=((4, 17, 14, 0),), typing=comma),
    "Bạch Đằng": Habit(sittings=((4, 22, 9, 0),), typing=dotted),
    "Bế Triều": Habit(
        sittings=((4, 17, 15, 0),),
        typing=dotted,
        slips={"literate_l1_15_25": ("1.758",), "literate_l2_15_60": ("khoảng 3.600",)},
    ),
    "Bình Dương": Habit(sittings=((4, 28, 15, 0),), typing=spaced),
    "Bình Long": Habit(sittings=((4, 21, 9, 0),), typing=paired),
    "Công Trừng": Habit(sittings=((5, 4, 9, 0),), typing=plain),
    "Dân Chủ": Habit(sittings=((4, 20, 9, 0),), typing=with_unit, slips={"new_literates": ("ko",)}),
    "Đại Tiến": Habit(sittings=((4, 23, 16, 0), (4, 25, 9, 0)), typing=dotted, first_acts=8),
    "Đức Long": Habit(sittings=((4, 21, 15, 0),), typing=spaced),
    "Đức Xuân": Habit(sittings=((5, 7, 8, 30),), typing=paired),
    "Hà Trì": Habit(sittings=((4, 27, 9, 0),), typing=plain),
    "Hoàng Tung": Habit(sittings=((4, 20, 14, 0),), typing=listed),
    "Hồng Nam": Habit(sittings=((5, 8, 9, 0),), typing=plain),
    "Hồng Việt": Habit(sittings=((4, 20, 15, 30),), typing=dotted, stickers=True),
    "Lê Chung": Habit(sittings=((4, 24, 9, 0),), typing=with_unit),
    "Nam Tuấn": Habit(
        sittings=((4, 17, 10, 30),),
        typing=paired,
        mistaken={"post_literacy_continuing": "12"},
        corrected=(4, 29, 9, 0),
    ),
    "Ngũ Lão": Habit(
        sittings=((4, 22, 14, 0),), typing=plain, slips={"xmc_level_attained": ("dat chuan", "2")}
    ),
    "Nguyễn Huệ": Habit(sittings=((4, 23, 9, 0),), typing=dotted, slips={"literate_l1_15_35": ("99,09%",)}),
    "Quang Trung": Habit(sittings=((4, 24, 10, 0),), typing=plain),
    "Trưng Vương": Habit(sittings=((4, 28, 9, 0),), typing=listed),
    "Trương Lương": Habit(sittings=((4, 27, 15, 0),), typing=spaced),
}
"""The habits by commune. Đại Tiến returns after two days; Công Trừng, Đức Xuân and Hồng Nam wait for reminders."""

REMINDED_BY_HAND = datetime(2020, 4, 28, 10, tzinfo=ZONE)
"""The time at which the supervisor reminds the units without a submission."""

ONE_UNIT_READ = datetime(2020, 5, 5, 10, tzinfo=ZONE)
"""The time at which the supervisor reads one unit's report."""


def moment(when: tuple[int, int, int, int]) -> datetime:
    """Return a time in the replay's year."""
    month, day, hour, minute = when
    return datetime(2020, month, day, hour, minute, tzinfo=ZONE)


def sittings() -> Iterator[tuple[datetime, str, int]]:
    """Yield all sittings in chronological order: the time, the commune, and the sitting's index."""
    every = [
        (moment(when), name, number)
        for name, habit in HABITS.items()
        for number, when in enumerate(habit.sittings)
    ]
    yield from sorted(every)
