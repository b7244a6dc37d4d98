"""Faults and warnings in the choice lists, each with its cell of the sheet."""

from collections.abc import Iterator, Mapping, Set

from forms.model.findings import Finding
from forms.xlsform.cells import SheetRow, SheetTable
from forms.xlsform.headings import canonical
from forms.xlsform.survey import MULTIPLE, Survey, list_of


class Lists:
    """The lists of one sheet: their rows by name, and the headings of the columns common to all lists."""

    def __init__(self, table: SheetTable) -> None:
        self.table = table
        columns = {canonical(heading): heading for heading in reversed(table.headings) if heading}
        self._list = columns.get("list_name", "list_name")
        self._name = columns.get("name", "name")
        self._labels = [each for each in table.headings if canonical(each) == "label"]
        self.columns = frozenset(filter(None, table.headings))
        self.rows: dict[str, list[SheetRow]] = {}
        for row in table.rows:
            self.rows.setdefault(row[self._list], []).append(row)

    def names(self, name: str) -> frozenset[str]:
        """Return the names of a list's choices."""
        return frozenset(row[self._name] for row in self.rows.get(name, ())) - {""}

    def faults(self, *, repeatable: bool, several: Set[str]) -> Iterator[Finding]:
        """Yield choices without a name, duplicates, and names with blanks where several may be chosen."""
        for name, rows in self.rows.items():
            first: dict[str, int] = {}
            for row in rows if name else ():
                choice = row[self._name]
                if not choice and self._name not in row.uncomputed:
                    yield self.table.place(row, self._name, "missing_choice_name", name)
                elif choice in first and not repeatable:
                    where = {"list": name, "first": str(first[choice])}
                    yield self.table.place(row, self._name, "choice_twice", choice, **where)
                if " " in choice and name in several:
                    yield self.table.place(row, self._name, "choice_with_blank", choice, list=name)
                first.setdefault(choice, row.number)

    def remarks(self, several: Set[str]) -> Iterator[Finding]:
        """Yield choices without a list, with a blank in their name, or without a label."""
        for name, rows in self.rows.items():
            for row in rows:
                choice = row[self._name]
                if not name:
                    yield self.table.place(row, self._list, "choice_without_list", choice or _first(row))
                    continue
                if " " in choice and name not in several:
                    yield self.table.place(row, self._name, "choice_with_blank", choice, list=name)
                if choice and not any(row[each] or each in row.uncomputed for each in self._labels):
                    at = self._labels[0] if self._labels else "label"
                    yield self.table.place(row, at, "choice_without_label", choice, list=name)


def lists_of_several(survey: Survey) -> frozenset[str]:
    """Return the lists of multiple-choice questions, whose answers are stored as names separated by blanks."""
    return frozenset(list_of(line) for line in survey.lines if line.kind.lower().startswith(MULTIPLE))


def choice_lists(tables: Mapping[str, SheetTable]) -> dict[str, Lists]:
    """Return the lists of the workbook by sheet."""
    return {name: Lists(tables[name]) for name in ("choices", "external_choices") if name in tables}


def _first(row: SheetRow) -> str:
    return next(iter(row.cells.values()), "")
