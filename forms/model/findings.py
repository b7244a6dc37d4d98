"""What is wrong with a form, and where: found while loading, all of it at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field


class FormRefused(Exception):
    """The form cannot be used; `findings` says why, in the order of the sheets, `warnings` what else is odd."""

    def __init__(self, findings: "tuple[Finding, ...]", warnings: "tuple[Finding, ...]" = ()) -> None:
        super().__init__("; ".join(str(finding) for finding in findings))
        self.findings = findings
        self.warnings = warnings


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fault: `code` names the message (`form.finding.<code>`), `text` is what is at fault.

    `row` is counted as the spreadsheet shows it, 0 where no single row is to blame; `column` is the heading.
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
