"""Finds the placeholders of a template that the data lacks."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from jinja2 import nodes

from documents.word.template_file import open_template
from documents.word.template_language import parsed_parts
from texts.formatting import shortened

_PARAGRAPH = re.compile(r"<w:p[ >].*?</w:p>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class UnknownPlaceholder:
    """A placeholder that the data lacks, and the text of the paragraph in which it stands.

    A field of a list's rows is written with the list's name: `table1.plan_15_35`.
    """

    name: str
    paragraph: str


def check_template(template: bytes, names: Collection[str]) -> tuple[UnknownPlaceholder, ...]:
    """Return the template's placeholders that are not among the names, in the template's order.

    Raises BrokenTemplate for a file that cannot be rendered at all.
    """
    found: dict[str, UnknownPlaceholder] = {}
    for source, tree in parsed_parts(open_template(template)):
        for name, line in _names(tree, {"loop": ""}):
            if name and name not in names and name not in found:
                found[name] = UnknownPlaceholder(name, _paragraph(source, name.rpartition(".")[2], line))
    return tuple(found.values())


def _names(node: nodes.Node, lists: dict[str, str]) -> Iterator[tuple[str, int]]:
    """Yield the names of placeholders with their lines. `lists` maps a loop's variable to its list."""
    match node:
        case nodes.For(target=nodes.Name(name=row)):
            yield from _names(node.iter, lists)
            inside = {**lists, row: _path(node.iter, lists)}
            for child in (*node.body, *node.else_):
                yield from _names(child, inside)
        case nodes.Name() | nodes.Getattr():
            yield _path(node, lists), node.lineno
        case _:
            for child in node.iter_child_nodes():
                yield from _names(child, lists)


def _path(node: nodes.Node, lists: dict[str, str]) -> str:
    """Return a placeholder's name; '' for a loop's counter."""
    match node:
        case nodes.Getattr(node=inner, attr=attribute):
            before = _path(inner, lists)
            return f"{before}.{attribute}" if before else ""
        case nodes.Name(name=name):
            return lists.get(name, name)
        case _:
            return ""


def _paragraph(source: str, name: str, line: int) -> str:
    """Return the text of the paragraph that holds the placeholder, or of its line where no paragraph does."""
    word = re.compile(rf"\b{re.escape(name)}\b")
    for paragraph in _PARAGRAPH.findall(source):
        text = _TAG.sub("", paragraph)
        if "{" in text and word.search(text):
            return shortened(text, 120)
    lines = source.splitlines()
    return shortened(_TAG.sub(" ", lines[line - 1]), 120) if line <= len(lines) else ""
