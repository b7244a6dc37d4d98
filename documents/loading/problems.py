"""What is wrong in a workbook, by row and column."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong; `fault` names its message, `row` counts as the spreadsheet does (0: the file)."""

    fault: str
    row: int = 0
    column: str = ""
    parameters: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


class UnreadableSheet(Exception):
    """The workbook has no sheet with the headings that are wanted, or too many rows; `problem` says which."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.fault)
        self.problem = problem
