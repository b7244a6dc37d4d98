"""The possible results of parsing a number."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Qualifier = Literal["about", "above", "below", "nearly", "estimated"]
"""Words that mark a figure as inexact: khoảng, trên (hơn), dưới, gần, ước."""

Obstacle = Literal["empty", "too_long", "unreadable", "date", "contradictory"]
"""Why a text is not a number; `contradictory` is a pair with a percentage that does not equal it."""


@dataclass(frozen=True, slots=True)
class Exact:
    """An unambiguous number; it may be negative or have decimals."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Doubtful:
    """An ambiguous number, to be confirmed: its possible values, likeliest first, never empty."""

    candidates: tuple[Decimal, ...]
    qualifier: Qualifier | None = None


@dataclass(frozen=True, slots=True)
class LikeAPhone:
    """At least nine digits with a leading zero: probably a phone or identity number, not a figure."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Approximate:
    """An inexact figure: 'trên 24.000'."""

    value: Decimal
    qualifier: Qualifier


@dataclass(frozen=True, slots=True)
class Pair:
    """A part of a whole, or a result against its target, which may exceed it: 427/431, 21/20."""

    part: Decimal
    whole: Decimal


@dataclass(frozen=True, slots=True)
class Percent:
    """A percentage; the value is in percent: 99,09 % is Decimal('99.09')."""

    value: Decimal
    qualifier: Qualifier | None = None


@dataclass(frozen=True, slots=True)
class Absent:
    """Explicitly no figure: `none` is 'không có', `pending` is 'chưa có số liệu'."""

    kind: Literal["none", "pending"]


@dataclass(frozen=True, slots=True)
class AskWhich:
    """'ko', 'k', 'k co': the person must choose among 0, 'không có' and 'chưa có số liệu'."""


@dataclass(frozen=True, slots=True)
class AsPrevious:
    """'nt', 'như kỳ trước': the figure of the previous period."""


@dataclass(frozen=True, slots=True)
class Impossible:
    """Not a number, and why."""

    reason: Obstacle


Reading = (
    Exact | Doubtful | LikeAPhone | Approximate | Pair | Percent | Absent | AskWhich | AsPrevious | Impossible
)
