"""After a silence of Zalo: who was answering is asked again and told why, once, and nobody else."""

from datetime import timedelta

import pytest

from bot.inbound.missed_messages import LATELY, ONCE_IN, MissedMessages
from conversations.chat.events import Event, Typed
from reporting.people.chat import Chat
from tests.support.office_turns import OfficeTurns, incoming
from tests.support.small_office import CODES, HOA, MINH, NOW, SmallOffice
from texts import catalogue

WHY = str(catalogue("vi")("chat.missed"))
HOA_CHAT, MINH_CHAT = Chat("zalo", "a1"), Chat("zalo", "b2")


class Office:
    """A turns on whose Zalo things were said, and what it says after a silence."""

    def __init__(self, turns: OfficeTurns) -> None:
        self.turns = turns
        self.number = 0

    async def says(self, chat: Chat, *events: Event) -> None:
        for event in events:
            self.number += 1
            await self.turns.take(incoming(f"zalo:b:{self.number}", chat, event))

    async def falls_silent(self) -> dict[Chat, list[str]]:
        """Return what each chat is told after a silence."""
        before = {chat: len(await self.turns.said(chat)) for chat in (HOA_CHAT, MINH_CHAT)}
        missed = MissedMessages(
            self.turns.office.database,
            lambda batch: self.turns.take(*batch),
            now=lambda: self.turns.now,
        )
        await missed.tell("zalo")
        told = {chat: (await self.turns.said(chat))[before[chat] :] for chat in before}
        return {chat: texts for chat, texts in told.items() if texts}


@pytest.fixture
async def zalo(office: SmallOffice) -> Office:
    found = Office(OfficeTurns(office=office))
    await found.says(HOA_CHAT, Typed(CODES[HOA]), Typed("đồng ý"), Typed("bắt đầu"))
    return found


async def test_the_question_is_put_again_with_a_word_why(zalo: Office) -> None:
    question = (await zalo.turns.said(HOA_CHAT))[-1]
    assert await zalo.falls_silent() == {HOA_CHAT: [f"{WHY}\n\n{question}"]}
    await zalo.says(HOA_CHAT, Typed("431"))
    assert len(await zalo.turns.answers(3)) == 1


async def test_one_silence_after_the_other_is_told_once_and_again_when_something_was_said(
    zalo: Office,
) -> None:
    assert await zalo.falls_silent()
    assert not await zalo.falls_silent()
    await zalo.says(HOA_CHAT, Typed("431"))
    assert await zalo.falls_silent()
    zalo.turns.now += ONCE_IN
    assert await zalo.falls_silent()


async def test_however_long_it_goes_on_nobody_is_told_who_was_not_there_lately(zalo: Office) -> None:
    for _ in range(LATELY // ONCE_IN):
        assert await zalo.falls_silent()
        zalo.turns.now += ONCE_IN
    zalo.turns.now = NOW + LATELY + timedelta(seconds=1)
    assert not await zalo.falls_silent()


async def test_who_is_asked_nothing_is_told_nothing(zalo: Office) -> None:
    await zalo.says(HOA_CHAT, Typed("dừng"))
    await zalo.says(MINH_CHAT, Typed("xin chào"))
    assert await zalo.falls_silent() == {}


async def test_a_notice_to_agree_to_is_put_again(zalo: Office) -> None:
    await zalo.says(MINH_CHAT, Typed(CODES[MINH]))
    told = await zalo.falls_silent()
    assert told[MINH_CHAT][0].startswith(WHY)
    assert "Bế Triều" in told[MINH_CHAT][0]
    await zalo.says(MINH_CHAT, Typed("đồng ý"))
    assert "Bế Triều" in (await zalo.turns.said(MINH_CHAT))[-1]


async def test_a_chat_on_another_channel_is_left_alone(zalo: Office) -> None:
    elsewhere = Chat("telegram", "101")
    await zalo.says(elsewhere, Typed(CODES[MINH]))
    before = await zalo.turns.said(elsewhere)
    await zalo.falls_silent()
    assert await zalo.turns.said(elsewhere) == before
