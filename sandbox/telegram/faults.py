"""The weather of networks, by plan: what goes wrong on the way between a bot and Telegram, and when."""

import random
from collections import Counter
from enum import StrEnum
from http import HTTPStatus
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator

Number = Annotated[int, Field(ge=1)]


class FaultKind(StrEnum):
    """What can go wrong."""

    FLOOD = "flood"
    """429 with `retry_after`; nothing is done."""
    FAILURE = "failure"
    """500; nothing is done."""
    LOST_REQUEST = "lost_request"
    """The connection breaks before anything is done."""
    LOST_ANSWER = "lost_answer"
    """It is done, but the connection breaks before the answer: the bot cannot know."""
    SLOW_ANSWER = "slow_answer"
    """It is done at once, but the answer takes `seconds`."""
    PAGE = "page"
    """Something on the way, a filter or a gateway, answers with an HTML page of HTTP `status`; nothing is done."""
    REPEATED_UPDATE = "repeated_update"
    """An update that was confirmed is delivered once more, before those that wait."""


class Fault(BaseModel):
    """One thing that goes wrong: with a share of the requests, and with those that are numbered in `at`.

    Requests are counted from 1, those of each method by themselves, from when the plan was put in. `methods`
    are names of the Bot API in any case; none means all of them. Of a repeated update the number is its id.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: FaultKind
    share: float = Field(default=0.0, ge=0.0, le=1.0)
    at: frozenset[Number] = frozenset()
    methods: frozenset[str] = frozenset()
    retry_after: int = Field(default=1, ge=1)
    seconds: float = Field(default=1.0, ge=0.0)
    status: HTTPStatus = HTTPStatus.BAD_GATEWAY

    @field_validator("methods")
    @classmethod
    def _lower(cls, methods: frozenset[str]) -> frozenset[str]:
        return frozenset(method.lower() for method in methods)

    @property
    def page(self) -> str:
        """The page with which something on the way answers; '' where nothing does."""
        if self.kind is not FaultKind.PAGE:
            return ""
        words = f"{self.status} {self.status.phrase}"
        return f"<html><head><title>{words}</title></head><body><h1>{words}</h1></body></html>"

    def strikes(self, method: str, number: int, seed: str) -> bool:
        """Tell whether the fault befalls a method's request of that number; the same for the same seed."""
        if self.methods and method not in self.methods:
            return False
        return number in self.at or random.Random(f"{seed} {method} {number}").random() < self.share  # noqa: S311 -- repeatable chance, no secret


class FaultPlan(BaseModel):
    """What goes wrong and by which seed; where two faults strike one request the first listed wins."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seed: int = 0
    faults: tuple[Fault, ...] = ()

    def fault(self, method: str, number: int) -> Fault | None:
        """Return what befalls a method's request of that number."""
        for place, fault in enumerate(self.faults):
            if fault.kind is not FaultKind.REPEATED_UPDATE and fault.strikes(
                method, number, self._seed(place)
            ):
                return fault
        return None

    def repeats(self, update_id: int) -> bool:
        """Tell whether an update is delivered again after it was confirmed."""
        return any(
            fault.kind is FaultKind.REPEATED_UPDATE
            and fault.strikes("getupdates", update_id, self._seed(place))
            for place, fault in enumerate(self.faults)
        )

    def _seed(self, place: int) -> str:
        """Return a seed for each fault, so that they do not all strike the same requests."""
        return f"{self.seed} {place}"


class Faults:
    """The plan in force, and how often each kind of fault has struck since it was put in."""

    def __init__(self, plan: FaultPlan) -> None:
        self.put(plan)

    def put(self, plan: FaultPlan) -> None:
        """Let a plan be in force from now on; all counting begins anew."""
        self.plan = plan
        self.struck: Counter[FaultKind] = Counter()
        self._requests: Counter[str] = Counter()

    def strike(self, method: str) -> Fault | None:
        """Count a request and return what befalls it."""
        method = method.lower()
        self._requests[method] += 1
        fault = self.plan.fault(method, self._requests[method])
        if fault is not None:
            self.struck[fault.kind] += 1
        return fault

    def repeats(self, update_id: int) -> bool:
        """Tell whether an update that was just confirmed is delivered again, and count it."""
        repeated = self.plan.repeats(update_id)
        if repeated:
            self.struck[FaultKind.REPEATED_UPDATE] += 1
        return repeated
