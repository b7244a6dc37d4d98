"""`baocao audit export`: the audit log as a table for Excel."""

import asyncio
import csv
import io
from datetime import date, datetime, time
from pathlib import Path

from bot.settings import Settings
from cli.arguments import read_day, unit_today
from cli.clock import office_now
from cli.files import write_new
from cli.terminal import fail, out
from storage.database.database import database_to_read
from storage.queries.audit_export import ExportedDeed, load_audit
from texts import Catalogue
from texts.formatting import Writer

Cell = str | int | datetime | None
COLUMNS = ("at", "deed", "by", "to", "unit", "round", "report", "count", "detail")
WORDED = frozenset({"number", "from", "answers", "title", "asked", "old_name", "left"})
DAYS = frozenset({"until", "was", "ended", "moved", "renamed"})
"""The details with a message: WORDED with their value, DAYS with a date."""


def export(texts: Catalogue, target: Path, unit_code: str, since: str) -> None:
    """Write the audit log to .csv or .xlsx: of all or of a unit and below, from a day on."""
    if target.suffix.lower() not in (".csv", ".xlsx"):
        fail(texts.plain("office.csv_or_xlsx", file=str(target)))
    settings = Settings()
    day = read_day(since, texts) if since else None
    from_ = datetime.combine(day, time(0), tzinfo=settings.zone) if day else None

    unit_id = unit_today(unit_code, texts).id if unit_code else None

    async def found() -> list[ExportedDeed]:
        async with database_to_read(settings.database_url) as database, database.reading() as connection:
            return await load_audit(connection, settings.zone, unit_id=unit_id, since=from_)

    exported = asyncio.run(found())
    columns = tuple(texts.plain(f"office.column_{name}") for name in COLUMNS)
    rows = tuple(_row(each, texts) for each in exported)
    write = _csv if target.suffix.lower() == ".csv" else _xlsx
    write_new(target, write(columns, rows, texts))
    out().print(texts.plain("office.exported", file=str(target), count=len(rows)), markup=False)


def _row(each: ExportedDeed, texts: Catalogue) -> tuple[Cell, ...]:
    detail = "; ".join(_told(told, texts) for told in each.detail.items())
    return (
        each.at,
        texts.plain(f"deed_name.{each.deed}"),
        each.by or texts.plain("trail.office"),
        each.to,
        each.unit,
        each.round,
        each.report_id,
        each.count,
        detail or None,
    )


def _told(detail: tuple[str, str | int | bool], texts: Catalogue) -> str:
    """Return one detail as text."""
    name, value = detail
    if name in DAYS:
        return texts.plain(f"detail.{name}", day=Writer(texts.language).date(date.fromisoformat(str(value))))
    if name == "role":
        return texts.plain(f"role.{value}")
    if name == "on_time":
        return texts.plain("detail.on_time" if value else "detail.late")
    if name in WORDED:
        return texts.plain(f"detail.{name}", value=value)
    return f"{name}: {value}"


def _csv(columns: tuple[str, ...], rows: tuple[tuple[Cell, ...], ...], _texts: Catalogue) -> bytes:
    """Return the rows as CSV in UTF-8 with a byte order mark, as Excel expects."""
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_field(cell) for cell in row])
    return target.getvalue().encode("utf-8-sig")


def _field(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case datetime():
            return cell.replace(tzinfo=None).isoformat(
                sep=" ", timespec="seconds"
            )  # the format that Excel parses
        case _:
            from documents.excel.plain_cells import csv_text  # noqa: PLC0415 -- openpyxl is slow to load

            return csv_text(str(cell))


def _xlsx(columns: tuple[str, ...], rows: tuple[tuple[Cell, ...], ...], texts: Catalogue) -> bytes:
    from documents.excel.own_data_workbook import (  # noqa: PLC0415 -- openpyxl is slow to load
        OwnData,
        RecordSection,
        own_data_workbook,
    )

    title = texts.plain("office.audit_title")
    made_at = office_now()
    section = RecordSection(title=title, columns=columns, rows=rows)
    note = texts.plain("office.audit_note")
    return own_data_workbook(OwnData(title=title, note=note, made_at=made_at, sections=(section,)))
