"""Whatever happens to units, every report stays reachable and every total of the past the same."""

from collections import Counter
from datetime import date

from hypothesis import given, settings

from reporting.units.history import Register
from tests.support.unit_histories import LAST, History, days, histories


def totals(register: Register, figures: dict[int, int], day: date) -> Counter[int]:
    """Sum the figures up at every unit, in the tree of that day."""
    sums: Counter[int] = Counter()
    for unit_id, figure in figures.items():
        sums.update(dict.fromkeys(register.line(unit_id, day), figure))
    return sums


@given(histories(), days)
def test_what_happens_later_changes_no_total_of_a_day(history: History, day: date) -> None:
    before = history.first
    for on, after in history.events:
        if on > day:
            figures = {life.id: life.id * 7 + 1 for life in before if life.exists_on(day)}
            assert totals(after, figures, day) == totals(before, figures, day)
        before = after


@given(histories(), days)
def test_the_sum_of_all_reports_always_reaches_the_top(history: History, day: date) -> None:
    """Also of reports whose unit did not exist on that day: a change that is recorded late takes none away."""
    after = history.last
    figures = {life.id: life.id * 7 + 1 for life in after}
    sums = totals(after, figures, day)
    tops = {after.line(unit_id, day)[-1] for unit_id in figures}
    assert sum(sums[top] for top in tops) == sum(figures.values())


@given(histories())
def test_every_report_is_answered_for_by_units_of_today(history: History) -> None:
    after = history.last
    for life in after:
        answering = after.responsible(life.id)
        assert answering[0] == life.id
        assert any(after[unit_id].valid_to is None for unit_id in answering)


@given(histories())
def test_today_is_a_tree(history: History) -> None:
    after = history.last
    tree = after.today()
    living = [life for life in after if life.valid_to is None]
    assert living
    for life in living:
        parent_id = life.newest.parent_id
        assert parent_id is None or after[parent_id].valid_to is None
        assert sum(tree.contains(top.id, life.id) for top in living if top.newest.parent_id is None) == 1


@given(histories(), days)
def test_what_lies_below_a_unit_is_what_its_figures_are_made_of(history: History, day: date) -> None:
    after = history.last
    for life in after:
        below = after.below(life.id, day)
        if life.id in [each.id for each in history.first]:
            assert below == {each.id for each in after if life.id in after.line(each.id, day)}
        else:
            assert life.id in below


@given(histories(), days)
def test_the_lineage_of_a_day_existed_on_that_day(history: History, day: date) -> None:
    after = history.last
    for life in after:
        lineage = after.lineage(life.id, day)
        assert all(after[unit_id].exists_on(day) for unit_id in lineage)
        assert lineage or not life.exists_on(LAST)
        if not any(each.new_id == life.id for each in after.successions):
            assert lineage <= {life.id}


@settings(max_examples=50)
@given(histories())
def test_a_unit_always_has_just_one_name_and_place_a_day(history: History) -> None:
    for life in history.last:
        sinces = [span.since for span in life.spans]
        assert sinces[0] == date.min
        assert sinces == sorted(set(sinces))
