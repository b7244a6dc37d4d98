"""A report: one unit's answers in a round, and its progress."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from reporting.rounds.round import Round
from reporting.units.unit import Unit


class Absence(StrEnum):
    """The reason why a question has no value. The first three are answers of the officer. None is the number 0."""

    NONE = "none"  # không có: nothing of the kind exists or happened
    PENDING = "pending"  # chưa có số liệu: the figure is not known yet
    SKIPPED = "skipped"  # bỏ qua: the officer skipped an optional question
    CLEARED = "cleared"  # the answer was removed with its row, or cleared by the form


@dataclass(frozen=True, slots=True)
class Answer:
    """The current answer to a question: a value in XForms' lexical form, or the reason why there is none."""

    value: str = ""
    absence: Absence | None = None

    def __post_init__(self) -> None:
        """Raise ValueError unless the answer is either a value or an absence."""
        if (self.absence is None) == (self.value == ""):
            raise ValueError("an answer is a value or an absence, not both and not neither")


def without_cleared(answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """Return the answers without cleared ones."""
    return {path: answer for path, answer in answers.items() if answer.absence is not Absence.CLEARED}


class Progress(StrEnum):
    """A report's progress."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A numbered revision of a report. `at` is in the office's zone."""

    number: int
    at: datetime
    on_time: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One unit's report in a round: its current answers by question path, and its submissions in order.

    `changed_since` is true when answers were changed after the last submission and not submitted again.
    """

    id: int
    round: Round
    unit: Unit
    answers: dict[str, Answer]
    submissions: tuple[Submission, ...] = ()
    changed_since: bool = False

    @property
    def progress(self) -> Progress:
        """The furthest progress reached. A correction under way does not undo a submission."""
        if self.submissions:
            return Progress.SUBMITTED
        return Progress.IN_PROGRESS if self.answers else Progress.NOT_STARTED

    @property
    def values(self) -> dict[str, str]:
        """The values by question path, for the form engine. Absences are left out."""
        return {path: answer.value for path, answer in self.answers.items() if answer.absence is None}
