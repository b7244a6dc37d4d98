"""Compiling the sheets `indicators` and `checks`, which extend XLSForm and which ODK's tools ignore."""

import re
from decimal import Decimal, InvalidOperation

from forms.model.definition import Definition
from forms.model.fields import Condition, Formula
from forms.model.findings import Finding
from forms.model.indicators import Check, Expression, Indicator, Rollup, Severity
from forms.model.text import Part, Wording
from forms.xform.expressions import Expressions
from forms.xlsform.cells import SheetRow, SheetTable
from forms.xlsform.spellings import straight
from forms.xpath.parser import parse
from forms.xpath.syntax import Reference, within
from texts.normalize import fold

_ROLLUPS = {
    "": Rollup.SUM,
    **{each.value: each for each in Rollup},
    **dict.fromkeys(("tong", "cong", "cong don"), Rollup.SUM),
    **dict.fromkeys(("cuoi", "cuoi ky", "moi nhat", "gan nhat"), Rollup.LAST),
    **dict.fromkeys(("dem", "so luong"), Rollup.COUNT),
}
_SEVERITIES = {
    "": Severity.ERROR,
    **{each.value: each for each in Severity},
    **dict.fromkeys(("loi", "sai", "bat buoc", "chan"), Severity.ERROR),
    **dict.fromkeys(("canh bao", "nhac", "nhac nho", "luu y"), Severity.WARNING),
}
_EMPTY = Formula(lambda _: "")
_NEVER_FAILS = Condition(lambda _: True)
_OUTPUT = re.compile(r"(\$\{[^}]*\})")


class IndicatorSheets:
    """Compiles the two sheets, already checked for faults, against a form."""

    def __init__(self, definition: Definition) -> None:
        self._definition = definition
        self._root = definition.initial.field.path
        repeats = {path for path, field in definition.fields.items() if field.repeat is not None}
        self._names = _unique_names(definition)
        self._expressions = Expressions(set(definition.fields), repeats, self._names)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """Warnings for the author."""
        return tuple(finding for finding in self._expressions.warnings if finding.sheet)

    def indicators(self, table: SheetTable | None) -> tuple[Indicator, ...]:
        """Return the indicators in sheet order."""
        return () if table is None else tuple(self._indicator(table, row) for row in table.rows)

    def checks(self, table: SheetTable | None) -> tuple[Check, ...]:
        """Return the checks in sheet order."""
        return () if table is None else tuple(self._check(table, row) for row in table.rows)

    @property
    def refused(self) -> tuple[Finding, ...]:
        """Return the faults that only the compiled definition shows."""
        return tuple(self._expressions.findings)

    def _indicator(self, table: SheetTable, row: SheetRow) -> Indicator:
        return Indicator(
            name=row["name"],
            wording=self._wording(table, row, "label"),
            default_language=self._definition.default_language,
            numerator=self._expression(table, row, "numerator"),
            denominator=self._expression(table, row, "denominator") if row["denominator"] else None,
            rollup=read_rollup(row["rollup"]) or Rollup.SUM,
            target=read_target(row["target"]),
            source=row["source"],
        )

    def _check(self, table: SheetTable, row: SheetRow) -> Check:
        text = straight(row["expression"])
        condition = self._expressions.condition(text, self._root, table.place(row, "expression", ""))
        return Check(
            name=row["name"],
            condition=condition or _NEVER_FAILS,
            severity=read_severity(row["severity"]) or Severity.ERROR,
            message=self._wording(table, row, "message"),
            last_saved=self._last_saved(text),
        )

    def _expression(self, table: SheetTable, row: SheetRow, heading: str) -> Expression:
        text = straight(row[heading])
        formula = self._expressions.formula(text, self._root, table.place(row, heading, ""))
        return Expression(text=text, formula=formula or _EMPTY, last_saved=self._last_saved(text))

    def _last_saved(self, text: str) -> tuple[str, ...]:
        found = (part for part in within(parse(text)) if isinstance(part, Reference) and part.last_saved)
        return tuple(dict.fromkeys(self._names[part.name] for part in found if part.name in self._names))

    def _wording(self, table: SheetTable, row: SheetRow, column: str) -> Wording:
        texts: dict[str, tuple[Part, ...]] = {}
        for heading in table.headings:
            name, _, language = heading.partition("::")
            if name.strip() == column and row[heading]:
                texts[language.strip()] = self._parts(table, row, heading)
        return Wording(texts)

    def _parts(self, table: SheetTable, row: SheetRow, heading: str) -> tuple[Part, ...]:
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
    """Return the path of each name that only one node of the form has."""
    paths: dict[str, list[str]] = {}
    for path, field in definition.fields.items():
        paths.setdefault(field.name, []).append(path)
    return {name: found[0] for name, found in paths.items() if len(found) == 1}


def read_rollup(text: str) -> Rollup | None:
    """Parse a roll-up, in either language; empty means sum, None is returned for an unknown word."""
    return _ROLLUPS.get(fold(text))


def read_severity(text: str) -> Severity | None:
    """Parse a severity, in either language; empty means error, None is returned for an unknown word."""
    return _SEVERITIES.get(fold(text))


def read_target(text: str) -> Decimal | None:
    """Parse a target in percent; None for an empty cell or a text that is not a number."""
    try:
        target = Decimal(text.replace(",", ".").strip().removesuffix("%").strip())
    except InvalidOperation:
        return None
    return target if target.is_finite() else None
