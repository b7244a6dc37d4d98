"""Deterministic fault injection: network failures between a bot and its channel."""

import random
from collections import Counter
from enum import StrEnum
from http import HTTPStatus
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator

Number = Annotated[int, Field(ge=1)]


class FaultKind(StrEnum):
    """The kinds of faults."""

    FLOOD = "flood"
    """429 with `retry_after`; the request has no effect."""
    FAILURE = "failure"
    """500; the request has no effect."""
    LOST_REQUEST = "lost_request"
    """The connection breaks before the request takes effect."""
    LOST_ANSWER = "lost_answer"
    """The request takes effect, but the connection breaks before the answer."""
    SLOW_ANSWER = "slow_answer"
    """The request takes effect at once, but the answer takes `seconds`."""
    PAGE = "page"
    """Something on the way, a filter or a gateway, answers with an HTML page of HTTP `status`; nothing is done."""
    REPEATED_UPDATE = "repeated_update"
    """A confirmed update is delivered once more, before the waiting ones."""


class Fault(BaseModel):
    """A fault that hits a share of the requests, and the requests numbered in `at`.

    Requests are numbered from 1 per method since the plan's activation. `methods` are Bot API names in any case;
    empty means all. For a repeated update the number is its id.
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
        """Return whether the fault hits a method's request of that number; deterministic for a seed."""
        if self.methods and method not in self.methods:
            return False
        return number in self.at or random.Random(f"{seed} {method} {number}").random() < self.share  # noqa: S311 -- repeatable chance, no secret


class FaultPlan(BaseModel):
    """A fault plan with its seed; of several faults for one request the first listed applies."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seed: int = 0
    faults: tuple[Fault, ...] = ()

    def fault(self, method: str, number: int) -> Fault | None:
        """Return the fault for a method's request of that number."""
        for place, fault in enumerate(self.faults):
            if fault.kind is not FaultKind.REPEATED_UPDATE and fault.strikes(
                method, number, self._seed(place)
            ):
                return fault
        return None

    def repeats(self, update_id: int) -> bool:
        """Return whether an update is delivered again after its confirmation."""
        return any(
            fault.kind is FaultKind.REPEATED_UPDATE
            and fault.strikes("getupdates", update_id, self._seed(place))
            for place, fault in enumerate(self.faults)
        )

    def _seed(self, place: int) -> str:
        """Return a separate seed for each fault, so that they hit different requests."""
        return f"{self.seed} {place}"


class Faults:
    """The active plan, and the number of faults of each kind since its activation."""

    def __init__(self, plan: FaultPlan) -> None:
        self.put(plan)

    def put(self, plan: FaultPlan) -> None:
        """Activate a plan and reset all counts."""
        self.plan = plan
        self.struck: Counter[FaultKind] = Counter()
        self._requests: Counter[str] = Counter()

    def strike(self, method: str) -> Fault | None:
        """Count a request and return its fault."""
        method = method.lower()
        self._requests[method] += 1
        fault = self.plan.fault(method, self._requests[method])
        if fault is not None:
            self.struck[fault.kind] += 1
        return fault

    def repeats(self, update_id: int) -> bool:
        """Return whether a confirmed update is delivered again, and count it."""
        repeated = self.plan.repeats(update_id)
        if repeated:
            self.struck[FaultKind.REPEATED_UPDATE] += 1
        return repeated
