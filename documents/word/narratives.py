"""Gathers the units' texts under a heading. Nothing is rewritten or summarised."""

import string
from collections.abc import Iterable, Sequence

from documents.word.draft_notes import (
    MOST_LETTERS_UNDER_A_HEADING,
    MOST_PARAGRAPHS_UNDER_A_HEADING,
    DraftNotes,
)
from documents.word.form_figures import FormFigures
from documents.word.gap import NO_OPINION
from documents.word.unit_names import full_names, short_names
from reporting.reports.report import Absence
from reporting.units.unit import Unit
from texts.normalize import fold

_FINAL = string.punctuation + string.whitespace + "…"


def narratives(
    form: FormFigures, question: str, subject: str, desk_texts: Sequence[str] = (), *, is_draft: bool
) -> tuple[str, ...]:
    """Return the paragraphs under a heading: the desk's text, then one paragraph per unit.

    The units' paragraphs go to an annex if there are too many. A draft ends with the units that have not answered.
    """
    texts = [
        (each.unit, text) for each in form.units if each.submitted and (text := each.text(question).strip())
    ]
    silent = [
        each.unit
        for each in form.units
        if not each.text(question).strip() and each.values.get(question) is not Absence.NONE
    ]
    own = tuple(desk_texts)
    if not form.units or (form.is_of_one_unit and silent):
        return (*own, form.notes.gap(form.title, subject))
    paragraphs = own_lines(texts) if form.is_of_one_unit else gathered(texts)
    found = (*own, *_in_place(paragraphs, len(texts), subject, form.notes))
    if silent and is_draft:
        return (*found, f"{NO_OPINION} {_everyone_or_names(silent, len(form.units))}.")
    return found or ("Không có.",)


def gathered(texts: Iterable[tuple[Unit, str]]) -> tuple[str, ...]:
    """Return one paragraph per unit, equal texts once: '- Xã Nam Tuấn, xã Đức Long: …'."""
    groups: dict[str, tuple[str, list[Unit]]] = {}
    for unit, text in texts:
        line = one_line(text)
        groups.setdefault(fold(line).rstrip(_FINAL), (line, []))[1].append(unit)
    return tuple(f"- {full_names(units)}: {line}" for line, units in groups.values())


def one_line(text: str) -> str:
    """Return a text's lines joined by '; '. The last line keeps its full stop."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return "; ".join((*(line.rstrip(".,; ") for line in lines[:-1]), *lines[-1:]))


def own_lines(texts: Iterable[tuple[Unit, str]]) -> tuple[str, ...]:
    """Return the only unit's text line by line, without the unit's name."""
    lines = (line.strip() for _, text in texts for line in text.splitlines())
    return tuple(line if line.startswith(("-", "+")) else f"- {line}" for line in lines if line)


def _in_place(paragraphs: tuple[str, ...], units: int, subject: str, notes: DraftNotes) -> tuple[str, ...]:
    """Return the paragraphs, or a reference to the annex that takes them."""
    long = sum(map(len, paragraphs)) > MOST_LETTERS_UNDER_A_HEADING
    if len(paragraphs) <= MOST_PARAGRAPHS_UNDER_A_HEADING and not long:
        return paragraphs
    return (f"Ý kiến của {units} xã: xem Phụ lục {notes.annex(subject, paragraphs)}.",)


def _everyone_or_names(units: Sequence[Unit], asked: int) -> str:
    return f"cả {asked} xã" if len(units) == asked > 1 else short_names(units)
