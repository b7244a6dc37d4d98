"""Measures the register at national size: 3,321 communes and their parents, loaded from a workbook and searched.

`python -m bench units` prints medians of several runs. Loading is measured once, from the file's bytes to the commit,
on SQLite with full durability.
"""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import date
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook

from bench.ours import database_url
from documents.loading.unit_load import plan_units, read_units
from reporting.units.history import Register
from reporting.units.search import FoundUnit, UnitSearch, UnsureUnits
from storage.database.database import Database, open_database
from storage.units.history import load_register, store_register
from storage.units.tree import load_unit_paths, load_units_below

PROVINCES, COMMUNES = 34, 3_321  # since 1 July 2025
DIFFERENT_NAMES = 2_500
RUNS = 25
AIMS = {"load": 10.0, "again": 10.0, "by name": 0.001, "below": 0.05, "path": 0.02}
"""The time limits in seconds."""

_FIRST = (
    *("An", "Bình", "Cao", "Đông", "Hòa", "Hưng", "Long", "Minh", "Nam", "Phú", "Quang"),
    *("Sơn", "Tân", "Thanh", "Thượng", "Trung", "Vĩnh", "Xuân", "Yên", "Đức"),
)
_SECOND = (
    *("An", "Bình", "Châu", "Giang", "Hà", "Hải", "Hội", "Khê", "Lâm", "Lộc", "Mỹ", "Ninh", "Phong", "Phúc"),
    *("Sơn", "Thành", "Thịnh", "Thủy", "Tiến", "Trì", "Tường", "Vân", "Xá", "Yên"),
)
_THIRD = ("", " Đông", " Tây", " Nam", " Bắc", " Thượng", " Hạ")


class WrongAnswer(Exception):
    """The measured operation returned a wrong result."""


def workbook() -> bytes:
    """Return the country's units as a workbook; as in reality, names repeat."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Mã", "Loại", "Tên", "Đơn vị cấp trên", "Có từ ngày", "Biên giới"])
    for province in range(PROVINCES):
        sheet.append([f"{province:02}", "tỉnh", f"Tỉnh thứ {province}"])
    for commune in range(COMMUNES):
        sheet.append(
            [
                f"{commune:05}",
                "phường" if commune % 5 == 0 else "xã",
                name_of(commune),
                f"{commune % PROVINCES:02}",
                date(2025, 7, 1),
                "x" if commune % 9 == 0 else None,
            ]
        )
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def name_of(commune: int) -> str:
    """Return a commune's name; a third of the names occur twice."""
    rest, first = divmod(commune % DIFFERENT_NAMES, len(_FIRST))
    rest, second = divmod(rest, len(_SECOND))
    return f"{_FIRST[first]} {_SECOND[second]}{_THIRD[rest % len(_THIRD)]}"


async def load(database: Database, data: bytes) -> tuple[float, Register]:
    """Load the workbook; return the seconds and the register."""
    start = time.perf_counter()
    sheet = read_units(data, "units.xlsx")
    async with database.writing() as connection:
        planned = plan_units(sheet, await load_register(connection), date.today())  # noqa: DTZ011 -- a bench's day is any
        if planned.problems:
            raise WrongAnswer(planned.problems[:3])
        await store_register(connection, planned.before, planned.after)
    return time.perf_counter() - start, planned.after


async def median(work: Callable[[int], Awaitable[object]]) -> float:
    """Return the median of several runs in seconds."""
    took = []
    for run in range(RUNS):
        start = time.perf_counter()
        await work(run)
        took.append(time.perf_counter() - start)
    return statistics.median(took)


def measure(folder: Path) -> dict[str, float]:
    """Run all measurements on a new database in a folder."""
    return asyncio.run(_measured(folder))


async def _measured(folder: Path) -> dict[str, float]:
    data, figures = workbook(), {}
    async with open_database(database_url(folder)) as database:
        figures["load"], register = await load(database, data)
        figures["again"], _ = await load(database, data)
        names = UnitSearch(life.on(date.max) for life in register)
        ids = [life.id for life in register]

        async def by_name(run: int) -> None:
            found = names.find(f"xã {name_of(run * 97 % COMMUNES)}")
            _check(isinstance(found, FoundUnit | UnsureUnits))

        async def below(run: int) -> None:
            async with database.reading() as connection:
                found = await load_units_below(connection, [ids[run % PROVINCES]], date(2025, 12, 31))
            _check(len(found[ids[run % PROVINCES]]) > COMMUNES // PROVINCES)

        async def path(run: int) -> None:
            async with database.reading() as connection:
                found = await load_unit_paths(connection, [ids[-1 - run]])
            _check(found[ids[-1 - run]][-1] in ids[:PROVINCES])

        for name, work in (("by name", by_name), ("below", below), ("path", path)):
            figures[name] = await median(work)
    return figures


def _check(right: bool) -> None:  # noqa: FBT001 -- as assert, which Python may be told to leave out
    if not right:
        raise WrongAnswer


def main() -> int:
    """Print the measurements and targets; return 1 if one is missed."""
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(Path(folder))
    print(f"{PROVINCES} provinces, {COMMUNES:,} communes")
    for name, seconds in figures.items():
        print(f"{name:10} {seconds * 1000:10,.2f} ms   at most {AIMS[name] * 1000:8,.0f} ms")
    return int(any(seconds > AIMS[name] for name, seconds in figures.items()))
