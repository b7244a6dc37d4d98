"""`baocao people load` as an administrator uses it."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli.main import application
from tests.support.spreadsheet import workbook
from texts.catalogue import catalogue

UNITS = (("Mã", "Loại", "Tên", "Cấp trên"), ("042", "huyện", "Hòa An"), ("01279", "xã", "Nam Tuấn", "042"))
PEOPLE = (
    ("Họ tên", "Số điện thoại", "Vai trò", "Đơn vị"),
    ("Hoàng Thị Thu", "0912 345 678", "người theo dõi", "042"),
    ("Nông Thị Hoa", "0987 654 321", None, "xã Nam Tuấn"),
)


@pytest.fixture(autouse=True)
def _own_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAOCAO_DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path / 'baocao.sqlite'}")
    monkeypatch.setenv("BAOCAO_PHONE_KEY", "a key of the office")
    for name, rows in (("units", UNITS), ("people", PEOPLE)):
        (tmp_path / f"{name}.xlsx").write_bytes(workbook(rows))
    assert baocao("units", "load", str(tmp_path / "units.xlsx"), "--apply").exit_code == 0


def baocao(*words: str) -> Result:
    return CliRunner().invoke(application(catalogue("vi")), words)


def test_people_are_first_shown_then_written_then_nothing_new(tmp_path: Path) -> None:
    file = str(tmp_path / "people.xlsx")
    shown = baocao("people", "load", file).stdout
    assert "+ Nông Thị Hoa: người báo cáo ở xã Nam Tuấn; có số điện thoại mới (không hiện)" in shown
    assert "Chưa ghi gì" in shown
    assert "Đã ghi." in baocao("people", "load", file, "--apply").stdout
    assert baocao("people", "load", file, "--apply").stdout == "Giữ nguyên 2.\nKhông có gì thay đổi.\n"


def test_no_number_stands_in_the_database(tmp_path: Path) -> None:
    baocao("people", "load", str(tmp_path / "people.xlsx"), "--apply")
    content = b"".join(file.read_bytes() for file in tmp_path.glob("baocao.sqlite*"))
    assert b"987654321" not in content
    assert b"987 654 321" not in content


def test_without_a_key_one_line_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BAOCAO_PHONE_KEY")
    refused = baocao("people", "load", str(tmp_path / "people.xlsx"), "--apply")
    assert refused.exit_code == 1
    assert refused.stderr.startswith("Chưa đặt BAOCAO_PHONE_KEY")
    assert len(refused.stderr.strip().split("\n")) == 1


def test_a_template_is_made(tmp_path: Path) -> None:
    assert baocao("people", "template", str(tmp_path / "mau.xlsx")).exit_code == 0
    assert "chưa có dòng nào" in baocao("people", "load", str(tmp_path / "mau.xlsx")).stderr
