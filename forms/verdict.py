"""The result of validating an answer or a check."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from markupsafe import Markup

from forms.model.indicators import Check


class Reason(StrEnum):
    """Why an answer is refused."""

    UNPARSEABLE = "unparseable"  # not in the lexical form of the question's type, or not an offered choice
    CONSTRAINT = "constraint"  # the form's constraint is violated
    TOO_MANY_ROWS = "too_many_rows"  # a repeat would exceed its maximum number of rows
    REQUIRED = "required"  # empty, but required


@dataclass(frozen=True, slots=True)
class Accepted:
    """The answer is valid."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """The answer is invalid.

    `message` is the form's message with values inserted, "" if it has none; `said` is the same as markup. `references`
    are the paths of the other questions in the violated condition: one of them may be wrong instead.
    """

    reason: Reason
    message: str = ""
    said: Markup = field(default=Markup(), compare=False)
    references: tuple[str, ...] = ()


Verdict: TypeAlias = Accepted | Refused
ACCEPTED = Accepted()


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedCheck:
    """A check that fails; `references` are the paths of the questions it reads."""

    check: Check
    message: str
    references: tuple[str, ...]
