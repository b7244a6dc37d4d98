"""The real program, told to stop: at once, and in the middle of much to do. How it is killed: test_kills.py."""

import asyncio
import signal
from pathlib import Path

import pytest

from demo.district import SamplePerson, sample_district
from demo.officers import TEXTS, Message, text_of
from tests.support.bot_process import AT_ONCE, Installation, installation


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_it_stops_at_once_when_told_to(tmp_path: Path, number: signal.Signals) -> None:
    async with installation(tmp_path) as place:
        await place.start_anew()
        async with asyncio.timeout(AT_ONCE):
            assert await place.end(number) == 0
        assert place.said.splitlines() == [
            "Running as @baocao_hoaan_bot. Stop with Ctrl-C.",
            "Stopped. Everything is recorded.",
        ]


def shown(place: Installation, member: SamplePerson) -> list[Message]:
    """Return what somebody's phone shows of the bot."""
    return [each for each in place.sandbox.history(member.user_id) if each["from"]["is_bot"]]


def arrived(place: Installation) -> set[int]:
    """Return to whom the bot's first words have come."""
    return {member.user_id for member in sample_district().officers if shown(place, member)}


def not_written_down(place: Installation) -> set[int]:
    """Return for whom something is to be sent."""
    return {int(address) for (address,) in place.ask("SELECT address FROM outbox WHERE state = 'queued'")}


async def test_stopped_in_the_middle_of_much_to_do_it_goes_on_with_it_afterwards(tmp_path: Path) -> None:
    async with installation(tmp_path) as place:
        members = sample_district().officers
        await place.start_anew()
        for member in members:
            await place.phone(member).open_link()
        await asyncio.sleep(0.1)
        async with asyncio.timeout(AT_ONCE):
            assert await place.end(signal.SIGTERM) == 0
        assert "Traceback" not in place.said
        await place.heard_out()
        cut_off = arrived(place) & not_written_down(
            place
        )  # none, where the machine is not too slow for last words
        await place.start_anew()
        await place.answered(len(members))
        for member in members:
            said = shown(place, member)
            assert len(said) == 1 + (member.user_id in cut_off)
            assert all(member.unit.name in text_of(message) for message in said)
            await place.phone(member).press(TEXTS.plain("button.agree"))
        await place.answered(2 * len(members))
        assert place.ask("SELECT count(*) FROM accounts") == [(len(members),)]
        assert await place.end(signal.SIGTERM) == 0
        assert "Traceback" not in place.said
