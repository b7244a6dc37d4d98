"""Two workers on PostgreSQL behind one address: one is killed while the other serves, nothing is lost."""

import asyncio
import random
import signal
from pathlib import Path

import pytest

from demo.district import sample_district
from tests.acceptance.test_kills import ACTS, KILLS, LONGEST, ROUNDS, SEED
from tests.support.accounting import assert_kept, assert_once_a_life, assert_reported, repeated
from tests.support.bot_process import installation
from tests.support.load_balancer import balancing
from tests.support.officers import Crew
from tests.support.ports import free_port

WORKERS = 2
LONGEST_DEATH = 0.4  # seconds until a killed worker is started again


@pytest.mark.parametrize("seed", range(SEED, SEED + ROUNDS))
async def test_one_of_two_workers_killed_again_and_again_nothing_is_lost(
    tmp_path: Path, postgres_url: str, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 -- repeatable chance, no secret
    members = sample_district().officers
    ports = [free_port() for _ in range(WORKERS)]
    async with (
        installation(tmp_path, limits=None, database_url=postgres_url) as place,
        balancing(ports) as address,
    ):
        settings = [
            {
                "telegram_updates": "webhook",
                "public_url": f"http://127.0.0.1:{address}",
                "listen": f"127.0.0.1:{port}",
            }
            for port in ports
        ]
        workers = [place.fork(**each) for each in settings]
        crew, lives = Crew(place, members), list[int]()
        async with asyncio.timeout(LONGEST), asyncio.TaskGroup() as work:
            work.create_task(crew.report())
            for moment in sorted(chance.sample(range(1, ACTS * len(members)), KILLS)):
                await crew.acted(moment)
                victim = chance.randrange(WORKERS)
                await workers[victim].killed()
                await place.heard_out()
                lives.append(crew.last_message)
                assert_kept(place, crew)
                await asyncio.sleep(chance.uniform(0, LONGEST_DEATH))
                workers[victim] = place.fork(**settings[victim])
        await place.answered(crew.acts)
        for member in members:
            assert_reported(place, member)
        assert_once_a_life(repeated(place, crew), lives)
        for worker in workers:
            worker.send_signal(signal.SIGTERM)
            assert await worker.wait() == 0
        assert "Traceback" not in place.said
