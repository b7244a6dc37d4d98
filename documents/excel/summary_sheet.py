"""The sheet 'Tổng hợp': aggregated indicators with targets and numbers of units."""

from collections.abc import Iterable
from decimal import Decimal

from documents.excel.sheet import RATE, CellStyle, Sheet
from documents.excel.units_sheet import HEADER, NOTE, PLAIN, TEXT, TITLE, ColumnRange, absence_word, made_note
from reporting.figures.rollup import RolledUp
from reporting.figures.table import Line, Table
from reporting.reports.report import Absence
from texts.catalogue import Catalogue

HEADER_ROW, FIRST_ROW = 5, 6
WIDTHS = {
    "indicator": 46,
    "numerator": 14,
    "denominator": 14,
    "result": 14,
    "target": 12,
    "verdict": 16,
    "basis": 16,
}
CENTRED, RESULT, WORDS = (
    CellStyle(align="center"),
    CellStyle(bold=True),
    CellStyle(italic=True, align="right"),
)


def write_summary(sheet: Sheet, table: Table, place: ColumnRange, words: Catalogue) -> None:
    """Fill the sheet, with formulas over the units' sheet wherever possible."""
    _SummarySheet(sheet, table, place, words).write()


class _SummarySheet:
    """A sheet in progress; `place` has the cell ranges of the units' values."""

    def __init__(self, sheet: Sheet, table: Table, place: ColumnRange, words: Catalogue) -> None:
        self._sheet, self._table, self._place, self._words = sheet, table, place, words

    def write(self) -> None:
        sheet, table, words = self._sheet, self._table, self._words
        title = words.plain("reporting.workbook.title", round=table.round.title, unit=table.unit.full_name)
        sheet.text(1, 1, title, TITLE)
        sheet.text(2, 1, made_note(table, words), NOTE)
        sheet.text(3, 1, words.plain("reporting.workbook.summary_note"), NOTE)
        for n, (name, width) in enumerate(WIDTHS.items(), start=1):
            sheet.text(HEADER_ROW, n, words.plain(f"reporting.workbook.{name}"), HEADER)
            sheet.width(n, width)
        sheet.height(HEADER_ROW, 2)
        for row, line in enumerate(table.lines, start=FIRST_ROW):
            self._line(row, line)
        sheet.worksheet.freeze_panes = f"B{FIRST_ROW}"
        sheet.print_on_a4(repeat_rows=f"{HEADER_ROW}:{HEADER_ROW}")

    def _line(self, row: int, line: Line) -> None:
        figure = line.figure
        self._sheet.text(row, 1, figure.measure.label, TEXT)
        self._sheet.fit_height(row, [(figure.measure.label, WIDTHS["indicator"])])
        if figure.measure.is_rate:
            self._rate(row, line)
        else:
            self._sheet.blank(row, 2)
            self._sheet.blank(row, 3)
            self._sum(row, 4, figure.numerator, self._count_formula(line), RESULT)
        self._target(row, figure)
        self._sheet.text(row, 7, f"{figure.units_reported}/{figure.units_expected}", CENTRED)

    def _rate(self, row: int, line: Line) -> None:
        figure, denominator = line.figure, line.figure.denominator or Decimal(0)
        of_part, of_whole = self._rate_formulas(line) or (None, None)
        self._sum(row, 2, figure.numerator, of_part, PLAIN)
        self._sum(row, 3, denominator, of_whole, PLAIN)
        if denominator:
            ratio = figure.numerator / denominator
            self._sheet.formula(row, 4, f"B{row}/C{row}", ratio, RESULT, form=RATE)
        else:
            self._sheet.text(row, 4, self._words.plain("reporting.no_figure"), WORDS)

    def _sum(self, row: int, column: int, value: Decimal, formula: str | None, look: CellStyle) -> None:
        if formula is None:
            self._sheet.number(row, column, value, look)
        else:
            self._sheet.formula(row, column, formula, value, look)

    def _target(self, row: int, figure: RolledUp) -> None:
        target = figure.measure.target
        if target is None:
            self._sheet.blank(row, 5)
        elif figure.measure.is_rate:
            self._sheet.number(row, 5, target / 100, form="0.##%" if target % 1 else "0%")
        else:
            self._sheet.number(row, 5, target)
        verdict = {True: "met", False: "not_met", None: None}[figure.meets_target]
        shown = self._words.plain(f"reporting.workbook.{verdict}") if verdict else ""
        self._sheet.text(row, 6, shown, CENTRED)

    def _count_formula(self, line: Line) -> str | None:
        """Return the reference to the column's sum, if that sum is the indicator."""
        key, figure = line.numerator_key, line.figure
        if key not in self._place.letters:
            return None
        added = [value for row in self._table.rows if (value := row.addend(key)) is not None]
        is_same = (_sum(added), len(added)) == (figure.numerator, figure.units_reported)
        return self._place.total(key) if is_same else None

    def _rate_formulas(self, line: Line) -> tuple[str, str] | None:
        """Return the formulas of both sums, if columns have them.

        They are the sum cells, unless a unit reported only one of the two values, which the rate excludes.
        """
        part_key, whole_key, figure = line.numerator_key, line.denominator_key, line.figure
        if part_key not in self._place.letters or whole_key not in self._place.letters:
            return None
        pairs = [(row.addend(part_key), row.addend(whole_key)) for row in self._table.rows]
        both = [(part, whole) for part, whole in pairs if part is not None and whole is not None]
        sums = _sum(part for part, _ in both), _sum(whole for _, whole in both)
        if (*sums, len(both)) != (figure.numerator, figure.denominator, figure.units_reported):
            return None
        if all((part is None) == (whole is None) for part, whole in pairs):
            return self._place.total(part_key), self._place.total(whole_key)
        parts, wholes = self._place.values(part_key), self._place.values(whole_key)
        reported = f"{self._reported(parts)}*{self._reported(wholes)}"
        return f"SUMPRODUCT({reported},{parts})", f"SUMPRODUCT({reported},{wholes})"

    def _reported(self, cells: str) -> str:
        """Return an array formula that is 1 for each unit that reported: a number, or 'không có', which adds 0."""
        return f'(ISNUMBER({cells})+({cells}="{absence_word(Absence.NONE, self._words)}"))'


def _sum(values: Iterable[Decimal]) -> Decimal:
    return sum(values, start=Decimal(0))
