"""Documents that units have issued, as a sentence cites them."""

import datetime
from collections.abc import Mapping

from documents.word.unit_names import capitalized
from reporting.figures.table import Value
from reporting.reports.report import Absence
from texts.formatting import Writer
from texts.normalize import fold

_OTHER_KIND = "khac"
_WRITER = Writer()


def text_of(row: Mapping[str, Value], question: str) -> str:
    """Return a row's text; '' without one."""
    value = row.get(question)
    return "" if value is None or isinstance(value, Absence) else str(value).strip()


def cited(row: Mapping[str, Value]) -> str:
    """Return a row of the repeat `directive`: 'Kế hoạch số 15/KH-UBND ngày 12/3/2019 về …'; '' for an empty row."""
    kind = text_of(row, "doc_type")
    subject = text_of(row, "doc_subject").rstrip(".")
    parts = [
        "Văn bản" if fold(kind) in {"", _OTHER_KIND} else capitalized(kind),
        numbered(text_of(row, "doc_number")),
        dated(text_of(row, "doc_date")),
        subject if not subject or fold(subject).startswith("ve ") else f"về {_without_abbreviation(subject)}",
    ]
    return " ".join(filter(None, parts)) if any(parts[1:]) else ""


def numbered(number: str) -> str:
    """Return a document's number with its word; '' without one."""
    return number if not number or fold(number).startswith("so ") else f"số {number}"


def dated(day: str) -> str:
    """Return an ISO date as 'ngày 05/3/2019'; another text unchanged after 'ngày', and '' for none."""
    try:
        return f"ngày {_WRITER.date(datetime.date.fromisoformat(day))}"
    except ValueError:
        return f"ngày {day}" if day else ""


def _without_abbreviation(subject: str) -> str:
    return subject[3:].lstrip() if fold(subject).startswith("v/v") else subject
