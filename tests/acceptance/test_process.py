"""The real program: an officer answers over HTTP, it is killed and stopped at bad moments, nothing is lost."""

import asyncio
import random
import signal
from pathlib import Path

import pytest

from bot.demo.district import ISSUED, sample_district, sample_form
from bot.demo.officers import TEXTS, Officer, plain, text_of
from forms import World
from tests.acceptance.bot_process import Installation, installation

KILLS = 10
NAM_TUAN = sample_district().officers[15]
FIGURES = sample_district().figures(2019)[NAM_TUAN.unit.id]


def officer(place: Installation) -> Officer:
    """Return an officer who answers every question with the bare figure."""
    form = sample_form()
    filling = form.fill({}, World(now=ISSUED))
    language = form.default_language
    return Officer(
        member=NAM_TUAN,
        phone=place.phone(NAM_TUAN),
        figures=FIGURES,
        names={
            (filling.chapter(each.path, language), filling.label(each.path, language)): each.name
            for each in form.questions
        },
        typing=plain,
    )


def recorded(place: Installation) -> list[tuple[str, str]]:
    """Return this year's answers of the officer's commune as the database holds them, in order."""
    rows = place.ask(
        "SELECT path, coalesce(value, absence) FROM answers JOIN reports ON reports.id = report_id "
        "JOIN rounds ON rounds.id = round_id WHERE period = '2019' AND reports.unit_id = ? ORDER BY answers.id",
        NAM_TUAN.unit.id,
    )
    return [(path.rpartition("/")[2], value) for path, value in rows]


async def shown_as_taken(place: Installation) -> int:
    """Count the answers that the phone shows as taken; a repeated message counts once."""
    said = {text_of(message) for message in await place.phone(NAM_TUAN).read() if message["from"]["is_bot"]}
    return sum(text.startswith("✓") for text in said)


async def test_killed_at_any_moment_it_loses_nothing_and_repeats_one_message_at_most(tmp_path: Path) -> None:
    chance = random.Random(431)  # noqa: S311 -- repeatable chance, no secret
    async with installation(tmp_path) as place:
        await place.start()
        person, updates, kills = officer(place), 1, 0
        await person.phone.open_link()
        await place.answered(updates)
        going_on = True
        while going_on:
            going_on = await person.act()
            if not going_on:
                break
            updates += 1
            if kills < KILLS:
                kills += 1
                await asyncio.sleep(chance.uniform(0.0, 0.06))
                await place.end(signal.SIGKILL)
                assert await shown_as_taken(place) <= len(recorded(place))
                await place.start()
            await place.answered(updates)
        assert kills == KILLS
        assert place.ask("SELECT number, on_time FROM submissions WHERE person_id IS NOT NULL") == [(1, 1)]
        answers = recorded(place)
        assert [name for name, _ in answers] == [
            question.name for question in sample_form().questions if question.name in dict(answers)
        ]
        assert {name: value for name, value in answers if name in FIGURES} == FIGURES
        messages = [each for each in await person.phone.read() if each["from"]["is_bot"]]
        ((said,),) = place.ask("""SELECT count(*) FROM outbox WHERE delivery LIKE '{"kind":"say"%'""")
        assert said <= len(messages) <= said + kills
        assert place.ask("SELECT DISTINCT state FROM outbox") == [("sent",)]
        assert await place.end(signal.SIGTERM) == 0
        assert "Traceback" not in place.said


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_it_stops_at_once_when_told_to(tmp_path: Path, number: signal.Signals) -> None:
    async with installation(tmp_path) as place:
        await place.start()
        async with asyncio.timeout(3):
            assert await place.end(number) == 0
        assert place.said.splitlines() == [
            "Running as @baocao_hoaan_bot. Stop with Ctrl-C.",
            "Stopped. Everything is recorded.",
        ]


async def test_stopped_in_the_middle_of_much_to_do_it_goes_on_with_it_afterwards(tmp_path: Path) -> None:
    async with installation(tmp_path) as place:
        members = sample_district().officers
        await place.start()
        for member in members:
            await place.phone(member).open_link()
        await asyncio.sleep(0.1)
        async with asyncio.timeout(3):
            assert await place.end(signal.SIGTERM) == 0
        assert "Traceback" not in place.said
        await place.start()
        await place.answered(len(members))
        for member in members:
            (message,) = [each for each in await place.phone(member).read() if each["from"]["is_bot"]]
            assert member.unit.name in text_of(message)
            await place.phone(member).press(TEXTS.plain("button.agree"))
        await place.answered(2 * len(members))
        assert place.ask("SELECT count(*) FROM accounts") == [(len(members),)]
        assert await place.end(signal.SIGTERM) == 0
        assert "Traceback" not in place.said
