"""A table as it is printed: header cells with spans, and body rows of text."""

from dataclasses import dataclass
from enum import StrEnum


class Side(StrEnum):
    """The horizontal alignment of a column's body cells."""

    LEFT = "left"
    CENTRE = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Cell:
    """A header cell. It covers `columns` columns and `rows` rows."""

    text: str
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedColumn:
    """A column's layout: its width in characters, its alignment, and whether its cells may be numbers."""

    width: float
    side: Side = Side.CENTRE
    is_number: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedTable:
    """A printed table.

    `name` is a short name, for a sheet's tab. The lines of `title` are separated by line breaks. `header` has the
    cells that begin in each header row. `rows` are the body's texts; the rows at the indexes `bold_rows` are bold.
    `lead` are sentences between title and table. A landscape table needs the page's long side.
    """

    name: str
    title: str
    columns: tuple[PrintedColumn, ...]
    header: tuple[tuple[Cell, ...], ...]
    rows: tuple[tuple[str, ...], ...]
    bold_rows: frozenset[int] = frozenset()
    lead: tuple[str, ...] = ()
    is_landscape: bool = False

    def __post_init__(self) -> None:
        """Raise ValueError if header or rows do not fill the columns exactly."""
        covered = [place for top, left, cell in self.placed_cells() for place in _covered(top, left, cell)]
        whole = {(row, column) for row in range(len(self.header)) for column in range(len(self.columns))}
        if len(covered) != len(whole) or set(covered) != whole:
            raise ValueError(f"{self.name}: the header does not fill {len(self.columns)} columns")
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError(f"{self.name}: a row does not have {len(self.columns)} cells")

    @property
    def header_grid(self) -> tuple[tuple[str, ...], ...]:
        """The header with a text for every row and column, empty where another cell's span covers it."""
        texts = {(top, left): cell.text for top, left, cell in self.placed_cells()}
        return tuple(
            tuple(texts.get((row, column), "") for column in range(len(self.columns)))
            for row in range(len(self.header))
        )

    def placed_cells(self) -> tuple[tuple[int, int, Cell], ...]:
        """Return the header's cells with row and column, from 0: each in the first place that is still free."""
        taken: set[tuple[int, int]] = set()
        placed = []
        for row, cells in enumerate(self.header):
            column = 0
            for cell in cells:
                while (row, column) in taken:
                    column += 1
                placed.append((row, column, cell))
                taken.update(_covered(row, column, cell))
        return tuple(placed)


def _covered(top: int, left: int, cell: Cell) -> list[tuple[int, int]]:
    return [(top + row, left + column) for row in range(cell.rows) for column in range(cell.columns)]
