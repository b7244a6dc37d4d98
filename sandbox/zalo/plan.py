"""The bot plan's limits: messages per month, and users."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sandbox.zalo.errors import QuotaSpent


@dataclass(frozen=True, slots=True, kw_only=True)
class ZaloPlan:
    """The bot platform's free plan."""

    users: int = 50
    messages: int = 3000


class Quota:
    """Counts a bot's messages by month of `now`, and its users; without a plan nothing is limited."""

    def __init__(self, plan: ZaloPlan | None, now: Callable[[], datetime]) -> None:
        self._plan = plan
        self._now = now
        self._users: list[str] = []
        self.sent: Counter[str] = Counter()

    def meet(self, user: str) -> None:
        """Count a person who wrote to the bot as a user."""
        if user not in self._users:
            self._users.append(user)

    def spend(self, user: str) -> None:
        """Count one message; beyond the plan raise QuotaSpent and count nothing."""
        month = f"{self._now():%Y-%m}"
        if self._plan is not None:
            if user in self._users[self._plan.users :]:
                raise QuotaSpent("users of the plan")
            if self.sent[month] >= self._plan.messages:
                raise QuotaSpent("messages of the month")
        self.sent[month] += 1
