"""What administrators are told of a plan that runs low."""

from fractions import Fraction

from conversations.messages import Message
from reminders.thrift import Plan, Thrift
from texts import catalogue
from texts.written import Writer


def warning(channel: str, mark: Thrift, used: int, plan: Plan, language: str) -> Message:
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
