"""The planner puts the messages that the policies declare due into the outbox, under deterministic keys."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Protocol

from conversations.chat.orders import (
    Delivery,
    Parcel,
    Priority,
    Say,
    SendDigest,
    SendEscalation,
    SendReminder,
    SendUnreachable,
)
from reminders.digests import DueDigest, Subscription, due_digests, next_digest_moment
from reminders.events import Happening, Hours
from reminders.given_up import given_up_notice
from reminders.news import DueNews, due_news, next_news_moment
from reminders.quiet_hours import QuietHours
from reminders.quota import ChannelPlan, Due, Thrift, is_worth_saying, quota_warning, thrift
from reminders.schedule import (
    DueEscalation,
    DueReminder,
    Reporter,
    Supervisor,
    due_escalations,
    due_reminders,
    next_escalation_moment,
    next_reminder_moment,
)
from reminders.unreachable import DueNotice, UnreachableOfficer, due_notices
from reporting.people.chat import Chat
from reporting.people.person import Person
from reporting.rounds.working_days import WorkingCalendar


class Watch(Protocol):
    """The planner's access to storage, which implements this protocol."""

    async def reporters(self) -> tuple[Reporter, ...]:
        """Return the people who have joined and have unsubmitted reports."""
        ...

    async def supervisors(self) -> tuple[Supervisor, ...]:
        """Return the supervisors with the unsubmitted reports below them."""
        ...

    async def subscriptions(self) -> tuple[Subscription, ...]:
        """Return the subscriptions to the digests of open rounds."""
        ...

    async def unreachable(self) -> tuple[UnreachableOfficer, ...]:
        """Return the officers without a reachable account whose units have unsubmitted reports."""
        ...

    async def happenings(self, since: datetime) -> tuple[Happening, ...]:
        """Return the events since then that concern people other than their author, in order."""
        ...

    async def chats(self, people: Collection[int]) -> Mapping[int, Chat]:
        """Return people's chats, without those who have no open account."""
        ...

    async def digest_chats(self, people: Collection[int]) -> Mapping[int, Chat]:
        """Return people's chats for digests, without those who have no open account."""
        ...

    async def sent(self, now: datetime) -> Mapping[str, int]:
        """Return the number of messages sent this month, by channel."""
        ...

    async def administrators(self) -> Sequence[Person]:
        """Return all administrators."""
        ...

    async def given_up(self, since: datetime) -> int:
        """Return the number of messages given up since then."""
        ...

    async def plan(self, parcels: Sequence[Parcel]) -> None:
        """Put parcels into the outbox. A parcel whose key exists is ignored."""
        ...


