"""Where there is no database: who begins one, and what everybody else says."""

import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli.known_errors import explained
from cli.main import application
from storage.database.database import NoDatabase
from tests.support.spreadsheet import workbook
from texts.catalogue import catalogue

UNITS = (("Mã", "Loại", "Tên", "Cấp trên"), ("04", "tỉnh", "Cao Bằng"), ("042", "huyện", "Hòa An", "04"))
ASKING = (
    ("status",),
    ("backup", "copy.sqlite"),
    ("invite", "--all-without-account", "--out", "cards.xlsx"),
    ("audit", "export", "--out", "audit.csv"),
    ("units", "list"),
    ("units", "end", "04", "--on", "01/07/2025", "--apply"),
    ("people", "list"),
    ("people", "erase", "1"),
    ("round", "list"),
    ("links", "revoke", "--all"),
    ("dead-letter", "list"),
    ("database", "copy", "sqlite+aiosqlite:///office.sqlite", "sqlite+aiosqlite:///copy.sqlite"),
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BAOCAO_DATABASE_URL", "sqlite+aiosqlite:///office.sqlite")
    monkeypatch.delenv("BAOCAO_TELEGRAM_TOKEN", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def baocao(*words: str) -> Result:
    return CliRunner().invoke(application(catalogue("vi")), words)


@pytest.mark.parametrize("words", ASKING, ids=" ".join)
def test_what_only_asks_or_changes_makes_no_database_and_says_where_it_looked(
    folder: Path, words: tuple[str, ...]
) -> None:
    result = baocao(*words)
    assert isinstance(result.exception, NoDatabase)
    said = explained(result.exception, catalogue("vi"))
    assert said is not None
    assert said.startswith(f"Không có cơ sở dữ liệu ở {folder / 'office.sqlite'}.")
    assert "BAOCAO_DATABASE_URL" in said
    assert "baocao units load" in said
    assert os.listdir(folder) == []


def test_an_empty_file_is_no_database_and_stays_empty(folder: Path) -> None:
    (folder / "office.sqlite").touch()
    assert isinstance(baocao("status").exception, NoDatabase)
    assert (folder / "office.sqlite").stat().st_size == 0


def test_units_begin_a_database_when_they_are_written_and_not_before(folder: Path) -> None:
    (folder / "units.xlsx").write_bytes(workbook(UNITS))
    shown = baocao("units", "load", "units.xlsx")
    assert "Thêm 2:" in shown.stdout
    assert f"Chưa có cơ sở dữ liệu ở {folder / 'office.sqlite'}" in shown.stderr
    assert os.listdir(folder) == ["units.xlsx"]
    written = baocao("units", "load", "units.xlsx", "--apply")
    assert f"Đã tạo cơ sở dữ liệu mới ở {folder / 'office.sqlite'}" in written.stderr
    assert "huyện Hòa An (042)" in baocao("units", "list").stdout
    assert "cơ sở dữ liệu" not in baocao("units", "load", "units.xlsx", "--apply").stderr


def test_units_with_a_mistake_begin_nothing(folder: Path) -> None:
    (folder / "units.xlsx").write_bytes(workbook([*UNITS, ("01279", "xã", "Nam Tuấn", "Ở đâu")]))
    assert baocao("units", "load", "units.xlsx", "--apply").exit_code == 1
    assert os.listdir(folder) == ["units.xlsx"]


@pytest.mark.parametrize(
    "url", ["foo", "sqlite:///office.sqlite", "mysql://root:geheim@host/office", "postgres:geheim"]
)
def test_an_address_that_means_nothing_is_said_with_what_it_should_be(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("BAOCAO_DATABASE_URL", url)
    error = baocao("status").exception
    assert isinstance(error, Exception)
    said = explained(error, catalogue("vi"))
    assert said is not None
    assert said.startswith("Không hiểu địa chỉ cơ sở dữ liệu «")
    assert "sqlite+aiosqlite:///" in said
    assert "geheim" not in said
