"""The material of the report after the outline of letter 431."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from documents.tables.literacy_standard import StandardReading
from documents.word.draft_state import DraftState
from documents.word.issuing_office import IssuingOffice
from documents.word.outline_431.wording import DESKS
from reporting.figures.document_material import DocumentMaterial
from reporting.figures.submitted_answers import SubmittedAnswers, UnitAnswers


@dataclass(frozen=True, kw_only=True)
class Outline431:
    """The report's material and settings.

    A material of one unit gives the report of that commune (D1x). `draft` counts from 1, None is the approved
    version; `previous` are the figures of the draft before.
    """

    material: DocumentMaterial
    office: IssuingOffice
    draft: int | None = 1
    previous: Mapping[str, str] = field(default_factory=dict)
    table2_reads: StandardReading = StandardReading.PERSONS
    has_table1_total: bool = True

    @property
    def year(self) -> int:
        """The year that is reported."""
        return self.material.period.year

    @property
    def is_of_one_unit(self) -> bool:
        """Tell whether this is the report of one commune."""
        return self.material.is_of_one_unit

    @property
    def state(self) -> DraftState | None:
        """The draft's state; None for the approved version."""
        if self.draft is None:
            return None
        return DraftState(
            number=self.draft,
            made_at=self.material.made_at,
            submitted=self.material.submitted,
            expected=len(self.material.units),
            previous=self.previous,
        )

    def form(self, form_id: str) -> SubmittedAnswers | None:
        """Return a questionnaire's answers, those of the report's units only; None without its round."""
        found = self.material.forms.get(form_id)
        return None if found is None else replace(found, units=tuple(filter(self._takes_part, found.units)))

    def _takes_part(self, each: UnitAnswers) -> bool:
        return any(each.unit.id == unit.id for unit in self.material.units)

    def desk(self, form_id: str) -> SubmittedAnswers | None:
        """Return the answers of a desk of the district, for a district's report."""
        return None if self.is_of_one_unit or form_id not in DESKS else self.material.forms.get(form_id)
