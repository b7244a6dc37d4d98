from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from reporting.figures.choices import ChoiceChange, Choices, UnitChoice
from reporting.figures.completeness import Standing
from reporting.figures.notable_changes import NotableChange, notable_changes
from reporting.figures.rollup import Figures, Measure, UnitFigure
from reporting.units.unit import Unit

Stand = Callable[..., tuple[Standing, ...]]

PEOPLE = Measure(name="pop", label="Người 15-25 tuổi", is_rate=False)
RATE = Measure(name="rate", label="Biết chữ", is_rate=True)


def people(before: dict[int, int], after: dict[int, int]) -> Figures:
    def figures(values: dict[int, int]) -> tuple[UnitFigure, ...]:
        return tuple(UnitFigure(unit_id=n, numerator=Decimal(value)) for n, value in values.items())

    return Figures(measure=PEOPLE, current=figures(after), previous=figures(before))


def units(stand: Stand, count: int) -> list[Unit]:
    return [one.unit for one in stand(" ".join(["20/4"] * count))]


def test_more_than_15_percent_up_or_down_is_worth_a_look_the_largest_first(stand: Stand) -> None:
    figures = people({1: 100, 2: 100, 3: 100, 4: 100}, {1: 85, 2: 84, 3: 140, 4: 116})
    found = notable_changes(units(stand, 4), [figures])
    assert [(one.unit.id, one.largest.relative) for one in found] == [
        (3, Fraction(40, 100)),
        (2, Fraction(-16, 100)),
        (4, Fraction(16, 100)),
    ]


def test_a_unit_is_named_once_with_its_largest_change_and_the_number_of_the_others(stand: Stand) -> None:
    rates = Figures(
        measure=RATE,
        current=(UnitFigure(unit_id=1, numerator=Decimal(50), denominator=Decimal(100)),),
        previous=(UnitFigure(unit_id=1, numerator=Decimal(98), denominator=Decimal(100)),),
    )
    (one,) = notable_changes(units(stand, 1), [people({1: 100}, {1: 80}), rates])
    assert isinstance(one.largest, NotableChange)
    assert (one.largest.measure, one.largest.before, one.largest.after) == (
        RATE,
        Fraction(98, 100),
        Fraction(1, 2),
    )
    assert one.others == 1


def test_few_persons_are_no_change_worth_a_look(stand: Stand) -> None:
    assert notable_changes(units(stand, 1), [people({1: 4}, {1: 7})]) == ()


def test_without_a_figure_before_or_from_nothing_there_is_nothing_to_compare(stand: Stand) -> None:
    assert notable_changes(units(stand, 2), [people({1: 0}, {1: 500, 2: 500})]) == ()


def test_units_that_were_not_asked_about_are_left_out(stand: Stand) -> None:
    assert notable_changes(units(stand, 1), [people({2: 100}, {2: 10})]) == ()


def level(before: dict[int, str], after: dict[int, str]) -> Choices:
    def chosen(values: dict[int, str]) -> tuple[UnitChoice, ...]:
        return tuple(UnitChoice(unit_id=n, chosen={name: f"Mức {name}"}) for n, name in values.items())

    return Choices(label="Mức độ", several=False, current=chosen(after), previous=chosen(before))


def test_another_category_is_a_change_worth_a_look_before_smaller_ones(stand: Stand) -> None:
    figures = people({1: 100, 2: 100, 3: 100}, {1: 70, 2: 100, 3: 100})
    found = notable_changes(units(stand, 3), [figures], [level({1: "2", 2: "2", 3: "2"}, {2: "0", 3: "2"})])
    assert [one.unit.id for one in found] == [2, 1]
    assert isinstance(found[0].largest, ChoiceChange)
    assert (found[0].largest.before, found[0].largest.after) == (("Mức 2",), ("Mức 0",))
