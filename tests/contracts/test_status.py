"""How things stand: open rounds, what waits, people and messages by channel."""

from datetime import date, timedelta

from sqlalchemy import select

from conversations.chat.effects import Submit
from conversations.chat.orders import Acknowledge, Parcel, Priority
from storage.database import schema as t
from storage.maintenance.backup import note_backup
from storage.maintenance.status import RoundStatus, load_status
from storage.outbox.outbox import put_parcels
from storage.requested_change import RequestedChange
from tests.support.small_office import CHATS, HOA, MINH, NAM_TUAN, NOW, SmallOffice


async def test_a_new_office_has_an_open_round_and_nothing_waits(office: SmallOffice) -> None:
    async with office.database.reading() as connection:
        status = await load_status(connection, NOW)
    assert status.rounds == (
        RoundStatus(title="Xóa mù chữ 2019", last_day=date(2020, 5, 7), submitted=0, total=3),
    )
    assert (status.waiting, status.oldest, status.users, status.sent) == (0, None, {}, {})
    assert (status.dead_letters, status.heard_at, status.backed_up_at) == (0, None, None)
    assert (status.people.joined, status.people.unreachable, status.people.names) == (0, 0, ())
    assert status.people.registered > 0


async def test_reports_that_came_in_twice_count_once_and_what_waits_is_counted(office: SmallOffice) -> None:
    await office.join(HOA)
    submit = RequestedChange(
        chat=CHATS[HOA],
        person_id=office.people[HOA],
        effect=Submit(office.this_year[NAM_TUAN.id], on_time=True),
    )
    for _ in range(2):
        async with office.turn() as turn:
            await turn.write([], [submit], [])
    async with office.database.writing() as connection:
        await put_parcels(
            connection,
            [
                Parcel(
                    key=str(hours),
                    chat=CHATS[HOA],
                    priority=Priority.REPLY,
                    due_at=NOW + timedelta(hours=hours),
                    delivery=Acknowledge(press="1"),
                )
                for hours in (-3, -1, 5)
            ],
        )
    async with office.database.reading() as connection:
        status = await load_status(connection, NOW)
    assert [each.submitted for each in status.rounds] == [1]
    assert (status.waiting, status.oldest) == (2, timedelta(hours=3))
    assert status.users == {"telegram": 1}


async def test_who_shut_every_chat_is_named_and_a_second_chat_counts(office: SmallOffice) -> None:
    await office.join(HOA)
    await office.join(MINH)
    async with office.database.writing() as connection:
        blocked = t.accounts.update().values(blocked_at=NOW)
        await connection.execute(blocked.where(t.accounts.c.person_id == office.people[HOA]))
    async with office.database.reading() as connection:
        people = (await load_status(connection, NOW)).people
        name = select(t.people.c.name).where(t.people.c.id == office.people[HOA])
        named = (await connection.execute(name)).scalar_one()
    assert (people.joined, people.unreachable, people.names) == (2, 1, (named,))


async def test_a_noted_backup_and_the_last_update_are_told(office: SmallOffice, url: str) -> None:
    await note_backup(url, NOW - timedelta(days=3))
    await note_backup(url, NOW - timedelta(hours=3))
    async with office.database.writing() as connection:
        await connection.execute(t.updates.insert().values(key="telegram:1:1", at=NOW - timedelta(minutes=4)))
    async with office.database.reading() as connection:
        status = await load_status(connection, NOW)
    assert status.backed_up_at == NOW - timedelta(hours=3)
    assert status.heard_at == NOW - timedelta(minutes=4)
