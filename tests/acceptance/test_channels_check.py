"""`baocao channels check` on the real program: what is as it must be, and what to do about the rest."""

from pathlib import Path

import pytest

from tests.acceptance.test_process_zalo import by_zalo_webhook
from tests.support.bot_process import Installation, installation


async def checked(place: Installation, **settings: str) -> tuple[int, list[str]]:
    """Run the check and return its exit status and its lines."""
    ended = await place.command("channels", "check", **settings)
    return ended.status, ended.out.splitlines()


async def test_in_zalo_a_poll_and_no_public_address_are_warned_of(tmp_path: Path) -> None:
    async with installation(tmp_path, in_zalo=True) as place:
        status, lines = await checked(place)
    assert status == 1
    assert [line[0] for line in lines] == ["✓", "✗", "✗", "✓"]
    assert "BAOCAO_ZALO_UPDATES=webhook" in lines[1]
    assert lines[3] == "✓ Zalo: 0/3,000 messages sent this month; 0/50 people."


async def test_a_webhook_in_place_is_fine_and_one_elsewhere_is_not(tmp_path: Path) -> None:
    settings = by_zalo_webhook()
    async with installation(tmp_path, in_zalo=True) as place:
        before = await checked(place, **settings)
        await place.start(**settings)
        assert place.sandbox.zalo is not None
        while not place.sandbox.zalo.webhook.is_set:
            await place.sandbox.zalo.network.feed.changed()
        after = await checked(place, **settings)
    assert before[0] == 1
    assert [line[0] for line in before[1]] == ["✓", "✗", "✗", "✓"]
    assert after == (0, after[1])
    assert [line[0] for line in after[1]] == ["✓"] * 4


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"zalo_token": "433:another"}, "the token is not taken"),
        ({"zalo_base_url": "http://127.0.0.1:1/bot"}, "not reached"),
    ],
)
async def test_a_token_of_another_bot_and_a_silent_zalo_are_said(
    tmp_path: Path, settings: dict[str, str], words: str
) -> None:
    async with installation(tmp_path, in_zalo=True) as place:
        status, lines = await checked(place, **settings)
    assert status == 1
    assert words in lines[0]
    assert "433" not in "".join(lines)
