"""Topological order of a form's rules, and their cycles."""

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from forms.model.fields import Field
from forms.model.findings import Finding
from forms.model.references import self_and_above


def ordered(fields: Mapping[str, Field], findings: list[Finding]) -> tuple[Field, ...]:
    """Return the fields with rules in order of dependence; each cycle becomes a finding."""
    ruled = {path: field for path, field in fields.items() if field.relevant or field.calculation}
    graph = {path: _dependencies(field, ruled, fields) for path, field in ruled.items()}
    findings.extend(_finding(circle) for circle in circles(graph))
    return tuple(fields[path] for path in TopologicalSorter(graph).static_order())


def circles(graph: dict[str, set[str]]) -> Iterator[tuple[str, ...]]:
    """Yield each cycle of a graph, with its first node repeated at the end, and remove it from the graph."""
    while True:
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            circle = tuple(reversed(error.args[1]))  # graphlib lists a node before its dependents
            yield circle
            for path in circle:
                graph[path] = graph[path] - set(circle)
        else:
            return


def _dependencies(field: Field, ruled: Mapping[str, Field], fields: Mapping[str, Field]) -> set[str]:
    """Return the ruled fields on which the value or the relevance of a field's references depends."""
    rules = (field.relevant, field.calculation)
    looked_at = {path for rule in rules if rule is not None for path in rule.own_row if path in fields}
    return {above for path in looked_at for above in self_and_above(path) if above in ruled}


def _finding(circle: tuple[str, ...]) -> Finding:
    names = " → ".join(path.rpartition("/")[2] for path in circle)
    return Finding(code="cycle", sheet=circle[0], column="calculate", text=names)
