"""No form and no answer keeps the program busy: patterns, texts, steps and rows have bounds, told in a sentence."""

from collections.abc import Callable
from pathlib import Path
from time import process_time

import pytest
from click.testing import CliRunner

from cli.main import application
from forms import FormRefused, Reason, Refused, TooMuchWork, World, compile_workbook
from forms.xpath.patterns import pattern
from tests.unit.forms.conftest import MakeForm, Rows
from texts import catalogue

HEAD = ("type", "name", "label", "calculation", "constraint", "repeat_count")
ANSWERED = 5.0  # seconds of computing, within which even a slow machine says that it is too much


def doubling(times: int, first: str = "concat(${q}, ${q})") -> Rows:
    rows = [("calculate", "t0", "", first)]
    rows += [("calculate", f"t{n}", "", f"concat(${{t{n - 1}}}, ${{t{n - 1}}})") for n in range(1, times)]
    return [HEAD, ("text", "q", "Q"), *rows]


@pytest.mark.parametrize(
    ("source", "text", "matches"),
    [
        (r"\d{4}", "2020", True),
        (r"\d{4}", "20201", False),
        (r"[\w\s.]+", "Nguyễn Văn Đức.", True),
        (r"[^\d]+", "a1", False),
        (r"\S+", "a b", False),
        (r"[\u0110\u0111]", "đ", True),
        (r"\p{Alpha}+", "Đ", False),
        (r"\p{IsAlphabetic}+", "Đ", True),
        (r"\Q[a]\E", "[a]", True),
        (r"[]a]+", "]a", True),
        (r"(?=.*\d).+", "ab1", True),
        (r"(?!0)\d+", "012", False),
        (r"(\d)\1", "11", True),
        (r"[a-z&&[^b]]", "b", False),
        (r"a++", "aaa", True),
        (r".{1,2000}", "x" * 1500, True),
        (r"\bxã\b", "xã", True),
        ("a.c", "a\nc", False),
        ("a", "\ud800", False),
    ],
)
def test_patterns_are_javas(source: str, text: str, matches: bool) -> None:  # noqa: FBT001 -- a table of cases
    found = pattern(source)
    assert found is not None
    assert found.matches(text) is matches


@pytest.mark.parametrize("source", [r"^([A-Za-z]+\s?)+$", r"(a|a)*b", r"(.*)(.*)(.*)(.*)\d", r"(\w+)*\W"])
def test_no_text_keeps_a_pattern_busy(source: str) -> None:
    found = pattern(source)
    assert found is not None
    assert not found.backtracks
    assert not found.matches("a" * 20_000 + "!?")


def test_a_pattern_that_has_to_backtrack_is_stopped() -> None:
    found = pattern(r"(?=.)(a?){30}(a|a|aa)+\1\1b")
    assert found is not None
    began = process_time()
    with pytest.raises(TooMuchWork):
        found.matches("a" * 60)
    assert process_time() - began < ANSWERED


def test_the_check_names_patterns_that_are_none_or_may_take_long(
    tmp_path: Path, make_workbook: Callable[..., bytes]
) -> None:
    rows = [
        HEAD,
        ("text", "a", "A", "", r"regex(., '^(?=.*\d).{8}$')"),
        ("text", "b", "B", "", "regex(., '[a-')"),
        ("text", "c", "C", "", r"regex(., '^([A-Za-z]+\s?)+$')"),
    ]
    file = tmp_path / "mau.xlsx"
    file.write_bytes(make_workbook(rows))
    result = CliRunner().invoke(application(catalogue("en")), ["form", "check", str(file)])
    assert result.exit_code == 0
    first, second = result.stderr.splitlines()
    assert "sheet 'survey', row 2, column 'constraint'" in first
    assert "look-ahead" in first
    assert "row 3" in second
    assert "is no pattern" in second


def test_texts_that_double_are_refused_when_the_form_is_loaded(make_form: MakeForm) -> None:
    with pytest.raises(FormRefused) as refused:
        make_form(doubling(40))
    (finding,) = refused.value.findings
    assert (finding.code, finding.row, finding.column) == ("endless_text", 17, "calculation")


def test_texts_that_double_with_an_answer_are_refused_with_it(make_form: MakeForm, world: World) -> None:
    form = make_form(doubling(40, "if(${q} = 'x', concat(${q}, ${q}), '')"))
    assert form.fill({"/data/q": "y"}, world).value("/data/t39") == ""
    with pytest.raises(TooMuchWork):
        form.fill({"/data/q": "x"}, world).value("/data/t39")


@pytest.mark.parametrize(
    "expression",
    [
        "count(//*[count(//*[count(//*[count(//*) > 0]) > 0]) > 0])",
        "count(/data/row[count(/data/row[. = /data/row]) > 0])",
        "count(/data/row | /data/row[//a != //a])",
    ],
)
def test_work_without_end_is_given_up(make_form: MakeForm, world: World, expression: str) -> None:
    form = make_form(
        [
            HEAD,
            ("begin_repeat", "row", "R", "", "", "900"),
            ("calculate", "a", "", "position(..)"),
            ("end_repeat",),
            ("calculate", "c", "", expression),
            ("note", "n", "N"),
        ]
    )
    began = process_time()
    with pytest.raises(TooMuchWork):
        form.fill({}, world).value("/data/c")
    assert process_time() - began < ANSWERED


def test_a_row_count_beyond_all_sense_is_refused_and_a_stored_one_can_be_corrected(
    make_form: MakeForm, world: World
) -> None:
    form = make_form(
        [
            HEAD,
            ("integer", "n", "N"),
            ("calculate", "m", "", "${n} * 2"),
            ("begin_repeat", "row", "R", "", "", "${m}"),
            ("text", "a", "A"),
            ("end_repeat",),
        ]
    )
    filling = form.fill({}, world)
    assert filling.judge("/data/n", "999999999", "") == Refused(reason=Reason.TOO_MANY_ROWS)
    assert filling.judge("/data/n", "501", "") == Refused(reason=Reason.TOO_MANY_ROWS)
    assert not isinstance(filling.judge("/data/n", "500", ""), Refused)
    stored = form.fill({"/data/n": "999999999"}, world)
    assert ("/data/n", Refused(reason=Reason.TOO_MANY_ROWS)) in stored.faults("")
    assert not isinstance(stored.judge("/data/n", "2", ""), Refused)


def test_an_expression_longer_than_any_is_refused(make_workbook: Callable[..., bytes]) -> None:
    rows = [
        HEAD,
        ("note", "n", "N"),
        ("calculate", "c", "", f"concat({', '.join('1' for _ in range(4000))})"),
    ]
    with pytest.raises(FormRefused) as refused:
        compile_workbook(make_workbook(rows), filename="dai.xlsx")
    assert {finding.code for finding in refused.value.findings} == {"too_deep"}
