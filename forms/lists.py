"""Lists kept in files beside a form: CSV with a heading row, each column a cell of the items."""

import csv
from collections.abc import Mapping
from io import StringIO

from forms.findings import Finding, FormRefused
from forms.xpath.nodes import Node, NodeKind

LARGEST_LIST = 5_000_000  # bytes
MOST_ITEMS = 50_000


def lists_beside(sources: Mapping[str, str], attachments: Mapping[str, bytes]) -> dict[str, Node]:
    """Return the lists that a form names and that lie beside it, by the form's name for them."""
    found: dict[str, Node] = {}
    for name, source in sources.items():
        filename = source.rpartition("/")[2]
        if filename.endswith(".csv") and filename in attachments:
            found[name] = csv_list(attachments[filename], filename)
    return found


def csv_list(data: bytes, filename: str) -> Node:
    """Return the root of a list read from CSV (UTF-8); raises FormRefused for what is none."""
    if len(data) > LARGEST_LIST:
        raise FormRefused(
            (Finding(code="file_too_large", text=filename, parameters={"limit": str(LARGEST_LIST)}),)
        )
    try:
        rows = list(csv.DictReader(StringIO(data.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error) as error:
        raise FormRefused(
            (Finding(code="broken_csv", text=filename, parameters={"reason": str(error)}),)
        ) from error
    if len(rows) > MOST_ITEMS:
        raise FormRefused(
            (Finding(code="list_too_long", text=filename, parameters={"limit": str(MOST_ITEMS)}),)
        )
    return table([{key: cell for key, cell in row.items() if isinstance(cell, str)} for row in rows])


def _refused(code: str, filename: str, **parameters: str) -> FormRefused:
    return FormRefused((Finding(code=code, text=filename, parameters=parameters),))


def table(records: list[dict[str, str]]) -> Node:
    """Return the root of a list as expressions expect it: root, items, a cell for each column."""
    top = Node("", None, kind=NodeKind.DOCUMENT)
    root = Node("root", top)
    top.children = [root]
    root.children = [_item(record, root) for record in records]
    return root


def _item(record: Mapping[str, str], root: Node) -> Node:
    item = Node("item", root)
    item.children = [Node(name.strip(), item, value.strip()) for name, value in record.items()]
    return item
