from decimal import Decimal
from fractions import Fraction
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from reporting.figures.rollup import Measure, RolledUp, UnitFigure, roll_up

RATE = Measure(name="rate", label="Tỷ lệ", is_rate=True, target=Decimal(96))

counts = st.one_of(st.none(), st.integers(0, 10**7).map(Decimal))
figures = st.lists(st.tuples(counts, counts), max_size=30).map(
    lambda pairs: [
        UnitFigure(unit_id=n, numerator=part, denominator=whole) for n, (part, whole) in enumerate(pairs)
    ]
)


def rolled(units: list[UnitFigure]) -> RolledUp:
    return roll_up(RATE, units, range(100))


@given(figures, st.randoms(use_true_random=False))
def test_the_order_of_the_units_changes_nothing(units: list[UnitFigure], random: Random) -> None:
    shuffled = list(units)
    random.shuffle(shuffled)
    assert rolled(shuffled) == rolled(units)


@given(figures, st.integers(0, 30))
def test_rolling_up_in_two_steps_gives_the_same_as_in_one(units: list[UnitFigure], cut: int) -> None:
    halves = [rolled(units[:cut]), rolled(units[cut:])]
    whole = rolled(units)
    assert whole.numerator == sum(half.numerator for half in halves)
    assert whole.denominator == sum(half.denominator or 0 for half in halves)
    assert whole.units_reported == sum(half.units_reported for half in halves)


@given(figures)
def test_the_rate_lies_between_the_units_own_rates(units: list[UnitFigure]) -> None:
    whole = [one for one in units if one.denominator]  # a part of no whole pulls every rate up
    own = [value for one in whole if (value := one.value(RATE)) is not None]
    ratio = rolled(whole).ratio
    assert (ratio is None) == (not own)
    assert ratio is None or min(own) <= ratio <= max(own)


@given(figures)
def test_the_target_is_met_exactly_when_the_exact_rate_reaches_it(units: list[UnitFigure]) -> None:
    result = rolled(units)
    if result.ratio is None:
        assert result.meets_target is None
    else:
        assert result.meets_target == (result.ratio >= Fraction(96, 100))
