"""The bot in a group, over the database: who may have digests posted, what is said to everybody else."""

from datetime import datetime, timedelta

import pytest
from pydantic import TypeAdapter
from sqlalchemy import select

from bot.channels.channel import Incoming
from bot.inbound.turn_loop import TurnLoop
from conversations.chat.events import Event, GroupEvent, GroupLeft, GroupMoved, InGroup, Typed
from conversations.chat.orders import Acknowledge, Delivery, Say, SendDigest
from reminders.planner import Planner
from reminders.quiet_hours import QuietHours
from reporting.people.chat import Chat
from reporting.people.role import RoleKind
from reporting.rounds.working_days import WorkingCalendar
from storage.database import schema as t
from storage.people.people import add_person
from storage.people.roles import end_role
from storage.queries.documents import DocumentQueries
from storage.queries.reminders import StoredWatch
from tests.support.small_office import (
    BE_TRIEU,
    CHATS,
    HOA,
    HOA_AN,
    NAM_TUAN,
    NOW,
    OPENED,
    PROVINCE,
    THU,
    ZONE,
    SmallOffice,
)

GROUP, MOVED, ADMIN, STRANGER = (Chat("telegram", number) for number in ("-5", "-1005", "55", "999"))
MONDAY = datetime(2020, 4, 27, 9, tzinfo=ZONE)
_DELIVERY: TypeAdapter[Delivery] = TypeAdapter(Delivery)


class Group:
    """A group with the bot in it, and an administrator of the district Hòa An."""

    def __init__(self, office: SmallOffice) -> None:
        self.office = office
        self.number = 0

    async def settle(self) -> None:
        await self.office.join(HOA, THU)
        async with self.office.database.writing() as connection:
            self.admin = await add_person(
                connection, "Bế Văn Quản", RoleKind.ADMINISTRATOR, HOA_AN.id, OPENED
            )
            await connection.execute(
                t.accounts.insert().values(
                    channel=ADMIN.channel,
                    address=ADMIN.address,
                    person_id=self.admin,
                    joined_at=OPENED,
                    notice="1",
                )
            )

    async def take(self, event: Event | GroupEvent, chat: Chat = GROUP) -> list[Delivery]:
        """Have something happen and return what is said for it in the group."""
        self.number += 1
        loop = TurnLoop(
            self.office.database,
            self.office.shelf,
            now=lambda: NOW,
            zone=ZONE,
            calendar=WorkingCalendar(),
            quiet=QuietHours(),
            wake=lambda: None,
        )
        await loop.take([Incoming(key=f"g:{self.number}", chat=chat, event=event)])
        query = select(t.outbox.c.delivery).where(t.outbox.c.key.startswith(f"reply:g:{self.number}:"))
        async with self.office.database.reading() as connection:
            return [_DELIVERY.validate_json(each) for each in (await connection.execute(query)).scalars()]

    async def says(self, sender: Chat, command: str, argument: str = "") -> str:
        event = InGroup(group=GROUP, sender=sender, command=command, argument=argument, link="https://t.me/b")
        (said,) = await self.take(event)
        assert isinstance(said, Say)
        assert said.message.buttons == ()
        return str(said.message.text)

    async def digests(self) -> list[tuple[str, SendDigest]]:
        """Plan a Monday and return what goes to groups."""
        await Planner(StoredWatch(self.office.database, ZONE), WorkingCalendar(), ZONE).plan(MONDAY)
        query = select(t.outbox).where(t.outbox.c.key.startswith("group:")).order_by(t.outbox.c.id)
        async with self.office.database.reading() as connection:
            rows = (await connection.execute(query)).all()
        found = [(row.address, _DELIVERY.validate_json(row.delivery)) for row in rows]
        return [(address, each) for address, each in found if isinstance(each, SendDigest)]


async def group_of(office: SmallOffice) -> Group:
    group = Group(office)
    await group.settle()
    return group


async def test_an_administrator_has_the_digests_of_the_own_unit_posted(office: SmallOffice) -> None:
    group = await group_of(office)
    assert "huyện Hòa An" in await group.says(ADMIN, "chophep")
    ((address, digest),) = await group.digests()
    assert address == GROUP.address
    assert (digest.unit_id, digest.person_id, digest.for_group) == (HOA_AN.id, group.admin, True)
    assert len(await group.digests()) == 1
    assert "huyện Hòa An" in await group.says(ADMIN, "thoi")
    assert "https://t.me/b" in await group.says(ADMIN, "thoi")


