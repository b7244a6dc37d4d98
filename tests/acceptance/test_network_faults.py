"""Officers report through bad weather between the program and Telegram: all of it is survived, by plan and by seed."""

import asyncio
import os
import signal
from contextlib import AsyncExitStack
from pathlib import Path

from demo.district import sample_district
from sandbox import Fault, FaultKind, FaultPlan
from tests.support.accounting import assert_reported, repeated
from tests.support.bot_process import Installation, installation
from tests.support.officers import Crew

SEED, ROUNDS = int(os.environ.get("SOAK_SEED", "431")), int(os.environ.get("SOAK_ROUNDS", "1"))
MEMBERS = sample_district().officers[: 7 if "SOAK_SEED" in os.environ else 4]
LONGEST = 600.0  # seconds
SENDING = frozenset({"sendMessage"})
TALKING = SENDING | {"answerCallbackQuery", "editMessageText"}
POLLING = frozenset({"getUpdates"})
PAGES = (200, 403, 404, 502)  # what filters and gateways say
BREAKING = (FaultKind.FAILURE, FaultKind.LOST_REQUEST, FaultKind.LOST_ANSWER)

BY_PLAN = FaultPlan(
    faults=(
        Fault(kind=FaultKind.FLOOD, at={5, 20, 40}, methods=SENDING),
        Fault(kind=FaultKind.FAILURE, at={8, 30}, methods=TALKING),
        Fault(kind=FaultKind.LOST_REQUEST, at={3, 50}, methods=TALKING),
        Fault(kind=FaultKind.LOST_ANSWER, at={1, 15, 60}, methods=TALKING),
        Fault(kind=FaultKind.SLOW_ANSWER, at={10, 25}, methods=TALKING, seconds=0.5),
        *(Fault(kind=FaultKind.PAGE, at={12 + n}, methods=TALKING, status=s) for n, s in enumerate(PAGES)),
        *(Fault(kind=FaultKind.PAGE, at={10 + n}, methods=POLLING, status=s) for n, s in enumerate(PAGES)),
        Fault(kind=FaultKind.FAILURE, at={4}, methods=POLLING),
        Fault(kind=FaultKind.LOST_REQUEST, at={6}, methods=POLLING),
        Fault(kind=FaultKind.LOST_ANSWER, at={3, 9}, methods=POLLING),
        Fault(kind=FaultKind.REPEATED_UPDATE, at={1, 2, 9, 30, 31}),
    )
)


def by_seed(seed: int) -> FaultPlan:
    """Return a plan in which one in eight requests meets with something, and one in fifty polls."""
    return FaultPlan(
        seed=seed,
        faults=(
            Fault(kind=FaultKind.FLOOD, share=0.03, methods=SENDING),
            *(Fault(kind=kind, share=0.03, methods=TALKING) for kind in BREAKING),
            *(Fault(kind=kind, share=0.01, methods=POLLING) for kind in BREAKING),
            *(Fault(kind=FaultKind.PAGE, share=0.01, methods=TALKING, status=status) for status in PAGES),
            *(Fault(kind=FaultKind.PAGE, share=0.003, methods=POLLING, status=status) for status in PAGES),
            Fault(kind=FaultKind.SLOW_ANSWER, share=0.03, methods=TALKING, seconds=0.5),
            Fault(kind=FaultKind.REPEATED_UPDATE, share=0.2),
        ),
    )


async def test_bad_weather_loses_nothing(tmp_path: Path) -> None:
    plans = [BY_PLAN, *map(by_seed, range(SEED, SEED + ROUNDS))]
    async with AsyncExitStack() as places, asyncio.TaskGroup() as storms:
        for number, plan in enumerate(plans):  # side by side: most of the time everybody waits
            (tmp_path / str(number)).mkdir()
            place = await places.enter_async_context(installation(tmp_path / str(number), limits=None))
            storms.create_task(assert_survived(place, plan))


async def assert_survived(place: Installation, plan: FaultPlan) -> None:
    """Have the officers report while the plan is in force, and hold what came of it against what they typed."""
    crew = Crew(place, MEMBERS)
    place.fork()
    await place.sandbox.polled()
    place.sandbox.inflict(plan)
    async with asyncio.timeout(LONGEST):
        await crew.report()
    struck = (await place.http.get("/api/faults")).json()["struck"]
    place.sandbox.inflict(FaultPlan())
    await place.answered(crew.acts)
    for member in MEMBERS:
        assert_reported(place, member)
    lost = [
        each
        for each in place.sandbox.requests
        if each.method == "sendMessage" and each.fault is FaultKind.LOST_ANSWER
    ]
    assert len(repeated(place, crew)) == len(lost)
    assert set(struck) == set(FaultKind)
    assert await place.end(signal.SIGTERM) == 0
    assert "Traceback" not in place.said
