"""The part of a form on which one question depends: its relevance and its constraint."""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from forms.model.definition import Definition
from forms.model.fields import Condition, Field, Formula, ListedChoices
from forms.model.references import self_and_above

LOOKS_AT_LABELS = frozenset({"jr:choice-name", "jr:itext"})
"""Functions that read more than the questions they name."""

MOST_NODES = 50  # a larger part saves nothing over the whole form


@lru_cache(maxsize=1024)
def narrowed(definition: Definition, path: str) -> Definition | None:
    """Return the definition reduced to the nodes and rules on which a question depends; None if that fails."""
    if not definition.single_pass or path not in definition.fields:
        return None
    needed = _needed(definition, path)
    if needed is None:
        return None
    places: dict[int, int] = {-1: -1}
    for place, (initial, _) in enumerate(definition.plan):
        if initial.field.path in needed:
            places[place] = len(places) - 1
    plan = definition.plan
    return replace(
        definition,
        plan=tuple((plan[place][0], places[plan[place][1]]) for place in places if place >= 0),
        course=tuple(place for place in definition.course if place.path in needed),
        ruled=tuple(field for field in definition.ruled if field.path in needed),
    )


def _needed(definition: Definition, path: str) -> set[str] | None:
    """Return the paths on which a question depends, with itself and its ancestors; None if they cannot be bounded."""
    if isinstance(definition.fields[path].choices, ListedChoices):
        return None
    needed: set[str] = set()
    waiting = [path]
    while waiting:
        for each in self_and_above(waiting.pop()):
            if each in needed:
                break
            needed.add(each)
            for rule in _rules(definition.fields[each], asked=each == path):
                if rule.calls & LOOKS_AT_LABELS or not all(
                    _is_leaf(definition, at) for at in rule.references
                ):
                    return None
                waiting += rule.references
        if len(needed) > MOST_NODES:
            return None
    return needed


def _rules(field: Field, *, asked: bool) -> Iterator[Condition | Formula]:
    """Yield the rules for a node's value and relevance, and, for the question asked, for what it accepts."""
    if field.relevant is not None:
        yield field.relevant
    if field.calculation is not None:
        yield field.calculation
    if asked:
        yield from field.constraint
        if field.read_only is not None:
            yield field.read_only


def _is_leaf(definition: Definition, path: str) -> bool:
    return path in definition.fields and not definition.fields[path].children
