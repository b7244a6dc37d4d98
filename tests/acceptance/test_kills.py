"""The program under load is killed again and again: no answer is lost or kept twice, no reply is missing."""

import asyncio
import os
import random
import signal
from pathlib import Path

import pytest

from demo.district import sample_district
from tests.support.accounting import assert_kept, assert_once_a_life, assert_reported, repeated
from tests.support.bot_process import installation
from tests.support.officers import Crew

SEED, ROUNDS = int(os.environ.get("SOAK_SEED", "431")), int(os.environ.get("SOAK_ROUNDS", "1"))
"""A soak (`make soak`) plays more rounds, each with a seed of its own, from the seed given."""

KILLS = 50 if "SOAK_SEED" in os.environ else 8

LONGEST = 600.0  # seconds of one round
LONGEST_DELAY = 0.4  # seconds after an answer; a start takes about as long, so that some kills fall into it
ACTS = 19  # at least, of each officer: they join, answer 15 questions and more, submit


@pytest.mark.parametrize("seed", range(SEED, SEED + ROUNDS))
async def test_killed_again_and_again_under_load_nothing_is_lost(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 -- repeatable chance, no secret
    members = sample_district().officers
    acts = ACTS * len(members)
    async with installation(tmp_path, limits=None) as place:
        crew, lives = Crew(place, members), list[int]()
        place.fork()
        async with asyncio.timeout(LONGEST), asyncio.TaskGroup() as work:
            work.create_task(crew.report())
            for moment in sorted(chance.sample(range(1, acts), KILLS)):
                await crew.acted(moment)
                await asyncio.sleep(chance.uniform(0, LONGEST_DELAY))
                await place.end(signal.SIGKILL)
                await place.heard_out()
                lives.append(crew.last_message)
                assert_kept(place, crew)
                place.fork()
        await place.answered(crew.acts)
        for member in members:
            assert_reported(place, member)
        pairs = repeated(place, crew)
        assert_once_a_life(pairs, lives)
        print(  # noqa: T201 -- a soak shows how it goes
            f"seed {seed}: {KILLS} kills, {crew.acts} answers and presses, {len(pairs)} messages came twice"
        )
        assert await place.end(signal.SIGTERM) == 0
        assert "Traceback" not in place.said
