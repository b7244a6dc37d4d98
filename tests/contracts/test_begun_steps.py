"""The record of begun steps: what has not ended is known by it after the program's death, what has is not."""

from contextlib import ExitStack
from datetime import timedelta

import pytest

from storage.database.database import Database
from storage.turns.begun_steps import KNOWN_FOR, BegunSteps, BegunTable, begun_steps
from tests.support.small_office import NOW, SmallOffice


class Machine:
    """What programs run on, one after the other."""

    def __init__(self, url: str, database: Database) -> None:
        self._url = url
        self._database = database
        self._lives = ExitStack()

    def program(self) -> BegunSteps:
        """Start a program after the one before has died."""
        self._lives.close()
        return self._lives.enter_context(begun_steps(self._url, self._database))


@pytest.fixture
def machine(url: str, database: Database) -> Machine:
    return Machine(url, database)


async def test_a_step_without_an_end_is_known_in_the_next_life(machine: Machine) -> None:
    program = machine.program()
    assert await program.begin(["a", "b"])
    program = machine.program()
    assert not await program.begin(["b", "c"])
    assert await program.begin(["c"])
    assert [await program.begin_alone(key) for key in ("a", "b")] == [2, 2]
    program = machine.program()
    assert await program.begin_alone("b") == 3
    assert await program.begin_alone("d") == 1


async def test_a_step_that_failed_and_did_not_end_the_program_is_not_counted(machine: Machine) -> None:
    program = machine.program()
    assert await program.begin(["a", "b"])
    await program.end(["a", "b"], kept=False)
    assert await program.begin(["a"])
    await program.end(["a"], kept=False)
    assert await program.begin_alone("a") == 1
    program = machine.program()
    assert await program.begin_alone("a") == 2
    await program.end(["a"], kept=False)
    assert await program.begin(["b"])


async def test_a_step_that_was_taken_is_not_counted(machine: Machine, office: SmallOffice) -> None:
    program = machine.program()
    assert await program.begin(["a"])
    async with office.turn(NOW) as turn:
        await turn.claim(["a"])
    await program.end(["a"], kept=True)
    assert await program.begin(["a", "b"])


async def test_a_server_forgets_what_no_channel_repeats(database: Database) -> None:
    if database.dialect != "postgresql":
        pytest.skip("beside a file only what has not ended is kept")
    await BegunTable(database, lambda: NOW).begin(["a"])
    later = BegunTable(database, lambda: NOW + KNOWN_FOR + timedelta(seconds=1))
    assert await later.begin(["b"])
    assert await later.begin_alone("a") == 1
