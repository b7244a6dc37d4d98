"""The answers that determine the number of rows of repeats."""

import re
from collections.abc import Iterator
from functools import lru_cache

from forms.model.definition import Definition
from forms.model.fields import Condition, Formula
from forms.model.references import self_and_above

_WITHOUT_ROWS = re.compile(r"\[\d+\]")


def decides_rows(definition: Definition, path: str) -> bool:
    """Tell whether a repeat's count depends on the answer at a path with rows."""
    return bool(definition.counted) and _WITHOUT_ROWS.sub("", path) in _deciding(definition)


@lru_cache(maxsize=64)
def _deciding(definition: Definition) -> frozenset[str]:
    """Return the paths (without rows) on which the counts of repeats depend, directly or indirectly."""
    found: set[str] = set()
    waiting = [
        path
        for field in definition.counted
        if field.repeat is not None and field.repeat.count is not None
        for path in field.repeat.count.references
    ]
    while waiting:
        for each in self_and_above(waiting.pop()):
            if each not in found and each in definition.fields:
                found.add(each)
                waiting += (path for rule in _rules(definition, each) for path in rule.references)
    return frozenset(found)


def _rules(definition: Definition, path: str) -> Iterator[Condition | Formula]:
    field = definition.fields[path]
    if field.relevant is not None:
        yield field.relevant
    if field.calculation is not None:
        yield field.calculation
