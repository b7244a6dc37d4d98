"""The survey sheet in its author's terms: where each node comes from, and what can be told to be wrong."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from forms.findings import Finding
from forms.tables import Row, Table
from forms.xpath.compiler import Compiler
from forms.xpath.errors import ExpressionError
from forms.xpath.parser import parse
from forms.xpath.syntax import Expression, Literal, Reference, within, without_references

_EXPRESSIONS = {  # heading in a sheet: the XForm's attribute
    "relevant": "relevant",
    "relevance": "relevant",
    "bind::relevant": "relevant",
    "constraint": "constraint",
    "bind::constraint": "constraint",
    "calculation": "calculate",
    "calculate": "calculate",
    "bind::calculate": "calculate",
    "required": "required",
    "bind::required": "required",
    "readonly": "readonly",
    "read_only": "readonly",
    "bind::readonly": "readonly",
    "repeat_count": "count",
    "choice_filter": "choice_filter",
}
_PLAIN = frozenset(
    {"", "yes", "no", "true", "false", "true()", "false()"}
)  # not expressions where they stand alone


@dataclass(frozen=True, slots=True)
class _Placed:
    path: str
    row: Row


class Survey:
    """The rows of the survey sheet with the paths that they become."""

    def __init__(self, tables: Mapping[str, Table], filename: str) -> None:
        self._tables = tables
        self._filename = filename
        self._table = tables.get("survey")
        self._placed = tuple(self._walk())
        self._names = Counter(placed.row["name"] for placed in self._placed if placed.row["name"])

    def findings(self) -> list[Finding]:
        """Return what can be told from the sheets alone, in their order."""
        if self._table is None:
            return [Finding(code="no_survey_sheet", text=self._filename, parameters={"sheet": "survey"})]
        return [finding for placed in self._placed for finding in self._row_findings(self._table, placed)]

    def placed(self, finding: Finding) -> Finding:
        """Return a finding about a node with the cell that the node comes from."""
        if self._table is None:
            return finding
        for placed in self._placed:
            if placed.path == finding.sheet:
                headings = [heading for heading, name in _EXPRESSIONS.items() if name == finding.column]
                heading = next((one for one in headings if placed.row[one]), finding.column)
                return Finding(
                    code=finding.code,
                    sheet=self._table.name,
                    row=placed.row.number,
                    column=heading,
                    text=finding.text,
                    parameters=finding.parameters,
                )
        return finding

    def _walk(self) -> Iterator[_Placed]:
        above: list[str] = ["/data"]
        for row in () if self._table is None else self._table.rows:
            kind = " ".join(row["type"].replace("_", " ").lower().split())
            if kind in {"end group", "end repeat", "end loop"}:
                if len(above) > 1:
                    above.pop()
                continue
            path = f"{above[-1]}/{row['name']}"
            yield _Placed(path, row)
            if kind.startswith(("begin group", "begin repeat", "begin loop")):
                above.append(path)

    def _row_findings(self, table: Table, placed: _Placed) -> Iterator[Finding]:
        for heading in table.headings:
            text = placed.row[heading]
            if heading in _EXPRESSIONS and text.lower() not in _PLAIN:
                yield from self._expression_findings(table, placed.row, heading)

    def _expression_findings(self, table: Table, row: Row, heading: str) -> Iterator[Finding]:
        text = row[heading]
        try:
            expression = parse(text)
            Compiler().compile(without_references(expression, _blank))
        except ExpressionError as error:
            parameters = {"expression": text, "at": str(error.at + 1), **error.parameters}
            yield table.place(row, heading, error.code, error.text or text, **parameters)
            return
        for part in within(expression):
            if isinstance(part, Reference) and part.name not in self._names:
                shown = f"${{{part.name}}}"
                yield table.place(row, heading, "unknown_name", shown, expression=text, at=str(part.at + 1))


def _blank(reference: Reference) -> Expression:
    return Literal("", reference.at)
