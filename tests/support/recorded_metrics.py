"""Metrics that keep what is reported to them."""

from dataclasses import dataclass, field

from bot.monitoring.metrics import PollOutcome
from conversations.chat.orders import Priority


@dataclass
class RecordedMetrics:
    """Notes everything that is reported to it, in order."""

    noted: list[tuple[object, ...]] = field(default_factory=list)

    def turn_taken(self, *, events: int, seconds: float) -> None:
        self.noted.append(("turn taken", events, seconds))

    def step_taken(self, *, seconds: float) -> None:
        self.noted.append(("step taken", seconds))

    def step_failed(self) -> None:
        self.noted.append(("step failed",))

    def sent(self, channel: str, priority: Priority, *, seconds: float) -> None:
        self.noted.append(("sent", channel, priority, seconds))

    def send_failed(self, channel: str, kind: str) -> None:
        self.noted.append(("send failed", channel, kind))

    def unreached(self, channel: str) -> None:
        self.noted.append(("unreached", channel))

    def reached(self, channel: str) -> None:
        self.noted.append(("reached", channel))

    def polled(self, channel: str, outcome: PollOutcome) -> None:
        self.noted.append(("polled", channel, outcome))

    def answered(self, channel: str, status: int) -> None:
        self.noted.append(("answered", channel, status))
