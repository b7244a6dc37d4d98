"""The verdict on a candidate answer, and on a whole form."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from markupsafe import Markup

from forms.model.indicators import Check


class Reason(StrEnum):
    """Why an answer is refused."""

    UNPARSEABLE = "unparseable"  # not in the form that the question's kind asks for, or no offered choice
    CONSTRAINT = "constraint"  # the form's own condition does not hold
    TOO_MANY_ROWS = "too_many_rows"  # a repeat would have more rows than may be
    REQUIRED = "required"  # empty, and the question must be answered


@dataclass(frozen=True, slots=True)
class Accepted:
    """The answer may be stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """The answer may not be stored.

    `message` is the form's own, values filled in, "" where it has none, `said` the same as people see it;
    `references` are the paths of the other questions at which the failed condition looks: one of them may be
    what is wrong.
    """

    reason: Reason
    message: str = ""
    said: Markup = field(default=Markup(), compare=False)
    references: tuple[str, ...] = ()


Verdict: TypeAlias = Accepted | Refused
ACCEPTED = Accepted()


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedCheck:
    """A cross rule that does not hold; `references` are the paths of the questions it looks at."""

    check: Check
    message: str
    references: tuple[str, ...]
