"""Delivery: to each chat in order, to all at the same time, paced, and what becomes of what cannot be sent."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from markupsafe import Markup
from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from bot.channels.channel import (
    ChannelFailed,
    ChannelUnreachable,
    ChatClosed,
    ChatMoved,
    Outgoing,
    SendError,
    Throttled,
    Unanswered,
)
from bot.inbound.outages import PAUSE, through_outages
from bot.outbound.pacer import Pacer, Rates
from bot.outbound.sender import LATER, LONGEST_PAUSE, MOST_KNOWN, MOST_MADE, Delivery, Outlet
from conversations.chat.effects import Submit
from conversations.chat.messages import Message
from conversations.chat.orders import (
    Acknowledge,
    Parcel,
    Priority,
    Say,
    SendDigest,
    SendEscalation,
    SendEvidence,
    SendReminder,
    SendWorkbook,
)
from reporting.people.chat import Chat
from storage.database import schema as t
from storage.database.database import Database
from storage.outbox.outbox import DueDeliveries, Outbox, Outcome
from storage.outbox.quota import load_sent
from storage.requested_change import RequestedChange
from tests.support.delivery import (
    AT_ONCE,
    PlayedChannel,
    PlayedTime,
    PostOffice,
    at_work,
    new_delivery,
    post_office,
)
from tests.support.small_office import CHATS, HOA, MINH, NAM_TUAN, NOW, SON, THU, SmallOffice
from tests.support.timeouts import LONGEST
from texts import catalogue

A, B, C = CHATS[HOA], CHATS[MINH], CHATS[SON]
TELEGRAMS = Rates()
THIS_YEAR = 2


@pytest.fixture
async def post(office: SmallOffice) -> AsyncIterator[PostOffice]:
    async with post_office(office) as post:
        yield post


async def test_a_chat_gets_everything_in_the_order_of_planning(post: PostOffice) -> None:
    await post.put(A, "1", "2", "3")
    await post.put(B, "1")
    await post.settled()
    assert post.channel.to(A) == ["1", "2", "3"]
    assert post.channel.to(B) == ["1"]
    assert await post.outcomes() == [("sent", 1)] * 4
    assert [row.settled_at for row in await post.rows()] == [NOW] * 4


async def test_replies_go_before_what_was_ordered_and_that_before_reminders(post: PostOffice) -> None:
    await post.put(A, "reminder", priority=Priority.REMINDER)
    await post.put(A, "digest", priority=Priority.ORDERED)
    await post.put(A, "reply")
    await post.settled()
    assert post.channel.to(A) == ["reply", "digest", "reminder"]


async def test_a_chat_that_takes_long_holds_up_no_other(post: PostOffice) -> None:
    post.channel.held_up[A.address] = slow = asyncio.Event()
    await post.put(A, "1", "2")
    await post.put(B, "1")
    post.delivery.wake()
    await post.channel.has_sent(1)
    assert post.channel.to(B) == ["1"]
    await post.put(B, "2")
    await post.put(C, "1")
    post.delivery.wake()
    await post.channel.has_sent(3)
    assert (post.channel.to(A), post.channel.to(B), post.channel.to(C)) == ([], ["1", "2"], ["1"])
    slow.set()
    await post.settled()
    assert post.channel.to(A) == ["1", "2"]


async def test_it_is_not_idle_while_something_is_on_its_way(post: PostOffice) -> None:
    post.channel.held_up[A.address] = slow = asyncio.Event()
    await post.put(A, "1")
    post.delivery.wake()
    await post.channel.holding.wait()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(post.delivery.idle(), 0.05)
    slow.set()
    await asyncio.wait_for(post.delivery.idle(), LONGEST)
    assert post.channel.to(A) == ["1"]


async def test_flood_control_holds_back_its_chat_alone_and_nothing_overtakes(post: PostOffice) -> None:
    post.channel.failures["2"] = [Throttled("Too Many Requests", retry_after=5)]
    await post.put(A, "1", "2", "3")
    await post.put(B, "1")
    await post.settled()
    await post.put(A, "4")
    await post.pass_time(4)
    assert (post.channel.to(A), post.channel.to(B)) == (["1"], ["1"])
    await post.pass_time(1)
    assert post.channel.to(A) == ["1", "2", "3", "4"]
    assert await post.outcomes() == [("sent", 1)] * 5


class SlowOutbox(Outbox):
    """An outbox that can be held up after it was read, while it is still being looked at."""

    def __init__(self, database: Database, time: PlayedTime) -> None:
        super().__init__(database, real=time.real)
        self.held_up: asyncio.Event | None = None
        self.read, self.written = asyncio.Event(), asyncio.Event()

    async def look(self, now: datetime, most: int) -> DueDeliveries:
        found = await super().look(now, most)
        if self.held_up is not None:
            self.read.set()
            await self.held_up.wait()
        return found

    async def settle(self, outcomes: Sequence[Outcome]) -> None:
        await super().settle(outcomes)
        self.written.set()


async def test_nothing_overtakes_what_failed_while_the_outbox_was_looked_at(office: SmallOffice) -> None:
    time, channel = PlayedTime(), PlayedChannel()
    outbox = SlowOutbox(office.database, time)
    delivery = new_delivery(office, channel, time, outbox=outbox)
    post = PostOffice(office=office, time=time, channel=channel, delivery=delivery)
    channel.failures["1"] = [ChannelFailed("Connection broken", retry_after=5)]
    channel.held_up[A.address] = failing = asyncio.Event()
    await post.put(A, "1")
    async with at_work(delivery), asyncio.timeout(LONGEST):
        await channel.holding.wait()
        await post.put(A, "2")
        outbox.held_up = looking = asyncio.Event()
        delivery.wake()
        await outbox.read.wait()  # both are seen as due
        failing.set()
        await outbox.written.wait()
        for _ in range(100):
            await asyncio.sleep(0)  # until all that comes of it has happened
        looking.set()
        await post.settled()
        assert channel.to(A) == []
        await post.pass_time(5)
    assert channel.to(A) == ["1", "2"]


async def test_a_wait_that_the_channel_asks_for_is_kept_over_a_restart(office: SmallOffice) -> None:
    async with post_office(office) as before:
        before.channel.failures["1"] = [Throttled("Too Many Requests", retry_after=30)]
        await before.put(A, "1", "2")
        await before.settled()
    async with post_office(office) as after:
        await after.settled()
        assert after.channel.sent == []
        await after.pass_time(30)
        assert after.channel.to(A) == ["1", "2"]


MINUTE, HOUR, DAY = 60, 3600, 24 * 3600


async def fail(post: PostOffice, error: SendError, seconds: float) -> None:
    """Have a channel take nothing for so long, trying as often as delivery does."""
    post.channel.failure, began = error, post.time.real()
    while (post.time.real() - began).total_seconds() < seconds:
        await post.pass_time(max(LONGEST_PAUSE, seconds / 40))
    post.channel.failure = None


@pytest.mark.parametrize(
    ("error", "seconds"),
    [
        (ChannelFailed("Bad Gateway", retry_after=3), 10 * MINUTE),
        (Throttled("Too Many Requests", retry_after=3), 50 * MINUTE),
        (ChannelUnreachable("HTTP 403 without Telegram's own answer", retry_after=3), 20 * HOUR),
    ],
)
async def test_a_channels_failure_is_no_messages_fault_and_all_arrives_in_order_afterwards(
    post: PostOffice, error: SendError, seconds: float
) -> None:
    await post.put(A, "1", "2|3")
    await post.put(B, "1")
    await post.put(C, "reminder", priority=Priority.REMINDER)
    await fail(post, error, seconds)
    assert post.channel.sent == []
    await post.pass_time(LONGEST_PAUSE)
    assert (post.channel.to(A), post.channel.to(B)) == (["1", "2", "3"], ["1"])
    assert await post.outcomes() == [("sent", 1)] * 4


@pytest.mark.parametrize(
    ("priority", "error", "worth"),
    [
        (Priority.REPLY, ChannelFailed("Bad Gateway", retry_after=3), HOUR),
        (Priority.ORDERED, ChannelFailed("Bad Gateway", retry_after=3), HOUR),
        (Priority.REPLY, ChannelUnreachable("no network", retry_after=3), DAY),
        (Priority.REMINDER, ChannelFailed("Bad Gateway", retry_after=3), DAY),
    ],
)
async def test_what_nobody_waits_for_any_more_is_given_up_by_its_age(
    post: PostOffice, priority: Priority, error: SendError, worth: float
) -> None:
    await post.put(A, "1", priority=priority)
    await fail(post, error, 0.9 * worth)
    assert await post.outcomes() == [("queued", 0)]
    await fail(post, error, 0.2 * worth)
    assert await post.outcomes() == [("given_up", 1)]
    assert (await post.rows())[0].error == str(error)


async def test_a_reminder_is_tried_until_its_own_moment_and_no_longer(post: PostOffice) -> None:
    error = ChannelFailed("Bad Gateway", retry_after=3)
    await post.put(
        A, "1", priority=Priority.REMINDER, until=post.time.now() + timedelta(seconds=3 * DAY - MINUTE)
    )
    await fail(post, error, 2 * MINUTE)
    await post.pass_time(3 * DAY - 4 * MINUTE)
    assert await post.outcomes() == [("sent", 1)]
    await post.put(B, "1", priority=Priority.REMINDER, until=post.time.now() + timedelta(seconds=MINUTE))
    await fail(post, error, 2 * MINUTE)
    assert (await post.outcomes())[1] == ("given_up", 1)


async def test_a_request_that_nobody_answered_is_tried_once_more_and_later(post: PostOffice) -> None:
    post.channel.failures["1"] = [Unanswered("Timed out", retry_after=3)]
    post.channel.failures["2"] = [Unanswered("Timed out", retry_after=3)] * 2
    await post.put(A, "1", "2", "3")
    await post.settled()
    await post.pass_time(LATER - 1)
    assert post.channel.to(A) == []
    await post.pass_time(1)
    assert post.channel.to(A) == ["1"]
    await post.pass_time(LATER)
    assert post.channel.to(A) == ["1", "3"]
    assert [state for state, _ in await post.outcomes()] == ["sent", "given_up", "sent"]


async def test_the_parts_that_went_are_not_sent_again(post: PostOffice) -> None:
    flood = Throttled("Too Many Requests", retry_after=5)
    post.channel.failures["2"], post.channel.failures["3"] = [flood], [flood] * 20
    await post.put(A, "1|2|3", "4")
    for _ in range(30):
        await post.pass_time(LONGEST_PAUSE)
    assert post.channel.to(A) == ["1", "2", "3", "4"]
    assert await post.outcomes() == [("sent", 1)] * 2
    async with post.office.database.reading() as connection:
        assert await load_sent(connection, NOW) == {"telegram": 4}


async def test_pauses_grow_with_the_time_for_which_a_channel_fails(post: PostOffice) -> None:
    post.channel.failures["1"] = [ChannelFailed("Bad Gateway", retry_after=3)] * 99
    await post.put(A, "1")
    await post.settled()
    pauses = []
    for _ in range(20):
        retry_at = (await post.rows())[0].retry_at
        pauses.append((retry_at - post.time.real()).total_seconds())
        await post.pass_time(pauses[-1])
    assert pauses[0] == 3
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_PAUSE


# ---- strangers ----


async def test_a_strangers_backlog_hides_nobody(office: SmallOffice) -> None:
    async with post_office(office, rates=TELEGRAMS) as post:
        crowd = [Chat("telegram", str(number)) for number in range(5000, 5400)]
        await post.put(crowd[0], *map(str, range(500)), priority=Priority.STRANGER)
        for stranger in crowd[1:]:
            await post.put(stranger, "who are you", priority=Priority.STRANGER)
        post.delivery.wake()
        await post.channel.has_sent(30)
        await post.put(A, "1", "2")
        before = len(post.channel.sent)
        post.delivery.wake()
        while len(post.channel.to(A)) < 2:
            await post.channel.has_sent(len(post.channel.sent) + 1)
        place = post.channel.sent.index((A.address, "2"))
        assert place - before < 200  # of 899 that waited
        await post.settled()
    assert len(post.channel.sent) == 500 + 399 + 2
    assert post.channel.to(crowd[0]) == list(map(str, range(500)))


async def test_a_members_backlog_hides_nobody(post: PostOffice) -> None:
    post.channel.held_up[A.address] = slow = asyncio.Event()
    await post.put(A, *map(str, range(2 * MOST_KNOWN)))
    post.delivery.wake()
    await post.channel.holding.wait()
    await post.put(B, "1", priority=Priority.REMINDER)
    post.delivery.wake()
    await post.channel.has_sent(1)
    assert post.channel.to(B) == ["1"]
    slow.set()
    await post.settled()
    assert post.channel.to(A) == list(map(str, range(2 * MOST_KNOWN)))


async def test_what_can_never_be_sent_is_given_up_at_once_and_the_rest_goes_on(post: PostOffice) -> None:
    post.channel.failures["1"] = [SendError("Bad Request: can't parse entities")]
    await post.put(A, "1", "2")
    await post.settled()
    assert post.channel.to(A) == ["2"]
    first, second = await post.rows()
    assert (first.state, first.error) == ("given_up", "Bad Request: can't parse entities")
    assert second.state == "sent"


async def test_a_fault_of_ours_harms_one_parcel(post: PostOffice) -> None:
    post.channel.failures["1"] = [RuntimeError("a bug")]
    await post.put(A, "1", "2", "3")
    async with post.office.database.writing() as connection:
        unreadable = t.outbox.c.key == f"{A.address}:0:2"
        await connection.execute(update(t.outbox).where(unreadable).values(delivery="{}"))
    await post.settled()
    assert post.channel.to(A) == ["3"]
    assert [row.state for row in await post.rows()] == ["given_up", "given_up", "sent"]


async def test_who_has_shut_the_chat_is_noted_and_not_planned_for(post: PostOffice) -> None:
    await post.office.join(HOA, MINH)
    post.channel.failures["1"] = [ChatClosed("Forbidden: bot was blocked by the user")]
    await post.put(A, "1")
    await post.settled()
    assert await post.outcomes() == [("failed", 1)]
    async with post.office.turn() as turn:
        both = [post.office.people[HOA], post.office.people[MINH]]
        assert await turn.chats_of(both) == {post.office.people[MINH]: B}


async def test_what_waits_for_a_group_follows_it_to_its_new_address(post: PostOffice) -> None:
    post.channel.failures["1"] = [ChatMoved("Group migrated to supergroup", "-1007")]
    await post.put(A, "1", "2")
    await post.settled()
    assert post.channel.sent == [("-1007", "1"), ("-1007", "2")]


async def test_what_is_due_later_goes_when_the_clock_is_moved_there(post: PostOffice) -> None:
    tomorrow = NOW + timedelta(days=1)
    await post.put(A, "tomorrow", due_at=tomorrow)
    await post.settled()
    assert post.channel.sent == []
    await post.pass_time(86_400)
    assert post.channel.to(A) == ["tomorrow"]


class RealTime(PlayedTime):
    """The one clock here that goes by itself."""

    def now(self) -> datetime:
        return datetime.now(UTC)


async def test_what_becomes_due_by_itself_needs_nobody_to_say_so(office: SmallOffice) -> None:
    time, channel = RealTime(), PlayedChannel()
    delivery = new_delivery(office, channel, time)
    post = PostOffice(office=office, time=time, channel=channel, delivery=delivery)
    await post.put(A, "soon", due_at=datetime.now(UTC) + timedelta(milliseconds=20))
    async with at_work(delivery):
        await channel.has_sent(1)
    assert channel.to(A) == ["soon"]


# ---- a clock that is set ----


@pytest.mark.parametrize("back", [3600, DAY])
async def test_a_clock_that_is_set_back_keeps_nothing_waiting_but_what_was_planned_for_later(
    post: PostOffice, back: float
) -> None:
    later = post.time.now() + timedelta(hours=2)
    post.channel.failures["again"] = [ChannelFailed("Bad Gateway", retry_after=5)]
    await post.put(A, "again", "behind it")
    await post.settled()
    await post.put(B, "a reply of before")
    await post.put(C, "a reminder", priority=Priority.REMINDER, due_at=later)
    post.time.moment -= timedelta(seconds=back)
    await post.settled()
    assert post.channel.to(A) == ["again", "behind it"]
    assert post.channel.to(B) == ["a reply of before"]
    assert post.channel.to(C) == []
    await post.pass_time((later - post.time.moment).total_seconds())
    assert post.channel.to(C) == ["a reminder"]


@pytest.mark.parametrize("shift", [0, -DAY, 7 * DAY], ids=["stands still", "is set back", "jumps ahead"])
async def test_a_retry_waits_for_real_seconds_whatever_the_offices_clock_does(
    post: PostOffice, shift: float
) -> None:
    post.channel.failures["1"] = [Throttled("Too Many Requests", retry_after=5)]
    await post.put(A, "1", "2")
    await post.settled()
    post.time.office = NOW + timedelta(seconds=shift)
    await post.put(A, "3")
    await post.pass_time(4)
    assert post.channel.to(A) == []
    await post.pass_time(1)
    assert post.channel.to(A) == ["1", "2", "3"]


async def test_a_broadcast_beyond_the_burst_goes_out_while_the_offices_clock_stands_still(
    office: SmallOffice,
) -> None:
    async with post_office(office, rates=Rates()) as post:
        post.time.office = NOW
        await post.put_to_all([Chat("telegram", str(number)) for number in range(100, 150)], "reminder")
        await post.settled()
        assert len(post.channel.sent) == 50


async def test_what_an_earlier_run_put_off_by_a_clock_that_was_ahead_goes_at_the_start(
    office: SmallOffice,
) -> None:
    async with post_office(office) as ahead:
        ahead.time.moment += timedelta(seconds=DAY)
        ahead.channel.failures["1"] = [ChannelFailed("Bad Gateway", retry_after=5)]
        await ahead.put(A, "1", "2")
        await ahead.settled()
        assert ahead.channel.to(A) == []
    async with post_office(office) as after:
        assert after.channel.to(A) == ["1", "2"]


async def test_a_clock_that_jumps_ahead_sends_once_what_is_due_by_then(post: PostOffice) -> None:
    await post.put(
        A, "a reminder", priority=Priority.REMINDER, due_at=post.time.now() + timedelta(seconds=DAY)
    )
    await post.pass_time(7 * DAY)
    await post.pass_time(-7 * DAY)
    await post.pass_time(2 * DAY)
    assert post.channel.to(A) == ["a reminder"]


# ---- at least once ----


class PowerFailure(Outbox):
    """An outbox that fails once when a delivery is to be written down."""

    failing = True

    async def settle(self, outcomes: Sequence[Outcome]) -> None:
        if self.failing:
            self.failing = False
            raise OperationalError("UPDATE outbox", {}, RuntimeError("disk I/O error"))
        await super().settle(outcomes)


async def test_a_crash_between_sending_and_writing_it_down_repeats_that_one_message(
    office: SmallOffice,
) -> None:
    time, channel = PlayedTime(), PlayedChannel()
    outbox = PowerFailure(office.database)
    post = PostOffice(
        office=office,
        time=time,
        channel=channel,
        delivery=new_delivery(office, channel, time, outbox=outbox),
    )
    await post.put(A, "1", "2")
    with pytest.raises(OperationalError, match="disk I/O error"):
        await post.delivery.run()
    assert channel.to(A) == ["1"]
    again = new_delivery(office, channel, time, outbox=outbox)
    async with at_work(again), asyncio.timeout(LONGEST):
        await again.idle()
    assert channel.to(A) == ["1", "1", "2"]


class FullDisk(Outbox):
    """An outbox that can be read, and for some time not written."""

    failures = 3

    async def settle(self, outcomes: Sequence[Outcome]) -> None:
        if self.failures:
            self.failures -= 1
            raise OperationalError("UPDATE outbox", {}, RuntimeError("database or disk is full"))
        await super().settle(outcomes)


async def test_while_the_disk_is_full_nobody_gets_a_message_again_and_again(office: SmallOffice) -> None:
    time, pauses, channel, outbox = PlayedTime(), PlayedTime(), PlayedChannel(), FullDisk(office.database)
    delivery = new_delivery(office, channel, time, outbox=outbox)
    post = PostOffice(office=office, time=time, channel=channel, delivery=delivery)
    await post.put(A, "1", "2")
    await post.put(B, "1")
    trying = asyncio.create_task(through_outages(delivery.run, sleep=pauses.sleep))
    async with asyncio.timeout(10):
        await delivery.idle()
    trying.cancel()
    with suppress(asyncio.CancelledError):
        await trying
    assert (channel.to(A), channel.to(B)) == (["1", "2"], ["1"])
    assert pauses.waited == [PAUSE] * 3
    assert await post.outcomes() == [("sent", 1)] * 3


async def test_a_crash_while_sending_loses_nothing(office: SmallOffice) -> None:
    async with post_office(office) as before:
        before.channel.held_up[A.address] = asyncio.Event()
        await before.put(A, "1", "2")
        before.delivery.wake()
        await before.channel.holding.wait()
    async with post_office(office) as after:
        await after.settled()
        assert after.channel.to(A) == ["1", "2"]


async def test_told_to_stop_it_finishes_what_is_on_its_way_and_begins_nothing(office: SmallOffice) -> None:
    async with post_office(office, last_words=LONGEST) as before:
        before.channel.held_up[A.address] = arriving = asyncio.Event()
        await before.put(A, "1", "2")
        before.delivery.wake()
        await before.channel.holding.wait()
        asyncio.get_running_loop().call_later(0.05, arriving.set)
    assert await before.outcomes() == [("sent", 1), ("queued", 0)]
    async with post_office(office) as after:
        await after.settled()
        assert after.channel.to(A) == ["2"]


# ---- pace ----


async def test_the_parts_of_a_long_text_are_messages_each_with_its_pause(office: SmallOffice) -> None:
    async with post_office(office, rates=TELEGRAMS) as post:
        await post.put(A, "1|2|3|4|5")
        await post.settled()
        assert post.channel.to(A) == ["1", "2", "3", "4", "5"]
        assert [round(seconds, 3) for seconds in post.time.waited if seconds] == [1.0, 1.0]
        assert (await post.rows())[0].message == "5"


async def test_an_acknowledgement_waits_for_nothing(office: SmallOffice) -> None:
    async with post_office(office, rates=TELEGRAMS) as post:
        await post.put(A, *(Acknowledge(press=str(number)) for number in range(10)))
        await post.settled()
        assert len(post.channel.sent) == 10
        assert post.time.waited == []


class WatchedOutbox(Outbox):
    """An outbox that counts how often it was looked at."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.looks = 0
        self._looking = asyncio.Condition()

    async def look(self, now: datetime, most: int) -> DueDeliveries:
        found = await super().look(now, most)
        async with self._looking:
            self.looks += 1
            self._looking.notify_all()
        return found

    async def looked_at_again(self) -> None:
        """Return after a look that begins from now on."""
        seen = self.looks
        async with asyncio.timeout(LONGEST), self._looking:
            await self._looking.wait_for(lambda: self.looks >= seen + 2)


