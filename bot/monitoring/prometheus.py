"""Prometheus metrics in their own registry."""

from collections.abc import Callable, Mapping
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from bot.monitoring.metrics import PollOutcome
from conversations.chat.orders import Priority
from reminders.quota import ChannelPlan
from storage.maintenance.status import Vitals

_BATCH = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
_TURN = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10)
_DELIVERY = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 300, 3600)


class Prometheus:
    """Metrics with an exposition; `seconds` is a monotonic clock, `plans` the channels' monthly limits."""

    def __init__(self, seconds: Callable[[], float], plans: Mapping[str, ChannelPlan] | None = None) -> None:
        self._seconds = seconds
        self._heard: dict[str, float] = {}
        self._awaited: dict[str, float] = {}
        self._turned: float | None = None
        registry = self._registry = CollectorRegistry()
        self._turn_events = Histogram(
            "baocao_turn_events", "Events of one turn", buckets=_BATCH, registry=registry
        )
        self._turn_seconds = Histogram(
            "baocao_turn_seconds", "From a turn's begin to its commit", buckets=_TURN, registry=registry
        )
        self._step_seconds = Histogram(
            "baocao_step_seconds", "From an event's arrival to its commit", buckets=_TURN, registry=registry
        )
        self._steps_failed = Counter(
            "baocao_steps_failed", "Events that became dead letters", registry=registry
        )
        self._delivery_seconds = Histogram(
            "baocao_delivery_seconds",
            "From when a parcel was due (a reply: from the arrival of what it answers) to its sending",
            ["channel", "priority"],
            buckets=_DELIVERY,
            registry=registry,
        )
        self._send_errors = Counter(
            "baocao_send_errors", "Sendings that failed", ["channel", "kind"], registry=registry
        )
        self._polls = Counter("baocao_polls", "Long polls", ["channel", "outcome"], registry=registry)
        self._requests = Counter(
            "baocao_webhook_requests", "Webhook requests", ["channel", "status"], registry=registry
        )
        self._reached = _reached(registry)
        self._depth = Gauge(
            "baocao_outbox_waiting", "Parcels that wait, planned ones too", ["priority"], registry=registry
        )
        self._age = Gauge(
            "baocao_outbox_oldest_seconds",
            "For how long the oldest has been due",
            ["priority"],
            registry=registry,
        )
        self._dead_letters = Gauge(
            "baocao_dead_letters_waiting", "Dead letters not replayed", registry=registry
        )
        self._given_up = Gauge("baocao_given_up", "Messages given up, to be sent again", registry=registry)
        self._plans = plans or {}
        self._sent = self._month(registry)
        self._database_up = Gauge("baocao_database_up", "Whether the database answers", registry=registry)

    def _month(self, registry: CollectorRegistry) -> Gauge:
        """Create the gauge of this month's messages, and set the gauge of the plans' limits."""
        planned = Gauge(
            "baocao_messages_planned", "Messages a month, 0 for any number", ["channel"], registry=registry
        )
        for channel, plan in self._plans.items():
            planned.labels(channel).set(plan.messages)
        return Gauge("baocao_messages_this_month", "Messages sent", ["channel"], registry=registry)

    def turn_taken(self, *, events: int, seconds: float) -> None:
        """Count a turn."""
        self._turned = self._seconds()
        self._turn_events.observe(events)
        self._turn_seconds.observe(seconds)

    def step_taken(self, *, seconds: float) -> None:
        """Time an event."""
        self._step_seconds.observe(seconds)

    def step_failed(self) -> None:
        """Count a dead letter."""
        self._steps_failed.inc()

    def sent(self, channel: str, priority: Priority, *, seconds: float) -> None:
        """Time a delivery."""
        self._delivery_seconds.labels(channel, priority.name.lower()).observe(max(0.0, seconds))

    def send_failed(self, channel: str, kind: str) -> None:
        """Count a failed delivery."""
        self._send_errors.labels(channel, kind).inc()

    def unreached(self, channel: str) -> None:
        """Start measuring how long a channel is unreachable."""
        self._awaited.setdefault(channel, self._seconds())
        self._reached.labels(channel).set(0)

    def reached(self, channel: str) -> None:
        """Stop measuring: the channel is reachable."""
        self._awaited.pop(channel, None)
        self._reached.labels(channel).set(1)

    def polled(self, channel: str, outcome: PollOutcome) -> None:
        """Count a poll."""
        if outcome == "heard" or channel not in self._heard:
            self._heard[channel] = self._seconds()
        self._polls.labels(channel, outcome).inc()

    def answered(self, channel: str, status: int) -> None:
        """Count a request."""
        self._requests.labels(channel, str(status)).inc()

    @property
    def awaited(self) -> dict[str, float]:
        """Return for how many seconds each channel has been unreachable since startup."""
        return {channel: self._seconds() - since for channel, since in self._awaited.items()}

    @property
    def silence(self) -> dict[str, float]:
        """Return the seconds since each polled channel's last successful poll."""
        return {channel: self._seconds() - heard for channel, heard in self._heard.items()}

    @property
    def since_last_turn(self) -> float | None:
        """Return the seconds since the last committed turn, or None before the first."""
        return None if self._turned is None else self._seconds() - self._turned

    def exposition(self, vitals: Vitals | None, now: datetime) -> bytes:
        """Return the metrics in Prometheus' text format; `vitals` is None if the database does not answer."""
        self._database_up.set(vitals is not None)
        if vitals is not None:
            self._dead_letters.set(vitals.dead_letters)
            self._given_up.set(vitals.given_up)
            self._sent.clear()  # a new month starts without last month's series
            for channel in {**self._plans, **vitals.sent}:
                self._sent.labels(channel).set(vitals.sent.get(channel, 0))
            depths = {depth.priority: depth for depth in vitals.outbox}
            for priority in Priority:
                depth, label = depths.get(priority), priority.name.lower()
                self._depth.labels(label).set(depth.waiting if depth else 0)
                self._age.labels(label).set(depth.age(now) if depth else 0.0)
        return generate_latest(self._registry)


def _reached(registry: CollectorRegistry) -> Gauge:
    return Gauge(
        "baocao_channel_reached", "Whether it was reached since the start", ["channel"], registry=registry
    )
