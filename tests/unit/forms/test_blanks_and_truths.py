"""What is blank, hidden, true or false in expressions; what is computed once, and in which language."""

from datetime import date, datetime, time
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook

from forms import CompiledForm, World, compile_workbook
from tests.unit.forms.conftest import MakeForm, workbook

VI, EN = "Tiếng Việt (vi)", "English (en)"

ROWS = [
    ("type", "name", "label", "repeat_count", "relevant", "calculation"),
    ("begin repeat", "r", "R", "3"),
    ("integer", "a", "A"),
    ("integer", "b", "B", "", "${a} > 10"),
    ("end repeat", ""),
]


@pytest.mark.parametrize(
    ("expression", "some_hidden", "all_hidden"),
    [
        ("sum(${b})", "7", "0"),
        ("count(${b})", "2", "0"),
        ("count-non-empty(${b})", "1", "0"),
        ("min(${b})", "7", ""),
        ("max(${b})", "7", ""),
        ("max(${b}, 0)", "7", "0"),
        ("join('-', ${b})", "7-", ""),
        ("concat(${b})", "7", ""),
        ("string-length(join('', ${b}))", "1", "0"),
        ("count(${r}[./b = ''])", "2", "3"),
        ("count(/data/r/*)", "5", "3"),
        ("checklist(1, 9, ${b})", "true", "false"),
        ("coalesce(min(${b}), 5)", "7", "5"),
        ("count(${b} | ${a})", "5", "3"),
        ("string(indexed-repeat(${b}, ${r}, 2))", "7", ""),
        ("string(indexed-repeat(${b}, ${r}, 1))", "", ""),
        ("if(sum(${b}) > 5, 'nhiều', 'ít')", "nhiều", "ít"),
        ("if(${r}[1]/b != 0, 'khác', 'bằng')", "khác", "khác"),
    ],
)
def test_hidden_and_blank_answers_in_rows(
    make_form: MakeForm, world: World, expression: str, some_hidden: str, all_hidden: str
) -> None:
    form = make_form([*ROWS, ("calculate", "x", "", "", "", expression)])
    hidden = {"/data/r[1]/b": "1000", "/data/r[2]/b": "7"}
    some = {"/data/r[1]/a": "5", "/data/r[2]/a": "20", "/data/r[3]/a": "30"}
    assert form.fill(hidden | some, world).value("/data/x") == some_hidden
    assert form.fill(hidden, world).value("/data/x") == all_hidden


def test_rows_of_a_hidden_repeat_are_in_no_node_set(make_form: MakeForm, world: World) -> None:
    form = make_form(
        [
            ("type", "name", "label", "relevant", "calculation", "constraint"),
            ("integer", "a", "A"),
            ("begin repeat", "r", "R", "${a} = 1"),
            ("integer", "b", "B"),
            ("end repeat", ""),
            ("calculate", "x", "", "", "concat(count(${r}), '|', sum(${b}), '|', join(',', ${b}))"),
            ("integer", "total", "T", "", "", ". = sum(${b})"),
        ]
    )
    rows = {"/data/r[1]/b": "4", "/data/r[2]/b": "5"}
    assert form.fill(rows | {"/data/a": "1"}, world).value("/data/x") == "2|9|4,5"
    without = form.fill(rows | {"/data/a": "2"}, world)
    assert without.value("/data/x") == "0|0|"
    assert [without.judge("/data/total", figure, "").__class__.__name__ for figure in ("0", "9")] == [
        "Accepted",
        "Refused",
    ]


def test_an_indicator_over_rows_leaves_out_those_in_which_it_is_not_asked(
    make_form: MakeForm, world: World
) -> None:
    form = make_form(ROWS, indicators=[("name", "label", "numerator"), ("t", "T", "sum(${b})")])
    answers = {"/data/r[1]/a": "20", "/data/r[1]/b": "7", "/data/r[2]/a": "1", "/data/r[3]/a": "2"}
    numerator = form.indicators[0].numerator
    assert form.fill(answers, world).number(numerator) == 7
    assert form.fill({**answers, "/data/r[2]/a": "11"}, world).number(numerator) is None
    assert form.fill({}, world).number(numerator) is None