class Planner:
    """Plans reminders, escalations, notices, digests and news. A message is planned once.

    On a channel whose quota runs low it plans less, and warns the administrators.
    """

    def __init__(
        self,
        watch: Watch,
        calendar: WorkingCalendar,
        zone: tzinfo,
        plans: Mapping[str, ChannelPlan] | None = None,
    ) -> None:
        self._watch = watch
        self._calendar = calendar
        self._zone = zone
        self._plans = plans or {}

    async def plan(self, now: datetime) -> None:
        """Plan all messages that are due by `now` and not planned yet."""
        local = now.astimezone(self._zone)
        reporters, supervisors = await self._watch.reporters(), await self._watch.supervisors()
        reminders = due_reminders(reporters, local, self._calendar)
        escalations = due_escalations(supervisors, local, self._calendar)
        digests = due_digests(await self._watch.subscriptions(), local, self._calendar)
        notices = due_notices(await self._watch.unreachable(), local, self._calendar, QuietHours())
        hours = self._hours(local)
        happened = await self._watch.happenings(hours.since)
        news = due_news(reporters, supervisors, happened, hours)
        unprompted: list[Due] = [*news, *reminders, *escalations, *notices]
        chats = await self._watch.chats({due.person_id for due in unprompted})
        digest_chats = await self._watch.digest_chats({due.person_id for due in digests})
        sent = await self._watch.sent(now) if self._plans else {}
        sparing = {name: thrift(sent.get(name, 0), plan) for name, plan in self._plans.items()}
        await self._watch.plan(
            [
                *_parcels(unprompted, chats, sparing),
                *_parcels(digests, digest_chats, sparing),
                *(await self._warnings(local, sent, sparing)),
                *(await self._losses(local)),
            ]
        )

    async def _losses(self, now: datetime) -> list[Parcel]:
        """Return the daily notices to administrators about messages given up in the last day."""
        count = await self._watch.given_up(now - timedelta(days=1))
        people = await self._watch.administrators() if count else ()
        chats = await self._watch.chats({each.id for each in people}) if people else {}
        return [
            Parcel(
                key=f"given_up:{now:%Y-%m-%d}:{each.id}",
                chat=chats[each.id],
                priority=Priority.REMINDER,
                due_at=QuietHours().next_allowed(now, self._calendar),
                delivery=Say(message=given_up_notice(count, each.language)),
            )
            for each in people
            if each.id in chats
        ]

    async def _warnings(
        self, now: datetime, sent: Mapping[str, int], sparing: Mapping[str, Thrift]
    ) -> list[Parcel]:
        """Return the warnings to administrators, one a month for each passed mark of a quota."""
        passed = {name: mark for name, mark in sparing.items() if mark}
        if not passed:
            return []
        people = await self._watch.administrators()
        chats = await self._watch.chats({each.id for each in people})
        return [
            Parcel(
                key=f"quota:{name}:{now:%Y-%m}:{mark}:{each.id}",
                chat=chats[each.id],
                priority=Priority.REMINDER,
                due_at=QuietHours().next_allowed(now, self._calendar),
                delivery=Say(message=quota_warning(name, mark, sent[name], self._plans[name], each.language)),
            )
            for name, mark in passed.items()
            for each in people
            if each.id in chats
        ]

    async def next_moment(self, now: datetime) -> datetime | None:
        """Return the moment of the next reminder, escalation, news or digest, or None."""
        local = now.astimezone(self._zone)
        reporters, supervisors = await self._watch.reporters(), await self._watch.supervisors()
        hours = self._hours(local)
        happened = await self._watch.happenings(hours.since)
        return _first(
            next_reminder_moment(reporters, local, self._calendar),
            next_escalation_moment(supervisors, local, self._calendar),
            next_news_moment(reporters, supervisors, happened, hours),
            next_digest_moment(await self._watch.subscriptions(), local, self._calendar),
        )

    def _hours(self, now: datetime) -> Hours:
        return Hours(now, self._calendar, QuietHours())


def _parcels(
    unprompted: Iterable[Due], chats: Mapping[int, Chat], sparing: Mapping[str, Thrift]
) -> Iterator[Parcel]:
    """Yield parcels for people with a chat, as far as the quota of its channel allows."""
    for due in unprompted:
        group = due.group if isinstance(due, DueDigest) else None
        chat = group or chats.get(due.person_id)
        if chat is None:
            continue
        mark = sparing.get(chat.channel, Thrift.NONE)
        if is_worth_saying(due, mark):
            yield Parcel(
                key=due.key,
                chat=chat,
                priority=Priority.REMINDER,
                due_at=due.not_before,
                delivery=_delivery(due, brief=mark > Thrift.NONE),
                until=due.until if isinstance(due, DueReminder | DueDigest) else None,
            )


def _delivery(due: Due, *, brief: bool) -> Delivery:
    match due:
        case DueNews(order=order):
            return order
        case DueReminder(person_id=person_id, report_ids=report_ids):
            return SendReminder(person_id=person_id, report_ids=report_ids)
        case DueEscalation(person_id=person_id, round_id=round_id, unit_id=unit_id):
            return SendEscalation(person_id=person_id, round_id=round_id, unit_id=unit_id)
        case DueNotice(person_id=person_id, officer_id=officer_id, unit_id=unit_id):
            return SendUnreachable(person_id=person_id, officer_id=officer_id, unit_id=unit_id)
        case DueDigest(person_id=person_id, round_id=round_id, unit_id=unit_id, group=group):
            return SendDigest(
                person_id=person_id,
                round_id=round_id,
                unit_id=unit_id,
                for_group=group is not None,
                brief=brief,
            )


def _first(*moments: datetime | None) -> datetime | None:
    known: Iterable[datetime] = (moment for moment in moments if moment is not None)
    return min(known, default=None)
