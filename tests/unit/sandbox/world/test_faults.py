import pytest
from pydantic import ValidationError

from sandbox.telegram.updates import UpdateQueue
from sandbox.world.faults import Fault, FaultKind, FaultPlan, Faults

HALF = FaultPlan(seed=3, faults=(Fault(kind=FaultKind.FAILURE, share=0.5),))


def struck(faults: Faults, method: str, requests: int) -> list[int]:
    """Return the numbers of the requests that something befell."""
    return [number for number in range(1, requests + 1) if faults.strike(method)]


def test_a_plan_strikes_the_same_requests_each_time_it_is_put_in() -> None:
    faults = Faults(HALF)
    first = struck(faults, "sendMessage", 200)
    faults.put(HALF)
    assert struck(faults, "sendMessage", 200) == first
    assert 60 < len(first) < 140


def test_another_seed_strikes_others() -> None:
    other = HALF.model_copy(update={"seed": 4})
    assert struck(Faults(HALF), "sendMessage", 200) != struck(Faults(other), "sendMessage", 200)


def test_what_other_methods_are_asked_meanwhile_changes_nothing() -> None:
    quiet, busy = Faults(HALF), Faults(HALF)
    alone = struck(quiet, "sendMessage", 50)
    among_others = []
    for number in range(1, 51):
        busy.strike("getUpdates")
        if busy.strike("sendmessage"):
            among_others.append(number)
    assert among_others == alone


def test_requests_can_be_named_by_number_and_method() -> None:
    fault = Fault(kind=FaultKind.LOST_ANSWER, at=frozenset({2, 5}), methods=frozenset({"SendMessage"}))
    faults = Faults(FaultPlan(faults=(fault,)))
    assert struck(faults, "sendMessage", 6) == [2, 5]
    assert struck(faults, "getUpdates", 6) == []
    assert faults.struck == {FaultKind.LOST_ANSWER: 2}


def test_the_first_of_two_faults_wins() -> None:
    both = tuple(Fault(kind=kind, share=1.0) for kind in (FaultKind.FLOOD, FaultKind.FAILURE))
    assert FaultPlan(faults=both).fault("sendmessage", 1) == both[0]


def test_two_faults_of_one_share_strike_different_requests() -> None:
    plan = FaultPlan(
        faults=tuple(Fault(kind=kind, share=0.5) for kind in (FaultKind.FLOOD, FaultKind.FAILURE))
    )
    faults = Faults(plan)
    struck(faults, "sendMessage", 400)
    assert faults.struck[FaultKind.FAILURE] > 50


@pytest.mark.parametrize(
    "plan",
    [
        '{"faults": [{"kind": "rain"}]}',
        '{"faults": [{"kind": "flood", "share": 1.5}]}',
        '{"faults": [{"kind": "flood", "often": 1}]}',
        '{"faults": [{"kind": "flood", "at": [0]}]}',
    ],
)
def test_what_is_no_plan_is_refused(plan: str) -> None:
    with pytest.raises(ValidationError):
        FaultPlan.model_validate_json(plan)


async def fetched(queue: UpdateQueue, offset: int) -> list[int]:
    return [update["update_id"] for update in await queue.fetch(offset=offset, limit=100, wait=0)]


def queue_repeating(*repeated: int) -> UpdateQueue:
    plan = FaultPlan(faults=(Fault(kind=FaultKind.REPEATED_UPDATE, at=frozenset(repeated)),))
    queue = UpdateQueue(1, lambda: None, Faults(plan).repeats)
    for number in range(3):
        queue.add("message", {"text": str(number)})
    return queue


async def test_a_confirmed_update_comes_once_more_before_those_that_wait() -> None:
    queue = queue_repeating(1, 2)
    assert await fetched(queue, 0) == [1, 2, 3]
    assert await fetched(queue, 3) == [1, 2, 3]
    assert await fetched(queue, 4) == []


async def test_a_repeat_holds_back_nothing_when_the_offset_goes_back_to_it() -> None:
    queue = queue_repeating(2)
    assert await fetched(queue, 4) == [2]
    assert await fetched(queue, 3) == []
    assert queue.pending == 0
