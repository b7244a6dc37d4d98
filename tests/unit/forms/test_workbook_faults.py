"""What an author is told about a questionnaire that cannot be used: every fault, each in its cell."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

import forms
from forms import Finding, FormRefused, compile_workbook, compile_xform
from texts.catalogue import catalogue

HEADINGS = ("type", "name", "label", "relevant", "constraint", "calculation")


def findings(data: bytes) -> tuple[Finding, ...]:
    with pytest.raises(FormRefused) as refused:
        compile_workbook(data, filename="test.xlsx")
    return refused.value.findings


def told(found: tuple[Finding, ...]) -> list[tuple[str, int, str, str]]:
    return [(finding.code, finding.row, finding.column, finding.text) for finding in found]


def test_all_faults_are_named_at_once_with_row_column_and_text(make_workbook: Callable[..., bytes]) -> None:
    found = findings(
        make_workbook(
            [
                ("Type", "Name", "Label::Tiếng Việt (vi)", "relevance", "constraint", "calculation"),
                ("integer", "a", "A ${nowhere}", "", ". == 3"),
                ("integer", "b", "x" * 1600, "${nope} > 1", "selcted(., 'a')"),
                ("integer", "a", "A", "", "(. > 1"),
                ("select_one colours", "c", "C", "", "count(., 1)"),
                ("geotrace", "g", "G", "${a} && ${b}"),
                ("calculate", "k1", "", "", "", "${k2} + 1"),
                ("calculate", "k2", "", "", "", "${k1} + 1"),
                ("begin_group", "open", "Open"),
                ("intiger", "typo", "T"),
            ]
        )
    )
    assert told(found) == [
        ("unknown_name", 2, "Label::Tiếng Việt (vi)", "${nowhere}"),
        ("double_equals", 2, "constraint", "=="),
        ("unknown_name", 3, "relevance", "${nope}"),
        ("unknown_function", 3, "constraint", "selcted"),
        ("duplicate_name", 4, "Name", "a"),
        ("unclosed_bracket", 4, "constraint", "("),
        ("missing_list", 5, "Type", "colours"),
        ("wrong_number_of_arguments", 5, "constraint", "count"),
        ("unsupported_kind", 6, "Type", "geotrace"),
        ("double_ampersand", 6, "relevance", "&&"),
        ("cycle", 7, "calculation", "k1 → k2 → k1"),
        ("begin_without_end", 9, "Type", "open"),
        ("unknown_kind", 10, "Type", "intiger"),
    ]
    assert {finding.sheet for finding in found} == {"survey"}


@pytest.mark.parametrize(
    ("expression", "code", "text"),
    [
        ("1 || 2", "double_bar", "||"),
        ("1 <> 2", "angle_unequal", "<>"),
        ("'a = 1", "unclosed_quote", "'a = 1"),
        ("1 + ", "unexpected_end", "1 +"),
        ("1 + )", "unbalanced_bracket", ")"),
        ("1 2", "unexpected_token", "2"),
        ("${a", "malformed_reference", "${a"),
        ("1 # 2", "unexpected_character", "#"),
        ("digest('a', 'MD5')", "unsupported_function", "digest"),
        ("(" * 100 + "1" + ")" * 100, "too_deep", None),
        ("1" + " + 1" * 500, "too_deep", None),
        ("child::a/sideways::b", "unknown_axis", "sideways"),
    ],
)
def test_each_slip_in_an_expression_has_its_own_name(
    make_workbook: Callable[..., bytes], expression: str, code: str, text: str | None
) -> None:
    (finding,) = findings(make_workbook([HEADINGS, ("integer", "a", "A", expression)]))
    assert finding.code == code
    assert text is None or finding.text == text


def test_names_must_be_there_and_be_names(make_workbook: Callable[..., bytes]) -> None:
    found = findings(
        make_workbook([HEADINGS, ("integer", "two words", "A"), ("integer", "", "B"), ("text", "1st", "C")])
    )
    assert told(found) == [
        ("bad_name", 2, "name", "two words"),
        ("missing_name", 3, "name", "B"),
        ("bad_name", 4, "name", "1st"),
    ]


def test_what_only_pyxform_finds_is_told_in_our_words_at_the_cell(
    make_workbook: Callable[..., bytes],
) -> None:
    (finding,) = findings(
        make_workbook(
            [
                ("type", "name", "label", "parameters"),
                ("integer", "a", "A"),
                ("text", "b", "B", "rows=many"),
            ]
        )
    )
    assert (finding.code, finding.sheet, finding.row, finding.column) == (
        "bad_parameters",
        "survey",
        3,
        "parameters",
    )


def test_our_own_sheets_are_checked_like_the_others(make_workbook: Callable[..., bytes]) -> None:
    found = findings(
        make_workbook(
            [HEADINGS, ("integer", "a", "A")],
            indicators=[
                ("name", "label::vi", "numerator", "denominator", "rollup", "target"),
                ("x", "X", "${zz}", "", "avg"),
                ("", "", "1"),
                ("t", "T", "${a}", "", "", "many"),
            ],
            checks=[("name", "expression", "severity"), ("c", "${a} >", "fatal")],
        )
    )
    assert [(finding.sheet, *place) for finding, place in zip(found, told(found), strict=True)] == [
        ("indicators", "unknown_name", 2, "numerator", "${zz}"),
        ("indicators", "not_one_of", 2, "rollup", "avg"),
        ("indicators", "missing_name", 3, "name", ""),
        ("indicators", "not_a_number", 4, "target", "many"),
        ("checks", "unexpected_end", 2, "expression", "${a} >"),
        ("checks", "not_one_of", 2, "severity", "fatal"),
    ]


def test_a_list_that_a_formula_looks_into_must_be_there(make_workbook: Callable[..., bytes]) -> None:
    data = make_workbook(
        [
            HEADINGS,
            ("text", "code", "Code?"),
            ("calculate", "found", "", "", "", "pulldata('communes', 'label', 'name', ${code})"),
        ]
    )
    assert told(findings(data)) == [("missing_file", 3, "calculation", "communes.csv")]


def test_a_list_beside_the_form_must_be_there(make_workbook: Callable[..., bytes]) -> None:
    data = make_workbook([HEADINGS, ("select_one_from_file communes.csv", "commune", "Commune?")])
    assert told(findings(data)) == [("missing_file", 2, "type", "communes.csv")]
    form = compile_workbook(
        data, filename="t.xlsx", attachments={"communes.csv": b"name,label\nnt,Nam Tu\xe1\xba\xa5n\n"}
    )
    assert len(form.definition.lists["communes"].children) == 1


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_finding_has_a_sentence(make_workbook: Callable[..., bytes], language: str) -> None:
    say = catalogue(language)
    found = findings(
        make_workbook([HEADINGS, ("integer", "a", "A", "${b} == 1", "foo(1)", "count()"), ("", "x", "X")])
    )
    sentences = [
        say.plain(f"form.finding.{finding.code}", n=None, text=finding.text, **finding.parameters)
        for finding in found
    ]
    assert all("{" not in sentence.replace("${", "") for sentence in sentences)


def test_xform_faults_name_the_node() -> None:
    xml = (
        '<html xmlns="http://www.w3.org/2002/xforms"><head><model><instance><data id="t"><a/></data></instance>'
        '<bind nodeset="/data/a" relevant="1 +" calculate="wrong()"/></model></head><body/></html>'
    )
    with pytest.raises(FormRefused) as refused:
        compile_xform(xml)
    assert [(one.code, one.sheet, one.column) for one in refused.value.findings] == [
        ("unexpected_end", "/data/a", "relevant"),
        ("unknown_function", "/data/a", "calculate"),
    ]


def test_every_code_in_the_source_has_a_sentence_in_both_languages() -> None:
    source = "".join(path.read_text() for path in sorted(Path(forms.__file__).parent.rglob("*.py")))
    patterns = (
        r'code="(\w+)"',
        r'ExpressionError\("(\w+)"',
        r'refused\("(\w+)"',
        r'(?:place|at)\([\w.]+, [^,]+, "(\w+)"',
        r'_unclear\(.*"(\w+)"\)',
        r'yield "(\w+)", (?:filename|finding)',
        r'"\), "(\w+)", "\w+"\),',
        r'": "(double_\w+|angle_\w+|curly_\w+)"',
    )
    codes = {code for pattern in patterns for code in re.findall(pattern, source)}
    assert len(codes) > 80
    parameters = dict.fromkeys(
        (
            *(
                "expression",
                "at",
                "given",
                "wanted",
                "limit",
                "length",
                "reason",
                "allowed",
                "advice",
                "column",
            ),
            *("list", "first", "name", "other", "missing", "there", "meant", "known"),
        ),
        "x",
    )
    for code in codes:
        for language in ("vi", "en"):
            assert catalogue(language).plain(f"form.finding.{code}", n=None, text="t", **parameters)


@pytest.mark.parametrize(
    "kind", ["select_one yes_no", "select one yes_no", "select_multiple yes_no or_other"]
)
def test_a_list_may_have_an_underscore_in_its_name(make_workbook: Callable[..., bytes], kind: str) -> None:
    survey = [("type", "name", "label"), (kind, "answer", "Trả lời?")]
    choices = [("list_name", "name", "label"), ("yes_no", "yes", "Có"), ("yes_no", "no", "Không")]
    form = compile_workbook(make_workbook(survey=survey, choices=choices), filename="a.xlsx")
    assert "answer" in [question.name for question in form.questions]
