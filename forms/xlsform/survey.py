"""The survey sheet as lines with the node paths that they become."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from forms.model.findings import Finding
from forms.xlsform.cells import SheetRow, SheetTable
from forms.xlsform.headings import canonical

FILE_NODE = "instance"
"""The XForm's element for a file beside the form, for which a workbook has no column."""
_TELLING = frozenset({"type", "name", "label"})
EXTERNAL = "select_one_external"
MULTIPLE = ("select multiple ", "select all that apply ", "rank ")
BEGINNINGS = ("begin group", "begin repeat", "begin loop")
ENDS = frozenset({"end group", "end repeat", "end loop"})


@dataclass(frozen=True, slots=True)
class SurveyLine:
    """A row of the survey: the path of its node and its cells by heading; `of` reads them by column."""

    path: str
    kind: str
    row: SheetRow
    columns: Mapping[str, str]
    texts: tuple[str, ...] = ()
    """The headings of labels and hints."""

    def of(self, column: str) -> str:
        """Return the text in a column, "" if it is empty."""
        return self.row[self.columns.get(column, "")]


class Survey:
    """The lines of the survey sheet in order."""

    def __init__(self, table: SheetTable) -> None:
        self.table = table
        self.columns = {canonical(heading): heading for heading in reversed(table.headings) if heading}
        self.texts = tuple(each for each in table.headings if each and canonical(each) in {"label", "hint"})
        self.lines = tuple(self._lines())
        self.by_path = {line.path: line for line in reversed(self.lines) if line.kind not in ENDS}

    @property
    def repeats(self) -> frozenset[str]:
        """The paths of the repeats."""
        kinds = ("begin repeat", "begin loop")
        return frozenset(line.path for line in self.lines if line.kind.lower().startswith(kinds))

    @property
    def paths(self) -> frozenset[str]:
        """All paths of the form, with the nodes that pyxform adds."""
        named = {line.path for line in self.lines}
        added = {f"{path}{ending}" for path in named for ending in ("_count", "_other")}
        return frozenset(named | added | {"/data"})

    @property
    def names(self) -> dict[str, list[str]]:
        """The paths by node name."""
        found: dict[str, list[str]] = {}
        for line in self.lines:
            if line.of("name") and line.kind.lower() not in ENDS:
                found.setdefault(line.of("name"), []).append(line.path)
        return found

    def place(self, line: SurveyLine, column: str, code: str, text: str = "", **parameters: str) -> Finding:
        """Return a finding at a line's cell, with the author's heading of the column."""
        heading = self.columns.get(column, column)
        return self.table.place(line.row, heading, code, text, **parameters)

    def placed(self, finding: Finding) -> Finding:
        """Return a finding about a node, placed at the cell that the node comes from."""
        if finding.column == FILE_NODE and finding.text:
            return self._at_file(finding)
        line = self.by_path.get(finding.sheet)
        if line is None:
            return finding
        heading = self.columns.get(finding.column, finding.column)
        return replace(finding, sheet=self.table.name, row=line.row.number, column=heading)

    def _at_file(self, finding: Finding) -> Finding:
        """Return a finding about a file, placed at the first cell that names it."""
        named = re.escape(finding.text), re.escape(finding.text.rpartition(".")[0])
        wanted = re.compile(rf"(?<!\S){named[0]}(?!\S)|(?:instance|pulldata)\(\s*['\"]{named[1]}['\"]")
        for line in self.lines:
            for heading in self.columns.values():
                if wanted.search(line.row[heading]):
                    return replace(finding, sheet=self.table.name, row=line.row.number, column=heading)
        return replace(finding, sheet=self.table.name, column="")

    def _is_passed_over(self, row: SheetRow) -> bool:
        """Tell whether ODK's tools skip a row: without type, name and label, or disabled."""
        headings = [heading for heading in self.table.headings if canonical(heading) in _TELLING]
        told = any(row[heading] or heading in row.uncomputed for heading in headings)
        return not told or row[self.columns.get("disabled", "")] == "yes"

    def _lines(self) -> Iterator[SurveyLine]:
        above: list[str] = ["/data"]
        for row in self.table.rows:
            kind = _spaced(row[self.columns.get("type", "")])
            name = row[self.columns.get("name", "")]
            if self._is_passed_over(row):
                continue
            if kind.lower() in ENDS:
                if len(above) > 1:
                    above.pop()
                yield SurveyLine(above[-1], kind.lower(), row, self.columns, self.texts)
                continue
            line = SurveyLine(f"{above[-1]}/{name}", kind, row, self.columns, self.texts)
            yield line
            if kind.lower().startswith(BEGINNINGS):
                above.append(line.path)


def list_of(line: SurveyLine) -> str:
    """Return the list's name in a select type: its last word, 'or other' left out."""
    words = re.sub(r"\s+or[_ ]other$", "", line.of("type").strip(), flags=re.IGNORECASE).split()
    return words[-1] if words else ""


def _spaced(kind: str) -> str:
    """Return a type with its keyword as separate words: 'select one yes_no' for 'select_one yes_no'.

    The name of the list keeps its underscores.
    """
    words = kind.split()
    keyword = 2 if words[:1] and words[0].lower() in {"select", "begin", "end"} else 1
    return " ".join([*(word.replace("_", " ") for word in words[:keyword]), *words[keyword:]])
