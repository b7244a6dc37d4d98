"""Formula cells without a result or with a spreadsheet error."""

from collections.abc import Iterator

from forms.model.findings import Finding
from forms.xlsform.cells import SheetTable
from forms.xlsform.headings import canonical

_WORDS = frozenset(
    {"label", "hint", "guidance_hint", "constraint_message", "required_message", "message", "source"}
)
_RULES = frozenset(
    {
        "type", "name", "list_name", "relevant", "constraint", "calculate", "required", "readonly", "count",
        "choice_filter", "default", "parameters", "trigger", "numerator", "denominator", "rollup", "target",
        "expression", "severity", "form_id", "version", "default_language", "instance_name",
    }
)  # fmt: skip


def uncomputed_rules(table: SheetTable) -> Iterator[Finding]:
    """Yield the cells that affect the form's behaviour."""
    yield from _cells(table, _RULES)


def uncomputed_words(table: SheetTable) -> Iterator[Finding]:
    """Yield the cells that affect only its texts."""
    yield from _cells(table, _WORDS | {"form_title"})


def _cells(table: SheetTable, columns: frozenset[str]) -> Iterator[Finding]:
    for row in table.rows:
        for heading in table.headings:
            column = "message" if canonical(heading).startswith("message") else canonical(heading)
            if heading in row.uncomputed and column in columns:
                yield table.place(row, heading, "uncomputed", heading)
