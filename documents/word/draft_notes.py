"""What the composition of a document collects beside its text: figures, gaps and annexes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from documents.word.gap import GAP

MOST_PARAGRAPHS_UNDER_A_HEADING: Final = 12
"""Units with equal texts share a paragraph."""

MOST_LETTERS_UNDER_A_HEADING: Final = 3 * 2500
"""Three pages of body text."""


@dataclass(frozen=True, slots=True)
class Annex:
    """The units' texts under one heading."""

    title: str
    paragraphs: tuple[str, ...]


@dataclass(slots=True)
class DraftNotes:
    """Collects, in the document's order. Figures and labels are by figure name; gaps are labels by form title."""

    figures: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    annexes: list[Annex] = field(default_factory=list)
    _gaps: dict[str, list[str]] = field(default_factory=dict)
    _partial: dict[str, dict[str, str]] = field(default_factory=dict)
    _unsubmitted: dict[str, str] = field(default_factory=dict)

    def figure(self, name: str, label: str, text: str) -> str:
        """Record a printed figure; return its text."""
        self.figures[name], self.labels[name] = text, label
        return text

    def gap(self, form_title: str, label: str) -> str:
        """Record a figure that no unit reported; return the words in its place."""
        labels = self._gaps.setdefault(form_title, [])
        if label not in labels:
            labels.append(label)
        return GAP

    def partial(self, form_title: str, label: str, units: str) -> None:
        """Record the units that have submitted a questionnaire without this figure."""
        self._partial.setdefault(form_title, {})[label] = units

    def unsubmitted(self, form_title: str, units: str) -> None:
        """Record the units that have not submitted a questionnaire."""
        self._unsubmitted[form_title] = units

    def annex(self, subject: str, paragraphs: Sequence[str]) -> int:
        """Add an annex; return its number."""
        number = len(self.annexes) + 1
        title = f"Phụ lục {number}: Ý kiến của các xã về {subject}"
        self.annexes.append(Annex(title, tuple(paragraphs)))
        return number

    @property
    def missing(self) -> tuple[str, ...]:
        """The lines under 'Còn thiếu': a questionnaire with its unsubmitted units and unreported figures."""
        return tuple(
            self._line(title) for title in dict.fromkeys((*self._unsubmitted, *self._gaps, *self._partial))
        )

    def _line(self, title: str) -> str:
        parts = [f"chưa nộp: {self._unsubmitted[title]}"] if title in self._unsubmitted else []
        if title in self._gaps:
            parts.append(f"chưa có số liệu: {'; '.join(self._gaps[title])}")
        parts += [f"{label}: chưa có của {units}" for label, units in self._partial.get(title, {}).items()]
        return f"- {title}: {'. '.join(parts)}."