async def test_a_reply_overtakes_a_broadcast_that_is_under_way(office: SmallOffice) -> None:
    one_by_one = Rates(per_second=1e6, burst=1000, chat_per_second=1e6, chat_burst=1000, on_the_way=1)
    time, channel, outbox = PlayedTime(), PlayedChannel(), WatchedOutbox(office.database)
    delivery = new_delivery(office, channel, time, rates=one_by_one, outbox=outbox)
    post = PostOffice(office=office, time=time, channel=channel, delivery=delivery)
    crowd = [Chat("telegram", str(number)) for number in range(1000, 1000 + 2 * MOST_KNOWN)]
    channel.held_up = {chat.address: asyncio.Event() for chat in crowd}
    await post.put_to_all(crowd, "reminder")
    async with at_work(delivery):
        await channel.holding.wait()
        await post.put(A, "reply")
        looked = asyncio.create_task(outbox.looked_at_again())
        while not looked.done():
            delivery.wake()
            await asyncio.sleep(0)
        for held_up in channel.held_up.values():
            held_up.set()
        await post.settled()
    assert channel.sent.index((A.address, "reply")) == 1
    assert len(channel.sent) == len(crowd) + 1


async def test_a_reply_does_not_wait_behind_the_reminder_of_its_own_chat(office: SmallOffice) -> None:
    one_by_one = Rates(per_second=1e6, burst=1000, chat_per_second=1e6, chat_burst=1000, on_the_way=1)
    time, channel, outbox = PlayedTime(), PlayedChannel(), WatchedOutbox(office.database)
    delivery = new_delivery(office, channel, time, rates=one_by_one, outbox=outbox)
    post = PostOffice(office=office, time=time, channel=channel, delivery=delivery)
    crowd = [Chat("telegram", str(number)) for number in range(1000, 1100)]
    channel.held_up = {crowd[0].address: asyncio.Event()}
    await post.put_to_all(crowd, "reminder")
    async with at_work(delivery):
        await channel.holding.wait()
        await post.put(crowd[-1], "reply")
        looked = asyncio.create_task(outbox.looked_at_again())
        while not looked.done():
            delivery.wake()
            await asyncio.sleep(0)
        channel.held_up[crowd[0].address].set()
        await post.settled()
    assert channel.to(crowd[-1]) == ["reminder", "reply"]
    assert channel.sent.index((crowd[-1].address, "reminder")) == 1


