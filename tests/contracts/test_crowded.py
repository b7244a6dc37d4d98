"""A channel with as many people as its plan allows: who would join is told kindly, administrators are told once."""

from datetime import timedelta

from sqlalchemy import select, update

from bot.channels.channel import Incoming
from bot.inbound.turn_loop import TurnLoop
from conversations.chat.events import Event, Opened, Shared, Typed
from reminders.quiet_hours import QuietHours
from reminders.quota import ChannelPlan
from reporting.people.chat import Chat
from reporting.people.invitation import hash_code
from reporting.people.role import RoleKind
from reporting.rounds.working_days import WorkingCalendar
from storage.database import schema as t
from storage.people.invitation_codes import invite
from storage.people.people import add_person
from tests.support.small_office import CHATS, CODES, HOA, HOA_AN, MINH, NOW, ZONE, SmallOffice

ADMINISTRATOR, ADMINISTRATORS_CODE = Chat("telegram", "999"), "invitation-99"


class Doors:
    """The turn with a plan for so many people, and what comes into the outbox by it."""

    def __init__(self, office: SmallOffice) -> None:
        self._office = office
        self._keys = 0

    async def take(self, chat: Chat, event: Event | Shared, *, users: int) -> list[tuple[str, str]]:
        loop = TurnLoop(
            self._office.database,
            self._office.shelf,
            now=lambda: NOW,
            zone=ZONE,
            calendar=WorkingCalendar(),
            quiet=QuietHours(),
            wake=lambda: None,
            plans={"telegram": ChannelPlan(users=users)},
        )
        self._keys += 1
        before = len(await self._outbox())
        await loop.take([Incoming(key=f"event:{self._keys}", chat=chat, event=event)])
        return (await self._outbox())[before:]

    async def _outbox(self) -> list[tuple[str, str]]:
        async with self._office.database.reading() as connection:
            rows = await connection.execute(select(t.outbox).order_by(t.outbox.c.id))
            return [(row.address, row.delivery) for row in rows]

    async def people(self) -> set[str]:
        async with self._office.database.reading() as connection:
            return {row.address for row in await connection.execute(select(t.accounts.c.address))}


async def with_an_administrator(office: SmallOffice) -> Doors:
    async with office.database.writing() as connection:
        person_id = await add_person(
            connection, "Vi Văn Quản", RoleKind.ADMINISTRATOR, HOA_AN.id, NOW - timedelta(days=1)
        )
        await invite(connection, person_id, hash_code(ADMINISTRATORS_CODE), NOW + timedelta(days=1))
    doors = Doors(office)
    for chat, code in ((ADMINISTRATOR, ADMINISTRATORS_CODE), (CHATS[HOA], CODES[HOA])):
        await doors.take(chat, Opened(code), users=9)
        await doors.take(chat, Typed("đồng ý"), users=9)
    assert await doors.people() == {ADMINISTRATOR.address, CHATS[HOA].address}
    return doors


async def test_whoever_is_beyond_the_plan_is_told_and_can_join_later_with_the_same_code(
    office: SmallOffice,
) -> None:
    doors = await with_an_administrator(office)
    (said, told) = await doors.take(CHATS[MINH], Typed(CODES[MINH]), users=2)
    assert said[0] == CHATS[MINH].address
    assert "đã đủ số người" in said[1]
    assert told[0] == ADMINISTRATOR.address
    assert MINH in told[1]
    assert len(await doors.take(CHATS[MINH], Opened(CODES[MINH]), users=2)) == 1, "told once"
    await doors.take(CHATS[MINH], Opened(CODES[MINH]), users=3)
    await doors.take(CHATS[MINH], Typed("đồng ý"), users=3)
    assert CHATS[MINH].address in await doors.people()


async def test_the_last_place_may_be_taken_while_somebody_reads_the_notice(office: SmallOffice) -> None:
    doors = await with_an_administrator(office)
    await doors.take(CHATS[MINH], Opened(CODES[MINH]), users=3)
    (said, _) = await doors.take(CHATS[MINH], Typed("đồng ý"), users=2)
    assert "đã đủ số người" in said[1]
    assert CHATS[MINH].address not in await doors.people()


async def test_who_has_joined_and_who_brings_no_good_code_is_answered_as_ever(office: SmallOffice) -> None:
    doors = await with_an_administrator(office)
    for chat, text in ((CHATS[HOA], "báo cáo"), (CHATS[MINH], "xin chào"), (CHATS[MINH], "sai-ma-0001")):
        ((_, said),) = await doors.take(chat, Typed(text), users=1)
        assert "đã đủ số người" not in said


async def test_who_comes_with_a_phone_number_is_beyond_the_plan_too(office: SmallOffice) -> None:
    doors = await with_an_administrator(office)
    async with office.database.writing() as connection:
        minh = t.people.c.id == office.people[MINH]
        await connection.execute(update(t.people).where(minh).values(phone_hash="hash"))
    ((_, turned_away),) = await doors.take(CHATS[MINH], Shared("hash"), users=2)
    assert "đã đủ số người" in turned_away
    await doors.take(CHATS[MINH], Shared("hash"), users=3)
    ((_, too_late),) = await doors.take(CHATS[MINH], Typed("đồng ý"), users=2)
    assert "đã đủ số người" in too_late
    assert CHATS[MINH].address not in await doors.people()
    await doors.take(CHATS[MINH], Shared("hash"), users=3)
    await doors.take(CHATS[MINH], Typed("đồng ý"), users=3)
    assert CHATS[MINH].address in await doors.people()
