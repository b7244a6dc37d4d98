"""What a bot's plan lets it send: messages a month, to so many people."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sandbox.zalo.errors import QuotaSpent


@dataclass(frozen=True, slots=True, kw_only=True)
class ZaloPlan:
    """The free plan of the bot platform."""

    users: int = 50
    messages: int = 3000


class Quota:
    """Counts what a bot sends by the months of `now`, and whom it knows; without a plan all is let through."""

    def __init__(self, plan: ZaloPlan | None, now: Callable[[], datetime]) -> None:
        self._plan = plan
        self._now = now
        self._users: list[str] = []
        self.sent: Counter[str] = Counter()

    def meet(self, user: str) -> None:
        """Note somebody who wrote to the bot."""
        if user not in self._users:
            self._users.append(user)

    def spend(self, user: str) -> None:
        """Count one message; raises QuotaSpent, and counts nothing, when it is beyond the plan."""
        month = f"{self._now():%Y-%m}"
        if self._plan is not None:
            if user in self._users[self._plan.users :]:
                raise QuotaSpent("users of the plan")
            if self.sent[month] >= self._plan.messages:
                raise QuotaSpent("messages of the month")
        self.sent[month] += 1
