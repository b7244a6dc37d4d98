"""Warnings for regex() patterns that are invalid or need a backtracking engine."""

from collections.abc import Iterator
from dataclasses import replace

from forms.model.findings import Finding
from forms.xpath.patterns import pattern
from forms.xpath.syntax import Call, Expression, Literal, within


def doubtful_patterns(expression: Expression, place: Finding) -> Iterator[Finding]:
    """Yield a warning for each literal pattern that is invalid or may be slow."""
    for part in within(expression):
        match part:
            case Call(name="regex", arguments=(_, Literal(value=source))):
                found = pattern(source)
                if found is None:
                    yield replace(place, code="no_pattern", text=source)
                elif found.backtracks:
                    yield replace(place, code="slow_pattern", text=source)