class CountingMaker:
    """Makes a word of every order, and counts how many are being made at the same time."""

    def __init__(self) -> None:
        self.at_once = self.most_at_once = 0

    async def make(self, parcel: Parcel) -> Sequence[Outgoing]:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        for _ in range(10):
            await asyncio.sleep(0)
        self.at_once -= 1
        return [Say(message=Message(text=Markup("made")))]

    async def apology(self, parcel: Parcel) -> Say:
        raise NotImplementedError(parcel)


async def test_a_broadcasts_orders_are_made_few_at_a_time(office: SmallOffice) -> None:
    time, channel, maker = PlayedTime(), PlayedChannel(), CountingMaker()
    outlet = Outlet(channel=channel, pacer=Pacer(AT_ONCE, time.seconds, time.sleep))
    delivery = Delivery(Outbox(office.database), {channel.name: outlet}, maker, now=time.now, last_words=0.0)
    post = PostOffice(office=office, time=time, channel=channel, delivery=delivery)
    for number in range(20):
        order = SendReminder(person_id=office.people[HOA], report_ids=(1,))
        await post.put(Chat("telegram", str(2000 + number)), order, priority=Priority.REMINDER)
    async with at_work(delivery):
        await post.settled()
    assert len(channel.sent) == 20
    assert maker.most_at_once == MOST_MADE


