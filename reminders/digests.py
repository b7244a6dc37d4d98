"""The schedule of weekly digests. Pure. Each digest has a key, so planning it twice sends it once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta

from reminders.quiet_hours import QuietHours
from reporting.people.chat import Chat
from reporting.rounds.round import Round
from reporting.rounds.working_days import WorkingCalendar

ONE_WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestSettings:
    """The hour of digests on Mondays, and how long after a round's last day they are sent."""

    at: time = time(7, 30)
    goes_on_for: timedelta = timedelta(weeks=2)
    quiet: QuietHours = field(default_factory=QuietHours)


DEFAULT = DigestSettings()


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A supervisor's weekly digest of a round, for the units below the supervised unit.

    `since` is when the person began to supervise, if later than the opening. `completed_at` is when the last
    expected report was submitted; the digest after that moment is the last one.
    """

    person_id: int
    unit_id: int
    round: Round
    since: datetime | None = None
    completed_at: datetime | None = None
    group: Chat | None = None
    """The group chat that receives the digest instead of the person who allowed it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDigest:
    """One digest to a supervisor. It is sent between `not_before` and `until`, one week after its moment."""

    key: str
    person_id: int
    round_id: int
    unit_id: int
    moment: datetime
    not_before: datetime
    until: datetime | None = None
    group: Chat | None = None


def due_digests(
    subscriptions: Iterable[Subscription],
    now: datetime,
    calendar: WorkingCalendar,
    settings: DigestSettings = DEFAULT,
) -> tuple[DueDigest, ...]:
    """Return the latest digest of each subscription that is due by `now`, which carries the office's zone."""
    not_before = settings.quiet.next_allowed(now, calendar)
    due = []
    for subscription in _one_a_letter(subscriptions):
        passed = [moment for moment in _moments(subscription, now, calendar, settings) if moment <= now]
        if passed:
            week = passed[-1].isocalendar()
            due.append(
                DueDigest(
                    key=f"{_place(subscription)}:{_subject(subscription.round)}:{subscription.unit_id}"
                    f":{subscription.person_id}:{week.year}W{week.week}",
                    person_id=subscription.person_id,
                    round_id=subscription.round.id,
                    unit_id=subscription.unit_id,
                    moment=passed[-1],
                    not_before=not_before,
                    until=passed[-1] + ONE_WEEK,
                    group=subscription.group,
                )
            )
    return tuple(due)


def _one_a_letter(subscriptions: Iterable[Subscription]) -> Iterator[Subscription]:
    """Yield the subscriptions, with one for all rounds of a letter that go to the same recipient and unit.

    It is complete when all of them are.
    """
    letters: dict[tuple[object, ...], list[Subscription]] = {}
    for each in subscriptions:
        if each.round.letter_id is None:
            yield each
            continue
        place = each.person_id, each.unit_id, each.group, each.round.letter_id
        letters.setdefault(place, []).append(each)
    for parts in letters.values():
        completed = [each.completed_at for each in parts]
        last = max((each for each in completed if each is not None), default=None)
        yield replace(parts[0], completed_at=last if None not in completed else None)


def _subject(round_: Round) -> str:
    """Return the part of a digest's key that names its round, or the letter of its round."""
    return str(round_.id) if round_.letter_id is None else f"letter{round_.letter_id}"


def _place(subscription: Subscription) -> str:
    return group_key(subscription.group) if subscription.group else "digest"


def group_key(group: Chat) -> str:
    """Return the prefix of the keys of a group's digests."""
    return f"group:{group.address}"


def next_digest_moment(
    subscriptions: Iterable[Subscription],
    now: datetime,
    calendar: WorkingCalendar,
    settings: DigestSettings = DEFAULT,
) -> datetime | None:
    """Return the first moment after `now` at which a digest is due."""
    every = (_moments(each, now, calendar, settings) for each in _one_a_letter(subscriptions))
    return min((moment for moments in every for moment in moments if moment > now), default=None)


def _moments(
    subscription: Subscription, now: datetime, calendar: WorkingCalendar, settings: DigestSettings
) -> list[datetime]:
    """List a subscription's Mondays, each moved to the next working day if the office is closed."""
    round_ = subscription.round
    start = max(round_.opened_at, subscription.since or round_.opened_at).astimezone(now.tzinfo)
    end = datetime.combine(round_.due.last_day + settings.goes_on_for, time.max, tzinfo=now.tzinfo)
    monday = start.date() - timedelta(days=start.weekday())
    moments: list[datetime] = []
    while monday <= end.date():
        day = calendar.plus_working_days(monday - timedelta(days=1), 1)
        moment = datetime.combine(day, settings.at, tzinfo=now.tzinfo)
        if start < moment <= end:
            moments.append(moment)
        if subscription.completed_at and moment > subscription.completed_at:
            break
        monday += ONE_WEEK
    return moments
