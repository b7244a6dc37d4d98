"""Indicators, which are reported, and checks, which relate several answers: two sheets that extend XLSForm."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from forms.model.fields import Condition, Formula
from forms.model.text import Wording
from texts.markdown import as_plain


class Rollup(StrEnum):
    """How an indicator is aggregated over time; over units its parts are always summed."""

    SUM = "sum"
    LAST = "last"
    COUNT = "count"


class Severity(StrEnum):
    """Whether a failed check prevents submitting."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Expression:
    """A compiled expression of these sheets with its source text and the paths it reads.

    `last_saved` are the paths it reads in the previous report.
    """

    text: str
    formula: Formula
    last_saved: tuple[str, ...] = ()

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths (without rows) of the questions it reads."""
        return self.formula.references


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Indicator:
    """A reported figure: a count, or with a denominator a ratio of sums; `target` in percent."""

    name: str
    wording: Wording
    default_language: str
    numerator: Expression
    denominator: Expression | None
    rollup: Rollup
    target: Decimal | None
    source: str

    def label(self, language: str) -> str:
        """Return the short label in one of the form's languages."""
        parts = self.wording.in_language(language, self.default_language) or (self.name,)
        return as_plain("".join(part for part in parts if isinstance(part, str)))

    @property
    def numerator_paths(self) -> tuple[str, ...]:
        """The paths of the questions in the numerator."""
        return self.numerator.paths

    @property
    def denominator_paths(self) -> tuple[str, ...]:
        """The paths of the questions in the denominator; none for a count."""
        return () if self.denominator is None else self.denominator.paths


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Check:
    """A condition over several answers; it is not evaluated while one of them is empty."""

    name: str
    condition: Condition
    severity: Severity
    message: Wording
    last_saved: tuple[str, ...] = ()

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths (without rows) of the questions it reads."""
        return self.condition.references