# ---- orders ----


async def _submit(office: SmallOffice, unit_id: int) -> None:
    submit = Submit(office.this_year[unit_id], on_time=True)
    async with office.turn() as turn:
        await turn.write([], [RequestedChange(chat=A, person_id=office.people[HOA], effect=submit)], [])


async def test_a_reminder_is_made_of_what_is_still_missing_when_it_is_sent(post: PostOffice) -> None:
    office = post.office
    reports = tuple(office.this_year.values())
    await post.put(A, SendReminder(person_id=office.people[HOA], report_ids=reports), due_at=NOW)
    await _submit(office, NAM_TUAN.id)
    await post.settled()
    (text,) = post.channel.to(A)
    assert "⏰" in text
    assert "Nam Tuấn" not in text
    assert "Bế Triều" in text


async def test_a_reminder_of_what_was_submitted_meanwhile_is_dropped(post: PostOffice) -> None:
    office = post.office
    reminder = SendReminder(person_id=office.people[HOA], report_ids=(office.this_year[NAM_TUAN.id],))
    await post.put(A, reminder)
    await _submit(office, NAM_TUAN.id)
    await post.settled()
    assert post.channel.sent == []
    assert await post.outcomes() == [("dropped", 1)]


async def test_an_escalation_names_what_is_missing_and_is_dropped_when_nothing_is(post: PostOffice) -> None:
    office = post.office
    chat, person_id = CHATS[THU], office.people[THU]
    post.time.moment += timedelta(days=30)
    await _submit(office, NAM_TUAN.id)
    await post.put(chat, SendEscalation(person_id=person_id, round_id=THIS_YEAR))
    await post.settled()
    (text,) = post.channel.to(chat)
    assert "Bế Triều" in text
    assert "Nam Tuấn" not in text
    for unit_id in office.this_year:
        await _submit(office, unit_id)
    await post.put(
        chat, SendEscalation(person_id=person_id, round_id=THIS_YEAR), due_at=NOW, priority=Priority.REMINDER
    )
    await post.settled()
    assert await post.outcomes() == [("sent", 1), ("dropped", 1)]


