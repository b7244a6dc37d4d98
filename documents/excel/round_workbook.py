"""The workbook of a round: units and answers, aggregated indicators, lists, previous period."""

from openpyxl import Workbook

from documents.excel.lists_sheet import sheet_title, write_list
from documents.excel.package import packed
from documents.excel.sheet import Sheet
from documents.excel.summary_sheet import write_summary
from documents.excel.units_sheet import write_previous, write_units
from reporting.figures.table import Table
from texts.catalogue import catalogue


def round_workbook(table: Table, language: str) -> bytes:
    """Return the table as an .xlsx file; output is deterministic."""
    words = catalogue(language)
    workbook = Workbook()
    del workbook["Sheet"]

    def new_sheet(name: str) -> Sheet:
        return Sheet(workbook.create_sheet(words.plain(f"reporting.workbook.sheet_{name}")))

    sheets = [new_sheet("units"), new_sheet("summary")]
    place = write_units(sheets[0], table, words)
    write_summary(sheets[1], table, place, words)
    if any(row.previous for row in table.rows):
        sheets.append(new_sheet("previous"))
        write_previous(sheets[2], table, words)
    for listed in table.lists:
        sheets.append(Sheet(workbook.create_sheet(sheet_title(listed.label, workbook.sheetnames))))
        write_list(sheets[-1], table, listed, words)
    return packed(workbook, {sheet.title: sheet.results for sheet in sheets}, table.made_at)
