"""The rows and years of a plan's annex, as data that an office can edit."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True, kw_only=True)
class YearSpan:
    """The years from `first` to `last`, both included."""

    first: int
    last: int

    @property
    def years(self) -> range:
        """The years of the span."""
        return range(self.first, self.last + 1)

    def __str__(self) -> str:
        return f"{self.first}-{self.last}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnexRow:
    """A row: number, label, and the names of its indicator, its target and its forecast.

    An empty name leaves the cells empty. A heading is bold and has no figure of the whole span.
    """

    number: str
    label: str
    indicator: str = ""
    target: str = ""
    forecast: str = ""
    is_heading: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanAnnex:
    """An annex: the plan's span with its target, the span whose years are printed, and the forecasts' spans.

    A target or forecast of a span is a percentage for the span's last year.
    """

    title: str
    target: YearSpan
    result: YearSpan
    forecasts: tuple[YearSpan, ...]
    rows: tuple[AnnexRow, ...]


def read_annex(title: str, rows: str, spans: str) -> PlanAnnex:
    """Return the annex of two CSV texts with ';' between fields. Raises ValueError or KeyError for a fault in them.

    `rows` has the columns tt, label, indicator, target, forecast, heading (1 or empty); `spans` has kind (target,
    result or forecast), first, last.
    """
    by_kind: dict[str, list[YearSpan]] = {}
    for row in csv.DictReader(spans.splitlines(), delimiter=";"):
        by_kind.setdefault(row["kind"], []).append(YearSpan(first=int(row["first"]), last=int(row["last"])))
    (target,), (result,) = by_kind["target"], by_kind["result"]
    return PlanAnnex(
        title=title,
        target=target,
        result=result,
        forecasts=tuple(by_kind.get("forecast", ())),
        rows=tuple(_row(row) for row in csv.DictReader(rows.splitlines(), delimiter=";")),
    )


@cache
def default_annex() -> PlanAnnex:
    """Return the annex that comes with the program: the plan 'Xây dựng xã hội học tập giai đoạn 2012-2020'."""
    data = files("documents.tables").joinpath("data")
    rows, spans = (
        data.joinpath(name).read_text("utf-8") for name in ("phu_luc.csv", "phu_luc_giai_doan.csv")
    )
    title = "PHỤ LỤC\nSỐ LIỆU TỔNG KẾT THỰC HIỆN ĐỀ ÁN “XÂY DỰNG XÃ HỘI HỌC TẬP GIAI ĐOẠN 2012-2020”"
    return read_annex(title, rows, spans)


def _row(row: Mapping[str, str]) -> AnnexRow:
    return AnnexRow(
        number=row["tt"],
        label=row["label"],
        indicator=row["indicator"],
        target=row["target"],
        forecast=row["forecast"],
        is_heading=row["heading"] == "1",
    )
