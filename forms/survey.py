"""The survey sheet in its author's terms: which row becomes which node."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from forms.findings import Finding
from forms.tables import Row, Table

_ALIASES = {
    "caption": "label",
    "command": "type",
    "tag": "name",
    "value": "name",
    "relevance": "relevant",
    "bind::relevant": "relevant",
    "bind::constraint": "constraint",
    "bind::calculate": "calculate",
    "calculation": "calculate",
    "bind::required": "required",
    "read_only": "readonly",
    "bind::readonly": "readonly",
    "repeat_count": "count",
    "jr:count": "count",
    "constraining_message": "constraint_message",
    "requiredmsg": "required_message",
}
_TRANSLATED = frozenset({"label", "hint", "guidance_hint", "constraint_message", "required_message"})
FILE_NODE = "instance"
"""The XForm's node for a file beside the form; a workbook has no column of that name."""
BEGINNINGS = ("begin group", "begin repeat", "begin loop")
ENDS = frozenset({"end group", "end repeat", "end loop"})


def canonical(heading: str) -> str:
    """Return a column's name as XLSForm has it: no language, capitals, spaces or older spelling."""
    name = "_".join(heading.strip().lower().split())
    name = _ALIASES.get(name, name)
    before = name.split(":")[0]
    before = _ALIASES.get(before, before)
    return before if before in _TRANSLATED else name


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the survey: the path of its node and its cells by heading; `of` reads them by column."""

    path: str
    kind: str
    row: Row
    columns: Mapping[str, str]

    def of(self, column: str) -> str:
        """Return the text in a column, "" where there is none."""
        return self.row[self.columns.get(column, "")]


class Survey:
    """The lines of the survey sheet, in order, with the paths that they become."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.columns = {canonical(heading): heading for heading in reversed(table.headings) if heading}
        self.lines = tuple(self._lines())
        self.by_path = {line.path: line for line in reversed(self.lines) if line.kind not in ENDS}

    def place(self, line: Line, column: str, code: str, text: str = "", **parameters: str) -> Finding:
        """Return a finding at a line's cell, under the heading that the author gave the column."""
        heading = self.columns.get(column, column)
        return self.table.place(line.row, heading, code, text, **parameters)

    def placed(self, finding: Finding) -> Finding:
        """Return a finding about a node as one about the cell that the node comes from."""
        if finding.column == FILE_NODE and finding.text:
            return self._at_file(finding)
        line = self.by_path.get(finding.sheet)
        if line is None:
            return finding
        heading = self.columns.get(finding.column, finding.column)
        return replace(finding, sheet=self.table.name, row=line.row.number, column=heading)

    def _at_file(self, finding: Finding) -> Finding:
        """Return a finding about a file beside the form as one about the first cell that names it."""
        named = re.escape(finding.text), re.escape(finding.text.rpartition(".")[0])
        wanted = re.compile(rf"(?<!\S){named[0]}(?!\S)|(?:instance|pulldata)\(\s*['\"]{named[1]}['\"]")
        for line in self.lines:
            for heading in self.columns.values():
                if wanted.search(line.row[heading]):
                    return replace(finding, sheet=self.table.name, row=line.row.number, column=heading)
        return replace(finding, sheet=self.table.name, column="")

    def _lines(self) -> Iterator[Line]:
        above: list[str] = ["/data"]
        for row in self.table.rows:
            kind = _spaced(row[self.columns.get("type", "")])
            name = row[self.columns.get("name", "")]
            if kind.lower() in ENDS:
                if len(above) > 1:
                    above.pop()
                yield Line(above[-1], kind.lower(), row, self.columns)
                continue
            line = Line(f"{above[-1]}/{name}", kind, row, self.columns)
            yield line
            if kind.lower().startswith(BEGINNINGS):
                above.append(line.path)


def _spaced(kind: str) -> str:
    """Return a type with its keyword in spaced words: 'select one yes_no' for 'select_one yes_no'.

    The name of a list keeps its underscores; a keyword written in two words may have one in its second.
    """
    words = kind.split()
    keyword = 2 if words[:1] and words[0].lower() in {"select", "begin", "end"} else 1
    return " ".join([*(word.replace("_", " ") for word in words[:keyword]), *words[keyword:]])
