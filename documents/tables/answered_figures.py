"""Submitted answers as figures of units, for the tables that compare periods."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from reporting.figures.figure import Figure, Provenance
from reporting.figures.rollup import UnitFigure
from reporting.figures.submitted_answers import SubmittedAnswers, UnitAnswers
from reporting.rounds.period import Period

_RATE: Final = "_rate"
_BANDS: Final = {
    "literate_15_25": (("literate_l2_15_25", "pop_15_25"), None),
    "literate_26_35": (("literate_l2_15_35", "pop_15_35"), ("literate_l2_15_25", "pop_15_25")),
    "literate_36_60": (("literate_l2_15_60", "pop_15_60"), ("literate_l2_15_35", "pop_15_35")),
}
"""Literate at level 2 by age band: the difference of two cumulative figures and of their populations."""


def unit_figures(answers: SubmittedAnswers, period: Period) -> tuple[Figure, ...]:
    """Return the figures of the units that have submitted: their indicators, and literacy by age band.

    The indicator `x` has the denominator of the rate `x_rate`, if that rate has the same numerator.
    """
    source = answers.title
    return tuple(
        Figure(
            indicator=name,
            unit_code=each.unit.code,
            period=period,
            value=value,
            denominator=whole,
            provenance=Provenance.ANSWERED,
            source=source,
        )
        for each in answers.submitted
        for name, value, whole in (*_indicators(each), *_bands(each))
    )


def _indicators(answers: UnitAnswers) -> Iterator[tuple[str, Decimal, Decimal | None]]:
    for name, figure in answers.figures.items():
        if figure.numerator is not None:
            yield name, figure.numerator, _denominator(figure, answers.figures.get(name + _RATE))


def _denominator(figure: UnitFigure, rate: UnitFigure | None) -> Decimal | None:
    if figure.denominator is not None or rate is None or rate.numerator != figure.numerator:
        return figure.denominator
    return rate.denominator


def _bands(answers: UnitAnswers) -> Iterator[tuple[str, Decimal, Decimal]]:
    for name, (upper, lower) in _BANDS.items():
        parts = [answers.number(each) for each in (*upper, *(lower or ()))]
        match [each for each in parts if each is not None]:
            case [literate, everyone] if lower is None:
                yield name, literate, everyone
            case [literate, everyone, younger_literate, younger]:
                yield name, literate - younger_literate, everyone - younger
