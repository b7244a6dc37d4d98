"""Codes guessed from many accounts at once: who guesses waits, whoever has a right code does not notice."""

import random
from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.channels.channel import Incoming
from conversations.chat.events import Opened, Typed
from conversations.joining.guessing import GUESSED_WITHIN, MOST_GUESSES
from conversations.joining.invitation_code import MOST_WRONG_CODES
from reporting.people.chat import Chat
from reporting.people.invitation import hash_code
from reporting.people.invitation_code import make_code
from reporting.people.role import RoleKind
from storage.people.invitation_codes import invite
from storage.people.people import add_person
from tests.support.office_turns import OfficeTurns
from tests.support.small_office import CHATS, CODES, HOA, MINH, NOW, PROVINCE, SON, SmallOffice

LAN = Chat("telegram", "900")


def guess(number: int) -> str:
    """Return a code whose check fits, as a program would make it up."""
    return make_code(random.Random(number).choice)  # noqa: S311 -- repeatable chance, no secret


def random_code(number: int) -> str:
    return f"guess-{number:04}"


@pytest.fixture
def turns(office: SmallOffice) -> OfficeTurns:
    return OfficeTurns(office=office)


async def guessing(turns: OfficeTurns, times: int, code: Callable[[int], str] = guess) -> None:
    """Try wrong codes, each from an account of its own: five from one would stop only that one."""
    await turns.take(
        *(
            Incoming(
                key=f"guess:{turns.now}:{number}",
                chat=Chat("telegram", f"guesser-{number}"),
                event=Opened(code(number)),
            )
            for number in range(times)
        )
    )
    turns.now += timedelta(minutes=1)


async def answer(turns: OfficeTurns, chat: Chat, event: Opened | Typed) -> str:
    turns.now += timedelta(seconds=1)
    await turns.take(Incoming(key=f"{chat.address}:{turns.now}", chat=chat, event=event))
    return (await turns.said(chat))[-1]


async def administrator(turns: OfficeTurns) -> Chat:
    """Have an administrator join."""
    code = hash_code("lan")
    async with turns.office.database.writing() as connection:
        lan = await add_person(connection, "Lan", RoleKind.ADMINISTRATOR, PROVINCE.id, NOW)
        await invite(connection, lan, code, NOW + timedelta(days=1))
    await turns.take(
        Incoming(key="lan:1", chat=LAN, event=Opened("lan")),
        Incoming(key="lan:2", chat=LAN, event=Typed("đồng ý")),
    )
    return LAN


async def test_a_right_code_lets_in_whoever_else_is_guessing(turns: OfficeTurns) -> None:
    await guessing(turns, 2 * MOST_GUESSES)
    assert "Mã này dành cho" in await answer(turns, CHATS[HOA], Opened(CODES[HOA]))
    assert "Mã gõ sai" in await answer(turns, CHATS[MINH], Typed(random_code(1)))
    assert "Mã này dành cho" in await answer(turns, CHATS[MINH], Typed(CODES[MINH]))


async def test_who_guessed_waits_as_long_as_many_do_even_with_a_good_code(turns: OfficeTurns) -> None:
    await guessing(turns, MOST_GUESSES - 2)
    assert "không đúng" in await answer(turns, CHATS[HOA], Opened(guess(901)))
    assert "không đúng" in await answer(turns, CHATS[HOA], Opened(guess(902)))
    assert "tạm chậm lại" in await answer(turns, CHATS[HOA], Opened(CODES[HOA]))
    turns.now += GUESSED_WITHIN
    assert "Mã này dành cho" in await answer(turns, CHATS[HOA], Opened(CODES[HOA]))


async def test_mistyped_codes_slow_down_only_who_types_them(turns: OfficeTurns) -> None:
    await administrator(turns)
    await guessing(turns, 2 * MOST_GUESSES, random_code)
    assert "không đúng" in await answer(turns, CHATS[HOA], Opened(guess(901)))
    assert "Mã này dành cho" in await answer(turns, CHATS[HOA], Opened(CODES[HOA]))
    for number in range(MOST_WRONG_CODES):
        assert "Mã gõ sai" in await answer(turns, CHATS[MINH], Typed(random_code(number)))
    assert "Xin chờ 15 phút" in await answer(turns, CHATS[MINH], Typed(CODES[MINH]))
    assert not any("thử mã mời" in text for text in await turns.said(LAN))


async def test_administrators_are_told_once_a_day_that_somebody_guesses(turns: OfficeTurns) -> None:
    chat = await administrator(turns)
    for _ in range(3):
        await guessing(turns, MOST_GUESSES)
    assert sum("thử mã mời từ nhiều tài khoản" in text for text in await turns.said(chat)) == 1


async def test_who_has_joined_goes_on_as_ever(turns: OfficeTurns) -> None:
    await turns.office.join(HOA)
    await guessing(turns, MOST_GUESSES)
    assert "báo cáo đang chờ" in await answer(turns, CHATS[HOA], Typed("báo cáo"))
    for _ in range(2):
        assert "tạm chậm lại" not in await answer(turns, CHATS[HOA], Opened(guess(903)))


async def test_a_code_of_an_earlier_version_is_taken_however_it_is_typed(turns: OfficeTurns) -> None:
    async with turns.office.database.writing() as connection:
        await invite(
            connection, turns.office.people[SON], hash_code("kea-4827-xqu-9352"), NOW + timedelta(days=1)
        )
    assert "không đúng" in await answer(turns, CHATS[SON], Typed("kea-4827-xqu-9353"))
    assert "Mã này dành cho" in await answer(turns, CHATS[SON], Typed("Kea 4827 xqu 9352"))


async def test_a_clock_that_is_set_back_keeps_nobody_waiting(turns: OfficeTurns) -> None:
    await guessing(turns, MOST_GUESSES)
    for number in range(MOST_WRONG_CODES):
        await answer(turns, CHATS[MINH], Opened(guess(950 + number)))
    assert "phút" in await answer(turns, CHATS[MINH], Opened(CODES[MINH]))
    turns.now = NOW - timedelta(days=1)
    assert "Mã này dành cho" in await answer(turns, CHATS[MINH], Opened(CODES[MINH]))
