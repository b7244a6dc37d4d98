"""What the command line says of itself, and of what was typed wrongly."""

import inspect
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from cli.examples import EXAMPLES
from cli.group import Work
from tests.support.command_line import baocao, every_command

ROOT = Path(__file__).parents[3]
WIDTH = 80
ENGLISH = re.compile(
    r"\b(Usage|Options|Arguments|Commands|Show this message|required|default|Missing|Invalid|No such|Error"
    r"|Input should|Try|Aborted)\b|<(str|path|int|bool)>"
)


@pytest.fixture(autouse=True)
def _narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(WIDTH))
    monkeypatch.delenv("FORCE_COLOR", raising=False)


@pytest.mark.parametrize("words", every_command(), ids=" ".join)
def test_help_is_vietnamese_whole_and_shows_examples(words: tuple[str, ...]) -> None:
    said = baocao(*words, "--help")
    assert said.exit_code == 0
    assert ENGLISH.search(said.stdout) is None
    assert max(map(len, said.stdout.splitlines())) <= WIDTH
    for example in EXAMPLES.get(" ".join(words), ()):
        for line in example.splitlines():
            assert f" {line.strip()} " in said.stdout


def test_every_command_has_examples_and_every_example_a_command() -> None:
    named = [" ".join(words) for words in every_command()]
    ends = [name for name in named if not any(other.startswith(f"{name} ") for other in named if name)]
    assert sorted(EXAMPLES) == sorted(name for name in ends if name)
    for name, examples in EXAMPLES.items():
        assert all(each.startswith(f"baocao {name}") for each in examples)


def test_the_first_page_shows_every_command() -> None:
    said = baocao("--help").stdout
    for name in {words[0] for words in every_command() if words}:
        assert re.search(rf"│ {name} ", said)


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("rund",), "Không có lệnh «rund». Có phải là round, run?"),
        (("round", "mở"), "Không có lệnh «mở»."),
        (("invite", "--al"), "Không có tùy chọn «--al». Có phải là --all-without-account?"),
        (("status", "--xyz"), "Không có tùy chọn «--xyz»."),
        (("invite",), "Thiếu --out: Tệp để ghi: .pdf hoặc .xlsx."),
        (("units", "merge"), "Thiếu ĐƠN-VỊ…: Mã hoặc tên các đơn vị cũ."),
        (("invite", "--out"), "Sau --out phải ghi một giá trị."),
        (("people", "erase", "1", "--yes=1"), "--yes không nhận giá trị."),
        (("--help=1",), "--help không nhận giá trị."),
        (("demo", "--port", "abc"), "--port «abc»: cần một số nguyên."),
        (("demo", "--port", "99999"), "--port «99999»: không được lớn hơn 65535."),
        (("round", "close", "hai"), "SỐ «hai»: cần một số nguyên."),
        (
            ("units", "show", "Nam", "Tuấn"),
            'Thừa: «Tuấn». Tên có dấu cách thì đặt trong dấu nháy: "Nam Tuấn".',
        ),
        (("dead-letter", "replay"), "Ghi số của một sự kiện, hoặc --all."),
    ],
)
def test_what_is_typed_wrongly_is_said_in_one_line_and_the_right_way_in_the_next(
    words: tuple[str, ...], line: str
) -> None:
    said = baocao(*words)
    assert said.exit_code == 2
    assert said.stdout == ""
    first, *rest = said.stderr.splitlines()
    assert first == line
    usage, more = rest
    assert usage.startswith("Cách dùng: baocao ")
    assert more.startswith("Xem thêm: baocao ")
    assert more.endswith("--help")


def test_a_group_alone_shows_its_help_and_leaves_as_what_cannot_be_run() -> None:
    said = baocao("round")
    assert said.exit_code == 2
    assert "Mở một đợt báo cáo" in said.stdout
    assert said.stderr == ""


def test_the_same_in_english() -> None:
    said = baocao("round", "open", "--help", language="en").stdout
    assert "Usage: baocao round open FILE --unit UNIT --period PERIOD --due DAY […]" in said
    assert "[required]" in said
    assert "Examples:" in said
    wrong = baocao("round", "opne", language="en")
    assert wrong.stderr.splitlines()[0] == "There is no command 'opne'. Did you mean open?"


def test_h_is_help_and_version_is_a_line() -> None:
    assert baocao("round", "-h").stdout == baocao("round", "--help").stdout
    assert re.fullmatch(r"baocao [0-9.]+\n", baocao("--version").stdout)


def test_what_only_takes_a_number_takes_one_below_zero_as_a_number() -> None:
    assert baocao("demo", "--port", "-1").stderr.startswith("--port «-1»: không được nhỏ hơn 0.")


SLOW_TO_IMPORT = {"telegram", "pyxform", "openpyxl", "matplotlib", "sqlalchemy", "pydantic", "aiohttp"}


@pytest.mark.parametrize("words", [["--help"], ["-h"], ["--version"], ["rund"]], ids=" ".join)
def test_what_runs_no_command_imports_nothing_slow(words: list[str]) -> None:
    ended = subprocess.run(  # noqa: S603 -- the program itself
        [sys.executable, "-X", "importtime", "-m", "cli.main", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == (2 if words == ["rund"] else 0)
    imported = set(re.findall(r"^import time: .*\| +(\w+)$", ended.stderr, re.MULTILINE))
    assert "click" in imported
    assert not imported & SLOW_TO_IMPORT


EVERY_HELP = """
import sys
from tests.support.command_line import baocao, every_command
for words in every_command():
    assert baocao(*words, "--help").exit_code == 0, words
print(*sys.modules)
"""


def test_no_help_imports_anything_slow() -> None:
    ended = subprocess.run(  # noqa: S603 -- a script of ours
        [sys.executable, "-c", EVERY_HELP], cwd=ROOT, capture_output=True, text=True, check=True
    )
    imported = {module.partition(".")[0] for module in ended.stdout.split()}
    assert "click" in imported
    assert not imported & SLOW_TO_IMPORT


ENDS = {words: each for words, each in every_command().items() if not isinstance(each, click.Group)}


@pytest.mark.parametrize("words", ENDS, ids=" ".join)
def test_the_work_of_a_command_takes_the_parameters_of_its_declaration(words: tuple[str, ...]) -> None:
    work, names = ENDS[words].callback, [each.name for each in ENDS[words].params]
    assert isinstance(work, Work)
    _, *taken = inspect.signature(work.load()).parameters
    assert sorted(taken) == sorted(names)
