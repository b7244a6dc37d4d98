"""The bench of open sessions, tried on a few."""

from bench.sessions import Cost, growth, is_linear, measure


async def test_everybody_in_the_middle_of_the_questionnaire_goes_on() -> None:
    cost = await measure(3)
    assert cost.start > 0
    assert min(cost.memory, cost.peak) > 10_000_000


def test_growth_is_counted_for_each_session_more() -> None:
    costs = [
        Cost(sessions=sessions, start=1.0, start_cpu=1.0, memory=peak, peak=peak)
        for sessions, peak in ((1000, 100_000_000), (2000, 110_000_000), (4000, 150_000_000))
    ]
    assert growth(costs) == [10_000, 20_000]


def test_what_grows_faster_and_faster_is_not_linear() -> None:
    assert is_linear([10_000, 10_000, 9_000])
    assert is_linear([0, 900])
    assert not is_linear([10_000, 20_000])
