"""`baocao invite` as an administrator uses it."""

import sqlite3
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from cli.main import application
from reporting.people.invitation import hash_code, looks_like_code
from tests.support.spreadsheet import workbook
from texts.catalogue import catalogue

UNITS = (("Mã", "Loại", "Tên", "Cấp trên"), ("042", "huyện", "Hòa An"), ("01279", "xã", "Nam Tuấn", "042"))
PEOPLE = (
    ("Họ tên", "Vai trò", "Đơn vị"),
    ("Hoàng Thị Thu", "người theo dõi", "042"),
    ("Nông Thị Hoa", None, "xã Nam Tuấn"),
)


@pytest.fixture(autouse=True)
def _own_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAOCAO_DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path / 'baocao.sqlite'}")
    monkeypatch.setenv("BAOCAO_TELEGRAM_USERNAME", "@hoa_an_bot")
    for name, rows in (("units", UNITS), ("people", PEOPLE)):
        (tmp_path / f"{name}.xlsx").write_bytes(workbook(rows))
        assert baocao(name, "load", str(tmp_path / f"{name}.xlsx"), "--apply").exit_code == 0


def baocao(*words: str, language: str = "vi") -> Result:
    return CliRunner().invoke(application(catalogue(language)), words)


def stored(tmp_path: Path) -> list[tuple[str, str]]:
    connection = sqlite3.connect(tmp_path / "baocao.sqlite")
    rows = connection.execute("SELECT code_hash, expires_at FROM invitations ORDER BY person_id").fetchall()
    connection.close()
    return rows


def test_the_codes_on_the_cards_are_the_ones_that_are_taken(tmp_path: Path) -> None:
    file = tmp_path / "the.xlsx"
    done = baocao("invite", "--all-without-account", "--out", str(file))
    assert done.exit_code == 0
    assert done.stdout.startswith("2 thẻ mời trong")
    rows = list(load_workbook(file).worksheets[0].iter_rows(min_row=2, values_only=True))
    codes = [str(row[3]) for row in rows]
    assert [row[:3] for row in rows] == [
        ("Hoàng Thị Thu", "Người theo dõi", "huyện Hòa An"),
        ("Nông Thị Hoa", "Người báo cáo", "xã Nam Tuấn, huyện Hòa An"),
    ]
    assert all(looks_like_code(code) and not set(code) & set("01ilo") for code in codes)
    assert [code_hash for code_hash, _ in stored(tmp_path)] == [hash_code(code) for code in codes]
    assert rows[0][6] == f"https://t.me/hoa_an_bot?start={codes[0]}"
    assert all(code.encode() not in (tmp_path / "baocao.sqlite").read_bytes() for code in codes)


def test_cards_speak_the_offices_language_whoever_makes_them(tmp_path: Path) -> None:
    file = tmp_path / "the.xlsx"
    done = baocao("invite", "--role", "reporter", "--out", str(file), language="en")
    assert done.stdout.startswith("1 invitation")
    rows = list(load_workbook(file).worksheets[0].iter_rows(values_only=True))
    assert rows[0][0] == "Họ tên"
    assert rows[1][1] == "Người báo cáo"


def test_one_unit_or_one_role_is_invited(tmp_path: Path) -> None:
    assert baocao("invite", "--unit", "nam tuan", "--out", str(tmp_path / "a.pdf")).stdout.startswith("1 thẻ")
    assert baocao("invite", "--role", "supervisor", "--out", str(tmp_path / "b.pdf")).stdout.startswith(
        "1 thẻ"
    )
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")


def test_without_a_bot_on_telegram_the_cards_have_codes_to_type(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BAOCAO_TELEGRAM_USERNAME")
    monkeypatch.chdir(tmp_path)
    done = baocao("invite", "--all-without-account", "--out", "the.xlsx")
    assert "thẻ không có mã QR" in done.stdout
    rows = list(load_workbook(tmp_path / "the.xlsx").worksheets[0].iter_rows(min_row=2, values_only=True))
    assert [bool(row[6]) for row in rows] == [False, False]
    with ZipFile(tmp_path / "the.xlsx") as archive:
        assert not any(name.startswith("xl/media/") for name in archive.namelist())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--out", "the.pdf"), "Mời ai?"),
        (("--all-without-account", "--out", "the.docx"), ".pdf hoặc .xlsx"),
        (("--role", "giám đốc", "--out", "the.pdf"), "Không có vai trò «giám đốc»"),
        (("--role", "administrator", "--out", "the.pdf"), "Không có ai để mời."),
        (("--unit", "99", "--out", "the.pdf"), "Không có đơn vị «99»."),
    ],
)
def test_what_is_wrong_is_said_in_one_line_and_nobody_is_invited(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    refused = baocao("invite", *words)
    assert refused.exit_code == 1
    assert said in refused.stderr
    assert stored(tmp_path) == []
    assert list(tmp_path.glob("the.*")) == []


def test_codes_count_only_where_the_file_could_be_written(tmp_path: Path) -> None:
    refused = baocao("invite", "--all-without-account", "--out", str(tmp_path / "missing" / "the.pdf"))
    assert refused.exit_code == 1
    assert stored(tmp_path) == []
