"""What the planner watches: who still has to report, who supervises, who gets which digest."""

from datetime import timedelta

from sqlalchemy import update

from conversations.chat.effects import Snooze, Submit
from reporting.people.role import RoleKind
from storage.database import schema as t
from storage.people.people import add_person
from storage.queries.documents import DocumentQueries
from storage.queries.reminders import StoredWatch
from storage.requested_change import RequestedChange
from tests.support.small_office import (
    BE_TRIEU,
    CHATS,
    HOA,
    KIM_DONG,
    MINH,
    NAM_TUAN,
    NOW,
    OPENED,
    SON,
    THACH_AN,
    THU,
    ZONE,
    SmallOffice,
    shut,
)


def watch(office: SmallOffice) -> StoredWatch:
    return StoredWatch(office.database, ZONE)


async def submit(office: SmallOffice, unit_id: int, hours: int = 0) -> None:
    effect = Submit(office.this_year[unit_id], on_time=True)
    async with office.turn(NOW + timedelta(hours=hours)) as turn:
        await turn.write(
            [], [RequestedChange(chat=CHATS[HOA], person_id=office.people[HOA], effect=effect)], []
        )


async def close_all_rounds(office: SmallOffice) -> None:
    async with office.database.writing() as connection:
        await connection.execute(update(t.rounds).values(closed_at=NOW))


async def test_nobody_is_watched_before_joining(office: SmallOffice) -> None:
    assert await watch(office).reporters() == ()
    assert await watch(office).supervisors() == ()
    assert await watch(office).subscriptions() == ()
    assert await watch(office).chats(office.people.values()) == {}


async def test_reporters_are_those_who_joined_and_have_not_submitted(office: SmallOffice) -> None:
    await office.join(HOA, now=NOW)
    await office.join(MINH, THU)
    hoa, minh = await watch(office).reporters()
    (report,) = hoa.reports
    assert (hoa.person_id, report.report_id) == (office.people[HOA], office.this_year[NAM_TUAN.id])
    assert (report.round.title, report.unit_id, report.since) == ("Xóa mù chữ 2019", NAM_TUAN.id, NOW)
    assert minh.reports[0].since == OPENED
    await submit(office, NAM_TUAN.id)
    assert [each.person_id for each in await watch(office).reporters()] == [office.people[MINH]]


async def test_a_reporter_of_two_units_is_one_reporter(office: SmallOffice) -> None:
    await office.join(HOA)
    async with office.database.writing() as connection:
        await connection.execute(
            t.roles.insert().values(
                person_id=office.people[HOA], unit_id=KIM_DONG.id, kind=RoleKind.REPORTER, since=NOW
            )
        )
    (hoa,) = await watch(office).reporters()
    assert [(report.unit_id, report.since) for report in hoa.reports] == [
        (NAM_TUAN.id, OPENED),
        (KIM_DONG.id, NOW),
    ]


async def test_a_snooze_is_seen(office: SmallOffice) -> None:
    await office.join(HOA)
    until = NOW + timedelta(days=1)
    async with office.turn() as turn:
        await turn.write(
            [], [RequestedChange(chat=CHATS[HOA], person_id=office.people[HOA], effect=Snooze(until))], []
        )
    (hoa,) = await watch(office).reporters()
    assert hoa.snoozed_until == until


async def test_supervisors_are_shown_what_is_missing_below_also_where_nobody_joined(
    office: SmallOffice,
) -> None:
    await office.join(THU)
    (thu,) = await watch(office).supervisors()
    assert thu.person_id == office.people[THU]
    assert [report.unit_id for report in thu.reports] == [NAM_TUAN.id, BE_TRIEU.id]
    await submit(office, NAM_TUAN.id)
    (thu,) = await watch(office).supervisors()
    assert [report.unit_id for report in thu.reports] == [BE_TRIEU.id]


async def test_a_digest_is_for_the_rounds_in_which_units_below_report(office: SmallOffice) -> None:
    async with office.database.writing() as connection:
        await add_person(connection, "Nobody's supervisor", RoleKind.SUPERVISOR, THACH_AN.id, OPENED)
    await office.join(THU, now=NOW)
    (subscription,) = await watch(office).subscriptions()
    assert (subscription.person_id, subscription.round.title) == (office.people[THU], "Xóa mù chữ 2019")
    assert (subscription.since, subscription.completed_at) == (NOW, None)


async def test_a_round_is_complete_when_the_last_unit_below_has_submitted_for_the_first_time(
    office: SmallOffice,
) -> None:
    await office.join(THU)
    await submit(office, NAM_TUAN.id, hours=1)
    (subscription,) = await watch(office).subscriptions()
    assert subscription.completed_at is None
    await submit(office, BE_TRIEU.id, hours=2)
    await submit(office, NAM_TUAN.id, hours=3)
    (subscription,) = await watch(office).subscriptions()
    assert subscription.completed_at == NOW + timedelta(hours=2)


async def test_closed_rounds_are_watched_by_nobody(office: SmallOffice) -> None:
    await office.join(HOA, THU)
    await close_all_rounds(office)
    assert await watch(office).reporters() == ()
    assert [thu.reports for thu in await watch(office).supervisors()] == [()]
    assert await watch(office).subscriptions() == ()


async def test_people_are_reached_at_their_chats_but_not_at_shut_ones(office: SmallOffice) -> None:
    await office.join(HOA, SON)
    both = [office.people[HOA], office.people[SON]]
    assert await watch(office).chats(both) == {office.people[HOA]: CHATS[HOA], office.people[SON]: CHATS[SON]}
    await shut(office.database, CHATS[SON])
    assert await watch(office).chats(both) == {office.people[HOA]: CHATS[HOA]}


async def test_an_officer_whom_no_account_reaches_is_known_to_the_nearest_supervisor(
    office: SmallOffice,
) -> None:
    await office.join(HOA, THU)
    assert await watch(office).unreachable() == ()
    await shut(office.database, CHATS[HOA])
    found = await watch(office).unreachable()
    assert {each.supervisor_id for each in found} == {office.people[THU]}
    assert {each.officer_id for each in found} == {office.people[HOA]}
    assert all(each.since == NOW for each in found)
    readings = DocumentQueries(office.database, office.shelf, ZONE)
    shut_out = await readings.shut_out(office.people[HOA], found[0].unit_id)
    assert shut_out is not None
    assert shut_out[0] == HOA
    async with office.turn() as turn:
        await turn.welcome_back([CHATS[HOA]])
    assert await watch(office).unreachable() == ()
    assert await readings.shut_out(office.people[HOA], found[0].unit_id) is None
