"""Faults in a workbook, by row and column."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One fault; `fault` names its message, `row` is numbered as in the spreadsheet (0: the whole file)."""

    fault: str
    row: int = 0
    column: str = ""
    parameters: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


class UnreadableSheet(Exception):
    """The workbook has too many rows, or no sheet with the required headings; `problem` says which."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.fault)
        self.problem = problem