async def test_a_digest_and_a_workbook_are_made_for_who_supervises_and_for_nobody_else(
    post: PostOffice,
) -> None:
    office = post.office
    for name in (THU, HOA):
        await post.put(
            CHATS[name],
            SendDigest(person_id=office.people[name], round_id=THIS_YEAR),
            SendWorkbook(person_id=office.people[name], round_id=THIS_YEAR),
            priority=Priority.ORDERED,
        )
    await post.settled()
    assert post.channel.to(CHATS[THU]) == ["Picture", "Document"]
    assert post.channel.to(CHATS[HOA]) == ["Không tìm thấy đợt báo cáo đó."] * 2
    assert [state for state, _ in await post.outcomes()] == ["sent"] * 4


async def test_what_was_ordered_before_its_round_closed_is_made_and_a_weekly_digest_is_not(
    post: PostOffice,
) -> None:
    office = post.office
    async with office.database.writing() as connection:
        closed = update(t.rounds).where(t.rounds.c.id == THIS_YEAR).values(closed_at=NOW)
        await connection.execute(closed)
    digest = SendDigest(person_id=office.people[THU], round_id=THIS_YEAR)
    workbook = SendWorkbook(person_id=office.people[THU], round_id=THIS_YEAR)
    await post.put(CHATS[THU], digest, workbook, priority=Priority.ORDERED)
    await post.put(CHATS[THU], digest, priority=Priority.REMINDER)
    await post.settled()
    assert post.channel.to(CHATS[THU]) == ["Picture", "Document"]
    assert [state for state, _ in await post.outcomes()] == ["sent", "sent", "dropped"]


