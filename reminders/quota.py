"""Savings when a channel's monthly message quota runs low. Replies are always sent. Pure."""

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
"""An unprompted message that is due."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelPlan:
    """A channel's limits: messages a month, and users. 0: no limit."""

    messages: int = 0
    users: int = 0


class Thrift(IntEnum):
    """The level of saving. The value is the used percentage of the month's messages at which it begins."""

    NONE = 0
    SPARING = 80  # no reminders before the last day, no news to supervisors, digests as one text
    REPLIES_ONLY = 95


_NEEDED = frozenset({ReminderStage.SNOOZED, ReminderStage.LAST_DAY, ReminderStage.OVERDUE})
"""Reminders that are sent at SPARING. At REPLIES_ONLY, only snoozed ones are."""


def thrift(used: int, plan: ChannelPlan) -> Thrift:
    """Return the level of saving for a number of messages used this month."""
    if not plan.messages:
        return Thrift.NONE
    return max(each for each in Thrift if used * 100 >= each * plan.messages)


def is_worth_saying(due: Due, sparing: Thrift) -> bool:
    """Tell whether an unprompted message is sent at a level of saving. A snoozed reminder always is."""
    if isinstance(due, DueReminder) and due.stage is ReminderStage.SNOOZED:
        return True
    if sparing is Thrift.SPARING and isinstance(due, DueReminder):
        return due.stage in _NEEDED
    if sparing is Thrift.SPARING and isinstance(due, DueNews):
        return not isinstance(due.order, SendNewsBelow)
    return sparing is not Thrift.REPLIES_ONLY


def quota_warning(channel: str, mark: Thrift, used: int, plan: ChannelPlan, language: str) -> Message:
    """Return the warning about a passed mark of a channel's quota: the use, and the messages left out from now on."""
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
