"""What is counted and timed while the bot runs: counts, seconds and kinds only, nothing that anybody said."""

from typing import Literal, Protocol

from conversations.chat.orders import Priority
from storage.outbox.outbox import DeliveryOutcome, Moved, Outcome, Postponed

PollOutcome = Literal["heard", "failed", "conflict"]


class Metrics(Protocol):
    """Where the loops report what they have done."""

    def turn_taken(self, *, events: int, seconds: float) -> None:
        """Note a turn that was committed, and how long it took."""
        ...

    def step_taken(self, *, seconds: float) -> None:
        """Note an event that was dealt with, and the time from its arrival to the commit."""
        ...

    def step_failed(self) -> None:
        """Note an event that became a dead letter."""
        ...

    def sent(self, channel: str, priority: Priority, *, seconds: float) -> None:
        """Note a parcel handed over to its channel, and the time since it was due.

        A reply is due when what it answers arrived.
        """
        ...

    def send_failed(self, channel: str, kind: str) -> None:
        """Note a message that a channel did not take; `kind` is one of a few words (see `measure_delivery`)."""
        ...

    def unreached(self, channel: str) -> None:
        """Note a channel that is not there at the start, and is tried again until it is."""
        ...

    def reached(self, channel: str) -> None:
        """Note a channel that is there, at the start or later."""
        ...

    def polled(self, channel: str, outcome: PollOutcome) -> None:
        """Note a long poll that has ended."""
        ...

    def answered(self, channel: str, status: int) -> None:
        """Note a webhook's request, by the HTTP status it was answered with."""
        ...


class Unmeasured:
    """Counts nothing: for tests, the demo, and where nobody looks."""

    def turn_taken(self, *, events: int, seconds: float) -> None:
        """Let it pass."""

    def step_taken(self, *, seconds: float) -> None:
        """Let it pass."""

    def step_failed(self) -> None:
        """Let it pass."""

    def sent(self, channel: str, priority: Priority, *, seconds: float) -> None:
        """Let it pass."""

    def send_failed(self, channel: str, kind: str) -> None:
        """Let it pass."""

    def unreached(self, channel: str) -> None:
        """Let it pass."""

    def reached(self, channel: str) -> None:
        """Let it pass."""

    def polled(self, channel: str, outcome: PollOutcome) -> None:
        """Let it pass."""

    def answered(self, channel: str, status: int) -> None:
        """Let it pass."""


UNMEASURED: Metrics = Unmeasured()


def measure_delivery(metrics: Metrics, outcome: Outcome) -> None:
    """Report how a delivery ended."""
    queued = outcome.queued
    match outcome:
        case DeliveryOutcome(state="sent", at=at):
            seconds = (at - queued.row.due_at).total_seconds()
            metrics.sent(queued.chat.channel, queued.priority, seconds=seconds)
        case DeliveryOutcome(state="failed"):
            metrics.send_failed(queued.chat.channel, "closed")
        case DeliveryOutcome(state="given_up"):
            metrics.send_failed(queued.chat.channel, "given_up")
        case Postponed(counted=counted):
            metrics.send_failed(queued.chat.channel, "unanswered" if counted else "postponed")
        case Moved():
            metrics.send_failed(queued.chat.channel, "moved")
