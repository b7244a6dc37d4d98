"""What is left unsaid when a channel's plan runs low: pure; what answers a person always goes out."""

from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction

from conversations.chat.messages import Message
from conversations.chat.orders import SendNewsBelow
from reminders.digests import DueDigest
from reminders.news import DueNews
from reminders.schedule import DueEscalation, DueReminder, ReminderStage
from reminders.unreachable import DueNotice
from texts import catalogue
from texts.formatting import Writer

Due = DueReminder | DueEscalation | DueNotice | DueDigest | DueNews
"""What is said unprompted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelPlan:
    """What a channel's plan allows: messages a month, and people; 0 is no limit."""

    messages: int = 0
    users: int = 0


class Thrift(IntEnum):
    """How sparing to be, as the percentage of the month's messages that are used."""

    NONE = 0
    SPARING = 80  # reminders of the last day and after it, no news for supervisors, digests as one text
    REPLIES_ONLY = 95


_NEEDED = frozenset({ReminderStage.SNOOZED, ReminderStage.LAST_DAY, ReminderStage.OVERDUE})
"""Reminders that are worth a message when few are left."""


def thrift(used: int, plan: ChannelPlan) -> Thrift:
    """Say how sparing to be with so many messages used this month."""
    if not plan.messages:
        return Thrift.NONE
    return max(each for each in Thrift if used * 100 >= each * plan.messages)


def is_worth_saying(due: Due, sparing: Thrift) -> bool:
    """Tell whether something unprompted still goes out; a message that answers a request always does."""
    if isinstance(due, DueReminder) and due.stage is ReminderStage.SNOOZED:
        return True
    if sparing is Thrift.SPARING and isinstance(due, DueReminder):
        return due.stage in _NEEDED
    if sparing is Thrift.SPARING and isinstance(due, DueNews):
        return not isinstance(due.order, SendNewsBelow)
    return sparing is not Thrift.REPLIES_ONLY


def warning(channel: str, mark: Thrift, used: int, plan: ChannelPlan, language: str) -> Message:
    """Return the warning that a mark of a channel's plan was passed: how much is used, and what follows from it."""
    texts, writer = catalogue(language), Writer(language)
    return Message(
        text=texts(
            "quota.warning_last" if mark is Thrift.REPLIES_ONLY else "quota.warning",
            channel=texts(f"channel.{channel}"),
            used=writer.count(used),
            plan=writer.count(plan.messages),
            percent=writer.percent_short(Fraction(used, plan.messages)),
        )
    )
