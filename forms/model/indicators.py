"""The two sheets of our own: indicators that are reported, checks that tie answers together."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from forms.model.fields import Condition, Formula
from forms.model.text import Wording
from texts.markdown import as_plain


class Rollup(StrEnum):
    """How an indicator adds up over time; over units its parts are always sums."""

    SUM = "sum"
    LAST = "last"
    COUNT = "count"


class Severity(StrEnum):
    """What a failed check means for submitting."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Expression:
    """An expression of these sheets: as written, ready to compute, and the paths it looks at.

    `last_saved` are the paths at which it looks in the previous report.
    """

    text: str
    formula: Formula
    last_saved: tuple[str, ...] = ()

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths (without rows) of the questions it looks at."""
        return self.formula.references


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Indicator:
    """A reported figure: a count, or a ratio of sums where there is a denominator; `target` in percent."""

    name: str
    wording: Wording
    default_language: str
    numerator: Expression
    denominator: Expression | None
    rollup: Rollup
    target: Decimal | None
    source: str

    def label(self, language: str) -> str:
        """Return the short label in a language of the form."""
        parts = self.wording.in_language(language, self.default_language) or (self.name,)
        return as_plain("".join(part for part in parts if isinstance(part, str)))

    @property
    def numerator_paths(self) -> tuple[str, ...]:
        """The questions whose answers make the numerator."""
        return self.numerator.paths

    @property
    def denominator_paths(self) -> tuple[str, ...]:
        """The questions whose answers make the denominator; none for a plain count."""
        return () if self.denominator is None else self.denominator.paths


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Check:
    """A condition over several answers that must hold; it is left out while one of them is empty."""

    name: str
    condition: Condition
    severity: Severity
    message: Wording
    last_saved: tuple[str, ...] = ()

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths (without rows) of the questions it looks at."""
        return self.condition.references
