"""The real program on a machine that boots before its network: Telegram alone, by poll and by webhook."""

import signal
from pathlib import Path

import httpx
import pytest

from demo.officers import Message, OfficerPhone
from demo.stage import BOT_USERNAME, TOKEN
from sandbox import MovableClock, PhoneOwner, Sandbox
from tests.acceptance.test_webhook import by_webhook
from tests.support.bot_process import Installation, installation, until
from tests.support.ports import free_port
from tests.support.timeouts import LONGEST

LATE = PhoneOwner(id=1, first_name="Hoa", role_title="", start_code="")


def late_telegram(place: Installation) -> Sandbox:
    """Return a Telegram that is not served yet."""
    clock = MovableClock(place.sandbox.clock.now())
    return Sandbox([LATE], bot_username=BOT_USERNAME, token=TOKEN, clock=clock)


def heard(telegram: Sandbox) -> list[Message]:
    return [each for each in telegram.history(LATE.id) if each["from"]["is_bot"]]


async def unreached(settings: dict[str, str]) -> list[str]:
    """Return the channels that /healthz says were never reached."""
    async with httpx.AsyncClient(timeout=LONGEST) as anybody:
        answer = await anybody.get(f"http://{settings['listen']}/healthz")
    return list(answer.json()["seconds_unreached"])


@pytest.mark.parametrize("updates", ["poll", "webhook"])
async def test_telegram_alone_is_tried_until_it_is_there(tmp_path: Path, updates: str) -> None:
    port = free_port()
    settings = by_webhook() | {
        "telegram_updates": updates,
        "telegram_base_url": f"http://127.0.0.1:{port}/bot",
        "telegram_base_file_url": f"http://127.0.0.1:{port}/file/bot",
    }
    async with installation(tmp_path) as place:
        await place.start(**settings)
        await until(lambda: "Telegram cannot be reached yet." in place.said, "it says so")
        assert await unreached(settings) == ["telegram"]
        telegram = late_telegram(place)
        async with (
            telegram.serve(port=port) as address,
            httpx.AsyncClient(base_url=address.url, timeout=LONGEST) as http,
        ):
            await until(lambda: "channel.reached" in place.said, "Telegram is reached")
            assert await unreached(settings) == []
            await OfficerPhone(http=http, user_id=LATE.id).type("xin chào")
            await until(lambda: bool(heard(telegram)), "an answer comes")
            assert await place.end(signal.SIGTERM) == 0
        assert place.said.count("channel.unreached") == 1
        assert "Traceback" not in place.said
        assert TOKEN not in place.said


async def test_a_wrong_token_ends_it_as_soon_as_telegram_is_there_to_say_so(tmp_path: Path) -> None:
    port, wrong = free_port(), "4711:nobody"
    async with installation(tmp_path) as place:
        await place.start(telegram_base_url=f"http://127.0.0.1:{port}/bot", telegram_token=wrong)
        async with late_telegram(place).serve(port=port):
            assert place.process is not None
            assert await place.process.wait() == 1
        assert place.said.splitlines()[-1].startswith("Telegram does not know this bot token.")
        assert "Traceback" not in place.said
