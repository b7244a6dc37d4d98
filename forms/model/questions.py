"""Questions, their kinds and choices."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    """The kind of a question; kinds from CALCULATE on are never asked."""

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
        """Tell whether a question of this kind is asked or shown."""
        return self not in {Kind.CALCULATE, Kind.HIDDEN, Kind.METADATA}


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeEnds:
    """The ends of a range question and the step between its marks."""

    start: Decimal
    end: Decimal
    step: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question of the form; in a filling `path` includes the rows of its repeats ("/data/member[2]/age").

    `whole` tells whether a range accepts integers only.
    """

    path: str
    name: str
    kind: Kind
    span: RangeEnds | None = None
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """An offered choice: the name is stored, the label shown."""

    name: str
    label: str