TRUTHS = {
    "more": "${a} > 3",
    "copied": "${more}",
    "chosen": "if(${a} > 0, ${more}, false())",
    "kept": "once(${a} > 3)",
    "coalesced": "coalesce(${nothing}, ${more})",
}


@pytest.mark.parametrize("name", TRUTHS)
@pytest.mark.parametrize(
    ("expression", "low", "high"),
    [
        ("if({0}, 'y', 'n')", "n", "y"),
        ("if(not({0}), 'y', 'n')", "y", "n"),
        ("if({0} and true(), 'y', 'n')", "n", "y"),
        ("if({0} = true(), 'y', 'n')", "n", "y"),
        ("if({0} != false(), 'y', 'n')", "n", "y"),
        ("if({0} = 1, 'y', 'n')", "n", "y"),
        ("if({0} = 'true', 'y', 'n')", "n", "y"),
        ("if({0} = 'false', 'y', 'n')", "y", "n"),
        ("if(boolean({0}), 'y', 'n')", "n", "y"),
        ("if({0} >= 1, 'y', 'n')", "n", "y"),
        ("{0} + 1", "1", "2"),
        ("number({0})", "0", "1"),
        ("checklist(1, 1, {0})", "false", "true"),
        ("weighted-checklist(2, 2, {0}, 2)", "false", "true"),
        ("concat({0}, '')", "false", "true"),
        ("boolean-from-string({0})", "false", "true"),
    ],
)
def test_a_computed_truth_is_a_truth_everywhere(
    make_form: MakeForm, world: World, name: str, expression: str, low: str, high: str
) -> None:
    form = make_form(
        [
            ("type", "name", "label", "calculation", "relevant"),
            ("integer", "a", "A"),
            ("text", "nothing", "N"),
            *(("calculate", each, "", text) for each, text in TRUTHS.items()),
            ("calculate", "x", "", expression.format("${" + name + "}")),
            ("text", "shown", "S", "", "${" + name + "}"),
        ]
    )
    for answer, value in (("2", low), ("5", high)):
        filling = form.fill({"/data/a": answer}, world)
        if name == "kept":  # without an answer it is not yet decided
            kept = World(now=world.now)
            filling = form.fill({"/data/a": answer, "/data/kept": "true" if answer == "5" else "false"}, kept)
        assert filling.value("/data/x") == value
        assert filling.relevant("/data/shown") is (answer == "5")


