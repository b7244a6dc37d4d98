"""Composes the report after the outline of letter 431: the values of its template's placeholders."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from documents.word.draft_notes import DraftNotes
from documents.word.outline_431.border_posts import border_posts
from documents.word.outline_431.learning import achievements, training
from documents.word.outline_431.literacy import literacy
from documents.word.outline_431.outline import Outline431
from documents.word.outline_431.sources import Sources
from documents.word.outline_431.steering import propaganda, steering, units_of_place
from documents.word.outline_431.tables import (
    class_rows,
    class_total,
    standard_rows,
    standard_total,
)
from reporting.rounds.letter import Letter
from texts.formatting import Writer
from texts.normalize import fold

DOCUMENT = "D1"


@dataclass(frozen=True, slots=True, kw_only=True)
class ComposedDocument:
    """The values of a template's placeholders, and the printed figures by name, for the next draft's comparison."""

    context: Mapping[str, Any]
    figures: Mapping[str, str]


def compose(outline: Outline431) -> ComposedDocument:
    """Return the report's content."""
    notes = DraftNotes()
    sources = Sources(outline, notes)
    content: dict[str, Any] = {
        **outline.office.placeholders(),
        **_facts(outline),
        **units_of_place(sources),
        **steering(sources),
        **propaganda(sources),
        **training(sources),
        **achievements(sources),
        **literacy(sources),
        **_tables(sources),
        **border_posts(sources),
        **_assessment(sources),
    }
    sources.note_unsubmitted()
    return ComposedDocument(context={**content, **_draft(outline, notes)}, figures=dict(notes.figures))


def _facts(outline: Outline431) -> dict[str, object]:
    year = outline.year
    return {
        "document_title": f"Báo cáo xây dựng xã hội học tập năm {year}, {outline.material.unit.full_name}",
        "year": str(year),
        "next_year": str(year + 1),
        "year_made": str(outline.material.made_at.year),
        "one_unit": outline.is_of_one_unit,
        "letter": _letter(outline.material.letter),
    }


def _letter(letter: Letter | None) -> str:
    """Return the letter as a sentence first cites it; '' without one."""
    if letter is None:
        return ""
    subject = letter.subject.strip().rstrip(".")
    about = subject if fold(subject).startswith("ve ") else f"về việc {subject}"
    number = letter.number.strip()
    return f"Công văn số {number} ngày {Writer().date(letter.issued_on)} của {letter.issuer} {about}"


def _tables(sources: Sources) -> dict[str, object]:
    form, outline = sources.form("xoa_mu_chu"), sources.outline
    year = outline.year
    has_total = outline.has_table1_total and not outline.is_of_one_unit and bool(form.units)
    return {
        "table1": class_rows(form, year),
        "table1_total": (class_total(form, year),) if has_total else (),
        "table2": standard_rows(form, year, outline.table2_reads),
        "table2_total": () if outline.is_of_one_unit else (standard_total(form, year, outline.table2_reads),),
        "tables_missing": "" if form.units else form.notes.gap(form.title, "Bảng 1 và bảng 2"),
    }


def _assessment(sources: Sources) -> dict[str, object]:
    """Return parts B and C."""
    return {
        question: sources.texts("danh_gia_chung", question, subject)
        for question, subject in (
            ("strengths_text", "ưu điểm"),
            ("limits_text", "tồn tại, hạn chế"),
            ("causes_text", "nguyên nhân của tồn tại, hạn chế"),
            ("lessons_text", "bài học kinh nghiệm"),
            ("directions_text", "phương hướng, nhiệm vụ, giải pháp"),
        )
    }


def _draft(outline: Outline431, notes: DraftNotes) -> dict[str, object]:
    state = outline.state
    return {
        "annexes": tuple(notes.annexes),
        "draft": state is not None,
        "draft_footer": state.footer if state else "",
        "missing": notes.missing if state else (),
        "changes": state.changes(notes.figures, notes.labels) if state else (),
        "changes_heading": state.changes_heading if state else "",
    }
