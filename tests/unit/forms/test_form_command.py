"""`baocao form` as an author uses it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.main import application
from texts import catalogue

WORKBOOK = Path(__file__).parents[3] / "questionnaires" / "xoa_mu_chu" / "xoa_mu_chu.xlsx"


@pytest.fixture
def run() -> CliRunner:
    return CliRunner()


@pytest.fixture
def faulty(tmp_path: Path, make_workbook: Callable[..., bytes]) -> Path:
    file = tmp_path / "faulty.xlsx"
    file.write_bytes(
        make_workbook(
            [("type", "name", "label", "relevant"), ("integer", "a", "A", "${b} == 1"), ("integer", "a", "A")]
        )
    )
    return file


def test_check_says_nothing_is_wrong(run: CliRunner) -> None:
    result = run.invoke(application(catalogue("vi")), ["form", "check", str(WORKBOOK)])
    assert result.exit_code == 0
    assert "không có lỗi" in result.stdout


def test_check_lists_every_fault_with_its_place_and_ends_1(run: CliRunner, faulty: Path) -> None:
    result = run.invoke(application(catalogue("vi")), ["form", "check", str(faulty)])
    assert result.exit_code == 1
    first, second, last = result.stderr.splitlines()
    assert first.startswith("trang «survey», hàng 2, cột «relevant»: viết «=» thay cho «==»")
    assert second.startswith("trang «survey», hàng 3, cột «name»: tên «a» đã dùng")
    assert last == "faulty.xlsx: 2 lỗi, bộ câu hỏi chưa dùng được."
    assert (
        "write '=' instead of '=='"
        in run.invoke(application(catalogue("vi")), ["form", "check", str(faulty), "--language", "en"]).stderr
    )


def test_a_file_that_is_not_there_is_one_clear_line(run: CliRunner, tmp_path: Path) -> None:
    result = run.invoke(application(catalogue("vi")), ["form", "check", str(tmp_path / "none.xlsx")])
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1


def test_walk_prints_events_as_json_lines(run: CliRunner, tmp_path: Path) -> None:
    answers = tmp_path / "answers.txt"
    answers.write_text("431\n500\n427\n")
    result = run.invoke(
        application(catalogue("vi")),
        ["form", "walk", str(WORKBOOK), "--answers", str(answers), "--language", "en"],
    )
    assert result.exit_code == 0
    events = [json.loads(line) for line in result.stdout.splitlines()]
    assert events[0] == {"event": "group", "ref": "/data/age_15_25[1]"}
    assert [event["result"] for event in events[1:4]] == ["ok", "constraint", "ok"]
    assert events[2]["message"] == "This cannot exceed all persons of this age group: 431."
    assert events[-1]["event"] == "end"


def test_walk_ends_3_for_a_refused_form(run: CliRunner, faulty: Path, tmp_path: Path) -> None:
    answers = tmp_path / "answers.txt"
    answers.write_text("")
    assert (
        run.invoke(
            application(catalogue("vi")), ["form", "walk", str(faulty), "--answers", str(answers)]
        ).exit_code
        == 3
    )


def test_preview_is_a_conversation_that_ends_with_the_input(run: CliRunner) -> None:
    result = run.invoke(
        application(catalogue("vi")), ["form", "preview", str(WORKBOOK)], input="431\n500\n427\n<\n426\n"
    )
    assert result.exit_code == 0
    assert "1/15 · Người 15-25 tuổi" in result.stdout
    assert "Không thể lớn hơn tổng số người nhóm này: 431." in result.stdout
    assert "Biết chữ MĐ1 15-25: 98,84\u00a0%" in result.stdout
