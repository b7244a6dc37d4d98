"""A draft's number, and what it prints because it is a draft."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from texts.formatting import Writer

_WRITER = Writer()


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftState:
    """A draft, counted from 1. `previous` are the figures of the draft before, by name, empty for the first."""

    number: int
    made_at: datetime
    submitted: int
    expected: int
    previous: Mapping[str, str] = field(default_factory=dict)

    @property
    def footer(self) -> str:
        """The line at the foot of every page."""
        moment = f"{_WRITER.time(self.made_at)} ngày {_WRITER.date(self.made_at.date())}"
        return (
            f"DỰ THẢO lần {self.number}, lập lúc {moment} từ Baocao, "
            f"theo {self.submitted}/{self.expected} đơn vị đã nộp"
        )

    @property
    def changes_heading(self) -> str:
        """The heading of the list of changed figures."""
        return f"Thay đổi so với lần {self.number - 1}:"

    def changes(self, figures: Mapping[str, str], labels: Mapping[str, str]) -> tuple[str, ...]:
        """Return a line for each figure that differs from the draft before; labels are by figure name."""
        if not self.previous:
            return ()
        names = (*figures, *(name for name in self.previous if name not in figures))
        return tuple(
            f"- {labels.get(name, name)}: {self.previous.get(name, '(không có)')} → {figures.get(name, '(không còn)')}"
            for name in names
            if self.previous.get(name) != figures.get(name)
        ) or ("- Không có số liệu nào thay đổi.",)
