"""Failures of the database are outlasted; failures of ours are not."""

import pytest
from sqlalchemy.exc import OperationalError

from bot.inbound.outages import PAUSE, through_outages


class FullDisk:
    """A work that fails so often for a full disk, and then ends."""

    def __init__(self, failures: int) -> None:
        self.left = failures
        self.runs = 0
        self.pauses: list[float] = []

    async def work(self) -> None:
        self.runs += 1
        if self.left:
            self.left -= 1
            raise OperationalError("INSERT", {}, RuntimeError("database or disk is full"))

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)


async def test_a_work_is_done_again_until_the_database_works() -> None:
    disk = FullDisk(failures=3)
    await through_outages(disk.work, sleep=disk.sleep)
    assert disk.runs == 4
    assert disk.pauses == [PAUSE] * 3


async def test_a_failure_that_is_not_the_databases_ends_the_work() -> None:
    async def work() -> None:
        raise LookupError("a bug")

    with pytest.raises(LookupError, match="a bug"):
        await through_outages(work)
