"""Choice lists in CSV files beside a form: a heading row, then one item a row."""

import codecs
import csv
from collections.abc import Mapping
from io import StringIO

from forms.model.findings import Finding, FormRefused
from forms.xpath.nodes import Node, NodeKind

LARGEST_LIST = 5_000_000  # bytes
MOST_ITEMS = 50_000
_SEPARATORS = ",;\t|"
_MARKS = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}

Record = Mapping[str, str]


def lists_beside(sources: Mapping[str, str], attachments: Mapping[str, bytes]) -> dict[str, Node]:
    """Return the lists that a form names and `attachments` contain, by the form's name for them."""
    found: dict[str, Node] = {}
    for name, source in sources.items():
        filename = source.rpartition("/")[2]
        if filename.endswith(".csv") and filename in attachments:
            found[name] = csv_list(attachments[filename], filename)
    return found


def csv_list(data: bytes, filename: str) -> Node:
    """Return the root of a list read from CSV; raises FormRefused for invalid files."""
    rows = csv_rows(data, filename)
    headings = [heading.strip() for heading in rows[0]] if rows else []
    if len(rows) > MOST_ITEMS + 1:
        raise _refused("list_too_long", filename, limit=str(MOST_ITEMS))
    return table([_record(headings, cells) for cells in rows[1:]])


def csv_rows(data: bytes, filename: str) -> list[list[str]]:
    """Return the non-empty lines of a CSV file, headings first; raises FormRefused for invalid files.

    The separator is a comma, a semicolon (Excel's, where the comma is the decimal separator) or a tab; a first line
    `sep=;` names it.
    """
    if len(data) > LARGEST_LIST:
        raise _refused("file_too_large", filename, limit=str(LARGEST_LIST))
    try:
        text = data.decode(_MARKS.get(data[:2], "utf-8-sig"))
        first, _, rest = text.partition("\n")
        if first.strip().lower().startswith("sep=") and len(first.strip()) == len("sep=,"):
            separator, text = first.strip()[-1], rest
        else:
            separator = _separator(text)
        rows = list(csv.reader(StringIO(text, newline=""), delimiter=separator))
    except (UnicodeDecodeError, csv.Error) as error:
        raise _refused("broken_csv", filename) from error
    return [row for row in rows if any(cell.strip() for cell in row)]


def _separator(text: str) -> str:
    """Return the separator that is most frequent outside quotes in the first non-empty line."""
    line = next((line for line in text.splitlines() if line.strip()), "")
    outside = "".join(line.split('"')[::2])
    return max(_SEPARATORS, key=outside.count)


def _record(headings: list[str], cells: list[str]) -> Record:
    return {heading: cell for heading, cell in zip(headings, cells, strict=False) if heading}


def _refused(code: str, filename: str, **parameters: str) -> FormRefused:
    return FormRefused((Finding(code=code, text=filename, parameters=parameters),))


def table(records: list[Record]) -> Node:
    """Return the root of a list in the structure that XPath expects: root, items, a cell for each column."""
    top = Node("", None, kind=NodeKind.DOCUMENT)
    root = Node("root", top)
    top.children = [root]
    root.children = [_item(record, root) for record in records]
    return root


def _item(record: Record, root: Node) -> Node:
    item = Node("item", root)
    item.children = [Node(name.strip(), item, value.strip()) for name, value in record.items()]
    return item
