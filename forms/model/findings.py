"""Faults and warnings about a form, with their places; loading collects all of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field


class FormRefused(Exception):
    """The form is invalid; `findings` are its faults in the order of the sheets, `warnings` the rest."""

    def __init__(self, findings: "tuple[Finding, ...]", warnings: "tuple[Finding, ...]" = ()) -> None:
        super().__init__("; ".join(str(finding) for finding in findings))
        self.findings = findings
        self.warnings = warnings


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fault or warning: `code` names the message (`form.finding.<code>`), `text` is the faulty text.

    `row` is numbered as the spreadsheet shows it, 0 if no single row is at fault; `column` is the heading.
    In an .xml form `sheet` is empty and `column` names the node or attribute.
    """

    code: str
    sheet: str = ""
    row: int = 0
    column: str = ""
    text: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        place = "/".join(part for part in (self.sheet, str(self.row or ""), self.column) if part)
        return f"{place}: {self.code} {self.text}".strip()
