"""In which order the rules are applied, and which of them run in a circle."""

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

from forms.fields import Field
from forms.findings import Finding


def ordered(fields: Mapping[str, Field], findings: list[Finding]) -> tuple[Field, ...]:
    """Return the fields that have a rule, each behind those it depends on; a circle becomes a finding."""
    ruled = [
        field for field in fields.values() if field.relevant is not None or field.calculation is not None
    ]
    graph = {field.path: _dependencies(field, ruled, fields) for field in ruled}
    while True:
        try:
            return tuple(fields[path] for path in TopologicalSorter(graph).static_order())
        except CycleError as error:
            circle: list[str] = error.args[1]
            findings.append(_circle(circle))
            for path in circle:
                graph[path] = graph[path] - set(circle)


def _dependencies(field: Field, ruled: Iterable[Field], fields: Mapping[str, Field]) -> set[str]:
    """Return the ruled fields on which the value or the relevance of what this field looks at depends."""
    rules = (field.relevant, field.calculation)
    looked_at = {path for rule in rules if rule is not None for path in rule.own_row if path in fields}
    return {
        other.path
        for other in ruled
        for path in looked_at
        if path == other.path or path.startswith(f"{other.path}/")
    }


def _circle(paths: list[str]) -> Finding:
    names = " → ".join(path.rpartition("/")[2] for path in paths)
    return Finding(code="cycle", sheet=paths[0], column="calculate", text=names)
