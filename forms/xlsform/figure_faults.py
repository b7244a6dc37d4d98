"""Faults in the sheets `indicators` and `checks`, each with its cell."""

from collections.abc import Callable, Iterator, Mapping

from forms.model.findings import Finding
from forms.model.indicators import Rollup, Severity
from forms.xlsform.answer_kinds import may_hold_number
from forms.xlsform.cells import SheetRow, SheetTable
from forms.xlsform.choice_faults import Lists
from forms.xlsform.expression_faults import QUOTED_NAME, advised, pathed
from forms.xlsform.indicator_sheets import read_rollup, read_severity, read_target
from forms.xlsform.node_references import bare, missed, numbers, of_one_row
from forms.xlsform.spellings import straight
from forms.xlsform.survey import Survey
from forms.xpath.compiler import Compiler
from forms.xpath.errors import ExpressionError
from forms.xpath.parser import parse
from forms.xpath.syntax import Expression, Literal, Number, Reference, within, without_references

_ROOT = "/data"
_COLUMNS = {"indicators": ("numerator", "denominator"), "checks": ("expression",)}
_NEEDED = ("numerator", "expression")
_WORDS = {"indicators": "label", "checks": "message"}
_READ: Mapping[str, tuple[Callable[[str], object], str]] = {
    "rollup": (read_rollup, ", ".join(Rollup)),
    "severity": (read_severity, ", ".join(Severity)),
    "target": (read_target, ""),
}


def figure_faults(
    tables: Mapping[str, SheetTable], survey: Survey, lists: Mapping[str, Lists]
) -> Iterator[Finding]:
    """Yield the faults of both sheets' rows."""
    for sheet, columns in _COLUMNS.items():
        if sheet in tables:
            faults = _Faults(tables[sheet], survey, lists)
            yield from faults.of_names()
            for row in tables[sheet].rows:
                yield from faults.of_values(row)
                yield from faults.of_texts(row, _WORDS[sheet])
                for column in columns:
                    yield from faults.of_expression(row, column)


def figure_remarks(tables: Mapping[str, SheetTable], survey: Survey) -> Iterator[Finding]:
    """Yield missing labels, and checks that read only one row of a repeat."""
    for sheet, word in _WORDS.items():
        table = tables.get(sheet)
        for row in () if table is None else table.rows:
            headings = _headings(tables[sheet], word)
            if row["name"] and not any(row[each] or each in row.uncomputed for each in headings):
                yield tables[sheet].place(
                    row, headings[0] if headings else word, "shown_by_name", row["name"]
                )
    if "indicators" in tables:
        yield from _read_as(tables["indicators"], "rollup", tuple(Rollup))
    if "checks" in tables:
        yield from _read_as(tables["checks"], "severity", tuple(Severity))
    for row in tables["checks"].rows if "checks" in tables else ():
        expression = _pathed(row["expression"], survey)
        for target in of_one_row(expression, _ROOT, survey.repeats) if expression else ():
            name = target.rpartition("/")[2]
            yield tables["checks"].place(row, "expression", "one_row_only", f"${{{name}}}", name=name)


class _Faults:
    """The faults of one sheet's rows."""

    def __init__(self, table: SheetTable, survey: Survey, lists: Mapping[str, Lists]) -> None:
        self._table = table
        self._survey = survey
        self._lists = lists
        self._names = survey.names
        self._choices = frozenset(
            each for sheet in lists.values() for name in sheet.rows for each in sheet.names(name)
        )

    def of_names(self) -> Iterator[Finding]:
        """Yield rows without a name, and duplicate names."""
        seen: set[str] = set()
        for row in self._table.rows:
            if not row["name"]:
                yield self._table.place(row, "name", "missing_name")
            elif row["name"] in seen:
                yield self._table.place(row, "name", "duplicate_name")
            seen.add(row["name"])

    def of_values(self, row: SheetRow) -> Iterator[Finding]:
        """Yield invalid roll-ups, severities and targets."""
        for column, (read, allowed) in _READ.items():
            if row[column] and read(row[column]) is None:
                code = "not_one_of" if allowed else "not_a_number"
                yield self._table.place(row, column, code, allowed=allowed)

    def of_texts(self, row: SheetRow, word: str) -> Iterator[Finding]:
        """Yield unknown references in a label or message."""
        for heading in _headings(self._table, word):
            for name in QUOTED_NAME.findall(row[heading]):
                if len(self._names.get(name, ())) != 1:
                    yield self._table.place(
                        row, heading, "unknown_name", f"${{{name}}}", expression=row[heading]
                    )

    def of_expression(self, row: SheetRow, column: str) -> Iterator[Finding]:
        """Yield the faults of an expression, a missing mandatory one included."""
        text = straight(row[column])
        if not text:
            if column in _NEEDED and column not in row.uncomputed:
                yield self._table.place(row, column, "empty_expression")
            return
        try:
            Compiler().compile(without_references(parse(text), lambda reference: Literal("", reference.at)))
        except ExpressionError as error:
            parameters = {"expression": text, "at": str(error.at + 1), **error.parameters}
            yield self._table.place(row, column, error.code, error.text or text, **parameters)
            return
        yield from self._of_names_in(row, column, text)
        expression = _pathed(text, self._survey)
        if expression is not None:
            yield from self._of_reading(row, column, expression)

    def _of_names_in(self, row: SheetRow, column: str, text: str) -> Iterator[Finding]:
        for part in within(parse(text)):
            meant = len(self._names.get(part.name, ())) if isinstance(part, Reference) else 1
            if isinstance(part, Reference) and meant != 1:
                code = "ambiguous_name" if meant else "unknown_name"
                yield self._table.place(row, column, code, f"${{{part.name}}}", expression=text)

    def _of_reading(self, row: SheetRow, column: str, expression: Expression) -> Iterator[Finding]:
        for path in missed(expression, _ROOT, self._survey.paths):
            if word := bare(path):
                advice = advised(word, self._names, self._choices)
                yield self._table.place(row, column, "bare_word", word, advice=advice)
        if column == "expression":
            return
        first = tuple(of_one_row(expression, _ROOT, self._survey.repeats))
        for target in first:
            name, repeats = target.rpartition("/")[2], target in self._survey.repeats
            code = "count_rows" if repeats else "sum_rows"
            yield self._table.place(row, column, code, f"${{{name}}}", name=name)
        for target in numbers(expression, _ROOT):
            line = self._survey.by_path.get(target)
            if line is not None and target not in first and not may_hold_number(line, self._lists):
                yield self._table.place(
                    row, column, "no_number", f"${{{line.of('name')}}}", name=line.of("name")
                )
        if column == "denominator" and isinstance(expression, Number) and not expression.value:
            yield self._table.place(row, column, "zero_denominator")


def _pathed(text: str, survey: Survey) -> Expression | None:
    return pathed(straight(text), survey.names) if text else None


def _read_as(table: SheetTable, column: str, known: tuple[str, ...]) -> Iterator[Finding]:
    """Yield values that are accepted but not spelled correctly."""
    for row in table.rows:
        if row[column] not in known and row[column].lower() in known:
            yield table.place(row, column, "read_as", row[column], meant=row[column].lower())


def _headings(table: SheetTable, word: str) -> list[str]:
    return [each for each in table.headings if each.partition("::")[0].strip() == word]
