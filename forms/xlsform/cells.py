"""The sheets of a workbook as rows of text, each cell with its place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

from forms.model.findings import Finding, FormRefused

MOST_ROWS = 20_000
MOST_COLUMNS = 200
UNCOMPUTED = object()
"""What a cell holds whose formula nobody has computed, or whose result is an error of the spreadsheet's."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row with its number as the spreadsheet shows it; cells by heading, empty ones left out.

    `uncomputed` are the headings of its cells that should hold something and do not.
    """

    number: int
    cells: Mapping[str, str]
    uncomputed: frozenset[str] = frozenset()

    def __getitem__(self, heading: str) -> str:
        """Return the text of a cell, "" where there is none."""
        return self.cells.get(heading, "")


@dataclass(frozen=True, slots=True)
class SheetTable:
    """A sheet: its headings in order and the rows that hold anything.

    `strange` are the headings that are no words: numbers and dates; `repeated` those that stand there twice.
    """

    name: str
    headings: tuple[str, ...]
    rows: tuple[SheetRow, ...]
    strange: tuple[str, ...] = field(default=())

    def place(self, row: SheetRow, heading: str, code: str, text: str = "", **parameters: str) -> Finding:
        """Return a finding at a cell; without `text` the cell's own."""
        return self.at(row.number, heading, code, text or row[heading], **parameters)

    def at(self, row: int, heading: str, code: str, text: str = "", **parameters: str) -> Finding:
        """Return a finding at a row of that number; 1 is the headings' own, 0 none."""
        return Finding(code=code, sheet=self.name, row=row, column=heading, text=text, parameters=parameters)

    @property
    def repeated(self) -> tuple[str, ...]:
        """The headings that stand there more than once."""
        named = [heading for heading in self.headings if heading]
        return tuple(dict.fromkeys(heading for heading in named if named.count(heading) > 1))


def too_long(sheet: str, limit: int) -> FormRefused:
    """Return the refusal of a sheet with more rows than can be meant."""
    parameters = {"limit": str(limit)}
    return FormRefused((Finding(code="sheet_too_long", sheet=sheet, row=limit + 1, parameters=parameters),))


def table(title: str, lines: Iterator[tuple[int, tuple[object, ...]]]) -> SheetTable:
    """Return a sheet's lines (number, cells) as a table; the first one has the headings. Blank lines do not count."""
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
    """Return a cell as the text that XLSForm reads: true and false in capitals, dates in ISO form."""
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
