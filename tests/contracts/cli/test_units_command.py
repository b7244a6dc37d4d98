"""`baocao units` as an administrator uses it."""

import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli.main import application
from tests.support.spreadsheet import workbook
from texts.catalogue import catalogue

HEADING = ("Mã", "Loại", "Tên", "Cấp trên", "Biên giới")
UNITS = (
    ("04", "tỉnh", "Cao Bằng"),
    ("042", "huyện", "Hòa An", "04"),
    ("01279", "xã", "Nam Tuấn", "042"),
    ("01268", "xã", "Đức Long", "042"),
)


@pytest.fixture(autouse=True)
def _own_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAOCAO_DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path / 'baocao.sqlite'}")


def baocao(*words: str) -> Result:
    return CliRunner().invoke(application(catalogue("vi")), words)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "units.xlsx"
    made.write_bytes(workbook([HEADING, *UNITS]))
    return made


def test_a_load_is_first_shown_then_written_then_nothing_new(file: Path) -> None:
    shown = baocao("units", "load", str(file))
    assert shown.exit_code == 0
    assert (
        "Thêm 4:\n  + tỉnh Cao Bằng (04), cấp cao nhất\n  + huyện Hòa An (042), thuộc tỉnh Cao Bằng\n"
        in shown.stdout
    )
    assert "Chưa ghi gì" in shown.stdout
    assert "Cao Bằng" not in baocao("units", "list").stdout
    assert "Đã ghi." in baocao("units", "load", str(file), "--apply").stdout
    assert "Giữ nguyên 4.\nKhông có gì thay đổi." in baocao("units", "load", str(file), "--apply").stdout


def test_where_something_is_wrong_nothing_is_written(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.xlsx"
    wrong.write_bytes(
        workbook([HEADING, *UNITS, ("1", "làng ta", "A", "042"), ("01281", "xã", "B", "Ở đâu")])
    )
    refused = baocao("units", "load", str(wrong), "--apply")
    assert refused.exit_code == 1
    assert "Dòng 6, cột Loại: Không có loại đơn vị «làng ta»." in refused.stderr
    assert (
        "Dòng 7, cột Đơn vị cấp trên: Không có đơn vị «Ở đâu» trong sổ hoặc trong tệp này." in refused.stderr
    )
    assert "2 chỗ cần sửa; chưa ghi gì." in refused.stderr
    assert "Cao Bằng" not in baocao("units", "list").stdout


def test_a_template_is_made_but_never_over_another_file(tmp_path: Path) -> None:
    made = tmp_path / "mau.xlsx"
    assert baocao("units", "template", str(made)).exit_code == 0
    assert "chưa có dòng nào" in baocao("units", "load", str(made)).stderr
    content = made.read_bytes()
    assert baocao("units", "template", str(made)).exit_code == 1
    assert made.read_bytes() == content


def test_what_happens_is_recorded_from_a_day_on_and_the_past_can_be_seen(file: Path) -> None:
    baocao("units", "load", str(file), "--apply")
    on = ("--on", "01/07/2025", "--apply")
    merged = baocao("units", "merge", "01279", "01268", "--into", "01280:xã:Nam Tuấn", "--under", "04", *on)
    assert "xã Đức Long (01268): hết ngày 30/6/2025, thay bằng xã Nam Tuấn (01280)" in merged.stdout
    assert baocao("units", "end", "042", *on).exit_code == 0
    assert (
        baocao("units", "rename", "01280", "--kind", "phường", "--on", "01/08/2025", "--apply").exit_code == 0
    )
    assert baocao("units", "list").stdout.split("\n")[1:3] == [
        "└── tỉnh Cao Bằng (04)",
        "    └── phường Nam Tuấn (01280)",
    ]
    assert "xã Đức Long (01268)" in baocao("units", "list", "--on", "30/06/2025").stdout
    page = baocao("units", "show", "nam tuan").stdout
    assert "Từ 01/8/2025: phường Nam Tuấn, thuộc tỉnh Cao Bằng (04)" in page
    assert "Từ 01/7/2025 thay cho xã Nam Tuấn (01279)" in page


def test_a_split_and_a_move(file: Path) -> None:
    baocao("units", "load", str(file), "--apply")
    parts = ("--into", "01290:xã:Một", "--into", "01291:xã:Hai")
    assert (
        "thay bằng xã Một (01290), xã Hai (01291)"
        in baocao("units", "split", "Nam Tuấn", *parts, "--on", "1/7/2025", "--apply").stdout
    )
    moved = baocao("units", "move", "01290", "--under", "04", "--on", "1/8/2025").stdout
    assert "Đơn vị cấp trên: huyện Hòa An (042) → tỉnh Cao Bằng (04), từ ngày 01/8/2025" in moved
    assert "Chưa ghi gì" in moved


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("rename", "99", "--name", "X", "--on", "1/7/2025"), "Không có đơn vị «99»."),
        (("rename", "04", "--name", "X", "--on", "1/7/2999"), "Ngày 1/7/2999 chưa đến."),
        (("rename", "04", "--name", "X", "--on", "xưa"), "«xưa» không phải là ngày"),
        (("rename", "04", "--kind", "lạ", "--on", "1/7/2025"), "Không có loại đơn vị «lạ»."),
        (("end", "04", "--on", "1/7/2025"), "Đơn vị 04 ở cấp cao nhất"),
        (("move", "042", "--under", "01279", "--on", "1/7/2025"), "Đơn vị 042 sẽ nằm dưới chính nó."),
        (("merge", "01279", "--into", "9:xã", "--on", "1/7/2025"), "đơn vị mới ghi dạng mã:loại:tên"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(file: Path, words: tuple[str, ...], said: str) -> None:
    baocao("units", "load", str(file), "--apply")
    refused = baocao("units", *words)
    assert refused.exit_code == 1
    assert said in refused.stderr
    assert len(refused.stderr.strip().split("\n")) == 1


def test_what_was_done_to_which_unit_is_in_the_audit(file: Path, tmp_path: Path) -> None:
    baocao("units", "load", str(file), "--apply")
    baocao("units", "load", str(file), "--apply")
    baocao("units", "rename", "01279", "--name", "Mới", "--on", "01/07/2025")
    baocao("units", "rename", "01279", "--name", "Mới", "--on", "01/07/2025", "--apply")
    connection = sqlite3.connect(tmp_path / "baocao.sqlite")
    rows = connection.execute("SELECT deed, unit_id FROM audit ORDER BY id").fetchall()
    connection.close()
    assert rows == [("unit_changed", unit_id) for unit_id in (1, 2, 3, 4, 3)]


def test_days_are_written_in_order(file: Path) -> None:
    baocao("units", "load", str(file), "--apply")
    baocao("units", "rename", "01279", "--name", "Mới", "--on", "01/07/2025", "--apply")
    late = baocao("units", "rename", "01279", "--name", "Cũ", "--on", "01/01/2020", "--apply")
    assert "Đã ghi một thay đổi muộn hơn" in late.stderr
