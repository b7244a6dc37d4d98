"""The body of an XForm: its controls with their nodes, in order."""

from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from forms.model.fields import Asked, BodyPart, Field, GroupLayout, Rows
from forms.model.text import SILENT, Wording
from forms.xform.document import attribute, named
from forms.xform.labels import Labels, first
from forms.xpath.nodes import local_name

CONTROLS = frozenset({"input", "select1", "select", "upload", "trigger", "range", "rank", "secret"})


class Body:
    """The controls and repeats by path, and the parts in order."""

    def __init__(self, body: Element, root: str, binds: Mapping[str, Mapping[str, str]]) -> None:
        self.controls: dict[str, Element] = {}
        self.repeats: dict[str, Element] = {}
        self._body = body
        self._root = root
        self._by_id = {bind["id"]: path for path, bind in binds.items() if "id" in bind}
        self._survey(body, root)

    def parts(self, fields: Mapping[str, Field], labels: Labels) -> tuple[BodyPart, ...]:
        """Return the parts of the body with their fields and labels."""
        return tuple(self._parts(self._body, self._root, fields, labels))

    def _survey(self, parent: Element, at: str) -> None:
        for child in parent:
            name = local_name(child.tag)
            path = self._path(child, at)
            if name == "repeat":
                self.repeats[path] = child
            elif name in CONTROLS:
                self.controls.setdefault(path, child)
            if name in {"group", "repeat"}:
                self._survey(child, path)

    def _path(self, element: Element, at: str) -> str:
        """Return the path of a body element's node, given by `ref` (absolute or relative) or by its bind id."""
        by_id = self._by_id.get(attribute(element, "bind"))
        if by_id is not None:
            return by_id
        path = (attribute(element, "ref") or attribute(element, "nodeset")).strip()
        if not path:
            return at
        return path if path.startswith("/") else f"{at}/{path}"

    def _parts(
        self, parent: Element, at: str, fields: Mapping[str, Field], labels: Labels
    ) -> Iterator[BodyPart]:
        for child in parent:
            name = local_name(child.tag)
            path = self._path(child, at)
            field = fields.get(path)
            if name in CONTROLS and field is not None:
                yield Asked(field)
            elif name == "repeat" and field is not None:
                label = labels.of(first(parent, "label"), path) if at == path else SILENT
                yield Rows(field, label, tuple(self._parts(child, path, fields, labels)))
            elif name == "group":
                yield from self._group(child, path, at, fields, labels)

    def _group(
        self, group: Element, path: str, at: str, fields: Mapping[str, Field], labels: Labels
    ) -> Iterator[BodyPart]:
        inner = tuple(self._parts(group, path, fields, labels))
        wraps_repeat = any(self._path(repeat, path) == path for repeat in named(group, "repeat"))
        if wraps_repeat:
            yield from inner
        else:
            own = fields.get(path) if path != at else None
            yield GroupLayout(own, labels.of(first(group, "label"), path), inner)


def chapters(
    parts: tuple[BodyPart, ...], root: Field, chapter: tuple[Wording, Field] | None = None
) -> Iterator[tuple[str, tuple[Wording, Field]]]:
    """Yield for each question in a labelled group its path, the outermost such label, and its group."""
    for part in parts:
        if isinstance(part, Asked):
            if chapter is not None:
                yield part.field.path, chapter
        else:
            own = (part.label, part.field or root) if part.label.texts else None
            yield from chapters(part.parts, root, chapter or own)


def row_labels(parts: tuple[BodyPart, ...]) -> Iterator[tuple[str, Wording]]:
    """Yield the path of each repeat with its row label."""
    for part in parts:
        if isinstance(part, Rows):
            yield part.field.path, part.label
        if not isinstance(part, Asked):
            yield from row_labels(part.parts)
