"""The questionnaires of the report, ready for its sentences."""

from dataclasses import dataclass

from documents.word.draft_notes import DraftNotes
from documents.word.form_figures import FormFigures
from documents.word.narratives import narratives
from documents.word.outline_431.outline import Outline431
from documents.word.outline_431.wording import DESKS, TITLES
from documents.word.unit_names import short_names
from reporting.figures.submitted_answers import SubmittedAnswers


@dataclass(frozen=True, slots=True)
class Sources:
    """An outline's questionnaires and the notes of its draft."""

    outline: Outline431
    notes: DraftNotes

    def form(self, form_id: str) -> FormFigures:
        """Return a questionnaire; without units if its round is missing."""
        is_desk = form_id in DESKS
        answers = self.outline.desk(form_id) if is_desk else self.outline.form(form_id)
        return FormFigures(
            title=TITLES[form_id],
            answers=answers or SubmittedAnswers(form_id=form_id, title=TITLES[form_id], units=()),
            notes=self.notes,
            is_of_one_unit=is_desk or self.outline.is_of_one_unit,
        )

    def texts(self, form_id: str, question: str, subject: str) -> tuple[str, ...]:
        """Return the paragraphs of a heading, the desks' texts first."""
        desks = tuple(text for desk in sorted(DESKS) for text in self.desk_texts(desk, question))
        is_draft = self.outline.draft is not None
        return narratives(self.form(form_id), question, subject, desks, is_draft=is_draft)

    def desk_texts(self, form_id: str, question: str) -> tuple[str, ...]:
        """Return a desk's texts to a question."""
        answers = self.outline.desk(form_id)
        return tuple(text for _, text in answers.narratives(question)) if answers else ()

    def note_unsubmitted(self) -> None:
        """Record each questionnaire's units that have not submitted it."""
        for form_id, title in TITLES.items():
            missing = [each.unit for each in self.form(form_id).units if not each.submitted]
            if missing:
                self.notes.unsubmitted(title, short_names(missing))
