"""The names that the report's template may use."""

from dataclasses import fields
from datetime import UTC, datetime
from functools import cache

from documents.word.draft_notes import Annex
from documents.word.issuing_office import IssuingOffice
from documents.word.outline_431.composition import compose
from documents.word.outline_431.outline import Outline431
from documents.word.outline_431.tables import ClassRow, StandardRow
from reporting.figures.document_material import DocumentMaterial
from reporting.rounds.period import Period, PeriodKind
from reporting.units.unit import Unit

_ROWS = {
    "table1": ClassRow,
    "table1_total": ClassRow,
    "table2": StandardRow,
    "table2_total": StandardRow,
    "annexes": Annex,
}


@cache
def known_placeholders() -> frozenset[str]:
    """Return the names for `check_template`. A field of a list's rows has the list's name: `table1.plan_15_35`."""
    nothing = DocumentMaterial(
        unit=Unit(id=1, code="", name="", kind=""),
        units=(),
        period=Period(PeriodKind.YEAR, 2000),
        made_at=datetime(2000, 1, 1, tzinfo=UTC),
    )
    empty = compose(Outline431(material=nothing, office=IssuingOffice(body="", name="", place="")))
    rows = {f"{name}.{field.name}" for name, row in _ROWS.items() for field in fields(row)}
    return frozenset(empty.context) | rows
