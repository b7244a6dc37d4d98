"""What a typed number may turn out to be: each outcome a record of its own."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Qualifier = Literal["about", "above", "below", "nearly", "estimated"]
"""khoảng, trên (hơn), dưới, gần, ước: a figure said to be no exact one."""

Obstacle = Literal["empty", "too_long", "unreadable", "date", "contradictory"]
"""Why a text is no number; `contradictory` is a pair with a percentage that does not follow from it."""


@dataclass(frozen=True, slots=True)
class Exact:
    """A number that can mean nothing else; it may be negative or have decimals."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A number to be shown back for a yes: what it may mean, likeliest first, never empty."""

    candidates: tuple[Decimal, ...]
    qualifier: Qualifier | None = None


@dataclass(frozen=True, slots=True)
class LikeAPhone:
    """Nine digits or more from a zero on, as phone and identity numbers are written: no figure, most likely."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Approximate:
    """A figure with a word that keeps it from being exact: 'trên 24.000'."""

    value: Decimal
    qualifier: Qualifier


@dataclass(frozen=True, slots=True)
class Pair:
    """A part of a whole, or a result against its plan, which may be more: 427/431, 21/20."""

    part: Decimal
    whole: Decimal


@dataclass(frozen=True, slots=True)
class Percent:
    """A percentage, in hundredths: 99,09 % is Decimal('99.09')."""

    value: Decimal
    qualifier: Qualifier | None = None


@dataclass(frozen=True, slots=True)
class Absent:
    """No figure, said clearly: `none` is 'không có', `pending` is 'chưa có số liệu'."""

    kind: Literal["none", "pending"]


@dataclass(frozen=True, slots=True)
class AskWhich:
    """'ko', 'k', 'k co': 0, 'không có' or 'chưa có số liệu' may be meant; only the person knows."""


@dataclass(frozen=True, slots=True)
class AsPrevious:
    """'nt', 'như kỳ trước': the figure of the previous period."""


@dataclass(frozen=True, slots=True)
class Impossible:
    """No number, and why."""

    reason: Obstacle


Reading = (
    Exact | Doubtful | LikeAPhone | Approximate | Pair | Percent | Absent | AskWhich | AsPrevious | Impossible
)
