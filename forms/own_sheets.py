"""Reading the sheets `indicators` and `checks`: what ODK's tools ignore and this project reports."""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from forms.compiling import Expressions
from forms.definition import Definition
from forms.findings import Finding
from forms.sheets import Check, Expression, Indicator, Rollup, Severity
from forms.tables import Row, Table
from forms.wording import Part, Wording
from forms.xpath.parser import parse
from forms.xpath.syntax import Reference, within

_OUTPUT = re.compile(r"(\$\{[^}]*\})")


class OwnSheets:
    """Compiles the two sheets against a form; what is wrong is gathered in `findings`."""

    def __init__(self, definition: Definition, findings: list[Finding]) -> None:
        self._definition = definition
        self._findings = findings
        self._root = definition.sketch.field.path
        repeats = {path for path, field in definition.fields.items() if field.repeat is not None}
        self._names = _unique_names(definition)
        self._expressions = Expressions(set(definition.fields), repeats, self._names, findings)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """What the author should think about again."""
        return tuple(finding for finding in self._expressions.warnings if finding.sheet)

    def indicators(self, table: Table | None) -> tuple[Indicator, ...]:
        """Return the indicators in the order of their sheet."""
        rows = () if table is None else self._named(table)
        return tuple(
            indicator
            for row in rows
            if table is not None and (indicator := self._indicator(table, row)) is not None
        )

    def checks(self, table: Table | None) -> tuple[Check, ...]:
        """Return the checks in the order of their sheet."""
        rows = () if table is None else self._named(table)
        return tuple(
            check for row in rows if table is not None and (check := self._check(table, row)) is not None
        )

    def _named(self, table: Table) -> Iterator[Row]:
        seen: set[str] = set()
        for row in table.rows:
            if not row["name"]:
                self._findings.append(table.place(row, "name", "missing_name"))
            elif row["name"] in seen:
                self._findings.append(table.place(row, "name", "duplicate_name"))
            else:
                seen.add(row["name"])
                yield row

    def _indicator(self, table: Table, row: Row) -> Indicator | None:
        numerator = self._expression(table, row, "numerator")
        denominator = self._expression(table, row, "denominator") if row["denominator"] else None
        rollup = self._rollup(table, row)
        if numerator is None or (row["denominator"] and denominator is None) or rollup is None:
            return None
        return Indicator(
            name=row["name"],
            wording=self._wording(table, row, "label"),
            default_language=self._definition.default_language,
            numerator=numerator,
            denominator=denominator,
            rollup=rollup,
            target=self._target(table, row),
            source=row["source"],
        )

    def _check(self, table: Table, row: Row) -> Check | None:
        expression = self._expression(table, row, "expression")
        severity = self._severity(table, row)
        condition = (
            self._expressions.condition(row["expression"], self._root, Finding(code=""))
            if expression
            else None
        )
        if expression is None or severity is None or condition is None:
            return None
        return Check(
            name=row["name"],
            condition=condition,
            severity=severity,
            message=self._wording(table, row, "message"),
            last_saved=expression.last_saved,
        )

    def _expression(self, table: Table, row: Row, heading: str) -> Expression | None:
        if not row[heading]:
            self._findings.append(table.place(row, heading, "empty_expression"))
            return None
        formula = self._expressions.formula(row[heading], self._root, table.place(row, heading, ""))
        if formula is None:
            return None
        return Expression(text=row[heading], formula=formula, last_saved=self._last_saved(row[heading]))

    def _last_saved(self, text: str) -> tuple[str, ...]:
        found = (part for part in within(parse(text)) if isinstance(part, Reference) and part.last_saved)
        return tuple(dict.fromkeys(self._names[part.name] for part in found))

    def _target(self, table: Table, row: Row) -> Decimal | None:
        if not row["target"]:
            return None
        try:
            return Decimal(row["target"].replace(",", ".").removesuffix("%").strip())
        except InvalidOperation:
            self._findings.append(table.place(row, "target", "not_a_number"))
            return None

    def _rollup(self, table: Table, row: Row) -> Rollup | None:
        try:
            return Rollup(row["rollup"] or Rollup.SUM)
        except ValueError:
            self._findings.append(table.place(row, "rollup", "not_one_of", allowed=", ".join(Rollup)))
            return None

    def _severity(self, table: Table, row: Row) -> Severity | None:
        try:
            return Severity(row["severity"] or Severity.ERROR)
        except ValueError:
            self._findings.append(table.place(row, "severity", "not_one_of", allowed=", ".join(Severity)))
            return None

    def _wording(self, table: Table, row: Row, column: str) -> Wording:
        texts: dict[str, tuple[Part, ...]] = {}
        for heading in table.headings:
            name, _, language = heading.partition("::")
            if name.strip() == column and row[heading]:
                texts[language.strip()] = self._parts(table, row, heading)
        return Wording(texts)

    def _parts(self, table: Table, row: Row, heading: str) -> tuple[Part, ...]:
        parts: list[Part] = []
        for piece in _OUTPUT.split(row[heading]):
            if not _OUTPUT.fullmatch(piece):
                parts += [piece] if piece else []
            elif (
                formula := self._expressions.formula(piece, self._root, table.place(row, heading, ""))
            ) is not None:
                parts.append(formula.value)
        return tuple(parts)


def _unique_names(definition: Definition) -> dict[str, str]:
    """Return the path of every name that only one node of the form has."""
    paths: dict[str, list[str]] = {}
    for path, field in definition.fields.items():
        paths.setdefault(field.name, []).append(path)
    return {name: found[0] for name, found in paths.items() if len(found) == 1}
