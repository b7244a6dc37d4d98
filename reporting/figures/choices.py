"""Answers to choice questions, in this period and the previous one."""

from dataclasses import dataclass
from fractions import Fraction

from reporting.reports.plausibility import choice_change, choices_depart


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitChoice:
    """One unit's choices at a question: choice names with their labels."""

    unit_id: int
    chosen: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """All units' choices at one question, in this period and the previous one. `several`: a multiple choice."""

    label: str
    several: bool
    current: tuple[UnitChoice, ...]
    previous: tuple[UnitChoice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceChange:
    """A changed choice, with labels. For a multiple choice, `before` and `after` omit the choices made both times.

    `relative` is the share of choices that were not made both times.
    """

    label: str
    several: bool
    before: tuple[str, ...]
    after: tuple[str, ...]
    relative: Fraction


def choice_changed(choices: Choices, before: UnitChoice, after: UnitChoice) -> ChoiceChange | None:
    """Return the change of a unit's choices; None if it is not notable."""
    if not choices_depart(after.chosen, before.chosen):
        return None
    was, now = before.chosen, after.chosen
    return ChoiceChange(
        label=choices.label,
        several=choices.several,
        before=tuple(words for name, words in was.items() if name not in now),
        after=tuple(words for name, words in now.items() if name not in was),
        relative=choice_change(now, was),
    )
