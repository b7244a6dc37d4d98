"""Parsing of the rows of a unit workbook; an empty cell means no change."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from documents.loading.problems import Problem
from documents.loading.sheet_rows import FilledRow, Headings
from documents.loading.workbook_reader import CellContent
from reporting.units.unit import POPULATION, VARIANTS
from reporting.units.unit_kinds import read_kind
from texts.parsing import Exact, read_number, read_yes_no
from texts.parsing.dates import as_day, read_date

UNIT_HEADINGS: Headings = {
    "code": ("Mã", "Mã đơn vị", "Code", "Unit code"),
    "kind": ("Loại", "Loại đơn vị", "Cấp", "Kind"),
    "name": ("Tên", "Tên đơn vị", "Đơn vị", "Name", "Unit"),
    "parent": (
        "Đơn vị cấp trên",
        "Mã đơn vị cấp trên",
        "Mã cấp trên",
        "Cấp trên",
        "Trực thuộc",
        "Đơn vị trực thuộc",
        "Thuộc",
        "Parent",
        "Parent code",
    ),
    "border": ("Biên giới", "Xã biên giới", "Border"),
    "difficult": ("Đặc biệt khó khăn", "ĐBKK", "Khó khăn", "Difficult"),
    "urban": ("Đô thị", "Urban"),
    "variants": ("Tên gọi khác", "Cách viết khác", "Other names", "Variants"),
    "office": ("Nơi nhận báo cáo", "Cơ quan nhận báo cáo", "Office"),
    "valid_from": ("Có từ ngày", "Từ ngày", "Valid from"),
    "valid_to": ("Hết ngày", "Đến hết ngày", "Valid to"),
    "changed_on": ("Thay đổi từ ngày", "Đổi từ ngày", "Changed on"),
    "replaces": ("Thay cho", "Thay cho các mã", "Replaces"),
    POPULATION: ("Số dân", "Dân số", "Population"),
}
WANTED = frozenset({"code", "name"})

FLAGS = ("border", "difficult", "urban")
DAYS = ("valid_from", "valid_to", "changed_on")
EARLIEST = date(1900, 1, 1)

_MARK = re.compile(r"[xX✓✔]")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRow:
    """The values of a row about its unit; missing ones are None or empty."""

    number: int
    code: CellContent
    name: str = ""
    kind: str | None = None
    parent: CellContent
    traits: Mapping[str, str]
    valid_from: date | None = None
    valid_to: date | None = None
    changed_on: date | None = None
    replaces: tuple[str, ...] = ()


def read_unit_row(row: FilledRow, today: date) -> tuple[UnitRow, list[Problem]]:
    """Parse a row; return its values and the cells that cannot be parsed."""
    problems = [
        Problem(fault="unknown_value", row=row.number, column=column)
        for column, cell in row.cells.items()
        if cell.unknown
    ]
    kind = read_kind(row["kind"].text)
    if row["kind"].text and kind is None:
        problems.append(_problem("kind", row, "kind"))
    days: dict[str, date | None] = {}
    for column in DAYS:
        days[column], fault = _day(row[column], today)
        if fault:
            problems.append(_problem(fault, row, column))
    traits, unread = _traits(row)
    problems += unread
    read = UnitRow(
        number=row.number,
        code=row["code"],
        name=row["name"].text,
        kind=kind,
        parent=row["parent"],
        traits=traits,
        replaces=tuple(part.strip() for part in re.split(r"[;,\n]", row["replaces"].text) if part.strip()),
        **days,
    )
    return read, problems


def _traits(row: FilledRow) -> tuple[dict[str, str], list[Problem]]:
    traits = {column: row[column].text for column in (VARIANTS, "office") if row[column].text}
    problems = []
    for column in FLAGS:
        text = row[column].text
        flag = True if _MARK.fullmatch(text) or text == "1" else False if text == "0" else read_yes_no(text)
        if flag is not None:
            traits[column] = str(int(flag))
        elif text:
            problems.append(_problem("flag", row, column))
    if text := row[POPULATION].text:
        inhabitants = read_number(text)
        if isinstance(inhabitants, Exact) and inhabitants.value == int(inhabitants.value) > 0:
            traits[POPULATION] = str(int(inhabitants.value))
        else:
            problems.append(_problem("population", row, POPULATION))
    return traits, problems


def _day(cell: CellContent, today: date) -> tuple[date | None, str]:
    """Parse a date not after today; return it, or the name of the fault."""
    day = cell.day or as_day(read_date(cell.text, today=today) if cell.text else None)
    if day is None:
        return None, "day" if cell.text else ""
    if day > today:
        return None, "future"
    return (day, "") if day >= EARLIEST else (None, "day")


def _problem(fault: str, row: FilledRow, column: str) -> Problem:
    return Problem(fault=fault, row=row.number, column=column, parameters={"value": row[column].text})