def test_a_computed_zero_is_false_and_a_truth_of_the_last_report_stays_one(make_form: MakeForm) -> None:
    form = make_form(
        [
            ("type", "name", "label", "calculation", "relevant"),
            ("integer", "a", "A"),
            ("calculate", "rest", "", "${a} - 3"),
            ("calculate", "more", "", "${a} > 3"),
            ("text", "left", "L", "", "${rest}"),
            ("text", "before", "B", "", "${last-saved#more}"),
        ]
    )
    now = datetime(2020, 4, 28, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    for was, asked in (("false", ("/data/a",)), ("true", ("/data/a", "/data/before"))):
        assert form.fill({"/data/a": "3"}, World(now=now, previous={"/data/more": was})).questions == asked


def test_once_is_computed_at_the_opening_and_in_a_row_when_it_is_added(
    make_form: MakeForm, world: World
) -> None:
    form = make_form(
        [
            ("type", "name", "label", "default", "calculation"),
            ("text", "q", "Q", "q3"),
            ("calculate", "code", "", "", "once(concat('BC-', ${q}))"),
            ("calculate", "said", "", "", "concat(${code}, '!')"),
            ("begin repeat", "r", "R"),
            ("text", "name", "N"),
            ("calculate", "own", "", "", "once(concat(${q}, position(..)))"),
            ("end repeat", ""),
        ]
    )
    answers: dict[str, str] = {}
    for path, value in (("/data/q", "q1"), ("/data/q", "q2")):
        answers |= form.fill(answers, world).answering(path, value)
    answers |= form.fill(answers, world).adding_row("/data/r")
    answers |= form.fill(answers, world).answering("/data/q", "q4")
    filling = form.fill(answers, world)
    assert filling.value("/data/said") == "BC-q3!"
    assert [filling.value(f"/data/r[{row}]/own") for row in (1, 2)] == ["q31", "q22"]


def test_a_label_in_a_computation_follows_the_language(make_form: MakeForm, world: World) -> None:
    form = make_form(
        [
            ("type", "name", f"label::{VI}", f"label::{EN}", "calculation", "relevant"),
            ("select_one kv", "kv", "Khu vực", "Area"),
            ("calculate", "ten", "", "", "concat(jr:choice-name(${kv}, '${kv}'), '.')"),
            ("text", "t", "Ở ${ten}", "In ${ten}", "", "string-length(${ten}) > 2"),
        ],
        choices=[
            ("list_name", "name", f"label::{VI}", f"label::{EN}"),
            ("kv", "nt", "Nông thôn", "Rural"),
        ],
        settings=[("default_language",), (VI,)],
    )
    filling = form.fill({"/data/kv": "nt"}, world)
    assert [filling.label("/data/t", language) for language in (VI, EN, VI)] == [
        "Ở Nông thôn.",
        "In Rural.",
        "Ở Nông thôn.",
    ]
    assert filling.submission()["/data/ten"] == "Nông thôn."


def dated_form() -> CompiledForm:
    book = load_workbook(
        BytesIO(
            workbook(
                [
                    ("type", "name", "label", "default", "calculation"),
                    *(("text", f"q{at}", "Q") for at in range(5)),
                ],
                choices=[("list_name", "name", "label"), ("m", "x", "X")],
            )
        )
    )
    survey, day = book["survey"], datetime(2024, 5, 1)  # noqa: DTZ001 -- a cell has no zone
    cells: list[tuple[str, int, datetime | date | time | str]] = [
        ("date", 4, day),
        ("text", 4, day.date()),
        ("time", 4, time(8, 30)),
        ("calculate", 5, day),
        ("select_one m", 3, "Ngày nào?"),
    ]
    for row, (kind, column, value) in enumerate(cells, start=2):
        survey.cell(row, 1).value = kind
        survey.cell(row, column).value = value
    survey.cell(5, 3).value = None
    book["choices"].cell(2, 3).value = date(2024, 5, 1)
    stream = BytesIO()
    book.save(stream)
    return compile_workbook(stream.getvalue(), filename="dated.xlsx")


def test_a_date_cell_is_the_day_that_its_author_typed(world: World) -> None:
    filling = dated_form().fill({}, world)
    assert [filling.value(f"/data/q{at}") for at in range(4)] == [
        "2024-05-01",
        "2024-05-01",
        "08:30:00",
        "2024-05-01",
    ]
    assert filling.choices("/data/q4", "")[0].label == "2024-05-01"


def test_a_triggered_condition_is_a_truth_too(make_form: MakeForm, world: World) -> None:
    form = make_form(
        [
            ("type", "name", "label", "calculation", "trigger", "relevant"),
            ("integer", "a", "A"),
            ("calculate", "more", "", "${a} > 3", "${a}"),
            ("text", "shown", "S", "", "", "${more}"),
        ]
    )
    for answer, asked in (("2", False), ("5", True)):
        answers = form.fill({}, world).answering("/data/a", answer)
        assert form.fill(answers, world).relevant("/data/shown") is asked


def test_what_floating_point_leaves_makes_no_difference(make_form: MakeForm, world: World) -> None:
    form = make_form(
        [
            ("type", "name", "label", "calculation", "constraint"),
            ("decimal", "a", "A"),
            ("decimal", "b", "B"),
            ("calculate", "ten", "", "${a} * 3 * 10"),
            ("decimal", "total", "T", "", ". = ${a} + ${b}"),
        ]
    )
    filling = form.fill({"/data/a": "0.1", "/data/b": "0.2"}, world)
    assert filling.judge("/data/total", "0.3", "").__class__.__name__ == "Accepted"
    assert filling.judge("/data/total", "0.31", "").__class__.__name__ == "Refused"
    assert filling.value("/data/ten") == "3"