async def test_who_ordered_what_is_gone_by_the_time_is_told(post: PostOffice) -> None:
    person_id = post.office.people[THU]
    await post.put(
        CHATS[THU],
        SendWorkbook(person_id=person_id, round_id=99),
        SendEvidence(person_id=person_id, report_id=99),
        priority=Priority.ORDERED,
    )
    await post.settled()
    assert post.channel.to(CHATS[THU]) == [
        "Không tìm thấy đợt báo cáo đó.",
        "Không tìm thấy báo cáo đó.",
    ]


async def test_who_waits_for_what_cannot_be_made_is_told(post: PostOffice) -> None:
    post.channel.failures["Document"] = [RuntimeError("a bug")]
    person_id = post.office.people[THU]
    order = SendWorkbook(person_id=person_id, round_id=THIS_YEAR)
    await post.put(CHATS[THU], order, priority=Priority.ORDERED)
    await post.settled()
    (said,) = post.channel.to(CHATS[THU])
    assert said.startswith("Rất tiếc, chưa lập được")
    assert [state for state, _ in await post.outcomes()] == ["given_up"]


async def test_where_nobody_can_be_told_the_rest_goes_on(post: PostOffice) -> None:
    post.channel.failures["Document"] = [RuntimeError("a bug")]
    post.channel.failures[catalogue("vi").plain("orders.not_made")] = [RuntimeError("another")]
    order = SendWorkbook(person_id=post.office.people[THU], round_id=THIS_YEAR)
    await post.put(CHATS[THU], order, "what comes after", priority=Priority.ORDERED)
    await post.settled()
    assert post.channel.to(CHATS[THU]) == ["what comes after"]
