"""Planning what is said unprompted: the policies asked, what they say put into the outbox under its key."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Protocol

from conversations.chats import Chat
from conversations.deliveries import Delivery, SendDigest, SendEscalation, SendReminder, SendUnreachable
from conversations.parcels import Parcel, Priority
from reminders.calendar import QuietHours, WorkingCalendar
from reminders.policy import (
    DueEscalation,
    DueReminder,
    Reporter,
    Supervisor,
    due_escalations,
    due_reminders,
    next_escalation_moment,
    next_moment,
)
from reminders.unreachable import DueNotice, Unreachable, due_notices
from reminders.weekly import DueDigest, Subscription, due_digests, next_digest_moment


class Watch(Protocol):
    """What the planner reads and writes; the store fulfils it."""

    async def reporters(self) -> tuple[Reporter, ...]:
        """Return everybody who has joined and has reports that are not submitted."""
        ...

    async def supervisors(self) -> tuple[Supervisor, ...]:
        """Return everybody who supervises, with the reports below that are not submitted."""
        ...

    async def subscriptions(self) -> tuple[Subscription, ...]:
        """Return who gets the digest of which open round."""
        ...

    async def unreachable(self) -> tuple[Unreachable, ...]:
        """Return the officers whom no account reaches while their units' reports are awaited."""
        ...

    async def chats(self, people: Collection[int]) -> Mapping[int, Chat]:
        """Return where people are reached; those without an open account are left out."""
        ...

    async def digest_chats(self, people: Collection[int]) -> Mapping[int, Chat]:
        """Return where people get digests; those without an open account are left out."""
        ...

    async def plan(self, parcels: Sequence[Parcel]) -> None:
        """Put parcels into the outbox; a key that was planned before stays as it is."""
        ...


class Planner:
    """Plans reminders, escalations and digests; planning again changes nothing."""

    def __init__(self, watch: Watch, calendar: WorkingCalendar, zone: tzinfo) -> None:
        self._watch = watch
        self._calendar = calendar
        self._zone = zone

    async def plan(self, now: datetime) -> None:
        """Plan everything due by `now` that is not planned yet."""
        local = now.astimezone(self._zone)
        reminders = due_reminders(await self._watch.reporters(), local, self._calendar)
        escalations = due_escalations(await self._watch.supervisors(), local, self._calendar)
        digests = due_digests(await self._watch.subscriptions(), local, self._calendar)
        notices = due_notices(await self._watch.unreachable(), local, self._calendar, QuietHours())
        spoken: list[tuple[_Due, Delivery]] = [
            *((due, SendReminder(person_id=due.person_id, report_ids=due.report_ids)) for due in reminders),
            *(
                (due, SendEscalation(person_id=due.person_id, round_id=due.round_id, unit_id=due.unit_id))
                for due in escalations
            ),
            *(
                (
                    due,
                    SendUnreachable(person_id=due.person_id, officer_id=due.officer_id, unit_id=due.unit_id),
                )
                for due in notices
            ),
        ]
        written = [
            (
                due,
                SendDigest(
                    person_id=due.person_id,
                    round_id=due.round_id,
                    unit_id=due.unit_id,
                    for_group=due.group is not None,
                ),
            )
            for due in digests
        ]
        chats = await self._watch.chats({due.person_id for due, _ in spoken})
        digest_chats = await self._watch.digest_chats({due.person_id for due, _ in written})
        await self._watch.plan([*_parcels(spoken, chats), *_parcels(written, digest_chats)])

    async def next_reminder(self, now: datetime) -> datetime | None:
        """Return when somebody is next reminded or told of overdue units, as things stand; None for never."""
        local = now.astimezone(self._zone)
        return _first(
            next_moment(await self._watch.reporters(), local, self._calendar),
            next_escalation_moment(await self._watch.supervisors(), local, self._calendar),
        )

    async def next_digest(self, now: datetime) -> datetime | None:
        """Return when the next digest is sent, as things stand; None for never."""
        local = now.astimezone(self._zone)
        return next_digest_moment(await self._watch.subscriptions(), local, self._calendar)


_Due = DueReminder | DueEscalation | DueNotice | DueDigest


def _parcels(planned: Iterable[tuple[_Due, Delivery]], chats: Mapping[int, Chat]) -> Iterator[Parcel]:
    """Yield what is planned for those who can be reached."""
    for due, delivery in planned:
        group = due.group if isinstance(due, DueDigest) else None
        if chat := group or chats.get(due.person_id):
            yield Parcel(
                key=due.key,
                chat=chat,
                priority=Priority.REMINDER,
                due_at=due.not_before,
                delivery=delivery,
            )


def _first(*moments: datetime | None) -> datetime | None:
    known: Iterable[datetime] = (moment for moment in moments if moment is not None)
    return min(known, default=None)
