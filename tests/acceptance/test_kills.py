"""The program under load is killed again and again: no answer is lost or kept twice, no reply is missing."""

import asyncio
import os
import random
import signal
from collections import Counter
from pathlib import Path

import pytest

from bot.demo.district import Member, sample_district, sample_form
from bot.demo.officers import text_of
from tests.acceptance.bot_process import Installation, installation
from tests.acceptance.crew import FIGURES, Crew

KILLS = 50
SEED, ROUNDS = int(os.environ.get("SOAK_SEED", "431")), int(os.environ.get("SOAK_ROUNDS", "1"))
"""A soak (`make soak`) plays more rounds, each with a seed of its own, from the seed given."""

LONGEST = 240.0  # seconds of one round
LONGEST_DELAY = 0.4  # seconds after an answer; a start takes about as long, so that some kills fall into it
ACTS = 20  # at least, of each officer: they join, answer 15 questions and more, submit
ORDER = [question.name for question in sample_form().questions]


@pytest.mark.parametrize("seed", range(SEED, SEED + ROUNDS))
async def test_killed_fifty_times_under_load_nothing_is_lost(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 -- repeatable chance, no secret
    members = sample_district().officers
    acts = ACTS * len(members)
    async with installation(tmp_path, limits=None) as place:
        crew = Crew(place, members)
        place.fork()
        async with asyncio.timeout(LONGEST), asyncio.TaskGroup() as work:
            work.create_task(crew.report())
            for moment in sorted(chance.sample(range(1, acts), KILLS)):
                await crew.acted(moment)
                await asyncio.sleep(chance.uniform(0, LONGEST_DELAY))
                await place.end(signal.SIGKILL)
                for member in members:
                    assert crew.shown_as_taken(member) <= len(recorded(place, member))
                place.fork()
        await place.answered(crew.acts)
        for member in members:
            assert_reported(place, member)
        assert_delivered(place, crew, KILLS)
        assert await place.end(signal.SIGTERM) == 0
        assert "Traceback" not in place.said


def recorded(place: Installation, member: Member) -> list[tuple[str, str]]:
    """Return this year's answers of an officer's commune as the database holds them, in order."""
    rows = place.ask(
        "SELECT path, coalesce(value, absence) FROM answers JOIN reports ON reports.id = report_id "
        "JOIN rounds ON rounds.id = round_id WHERE period = '2019' AND reports.unit_id = ? ORDER BY answers.id",
        member.unit.id,
    )
    return [(path.rpartition("/")[2], value) for path, value in rows]


def assert_reported(place: Installation, member: Member) -> None:
    """Hold what is recorded against what the officer typed: each answer once, in the questions' order."""
    answers, figures = recorded(place, member), FIGURES[member.unit.id]
    assert [name for name, _ in answers] == [name for name in ORDER if name in dict(answers)]
    assert {name: value for name, value in answers if name in figures} == figures
    submitted = place.ask(
        "SELECT number FROM submissions JOIN reports ON reports.id = report_id "
        "WHERE submissions.person_id IS NOT NULL AND unit_id = ?",
        member.unit.id,
    )
    assert submitted == [(1,)]


def assert_delivered(place: Installation, crew: Crew, kills: int) -> None:
    """Hold what the phones show against the outbox: all of it, in order, and at most one message a kill twice."""
    assert place.ask("SELECT DISTINCT state FROM outbox") == [("sent",)]
    written: dict[str, list[int]] = {}
    for address, message in place.ask(
        """SELECT address, message FROM outbox WHERE delivery LIKE '{"kind":"say"%' ORDER BY id"""
    ):
        written.setdefault(address, []).append(int(message))
    repeated: Counter[str] = Counter()
    for member in crew.members:
        shown = {message["message_id"]: text_of(message) for message in crew.said_to(member)}
        rows = written[str(member.user_id)]
        assert [each for each in shown if each in rows] == rows
        before = [each for each in shown if each not in rows]
        for each in before:
            assert shown[each] == shown[min(later for later in rows if later > each)]
        repeated[member.name] = len(before)
    print(f"{kills} kills repeated {repeated.total()} messages", repeated)
    assert repeated.total() <= kills
