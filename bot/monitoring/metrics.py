"""The metrics interface: counts, durations and kinds only, no message contents."""

from typing import Literal, Protocol

from conversations.chat.orders import Priority
from storage.outbox.outbox import DeliveryOutcome, Moved, Outcome, Postponed

PollOutcome = Literal["heard", "failed", "conflict"]


class Metrics(Protocol):
    """Receives the measurements of the bot's loops."""

    def turn_taken(self, *, events: int, seconds: float) -> None:
        """Record a committed turn and its duration in seconds."""
        ...

    def step_taken(self, *, seconds: float) -> None:
        """Record a processed event and the seconds from its arrival to the commit."""
        ...

    def step_failed(self) -> None:
        """Record an event that became a dead letter."""
        ...

    def sent(self, channel: str, priority: Priority, *, seconds: float) -> None:
        """Record a sent parcel and its delay in seconds. A reply is due when the message that it answers arrives."""
        ...

    def send_failed(self, channel: str, kind: str) -> None:
        """Record a message that a channel refused; `kind` is one of a few words (see `measure_delivery`)."""
        ...

    def unreached(self, channel: str) -> None:
        """Record that a channel was unreachable at startup."""
        ...

    def reached(self, channel: str) -> None:
        """Record that a channel became reachable."""
        ...

    def polled(self, channel: str, outcome: PollOutcome) -> None:
        """Record a finished long poll."""
        ...

    def answered(self, channel: str, status: int) -> None:
        """Record a webhook response by HTTP status."""
        ...


class Unmeasured:
    """Metrics that record nothing, for tests and the demo."""

    def turn_taken(self, *, events: int, seconds: float) -> None:
        """Do nothing."""

    def step_taken(self, *, seconds: float) -> None:
        """Do nothing."""

    def step_failed(self) -> None:
        """Do nothing."""

    def sent(self, channel: str, priority: Priority, *, seconds: float) -> None:
        """Do nothing."""

    def send_failed(self, channel: str, kind: str) -> None:
        """Do nothing."""

    def unreached(self, channel: str) -> None:
        """Do nothing."""

    def reached(self, channel: str) -> None:
        """Do nothing."""

    def polled(self, channel: str, outcome: PollOutcome) -> None:
        """Do nothing."""

    def answered(self, channel: str, status: int) -> None:
        """Do nothing."""


UNMEASURED: Metrics = Unmeasured()


def measure_delivery(metrics: Metrics, outcome: Outcome) -> None:
    """Record a delivery's outcome."""
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
