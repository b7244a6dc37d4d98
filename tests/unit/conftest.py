"""A small district to report on: seven communes, one round due before 08/5/2020."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from reporting.figures.choices import Choices
from reporting.figures.completeness import IsWorking, Standing
from reporting.figures.digest import Digest, make_digest
from reporting.figures.rollup import Figures
from reporting.reports.report import Progress, Submission
from reporting.rounds.period import Period
from reporting.rounds.round import Due, Round
from reporting.units.unit import Unit

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NAMES = ("Nước Hai", "Bế Triều", "Bình Long", "Công Trừng", "Đức Xuân", "Hồng Nam", "Nam Tuấn")
HOLIDAYS = {date(2020, 4, 30), date(2020, 5, 1)}
QUESTIONS = 24


@pytest.fixture(scope="session")
def at() -> Callable[[str], datetime]:
    """Read a moment of 2020 as '27/4 07:30'."""

    def read(text: str) -> datetime:
        return datetime.strptime(f"2020/{text}", "%Y/%d/%m %H:%M").replace(tzinfo=ZONE)

    return read


@pytest.fixture(scope="session")
def literacy(at: Callable[[str], datetime]) -> Round:
    return Round(
        id=1,
        title="Xóa mù chữ 2019",
        form_hash="",
        period=Period.parse("2019"),
        due=Due(printed=date(2020, 5, 8)),
        opened_at=at("17/4 08:00"),
    )


@pytest.fixture(scope="session")
def district() -> Unit:
    return Unit(id=0, code="HA", name="Hòa An", kind="huyện")


@pytest.fixture(scope="session")
def is_working() -> IsWorking:
    return lambda day: day.weekday() < 5 and day not in HOLIDAYS


@pytest.fixture(scope="session")
def stand(at: Callable[[str], datetime], literacy: Round) -> Callable[..., tuple[Standing, ...]]:
    """Say how the communes stand, a word each: '20/4' submitted then, '11' answered so many, '-' nothing."""

    def standings(words: str, names: Iterable[str] = ()) -> tuple[Standing, ...]:
        called = list(names) or [*NAMES, *(f"Xã thứ {n}" for n in range(8, 200))]
        return tuple(_standing(n, called[n], word) for n, word in enumerate(words.split()))

    def _standing(n: int, name: str, word: str) -> Standing:
        unit = Unit(id=n + 1, code=f"{n + 1}", name=name, kind="xã" if n else "thị trấn", parent_id=0)
        if word == "-":
            return Standing(unit=unit, progress=Progress.NOT_STARTED, answered=0, asked=QUESTIONS)
        if word.isdigit():
            return Standing(unit=unit, progress=Progress.IN_PROGRESS, answered=int(word), asked=QUESTIONS)
        came = at(f"{word} 09:00")
        return Standing(
            unit=unit,
            progress=Progress.SUBMITTED,
            answered=QUESTIONS,
            asked=QUESTIONS,
            submissions=(Submission(number=1, at=came, on_time=literacy.due.is_on_time(came)),),
        )

    return standings


@pytest.fixture(scope="session")
def digest_of(
    at: Callable[[str], datetime],
    literacy: Round,
    district: Unit,
    is_working: IsWorking,
    stand: Callable[..., tuple[Standing, ...]],
) -> Callable[..., Digest]:
    """Draw up the digest of the communes standing so, at that moment."""

    def make(
        words: str,
        now: str = "27/4 07:30",
        figures: Iterable[Figures] = (),
        names: Iterable[str] = (),
        choices: Iterable[Choices] = (),
    ) -> Digest:
        return make_digest(
            round_=literacy,
            unit=district,
            standings=stand(words, names),
            figures=tuple(figures),
            choices=tuple(choices),
            now=at(now),
            is_working=is_working,
        )

    return make
