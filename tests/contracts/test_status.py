"""How things stand: open rounds, what waits, people and messages by channel."""

from datetime import date, timedelta

from conversations.deliveries import Acknowledge
from conversations.effects import Submit
from conversations.parcels import Parcel, Priority
from storage.outbox import put_parcels
from storage.status import RoundStatus, load_status
from storage.turns import Deed
from tests.contracts.small_office import CHATS, HOA, NAM_TUAN, NOW, SmallOffice


async def test_a_new_office_has_an_open_round_and_nothing_waits(office: SmallOffice) -> None:
    async with office.database.reading() as connection:
        status = await load_status(connection, NOW)
    assert status.rounds == (
        RoundStatus(title="Xóa mù chữ 2019", last_day=date(2020, 5, 7), submitted=0, total=3),
    )
    assert (status.waiting, status.oldest, status.users, status.sent) == (0, None, {}, {})


async def test_reports_that_came_in_twice_count_once_and_what_waits_is_counted(office: SmallOffice) -> None:
    await office.join(HOA)
    submit = Deed(
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
