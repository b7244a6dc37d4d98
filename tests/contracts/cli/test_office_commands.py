"""`baocao round`, `people` and `audit` on a real database: what they say, what they change, what they refuse."""

import asyncio
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook
from sqlalchemy import select

from cli.main import application
from demo.district import ISSUED, WORKBOOK, load_sample, sample_district
from storage.database import schema as t
from storage.database.database import open_database
from storage.rounds.forms import FormShelf, OtherLists
from texts import catalogue

NAM_TUAN = next(unit for unit in sample_district().communes if unit.name == "Nam Tuấn")
HOA_AN = sample_district().supervisor.unit
FORM = Path(__file__).parents[3] / "questionnaires" / "xoa_mu_chu" / WORKBOOK


class Office:
    """The sample district in a database of its own, and the command line on it."""

    def __init__(self, url: str) -> None:
        self.url = url
        asyncio.run(self._settled())

    async def _settled(self) -> None:
        async with open_database(self.url) as database:
            await load_sample(database, FormShelf())

    def run(self, *words: str, answer: str = "") -> Result:
        return CliRunner().invoke(application(catalogue("vi")), list(words), input=answer)

    def deeds(self) -> list[str]:
        async def read() -> list[str]:
            async with open_database(self.url) as database, database.reading() as connection:
                return list(
                    (await connection.execute(select(t.audit.c.deed).order_by(t.audit.c.id))).scalars()
                )

        return asyncio.run(read())


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    url = f"sqlite+aiosqlite:///{tmp_path / 'baocao.sqlite'}"
    monkeypatch.setenv("BAOCAO_DATABASE_URL", url)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    return Office(url)


def test_a_round_is_opened_listed_extended_and_closed(office: Office) -> None:
    opening = (
        "round",
        "open",
        str(FORM),
        "--unit",
        HOA_AN.code,
        "--period",
        "năm 2099",
        "--due",
        "15/9/2100",
    )
    left = office.run(*opening, answer="n\n")
    assert "21 đơn vị" in left.output
    assert "không thay đổi gì" in left.output
    assert "hết 15/9/2100 (thứ Tư" in left.output
    opened = office.run(*opening, "--yes")
    assert (opened.exit_code, "Đã mở đợt" in opened.output) == (0, True)
    again = office.run(*opening, "--yes")
    assert (again.exit_code, "đã có rồi" in again.output) == (1, True)
    assert "15/9/2100" in office.run("round", "list").output
    assert office.run("round", "extend", "3", "20/9/2100", "--yes").exit_code == 0
    one = office.run("round", "extend", "3", "30/9/2100", "--unit", NAM_TUAN.code, answer="y\n")
    assert "xã Nam Tuấn" in one.output
    earlier = office.run("round", "extend", "3", "1/9/2100")
    assert (earlier.exit_code, "không muộn hơn" in earlier.output) == (1, True)
    assert office.run("round", "close", "3", "--yes").exit_code == 0
    assert office.run("round", "close", "3", "--yes").exit_code == 1
    assert office.deeds() == ["round_opened", "extended", "extended", "round_closed"]


