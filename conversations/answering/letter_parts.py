"""The parts of a letter: a person's reports that one letter asks for, shown as one line."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from reporting.queries.reports import ReportView

FEWEST_PARTS = 2  # a single report is shown by itself


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterParts:
    """A person's reports of one letter. `name` is the letter's short name: 'CV 431'."""

    letter_id: int
    name: str
    parts: tuple[ReportView, ...]

    @property
    def done(self) -> int:
        """The number of submitted parts."""
        return sum(bool(view.report.submissions) for view in self.parts)

    @property
    def first(self) -> ReportView:
        """The first part, whose deadline stands for all."""
        return self.parts[0]


def by_letter(views: Sequence[ReportView]) -> Iterator[ReportView | LetterParts]:
    """Yield the reports in order; those of one letter come together in the place of the first."""
    letters = _letters(views)
    given = set[int]()
    for view in views:
        letter_id = view.report.round.letter_id
        if letter_id is None or letter_id not in letters:
            yield view
        elif letter_id not in given:
            given.add(letter_id)
            yield letters[letter_id]


def parts_of(views: Iterable[ReportView], letter_id: int) -> tuple[ReportView, ...]:
    """Return the reports of a letter."""
    return tuple(view for view in views if view.report.round.letter_id == letter_id)


def _letters(views: Sequence[ReportView]) -> dict[int, LetterParts]:
    ids = dict.fromkeys(each for view in views if (each := view.report.round.letter_id) is not None)
    return {
        letter_id: LetterParts(letter_id=letter_id, name=parts[0].report.round.letter_name, parts=parts)
        for letter_id in ids
        if len(parts := parts_of(views, letter_id)) >= FEWEST_PARTS
    }
