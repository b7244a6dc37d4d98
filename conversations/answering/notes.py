"""Placement of a form's notes and computed values in the conversation."""

from collections.abc import Iterable

from markupsafe import Markup

from conversations.answering.answer_text import shown_value
from conversations.answering.report_sheet import ReportSheet
from forms import Kind
from texts import Catalogue


def notes_before(sheet: ReportSheet, stop: str, texts: Catalogue) -> list[Markup]:
    """Return the notes directly before a stop in the form.

    A note at the end of a row is shown after the row's last answer, where another row is offered.
    """
    offers_row = stop in sheet.further_rows
    return [
        _said(sheet, note, texts) for note in _run(sheet, stop) if offers_row or not _ends_a_row(note, stop)
    ]


def notes_after(
    sheet: ReportSheet, answered: Iterable[str], following: str | None, texts: Catalogue
) -> list[Markup]:
    """Return the notes after the `answered` questions, except those that the message of `following` shows."""
    stops, notes = sheet.stops, list[str]()
    for path in answered:
        place = stops.index(path) + 1 if path in stops else len(stops)
        if place == len(stops):
            continue
        run = _run(sheet, stops[place])
        if stops[place] != following:
            notes += run
        elif following not in sheet.further_rows:
            notes += [note for note in run if _ends_a_row(note, following)]
    return [_said(sheet, note, texts) for note in dict.fromkeys(notes)]


def closing_notes(sheet: ReportSheet, texts: Catalogue) -> list[Markup]:
    """Return the notes at the end of the form, once all stops are answered."""
    if sheet.open_after(None) is not None:
        return []
    return [_said(sheet, note, texts) for note in _run(sheet, None)]


def _run(sheet: ReportSheet, stop: str | None) -> list[str]:
    """Return the paths of the notes directly before a stop, or at the end."""
    everything = [each.path for each in sheet.filling.stops]
    end = start = len(everything) if stop is None else everything.index(stop)
    stops = frozenset(sheet.stops)
    while start and everything[start - 1] not in stops:
        start -= 1
    return everything[start:end]


def _ends_a_row(note: str, stop: str) -> bool:
    """Tell whether a note is in a row to which the stop after it does not belong."""
    row = note[: note.rfind("]") + 1]
    return not stop.startswith(row)


def _said(sheet: ReportSheet, path: str, texts: Catalogue) -> Markup:
    value = "" if sheet.kind(path) is Kind.NOTE else sheet.filling.value(path)
    text = sheet.marked(path)
    return text + ": " + shown_value(sheet, path, value, texts) if value else text