def test_a_deadline_is_typed_as_the_letter_says_it_and_a_day_off_is_named(office: Office) -> None:
    opening = ("round", "open", str(FORM), "--unit", HOA_AN.code, "--period", "2099", "--due")
    before = office.run(*opening, "trước ngày 20/9/2100", answer="n\n").output
    assert "Hạn: trước 20/9/2100 (hết Chủ nhật 19/9" in before
    assert "Chủ nhật 19/9 là ngày nghỉ; ngày làm việc gần đó là thứ Sáu 17/9 và thứ Hai 20/9" in before
    assert "ngày nghỉ" not in office.run(*opening, "hết 20/9/2100", answer="n\n").output
    office.run(*opening, "20/9/2100", "--yes")
    extended = office.run("round", "extend", "3", "25/9/2100", answer="n\n").output
    assert "thứ Bảy 25/9 là ngày nghỉ" in extended


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("round", "open", str(FORM), "--unit", "KHONG", "--period", "2099", "--due", "1/9/2100"), "KHONG"),
        (("round", "open", str(FORM), "--unit", "x", "--period", "kỳ sau", "--due", "1/9/2100"), "kỳ sau"),
        (("round", "open", str(FORM), "--unit", "x", "--period", "2099", "--due", "mai kia"), "mai kia"),
        (
            ("round", "open", "khong-co.xlsx", "--unit", "x", "--period", "2099", "--due", "1/9/2100"),
            "khong-co",
        ),
        (
            ("round", "open", str(FORM), "--unit", "x", "--period", "2099", "--due", "1/9/2020"),
            "1/9/2020 đã qua",
        ),
        (
            ("round", "open", "khong-co.xlsx", "--unit", "x", "--period", "2099", "--due", "1/9/2100"),
            "không có tệp",
        ),
        (("round", "close", "99"), "99"),
        (("round", "extend", "2", "1/9/2100", "--unit", "KHONG"), "KHONG"),
        (("people", "list", "--unit", "KHONG"), "KHONG"),
        (("people", "suspend", "1", "--unit", NAM_TUAN.code), "Nam Tuấn"),
        (
            ("people", "replace", "22", "--unit", HOA_AN.code, "--name", "Ai Đó"),
            "không phải là người báo cáo",
        ),
        (("audit", "export", "--out", "a.pdf"), "a.pdf"),
        (("audit", "export", "--out", "a.csv", "--unit", "KHONG"), "KHONG"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line_and_nothing_changes(
    office: Office, words: tuple[str, ...], said: str
) -> None:
    refused = office.run(*words)
    assert (refused.exit_code, said in refused.output) == (1, True), refused.output
    assert office.deeds() == []


def test_people_are_listed_replaced_and_suspended(office: Office) -> None:
    assert "Lương Thị Hằng" in office.run("people", "list", "--unit", HOA_AN.code).output
    assert office.run("people", "list").output == office.run("people", "list", "--unit", "cao bang").output
    assert "Nam Tuấn" in office.run("people", "list", "--unit", "xã nam tuấn").output
    at = ("--unit", NAM_TUAN.code, "--yes")
    assert office.run("people", "suspend", "16", *at).exit_code == 0
    assert "đang tạm ngừng" in office.run("people", "list", "--unit", NAM_TUAN.code).output
    assert office.run("people", "reinstate", "16", *at).exit_code == 0
    replaced = office.run("people", "replace", "16", *at, "--name", "Nông Văn Mới")
    assert "Kính gửi anh/chị Nông Văn Mới," in replaced.output
    assert re.search(r"gõ mã [a-z]{3}-[0-9]{4}-[a-z]{4}-[0-9]{4}\.", replaced.output)
    listed = office.run("people", "list", "--unit", NAM_TUAN.code).output
    assert "Nông Văn Mới" in listed
    assert "Lương Thị Hằng" not in listed
    assert office.deeds() == ["suspended", "reinstated", "handed_over"]


def test_the_audit_is_exported_with_what_is_typed_kept_from_acting(office: Office, tmp_path: Path) -> None:
    replacing = ("people", "replace", "16", "--unit", NAM_TUAN.code, "--yes", "--name", "=HYPERLINK(x)")
    assert office.run(*replacing).exit_code == 0
    for name in ("all.csv", "all.xlsx"):
        assert office.run("audit", "export", "--out", str(tmp_path / name)).exit_code == 0
    lines = (tmp_path / "all.csv").read_text(encoding="utf-8-sig").splitlines()
    assert any("bàn giao" in line and "'=HYPERLINK(x)" in line for line in lines)
    assert sum("nộp" in line for line in lines) >= 20
    sheet = load_workbook(tmp_path / "all.xlsx").active
    assert sheet is not None
    assert sheet.max_row == len(lines) + 2
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    only = (
        "audit",
        "export",
        "--out",
        str(tmp_path / "one.csv"),
        "--unit",
        NAM_TUAN.code,
        "--since",
        "1/1/2026",
    )
    assert office.run(*only).exit_code == 0
    assert len((tmp_path / "one.csv").read_text(encoding="utf-8-sig").splitlines()) == 2
    assert office.run(*only).exception is not None


def test_the_lists_beside_a_form_are_kept_with_it(tmp_path: Path) -> None:
    async def stored() -> tuple[dict[str, bytes], bool]:
        async with open_database(f"sqlite+aiosqlite:///{tmp_path / 'forms.sqlite'}") as database:
            now = ISSUED
            async with database.writing() as connection:
                form = await FormShelf().put(
                    connection, FORM.read_bytes(), WORKBOOK, now, {"xa.csv": b"name\n"}
                )
                rows = await connection.execute(select(t.form_files))
                kept = {row.name: row.content for row in rows}
                taken = await FormShelf().take(connection, form.content_hash)
                assert taken.content_hash == form.content_hash
                try:
                    await FormShelf().put(
                        connection, FORM.read_bytes(), WORKBOOK, now, {"xa.csv": b"other\n"}
                    )
                except OtherLists:
                    return kept, True
            return kept, False

    assert asyncio.run(stored()) == ({"xa.csv": b"name\n"}, True)


def test_units_are_left_out_of_a_round_by_name_and_nobody_else(office: Office) -> None:
    opening = (
        "round",
        "open",
        str(FORM),
        "--unit",
        "Hòa An",
        "--period",
        "2021",
        "--due",
        "31/12/2099",
        "--yes",
    )
    unknown = office.run(*opening, "--except", "Cao Bằng")
    assert unknown.exit_code == 1
    assert "«Cao Bằng»" in unknown.stderr
    opened = office.run(*opening, "--except", "nam tuan", "--except", "Đức Long")
    assert opened.exit_code == 0
    assert "19 đơn vị" in opened.stdout
    assert "Nam Tuấn" not in opened.stdout
    assert "Đức Long" not in opened.stdout
    assert "0/19" in office.run("round", "list").stdout
