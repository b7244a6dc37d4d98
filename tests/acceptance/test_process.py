"""The real program, told to stop: at once, and in the middle of much to do. How it is killed: test_kills.py."""

import asyncio
import signal
from pathlib import Path

import pytest

from bot.demo.district import sample_district
from bot.demo.officers import TEXTS, text_of
from tests.acceptance.bot_process import AT_ONCE, installation


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_it_stops_at_once_when_told_to(tmp_path: Path, number: signal.Signals) -> None:
    async with installation(tmp_path) as place:
        await place.start()
        async with asyncio.timeout(AT_ONCE):
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
        async with asyncio.timeout(AT_ONCE):
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