async def test_a_unit_is_named_by_its_code_and_only_one_below(office: SmallOffice) -> None:
    group = await group_of(office)
    assert "xã Nam Tuấn" in await group.says(ADMIN, "chophep", "HA01")
    none = await group.says(ADMIN, "chophep", "ZZ")
    assert await group.says(ADMIN, "chophep", PROVINCE.code) == none
    assert await group.says(ADMIN, "chophep", "'; DROP TABLE units; --") == none
    ((_, digest),) = await group.digests()
    assert digest.unit_id == NAM_TUAN.id


@pytest.mark.parametrize("typed", ["Nam Tuấn", "xã nam tuan", "HA01", "nam tua"])
async def test_a_unit_is_named_as_everywhere(office: SmallOffice, typed: str) -> None:
    group = await group_of(office)
    assert "xã Nam Tuấn" in await group.says(ADMIN, "chophep", typed)
    ((_, digest),) = await group.digests()
    assert digest.unit_id == NAM_TUAN.id


async def test_of_several_units_that_may_be_meant_each_is_told_with_its_code(office: SmallOffice) -> None:
    group = await group_of(office)
    async with office.database.writing() as connection:
        await connection.execute(t.units.update().where(t.units.c.id == BE_TRIEU.id).values(name="Nam Tuấn"))
    said = await group.says(ADMIN, "chophep", "nam tuan")
    assert "xã Nam Tuấn, huyện Hòa An: /chophep HA01" in said
    assert "xã Nam Tuấn, huyện Hòa An: /chophep HA02" in said
    assert await group.digests() == []


async def test_everybody_else_is_asked_into_the_own_chat_whatever_the_command(office: SmallOffice) -> None:
    group = await group_of(office)
    words = {
        await group.says(sender, command, argument)
        for sender in (CHATS[HOA], CHATS[THU], STRANGER)
        for command in ("chophep", "thoi", "baocao", "dulieu", "tonghop", "start", "khac")
        for argument in ("", "HA01")
    }
    assert len(words) == 1
    assert "https://t.me/b" in words.pop()
    assert await group.digests() == []


async def test_commands_in_a_group_change_nothing_in_the_own_chat(office: SmallOffice) -> None:
    group = await group_of(office)
    before = await session(office, CHATS[HOA])
    await group.says(CHATS[HOA], "start", "invitation-1")
    await group.says(CHATS[HOA], "dulieu")
    assert await session(office, CHATS[HOA]) == before
    async with office.database.reading() as connection:
        accounts = (await connection.execute(select(t.accounts.c.address))).scalars().all()
    assert GROUP.address not in accounts


async def session(office: SmallOffice, chat: Chat) -> str:
    query = select(t.sessions.c.state).where(t.sessions.c.address == chat.address)
    async with office.database.reading() as connection:
        return str((await connection.execute(query)).scalar_one())


async def test_a_forged_press_in_a_group_is_acknowledged_and_no_more(office: SmallOffice) -> None:
    group = await group_of(office)
    for sender in (ADMIN, CHATS[HOA], STRANGER):
        assert await group.take(InGroup(group=GROUP, sender=sender, press="p")) == [Acknowledge(press="p")]


async def test_a_group_that_removes_the_bot_gets_nothing_more(office: SmallOffice) -> None:
    group = await group_of(office)
    await group.says(ADMIN, "chophep")
    assert await group.take(GroupLeft(group=GROUP)) == []
    assert await group.digests() == []


async def test_a_group_that_moves_keeps_its_digests_and_what_waits(office: SmallOffice) -> None:
    group = await group_of(office)
    await group.says(ADMIN, "chophep")
    assert await group.digests() != []
    await group.take(GroupMoved(group=GROUP, to=MOVED.address))
    ((address, _),) = await group.digests()
    assert address == MOVED.address


async def test_digests_end_with_the_role_of_who_allowed_them(office: SmallOffice) -> None:
    group = await group_of(office)
    await group.says(ADMIN, "chophep")
    async with office.database.writing() as connection:
        await end_role(connection, group.admin, RoleKind.ADMINISTRATOR, HOA_AN.id, NOW - timedelta(days=1))
    readings = DocumentQueries(office.database, office.shelf, ZONE)
    for _, digest in await group.digests():
        assert await readings.overseen(digest.person_id, digest.round_id, digest.unit_id) is None
    assert "https://t.me/b" in await group.says(ADMIN, "chophep")


async def test_what_a_person_types_alone_is_not_a_groups(office: SmallOffice) -> None:
    group = await group_of(office)
    assert await group.take(Typed("chophep"), CHATS[HOA]) != []
    assert await group.digests() == []
