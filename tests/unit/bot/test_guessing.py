"""Codes guessed from many accounts at once: whoever is new waits a little, whoever has joined does not notice."""

from datetime import timedelta

import pytest

from bot.channels.channel import Incoming
from conversations.chats import Chat
from conversations.events import Opened, Typed
from conversations.joining import GUESSED_WITHIN, MOST_WRONG_CODES, MOST_WRONG_OF_ALL
from tests.contracts.small_office import CHATS, CODES, HOA, MINH, NOW, SmallOffice
from tests.unit.bot.desk import Desk

GUESSER = "nobody"


@pytest.fixture
def desk(office: SmallOffice) -> Desk:
    return Desk(office=office)


async def guess(desk: Desk, times: int) -> None:
    """Try wrong codes, each from an account of its own: five from one would stop only that one."""
    await desk.take(
        *(
            Incoming(
                key=f"guess:{desk.now}:{number}",
                chat=Chat("telegram", f"{GUESSER}-{number}"),
                event=Opened(f"guess-{number:04}"),
            )
            for number in range(times)
        )
    )


async def answer(desk: Desk, chat: Chat, event: Opened | Typed) -> str:
    await desk.take(Incoming(key=f"{chat.address}:{desk.now}", chat=chat, event=event))
    return (await desk.said(chat))[-1]


async def test_a_stranger_with_a_good_code_waits_until_the_guessing_is_over(desk: Desk) -> None:
    await guess(desk, MOST_WRONG_OF_ALL)
    desk.now += timedelta(minutes=1)
    assert "tạm chậm lại" in await answer(desk, CHATS[HOA], Opened(CODES[HOA]))
    desk.now = NOW + GUESSED_WITHIN
    assert "Mã này dành cho" in await answer(desk, CHATS[HOA], Opened(CODES[HOA]))


async def test_a_few_wrong_codes_slow_nobody_else_down(desk: Desk) -> None:
    await guess(desk, MOST_WRONG_OF_ALL - 1)
    desk.now += timedelta(minutes=1)
    assert "Mã này dành cho" in await answer(desk, CHATS[HOA], Opened(CODES[HOA]))


async def test_who_has_joined_goes_on_as_ever(desk: Desk) -> None:
    office: SmallOffice = desk.office
    await office.join(HOA)
    await guess(desk, MOST_WRONG_OF_ALL)
    desk.now += timedelta(minutes=1)
    assert "báo cáo đang chờ" in await answer(desk, CHATS[HOA], Typed("báo cáo"))


async def test_a_clock_that_is_set_back_keeps_nobody_waiting(desk: Desk) -> None:
    await guess(desk, MOST_WRONG_OF_ALL)
    for number in range(MOST_WRONG_CODES):
        desk.now += timedelta(seconds=1)
        await answer(desk, CHATS[MINH], Opened(f"wrong-{number:04}"))
    desk.now += timedelta(seconds=1)
    assert "phút" in await answer(desk, CHATS[MINH], Opened(CODES[MINH]))
    desk.now = NOW - timedelta(days=1)
    assert "Mã này dành cho" in await answer(desk, CHATS[MINH], Opened(CODES[MINH]))
    assert "Mã này dành cho" in await answer(desk, CHATS[HOA], Opened(CODES[HOA]))
