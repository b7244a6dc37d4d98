"""The current walk through the form: relevant groups, rows, questions and 'add another?' in order."""

from collections.abc import Iterable, Iterator

from forms.instance.node import FormNode
from forms.instance.tree import Tree
from forms.model.course import Position, StopKind
from forms.model.fields import Asked, BodyPart, Field, Rows


def positions(tree: Tree) -> Iterator[Position]:
    """Yield every relevant position in form order."""
    if tree.definition.has_repeats:
        yield from _inside(tree.definition.body, tree, tree.root)
    else:
        at = tree.at
        yield from (place for place in tree.definition.course if at[place.path].relevant)


def _inside(parts: tuple[BodyPart, ...], tree: Tree, around: FormNode) -> Iterator[Position]:
    for part in parts:
        if isinstance(part, Rows):
            yield from _rows(part, tree, around)
        elif part.field is None:
            yield from _inside(part.parts, tree, around)
        else:
            node = below(part.field, tree, around)
            if node is not None and node.relevant:
                if isinstance(part, Asked):
                    yield Position(StopKind.QUESTION, node.path)
                else:
                    yield Position(StopKind.GROUP, node.path)
                    yield from _inside(part.parts, tree, node)


def _rows(part: Rows, tree: Tree, around: FormNode) -> Iterator[Position]:
    parent = around if part.field.path.rpartition("/")[0] == around.field.path else None
    if parent is None:
        parent = below(tree.definition.fields[part.field.path.rpartition("/")[0]], tree, around)
    if parent is None:
        return
    path = f"{parent.path}/{part.field.name}"
    rows = tree.rows(path)
    for row in rows:
        if row.relevant:
            yield Position(StopKind.ROW, row.path)
            yield from _inside(part.parts, tree, row)
    repeat = part.field.repeat
    if (
        repeat is not None
        and repeat.count is None
        and not repeat.fixed
        and tree.may_add_row(parent, part.field)
    ):
        yield Position(StopKind.ADD_ROW, f"{path}[{len(rows) + 1}]")


def below(field: Field, tree: Tree, around: FormNode) -> FormNode | None:
    """Return the node of a field in the same rows as another node."""
    found = tree.at.get(field.path)
    if found is None and field.path.startswith(f"{around.field.path}/"):
        found = tree.at.get(around.path + field.path[len(around.field.path) :])
    return found


def located(paths: Iterable[str], near: FormNode, tree: Tree, questions: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of the paths (without rows) that are questions, in the rows of a node, excluding that node."""
    asked = set(questions)
    fields = [tree.definition.fields[path] for path in paths if path in tree.definition.fields]
    around = [above for above in (near, *near.ancestors()) if isinstance(above, FormNode)]
    found = (below(field, tree, node) for field in fields for node in around)
    return tuple(
        dict.fromkeys(
            node.path for node in found if node is not None and node is not near and node.path in asked
        )
    )
