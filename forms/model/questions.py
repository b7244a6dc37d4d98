"""What a form asks: its questions, their kinds and choices."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    """What a person does with a question; everything from CALCULATE on is never asked."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    TIME = "time"
    DATETIME = "datetime"
    SELECT_ONE = "select_one"
    SELECT_MULTIPLE = "select_multiple"
    RANK = "rank"
    RANGE = "range"
    ACKNOWLEDGE = "acknowledge"
    NOTE = "note"
    GEOPOINT = "geopoint"
    IMAGE = "image"
    AUDIO = "audio"
    VIDEO = "video"
    FILE = "file"
    CALCULATE = "calculate"
    HIDDEN = "hidden"
    METADATA = "metadata"

    @property
    def is_asked(self) -> bool:
        """Tell whether a person meets a question of this kind."""
        return self not in {Kind.CALCULATE, Kind.HIDDEN, Kind.METADATA}


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeEnds:
    """The ends of a range question and the step between its marks."""

    start: Decimal
    end: Decimal
    step: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question of the form: in a filling `path` carries the rows of its repeats ("/data/member[2]/age").

    `whole` tells whether a range counts in whole numbers.
    """

    path: str
    name: str
    kind: Kind
    span: RangeEnds | None = None
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice as offered: its name is stored, its label shown."""

    name: str
    label: str
