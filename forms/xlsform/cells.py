"""The sheets of a workbook as rows of text cells with their places."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

from forms.model.findings import Finding, FormRefused

MOST_ROWS = 20_000
MOST_COLUMNS = 200
UNCOMPUTED = object()
"""The value of a cell whose formula was never computed or gives a spreadsheet error."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row with its number as the spreadsheet shows it and its non-empty cells by heading.

    `uncomputed` are the headings of cells whose formula has no result.
    """

    number: int
    cells: Mapping[str, str]
    uncomputed: frozenset[str] = frozenset()

    def __getitem__(self, heading: str) -> str:
        """Return the text of a cell, "" if it is empty."""
        return self.cells.get(heading, "")


@dataclass(frozen=True, slots=True)
class SheetTable:
    """A sheet: its headings in order and its non-empty rows.

    `strange` are headings that are numbers or dates, `repeated` those that occur more than once.
    """

    name: str
    headings: tuple[str, ...]
    rows: tuple[SheetRow, ...]
    strange: tuple[str, ...] = field(default=())

    def place(self, row: SheetRow, heading: str, code: str, text: str = "", **parameters: str) -> Finding:
        """Return a finding at a cell; `text` defaults to the cell's."""
        return self.at(row.number, heading, code, text or row[heading], **parameters)

    def at(self, row: int, heading: str, code: str, text: str = "", **parameters: str) -> Finding:
        """Return a finding at a row number; 1 is the heading row, 0 no row."""
        return Finding(code=code, sheet=self.name, row=row, column=heading, text=text, parameters=parameters)

    @property
    def repeated(self) -> tuple[str, ...]:
        """The headings that occur more than once."""
        named = [heading for heading in self.headings if heading]
        return tuple(dict.fromkeys(heading for heading in named if named.count(heading) > 1))


def too_long(sheet: str, limit: int) -> FormRefused:
    """Return the refusal of a sheet with too many rows."""
    parameters = {"limit": str(limit)}
    return FormRefused((Finding(code="sheet_too_long", sheet=sheet, row=limit + 1, parameters=parameters),))


def table(title: str, lines: Iterator[tuple[int, tuple[object, ...]]]) -> SheetTable:
    """Return a sheet's lines (number, cells) as a table with the first line as headings; blank lines are skipped."""
    first = next(lines, (1, ()))[1]
    strange = tuple(cell_text(cell) for cell in first if not isinstance(cell, str | None))
    headings = tuple(" ".join(cell_text(cell).split(" ")) for cell in first)
    rows: list[SheetRow] = []
    for number, cells in lines:
        row = _row(number, headings, cells)
        if row.cells or row.uncomputed:
            rows.append(row)
        if len(rows) >= MOST_ROWS:
            raise too_long(title, MOST_ROWS)
    return SheetTable(title.strip(), headings, tuple(rows), strange)


def _row(number: int, headings: tuple[str, ...], cells: tuple[object, ...]) -> SheetRow:
    held = [
        (heading, cell)
        for heading, cell in zip(headings, cells, strict=False)
        if heading and cell is not None
    ]
    texts = {heading: cell_text(cell) for heading, cell in held if cell is not UNCOMPUTED}
    return SheetRow(
        number,
        {heading: text for heading, text in texts.items() if text},
        frozenset(heading for heading, cell in held if cell is UNCOMPUTED),
    )


def cell_text(cell: object) -> str:
    """Return a cell's text as XLSForm reads it: TRUE and FALSE, dates in ISO format."""
    match cell:
        case None:
            return ""
        case bool():
            return "TRUE" if cell else "FALSE"
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime():
            return cell.date().isoformat() if cell.time() == time() else cell.isoformat()
        case date() | time():
            return cell.isoformat()
        case _:
            return str(cell).strip()
