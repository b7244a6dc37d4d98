"""The planner: what the policies say goes to the outbox, once, to those who can be reached."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from apscheduler.schedulers.asyncio import AsyncIOScheduler

import reminders.scheduler
from conversations.chat.orders import (
    Parcel,
    Priority,
    Say,
    SendDigest,
    SendEscalation,
    SendNews,
    SendReminder,
    SendUnreachable,
)
from reminders.digests import Subscription
from reminders.events import Happening
from reminders.planner import Planner
from reminders.quota import ChannelPlan
from reminders.schedule import OpenReport, Reporter, Supervisor
from reminders.scheduler import bring_forward, planning, tidying
from reminders.unreachable import UnreachableOfficer
from reporting.decisions.audit_events import AuditEvent
from reporting.people.chat import Chat
from reporting.people.person import Person
from reporting.rounds.period import Period
from reporting.rounds.round import Due, Round
from reporting.rounds.working_days import WorkingCalendar
from tests.support.timeouts import LONGEST

OFFICE = ZoneInfo("Asia/Ho_Chi_Minh")
HOA, MINH, THU, ADMINISTRATOR = 1, 2, 9, 10


def at(day: int, month: int, hour: int = 8, minute: int = 0) -> datetime:
    return datetime(2020, month, day, hour, minute, tzinfo=OFFICE)


LITERACY = Round(
    id=2,
    title="Xóa mù chữ 2019",
    form_hash="f",
    period=Period.parse("2019"),
    due=Due(printed=date(2020, 5, 8)),
    opened_at=at(17, 4),
)


JOINED = at(17, 4, 9)
"""When everybody joined: after the opening, which they have seen in the greeting."""


@dataclass(kw_only=True)
class FakeWatch:
    """An office in memory: reporter n answers for unit n; the outbox is a dictionary by key."""

    missing: set[int] = field(default_factory=lambda: {HOA, MINH})
    reached: dict[int, Chat] = field(
        default_factory=lambda: {person: Chat("telegram", str(person)) for person in (HOA, MINH)}
    )
    outbox: dict[str, Parcel] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    lost: int = 0
    shut_out: tuple[UnreachableOfficer, ...] = ()
    happened: tuple[Happening, ...] = ()
    subscribed: tuple[Subscription, ...] = (
        Subscription(person_id=THU, unit_id=2, round=LITERACY, since=at(17, 4)),
    )

    def _reports(self) -> tuple[OpenReport, ...]:
        return tuple(
            OpenReport(report_id=unit, round=LITERACY, unit_id=unit, since=JOINED)
            for unit in sorted(self.missing)
        )

    async def reporters(self) -> tuple[Reporter, ...]:
        return tuple(Reporter(person_id=each.unit_id, reports=(each,)) for each in self._reports())

    async def supervisors(self) -> tuple[Supervisor, ...]:
        return (Supervisor(person_id=THU, unit_id=2, reports=self._reports(), since=JOINED),)

    async def happenings(self, since: datetime) -> tuple[Happening, ...]:
        return tuple(each for each in self.happened if each.at >= since)

    async def subscriptions(self) -> tuple[Subscription, ...]:
        return self.subscribed

    async def sent(self, now: datetime) -> Mapping[str, int]:
        return self.counts

    async def administrators(self) -> Sequence[Person]:
        return (Person(id=ADMINISTRATOR, name="Quản trị"),)

    async def unreachable(self) -> tuple[UnreachableOfficer, ...]:
        return self.shut_out

    async def digest_chats(self, people: Collection[int]) -> Mapping[int, Chat]:
        return await self.chats(people)

    async def chats(self, people: Collection[int]) -> Mapping[int, Chat]:
        return {person: chat for person, chat in self.reached.items() if person in people}

    async def given_up(self, since: datetime) -> int:
        return self.lost

    async def plan(self, parcels: Sequence[Parcel]) -> None:
        for parcel in parcels:
            self.outbox.setdefault(parcel.key, parcel)


PLANS = {"zalo": ChannelPlan(messages=3000)}


@pytest.fixture
def watch() -> FakeWatch:
    return FakeWatch()


async def plan(watch: FakeWatch, *moments: datetime) -> list[Parcel]:
    """Plan at these moments and return what came to the outbox by it."""
    before = set(watch.outbox)
    for moment in moments:
        await Planner(watch, WorkingCalendar(), OFFICE, PLANS).plan(moment)
    return [parcel for key, parcel in watch.outbox.items() if key not in before]


async def test_nothing_is_due_before_its_time(watch: FakeWatch) -> None:
    assert await plan(watch, at(17, 4), at(19, 4, 23, 59)) == []


async def test_who_has_not_submitted_is_reminded_once(watch: FakeWatch) -> None:
    first, second = await plan(watch, at(24, 4, 8), at(24, 4, 8), at(24, 4, 8, 1), at(25, 4))
    reminder = SendReminder(person_id=HOA, report_ids=(HOA,))
    assert (first.chat, first.delivery) == (Chat("telegram", "1"), reminder)
    assert (first.priority, first.due_at) == (Priority.REMINDER, at(24, 4, 8))
    assert second.delivery == SendReminder(person_id=MINH, report_ids=(MINH,))


async def test_the_moment_may_be_given_in_any_zone(watch: FakeWatch) -> None:
    assert await plan(watch, at(24, 4, 7, 59).astimezone(UTC)) == []
    parcels = await plan(watch, at(24, 4, 8).astimezone(UTC))
    assert [parcel.key for parcel in parcels] == [
        "reminder:1:2020-04-24T08:00",
        "reminder:2:2020-04-24T08:00",
    ]


async def test_a_day_on_which_nobody_planned_is_made_up_for_by_one_reminder(watch: FakeWatch) -> None:
    parcels = await plan(watch, at(6, 5, 10))
    assert [(parcel.key, parcel.due_at) for parcel in parcels] == [
        ("reminder:1:2020-05-06T08:00", at(6, 5, 10)),
        ("reminder:2:2020-05-06T08:00", at(6, 5, 10)),
    ]


async def test_made_up_for_at_night_it_comes_in_the_morning(watch: FakeWatch) -> None:
    parcels = await plan(watch, at(24, 4, 22))
    assert {parcel.due_at for parcel in parcels} == {at(25, 4, 7)}


async def test_who_has_submitted_meanwhile_is_left_alone(watch: FakeWatch) -> None:
    await plan(watch, at(24, 4, 8))
    watch.missing.remove(HOA)
    assert [parcel.chat for parcel in await plan(watch, at(7, 5, 8))] == [Chat("telegram", "2")]


async def test_who_cannot_be_reached_is_reminded_when_they_can(watch: FakeWatch) -> None:
    watch.reached = {}
    assert await plan(watch, at(24, 4, 8)) == []
    watch.reached = {MINH: Chat("telegram", "22")}
    (parcel,) = await plan(watch, at(24, 4, 9))
    assert (parcel.key, parcel.chat) == ("reminder:2:2020-04-24T08:00", Chat("telegram", "22"))


async def test_a_supervisor_gets_the_digest_on_monday_and_the_overdue_after_the_deadline(
    watch: FakeWatch,
) -> None:
    watch.reached = {THU: Chat("telegram", "9")}
    (digest,) = await plan(watch, at(20, 4, 7, 30), at(20, 4, 8), at(26, 4))
    assert digest.delivery == SendDigest(person_id=THU, round_id=2, unit_id=2)
    assert (digest.priority, digest.due_at) == (Priority.REMINDER, at(20, 4, 7, 30))
    (escalation,) = [
        parcel
        for parcel in await plan(watch, at(13, 5, 8), at(14, 5, 8))
        if isinstance(parcel.delivery, SendEscalation)
    ]
    assert (escalation.delivery, escalation.due_at) == (
        SendEscalation(person_id=THU, round_id=2, unit_id=2),
        at(13, 5, 8),
    )


def on_zalo(watch: FakeWatch, sent: int) -> FakeWatch:
    """Have everybody on the channel whose plan allows 3.000 messages a month."""
    watch.reached = {each: Chat("zalo", f"z{each}") for each in (HOA, MINH, THU, ADMINISTRATOR)}
    watch.counts = {"zalo": sent}
    return watch


def kinds(parcels: Sequence[Parcel]) -> set[str]:
    return {parcel.delivery.kind for parcel in parcels}


@pytest.mark.parametrize("sent", [2400, 2849])
async def test_when_a_plan_runs_low_only_the_last_day_is_reminded_of(watch: FakeWatch, sent: int) -> None:
    low = on_zalo(watch, sent)
    assert kinds(await plan(low, at(24, 4, 8), at(6, 5, 8))) == {"say", "digest"}
    assert kinds(await plan(low, at(7, 5, 8))) == {"reminder"}
    assert "reminder" in kinds(await plan(low, at(8, 5, 8)))


async def test_when_a_plan_runs_low_the_digest_is_one_text(watch: FakeWatch) -> None:
    (digest,) = [each for each in await plan(on_zalo(watch, 2400), at(20, 4, 8)) if each.chat.address == "z9"]
    assert digest.delivery == SendDigest(person_id=THU, round_id=2, unit_id=2, brief=True)


async def test_when_a_plan_is_nearly_used_up_nothing_is_said_unprompted(watch: FakeWatch) -> None:
    assert kinds(await plan(on_zalo(watch, 2850), at(20, 4, 8), at(7, 5, 8), at(14, 5, 8))) == {"say"}


async def test_what_was_not_said_is_made_up_for_when_the_month_begins_anew(watch: FakeWatch) -> None:
    await plan(on_zalo(watch, 2900), at(28, 4, 8))
    watch.counts = {}
    assert kinds(await plan(watch, at(4, 5, 8))) == {"reminder", "digest"}


async def test_administrators_are_told_once_of_each_mark(watch: FakeWatch) -> None:
    told: list[Parcel] = []
    for sent in (2399, 2400, 2500, 2850, 2999):
        told += await plan(on_zalo(watch, sent), at(17, 4, 22))
    first, second = told
    assert [each.key for each in told] == ["quota:zalo:2020-04:80:10", "quota:zalo:2020-04:95:10"]
    assert (first.chat.address, first.due_at) == ("z10", at(18, 4, 7))
    assert isinstance(first.delivery, Say)
    assert "2.400/3.000" in first.delivery.message.text
    assert isinstance(second.delivery, Say)
    assert "2.850/3.000" in second.delivery.message.text


async def test_a_channel_without_a_plan_is_never_spared(watch: FakeWatch) -> None:
    watch.counts = {"telegram": 10**6}
    assert kinds(await plan(watch, at(24, 4, 8))) == {"reminder"}


async def test_the_next_moments_are_those_at_which_something_is_planned(watch: FakeWatch) -> None:
    planner = Planner(watch, WorkingCalendar(), OFFICE)
    assert await planner.next_moment(at(17, 4, 9)) == at(20, 4, 7, 30), "the digest's Monday"
    assert await planner.next_moment(at(20, 4, 7, 30)) == at(24, 4, 8), "the first reminder"
    assert await plan(watch, at(24, 4, 7, 59)) == []
    assert len(await plan(watch, at(24, 4, 8))) == 2


async def test_when_nothing_is_missing_nobody_is_reminded_any_more(watch: FakeWatch) -> None:
    watch.missing = set()
    watch.subscribed = ()
    assert await Planner(watch, WorkingCalendar(), OFFICE).next_moment(at(17, 4, 9)) is None


async def test_a_clock_that_wanders_reminds_nobody_twice_and_forgets_nobody(watch: FakeWatch) -> None:
    hours = [at(17, 4) + timedelta(hours=hour) for hour in range(24 * 45)]
    steady = {parcel.key for parcel in await plan(FakeWatch(), *hours)}
    wandering = list(hours)
    for place, jump in ((700, -24), (500, -1), (300, 7 * 24), (100, 24), (20, -1)):
        wandering[place:place] = [hours[place] + timedelta(hours=jump + step) for step in range(3)]
    planned = [parcel.key for parcel in await plan(watch, *wandering)]
    assert sorted(planned) == sorted(steady)
    assert len(steady) > 10


# ---- the scheduler ----


class Plans:
    """A plan that counts how often it was made, and fails when told to."""

    def __init__(self, failing: Collection[int] = ()) -> None:
        self.made = 0
        self._failing = failing
        self._again = asyncio.Condition()

    async def make(self) -> None:
        async with self._again:
            self.made += 1
            self._again.notify_all()
        if self.made in self._failing:
            raise OSError("no database")

    async def reached(self, number: int) -> None:
        async with asyncio.timeout(LONGEST), self._again:
            await self._again.wait_for(lambda: self.made >= number)


async def test_it_plans_at_once_and_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reminders.scheduler, "PLANNING_INTERVAL", 0.01)
    plans = Plans()
    async with planning(plans.make):
        assert plans.made == 1
        await plans.reached(3)
    made = plans.made
    await asyncio.sleep(0.03)
    assert plans.made == made


async def test_a_plan_that_fails_on_the_way_is_made_up_for_by_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reminders.scheduler, "PLANNING_INTERVAL", 0.01)
    plans = Plans(failing={2})
    async with planning(plans.make):
        await plans.reached(3)


async def test_data_are_tidied_while_it_runs_and_a_failure_ends_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reminders.scheduler, "PLANNING_INTERVAL", 0.01)
    monkeypatch.setattr(reminders.scheduler, "DAY", 0.01)
    scrubbing, letting_go = Plans(failing={1}), Plans(failing={1, 2})

    class Both:
        scrub, delete_expired = scrubbing.make, letting_go.make

    async with tidying(Both()):
        await scrubbing.reached(3)
        await letting_go.reached(3)


async def test_after_the_clock_was_set_back_nothing_waits_for_a_time_that_was_there_already() -> None:
    began = datetime(2020, 5, 8, 9, tzinfo=UTC)
    scheduler = AsyncIOScheduler(timezone=UTC)
    scheduler.start(paused=True)
    for name, interval in (("every minute", timedelta(minutes=1)), ("daily", timedelta(days=1))):
        scheduler.add_job(
            print, "interval", seconds=interval.total_seconds(), id=name, next_run_time=began + interval
        )

    def waiting(now: datetime) -> dict[str, timedelta]:
        bring_forward(scheduler, now)
        return {job.id: job.next_run_time - now for job in scheduler.get_jobs()}

    assert waiting(began) == {"every minute": timedelta(minutes=1), "daily": timedelta(days=1)}
    an_hour_back = waiting(began - timedelta(hours=1))
    assert an_hour_back == {"every minute": timedelta(0), "daily": timedelta(0)}
    scheduler.shutdown(wait=False)


async def test_what_is_under_way_when_it_is_stopped_has_ended_afterwards(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reminders.scheduler, "PLANNING_INTERVAL", 0.01)
    steps: list[str] = []
    begun = asyncio.Event()

    async def plan() -> None:
        if not steps:
            steps.append("planned at the start")
            return
        steps.append("begun")
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            steps.append("ended")

    async with planning(plan):
        await begun.wait()
    assert steps == ["planned at the start", "begun", "ended"]


async def test_a_plan_that_fails_at_the_start_stops_the_start() -> None:
    with pytest.raises(OSError, match="no database"):
        async with planning(Plans(failing={1}).make):
            pass


def notices(parcels: Sequence[Parcel]) -> list[Parcel]:
    return [parcel for parcel in parcels if isinstance(parcel.delivery, SendUnreachable)]


async def test_a_supervisor_is_told_once_of_an_officer_who_cannot_be_reached(watch: FakeWatch) -> None:
    watch.missing = set()
    watch.reached = {THU: Chat("telegram", "9")}
    gone = UnreachableOfficer(supervisor_id=THU, officer_id=HOA, unit_id=3, since=at(20, 4, 21))
    watch.shut_out = (gone,)
    (notice,) = notices(await plan(watch, at(20, 4, 21), at(20, 4, 22), at(21, 4, 9)))
    assert notice.delivery == SendUnreachable(person_id=THU, officer_id=HOA, unit_id=3)
    assert notice.due_at == at(21, 4, 7), "nobody is told at night"
    watch.shut_out = (replace(gone, since=at(22, 4, 9)),)
    (again,) = notices(await plan(watch, at(22, 4, 10)))
    assert again.key != notice.key


# ---- what has happened ----

EXTENDED = Happening(
    deed=AuditEvent.EXTENDED, at=at(21, 4, 9), by=ADMINISTRATOR, round_id=2, until=LITERACY.due.last_day
)


def news(parcels: Sequence[Parcel]) -> list[str]:
    return [parcel.key for parcel in parcels if parcel.key.startswith("news:")]


async def test_what_has_happened_is_told_once_as_reminders_are(watch: FakeWatch) -> None:
    watch.happened = (EXTENDED,)
    first, *_ = parcels = await plan(watch, at(21, 4, 9, 4), at(21, 4, 9, 5), at(21, 4, 9, 6), at(22, 4))
    assert news(parcels) == ["news:extended:1:2020-04-21T09:05", "news:extended:2:2020-04-21T09:05"]
    assert (first.delivery, first.priority, first.due_at) == (
        SendNews(person_id=HOA, news="extended", report_ids=(HOA,)),
        Priority.REMINDER,
        at(21, 4, 9, 5),
    )


@pytest.mark.parametrize(("sent", "told"), [(2399, {"1", "2", "9"}), (2400, {"1", "2"}), (2850, set())])
async def test_a_plan_that_runs_low_leaves_supervisors_untold_then_everybody(
    watch: FakeWatch, sent: int, told: set[str]
) -> None:
    on_zalo(watch, sent).happened = (EXTENDED,)
    keys = news(await plan(watch, at(21, 4, 9, 5)))
    assert {key.split(":")[2] for key in keys} == told


async def test_the_next_time_that_somebody_is_told_is_known(watch: FakeWatch) -> None:
    planner = Planner(watch, WorkingCalendar(), OFFICE)
    assert await planner.next_moment(at(21, 4, 9, 1)) == at(24, 4, 8)
    watch.happened = (EXTENDED,)
    assert await planner.next_moment(at(21, 4, 9, 1)) == at(21, 4, 9, 5)


async def test_administrators_are_told_once_a_day_of_what_could_not_be_sent(watch: FakeWatch) -> None:
    watch.reached[ADMINISTRATOR] = Chat("telegram", str(ADMINISTRATOR))
    assert [each for each in await plan(watch, at(21, 4, 9)) if each.key.startswith("given_up")] == []
    watch.lost = 12
    planned = await plan(watch, at(21, 4, 9), at(21, 4, 10), at(22, 4, 9))
    told = [each for each in planned if each.key.startswith("given_up")]
    assert [each.key for each in told] == [f"given_up:2020-04-{day}:{ADMINISTRATOR}" for day in (21, 22)]
    assert isinstance(told[0].delivery, Say)
    assert "12 tin không gửi được" in told[0].delivery.message.text
