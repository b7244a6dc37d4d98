"""The material of a document: submitted answers for a unit and period, the letter, and earlier figures."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from reporting.figures.figure import FigureBook
from reporting.figures.submitted_answers import SubmittedAnswers
from reporting.rounds.letter import Letter
from reporting.rounds.period import Period
from reporting.units.unit import Unit


@dataclass(frozen=True, kw_only=True)
class DocumentMaterial:
    """The data of a document about `unit` and `period`.

    `units` are the units that take part in the period's rounds, in the register's order. `forms` are the submitted
    answers by form_id. `history` holds the figures of earlier periods. `made_at` carries the office's zone.
    """

    unit: Unit
    units: tuple[Unit, ...]
    period: Period
    made_at: datetime
    letter: Letter | None = None
    forms: Mapping[str, SubmittedAnswers] = field(default_factory=dict)
    history: FigureBook = field(default_factory=lambda: FigureBook(()))

    @property
    def submitted(self) -> int:
        """The number of units that have submitted every questionnaire that asks them."""
        return sum(self._has_submitted(unit.id) for unit in self.units)

    @property
    def is_of_one_unit(self) -> bool:
        """Tell whether the document is about a reporting unit itself."""
        return [unit.id for unit in self.units] == [self.unit.id]

    def _has_submitted(self, unit_id: int) -> bool:
        asked = [each for form in self.forms.values() for each in form.units if each.unit.id == unit_id]
        return bool(asked) and all(each.submitted for each in asked)
