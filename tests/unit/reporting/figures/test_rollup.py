import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from reporting.figures.rollup import Measure, RolledUp, RollupError, UnitFigure, addend, roll_up
from reporting.reports.report import Absence
from texts.formatting import Writer

RATE = Measure(name="literate_rate", label="Biết chữ", is_rate=True)
COUNT = Measure(name="literate", label="Người biết chữ", is_rate=False)


def figure(unit_id: int, part: int | str | None, whole: int | str | None = None) -> UnitFigure:
    return UnitFigure(
        unit_id=unit_id,
        numerator=None if part is None else Decimal(part),
        denominator=None if whole is None else Decimal(whole),
    )


def rate(*figures: UnitFigure, target: str | None = None, expected: int = 3) -> RolledUp:
    measure = Measure(
        name="r", label="Tỷ lệ", is_rate=True, target=None if target is None else Decimal(target)
    )
    return roll_up(measure, figures, range(1, expected + 1))


def test_a_rate_is_the_ratio_of_the_sums_and_not_the_average_of_the_rates() -> None:
    rolled = rate(figure(1, 1, 2), figure(2, 98, 98))
    assert rolled.ratio == Fraction(99, 100)
    assert (rolled.numerator, rolled.denominator) == (Decimal(99), Decimal(100))
    assert (rolled.units_reported, rolled.units_expected) == (2, 3)


def test_a_unit_that_gave_only_one_of_the_two_figures_is_left_out_of_both_sums() -> None:
    rolled = rate(figure(1, 427, 431), figure(2, None, 500), figure(3, 90, None))
    assert (rolled.numerator, rolled.denominator, rolled.units_reported) == (Decimal(427), Decimal(431), 1)


def test_none_of_the_kind_is_a_report_of_nothing_while_pending_is_no_report() -> None:
    assert addend(Absence.NONE) == 0
    assert addend(Absence.PENDING) is None
    assert addend(Absence.SKIPPED) is None
    assert addend(None) is None
    assert addend(Decimal("1.5")) == Decimal("1.5")
    rolled = roll_up(COUNT, [UnitFigure(unit_id=1, numerator=addend(Absence.NONE))], [1, 2])
    assert (rolled.numerator, rolled.units_reported, rolled.ratio) == (Decimal(0), 1, None)


def test_where_there_is_nothing_to_divide_by_there_is_neither_rate_nor_verdict() -> None:
    rolled = rate(figure(1, 0, 0), target="96")
    assert rolled.ratio is None
    assert rolled.meets_target is None
    assert rate(target="96").meets_target is None


def test_a_target_is_compared_before_rounding() -> None:
    nearly = rate(figure(1, 95_996, 100_000), target="96")
    assert nearly.ratio is not None
    assert Writer("vi").percent(nearly.ratio) == "96,00\u00a0%"
    assert nearly.meets_target is False
    assert rate(figure(1, 96, 100), target="96").meets_target is True
    assert rate(figure(1, 96, 100)).meets_target is None


def test_a_count_adds_up_and_has_its_target_in_its_own_unit() -> None:
    measure = Measure(name="classes", label="Số lớp", is_rate=False, target=Decimal(12))
    rolled = roll_up(measure, [figure(1, 5), figure(2, 7), figure(3, None)], [1, 2, 3])
    assert (rolled.numerator, rolled.denominator, rolled.units_reported) == (Decimal(12), None, 2)
    assert rolled.meets_target is True


def test_a_sum_is_exact_whatever_the_digits() -> None:
    rolled = roll_up(COUNT, [figure(1, "1e27"), figure(2, "0.001")], [1, 2])
    assert rolled.numerator == Decimal("1000000000000000000000000000.001")


def test_a_unit_of_its_own_has_a_rate_too() -> None:
    assert figure(1, 427, 431).value(RATE) == Fraction(427, 431)
    assert figure(1, 427, 431).value(COUNT) == 427
    assert figure(1, 0, 0).value(RATE) is None
    assert figure(1, None, 431).value(RATE) is None


@pytest.mark.parametrize(
    "figures", [(figure(1, 1, 2), figure(1, 1, 2)), (figure(9, 1, 2),)], ids=["twice", "not asked"]
)
def test_a_unit_counted_twice_or_never_asked_is_refused(figures: tuple[UnitFigure, ...]) -> None:
    with pytest.raises(RollupError):
        rate(*figures)


@pytest.mark.parametrize("value", ["NaN", "Infinity"])
def test_what_is_no_number_is_refused(value: str) -> None:
    with pytest.raises(RollupError):
        figure(1, value, 2)


def test_published_district_figures_come_out_as_published(shared: Path) -> None:
    published = json.loads((shared / "domain" / "published_figures.json").read_text(encoding="utf-8"))
    rates = [
        one
        for one in published["records"]
        if one["consistent"] and one["published_percent"] and one["indicator"].startswith("literate_l")
    ]
    assert len(rates) >= 6
    for one in rates:
        part, whole = one["numerator"], one["denominator"]
        rolled = rate(figure(1, part // 3, whole // 4), figure(2, part - part // 3, whole - whole // 4))
        assert rolled.ratio is not None
        written = Writer("en").percent(rolled.ratio).removesuffix("%")
        assert Decimal(written) == Decimal(one["published_percent"])
