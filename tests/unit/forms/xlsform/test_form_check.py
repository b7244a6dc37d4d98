"""What `baocao form check` says: accepted or refused, each remark at its cell, in the author's language."""

import re
import time
import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook
from openpyxl.styles import PatternFill

from cli.main import application
from forms import CompiledForm, FormRefused, World, compile_workbook
from texts import catalogue

OLD = Path(__file__).with_name("old_excel.xls")
H = ("type", "name", "label")
YN = [("list_name", "name", "label"), ("yn", "co", "Có"), ("yn", "khong", "Không")]
ENGLISH = re.compile(r"\b(?:the|is|are|must|invalid|error|Warning|should|cannot|unknown)\b")

Check = Callable[..., Result]
Told = list[str]


@pytest.fixture
def check(tmp_path: Path, make_workbook: Callable[..., bytes]) -> Check:
    def run(
        *survey: tuple[object, ...], files: Mapping[str, bytes] | None = None, **sheets: object
    ) -> Result:
        for name, content in (files or {}).items():
            (tmp_path / name).write_bytes(content)
        file = tmp_path / "bieu.xlsx"
        file.write_bytes(make_workbook(survey, **sheets))
        return checked(file)

    return run


def checked(file: Path, language: str = "vi") -> Result:
    return CliRunner().invoke(application(catalogue(language)), ["form", "check", str(file)])


def told(result: Result) -> Told:
    """Return what was said of cells, and hold it to be Vietnamese."""
    lines = [line.removeprefix("Lưu ý: ") for line in result.stderr.splitlines() if "trang «" in line]
    assert not [line for line in lines if ENGLISH.search(line)]
    return lines


def places(result: Result) -> Told:
    return [f"{line.split(': ')[0]}: " for line in told(result)]


def at(row: int, column: str, sheet: str = "survey") -> str:
    return f"trang «{sheet}», hàng {row}, cột «{column}»: "


@pytest.mark.parametrize(
    ("name", "code", "cells"),
    [
        *((name, 0, []) for name in ("m_smart_quotes", "o_trigger_counter", "n_blank_tail", "j_datecell")),
        ("p_null", 0, [(4, "calculation", "survey", "«null»")]),
        (
            "q_typo_column",
            0,
            [
                (1, "relevent", "survey", "«relevant»"),
                (1, "requird", "survey", "«required»"),
                (1, "constrain", "survey", "«constraint»"),
                (1, "chocie_filter", "survey", "«choice_filter»"),
            ],
        ),
        ("o_media_only", 0, [(2, "label", "survey", "«ma_bien»")]),
        ("n_dup_used", 1, [(4, "name", "choices", "lần đầu ở hàng 2")]),
        ("csv/k_csv_semicolon", 0, []),
    ],
)
def test_each_of_the_recorded_forms_gets_its_verdict(
    shared: Path, name: str, code: int, cells: list[tuple[int, str, str, str]]
) -> None:
    begun = time.process_time()
    result = checked(shared / "cases" / "forms" / f"{name}.xlsx")
    lines = told(result)
    assert result.exit_code == code
    assert len(lines) == len(cells)
    for line, (row, column, sheet, words) in zip(lines, cells, strict=True):
        assert line.startswith(at(row, column, sheet))
        assert words in line
    assert time.process_time() - begun < 5


@pytest.mark.parametrize(
    ("name", "code", "places"),
    [
        (
            "f02_ind",
            1,
            [
                "indicators 2 numerator",
                "indicators 4 numerator",
                "indicators 5 name",
                "indicators 5 denominator",
                "indicators 5 target",
                "indicators 6 numerator",
                "checks 2 expression",
                "checks 3 expression",
                "indicators 3 rollup",
                "checks 3 message::Tiếng Việt (vi)",
                "checks 4 message::Tiếng Việt (vi)",
            ],
        ),
        (
            "f03_types",
            1,
            ["survey 2 type", "survey 3 constraint", "survey 4 type", "survey 5 type", "survey 6 relevant"],
        ),
        ("f14_dup_choices", 1, ["choices 3 name", "choices 4 name"]),
        ("f15_empty", 1, ["survey"]),
        ("f16_no_label", 1, ["survey 2 label::Tiếng Việt (vi)"]),
        ("g1_required_co", 0, []),
        ("h1_repeat_rate", 1, ["indicators 2 numerator", "indicators 4 numerator"]),
    ],
)
def test_each_questionnaire_of_the_office_gets_its_verdict(
    shared: Path, name: str, code: int, places: list[str]
) -> None:
    result = checked(shared / "cases" / "office" / f"{name}.xlsx")
    assert result.exit_code == code
    found = [re.findall(r"(?:trang «|hàng |cột «)([^»,]+)", line.split(": ")[0]) for line in told(result)]
    assert [" ".join(place) for place in found] == places


def test_yes_is_read_in_either_language_and_never_passed_over(
    make_workbook: Callable[..., bytes], world: World
) -> None:
    for said, required in [
        ("có", True),
        ("X", True),
        ("✓", True),
        ("1", True),
        ("Bắt buộc", True),
        ("không", False),
    ]:
        form = _form(make_workbook([(*H, "required"), ("integer", "a", "A", said)]))
        assert form.fill({}, world).required("/data/a") is required


def test_what_is_neither_yes_nor_no_is_refused_at_its_cell(check: Check) -> None:
    result = check((*H, "required"), ("integer", "a", "A", "cần"), ("integer", "b", "B", "bắt buộc nếu có"))
    assert result.exit_code == 1
    assert places(result) == [at(2, "required"), at(3, "required")]


def test_a_word_without_quotes_is_told_with_what_was_probably_meant(check: Check) -> None:
    rows = [
        ("select_one yn", "a", "A"),
        ("text", "b", "B", "${a} = co"),
        ("text", "c", "C", "selected(a, 'co')"),
        ("text", "d", "D", "${a} = true"),
    ]
    result = check((*H, "relevant"), *rows, choices=YN)
    assert result.exit_code == 0
    assert [line.rpartition(" viết ")[2] for line in told(result)] == ["'co'?", "${a}?", "true()?"]


def test_a_filter_may_name_the_columns_of_its_list_and_no_others(check: Check) -> None:
    choices = [("list_name", "name", "label", "huyen"), ("xa", "1", "Một", "a")]
    result = check(
        (*H, "choice_filter"),
        *(("select_one xa", n, n, f"{n}='a'") for n in ("huyen", "tinh")),
        choices=choices,
    )
    (line,) = told(result)
    assert line.startswith(at(3, "choice_filter"))


def test_curly_quotes_are_straight_to_expressions_in_all_sheets(
    make_workbook: Callable[..., bytes], world: World
) -> None:
    form = _form(
        make_workbook(
            [(*H, "relevant"), ("text", "a", "A"), ("text", "b", "B", "${a} = “x”")],
            checks=[("name", "expression", "message"), ("c", "${a} != ‘x’", "Sai “x”")],
        )
    )
    assert form.fill({"/data/a": "x"}, world).relevant("/data/b")
    (failed,) = form.fill({"/data/a": "x"}, world).failed_checks("")
    assert failed.message == "Sai “x”"


def test_rows_that_are_blank_but_coloured_do_not_count(
    tmp_path: Path, make_workbook: Callable[..., bytes]
) -> None:
    file = tmp_path / "mau.xlsx"
    file.write_bytes(make_workbook([H, ("text", "a", "A")], choices=YN))
    book = load_workbook(file)
    colour = PatternFill("solid", fgColor="FFFF00")
    book["survey"]["XFD1"].fill = colour
    book["survey"]["C1048576"].fill = colour
    book["choices"]["A900000"] = "  "
    book.save(file)
    begun = time.process_time()
    assert checked(file).exit_code == 0
    assert time.process_time() - begun < 4


def test_an_old_workbook_is_read_under_its_own_name_only(tmp_path: Path, world: World) -> None:
    form = compile_workbook(OLD.read_bytes(), filename="cu.xls")
    filling = form.fill({"/data/so": "4"}, world)
    assert filling.value("/data/ngay") == "2024-05-01"
    assert filling.required("/data/ngay")
    assert [choice.label for choice in filling.choices("/data/c", "")] == ["Có", "Không"]
    renamed = tmp_path / "cu.xlsx"
    renamed.write_bytes(OLD.read_bytes())
    result = checked(renamed)
    assert result.exit_code == 1
    assert "lưu thành «Excel Workbook (.xlsx)»" in result.stderr


@pytest.mark.parametrize(
    "content", [b"", b"type,name\n", b"<html><table></table>", b"%PDF-1.4", b"PK\x03\x04abc"]
)
def test_what_is_no_workbook_is_told_how_to_become_one(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "gi.xlsx"
    file.write_bytes(content)
    result = checked(file)
    assert result.exit_code == 1
    assert "Excel Workbook (.xlsx)" in result.stderr
    assert not ENGLISH.search(result.stderr)


@pytest.mark.parametrize(
    ("content", "parameters"),
    [
        ("name;label\n01;Xã Một\n02;Xã Hai\n", ""),
        ("\ufeffname\tlabel\n01\tXã Một\n02\tXã Hai\n", ""),
        ("sep=;\nname;label\n01;Xã Một\n02;Xã Hai\n", ""),
        ('ma;ten\n01;"Xã Một"\n\n02;Xã Hai\n', "value=ma label=ten"),
    ],
)
def test_lists_are_read_as_excel_writes_them(
    make_workbook: Callable[..., bytes], world: World, content: str, parameters: str
) -> None:
    survey = [(*H, "parameters"), ("select_one_from_file xa.csv", "x", "Xã?", parameters)]
    for data in (content.encode(), content.replace("\ufeff", "").encode("utf-16")):
        form = _form(make_workbook(survey), {"xa.csv": data})
        choices = form.fill({}, world).choices("/data/x", "")
        assert [(choice.name, choice.label) for choice in choices] == [("01", "Xã Một"), ("02", "Xã Hai")]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"01;A\n02;B\n", "không có cột «name»"),
        (b"ma,ten\n1,A\n", "không có cột «label»"),
        (b"name,label\n1,\xc3\n", "CSV UTF-8"),
        (b"", "không có cột «name»"),
        (b"name,label\n", "không có dòng nào"),
    ],
)
def test_a_list_that_cannot_be_read_is_named_with_what_it_lacks(
    check: Check, content: bytes, words: str
) -> None:
    result = check(H, ("select_one_from_file xa.csv", "x", "Xã?"), files={"xa.csv": content})
    assert result.exit_code == 1
    assert all(line.startswith(f"{at(2, 'type')}xa.csv ") for line in told(result))
    assert words in result.stderr


def test_an_external_list_is_taken_from_the_workbook(
    make_workbook: Callable[..., bytes], world: World
) -> None:
    form = _form(
        make_workbook(
            [
                (*H, "choice_filter"),
                ("select_one yn", "a", "A"),
                ("select_one_external xa", "x", "X", "o=${a}"),
            ],
            choices=YN,
            external_choices=[
                ("list_name", "name", "label", "o"),
                ("xa", "1", "Một", "co"),
                ("xa", "2", "Hai", "khong"),
            ],
        )
    )
    filling = form.fill({"/data/a": "khong"}, world)
    assert [choice.label for choice in filling.choices("/data/x", "")] == ["Hai"]


def test_how_often_to_repeat_is_a_number(check: Check) -> None:
    repeat = [("begin_repeat", "r", "R", "${ten}"), ("text", "t", "T"), ("end_repeat",)]
    (line,) = told(check((*H, "repeat_count"), ("text", "ten", "Tên"), *repeat))
    assert line.startswith(f"{at(3, 'repeat_count')}${{ten}} ")
    assert check((*H, "repeat_count"), ("integer", "ten", "Tên"), *repeat).exit_code == 0


def test_rules_where_nothing_is_answered_are_told(check: Check) -> None:
    result = check(
        (*H, "constraint", "required"),
        ("note", "n", "N", ". > 3", "yes"),
        ("integer", "a", "A", ". > 3", "yes"),
    )
    assert result.exit_code == 0
    assert places(result) == [at(2, "constraint"), at(2, "required")]


def test_a_formula_without_a_result_is_told_and_never_passed_over(check: Check) -> None:
    result = check(H, ("text", "a", '="Số "&1'), ("text", "b", "#REF!"))
    assert result.exit_code == 0
    assert places(result) == [at(2, "label"), at(3, "label")]
    refused = check((*H, "relevant"), ("text", "a", "A", "=B1"))
    assert refused.exit_code == 1
    assert told(refused)[0].startswith(at(2, "relevant"))


def test_parts_that_are_passed_over_are_no_concern_of_the_author(
    tmp_path: Path, make_workbook: Callable[..., bytes]
) -> None:
    listed = b'<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"></ext></extLst></worksheet>'
    file = tmp_path / "mo_rong.xlsx"
    with (
        zipfile.ZipFile(BytesIO(make_workbook([H, ("text", "a", "A")]))) as made,
        zipfile.ZipFile(file, "w") as to,
    ):
        for name in made.namelist():
            to.writestr(name, made.read(name).replace(b"</worksheet>", listed))
    result = checked(file)
    assert (result.exit_code, result.stderr) == (0, "")


def test_notes_alone_are_a_form_and_nothing_is_none(check: Check) -> None:
    assert check(H, ("note", "n", "N")).exit_code == 0
    assert check(H, ("begin_group", "g", "G"), ("end_group",)).exit_code == 1
    assert check(("Báo cáo",), H, ("text", "a", "A")).exit_code == 1


def test_types_are_read_however_they_are_spelled(check: Check) -> None:
    rows = [
        ("Integer", "a", "A"),
        ("Select_One  yn", "b", "B"),
        ("Begin Group", "g", "G"),
        ("Note", "", "N"),
        ("END group",),
        ("Date Time", "d", "D"),
    ]
    result = check(("Type", "NAME", "Label"), *rows, choices=YN)
    assert (result.exit_code, told(result)) == (0, [])


def test_slips_in_the_names_of_columns_and_sheets_are_told_beside_what_they_lead_to(check: Check) -> None:
    result = check(
        ("type", "name", "lable::Tiếng Việt (vi)"),
        ("select_one yn", "a", "A"),
        chioces=YN,
        indicator=[("name",)],
    )
    lines = told(result)
    assert result.exit_code == 1
    assert [line for line in lines if "«label::Tiếng Việt (vi)»?" in line]
    assert [line for line in lines if "«choices»?" in line]
    assert [line for line in lines if "«indicators»?" in line]


def test_what_only_the_first_row_gives_is_told_in_every_sheet(check: Check) -> None:
    result = check(
        (*H, "relevant"),
        *[("begin_repeat", "r", "R"), ("integer", "x", "X"), ("text", "y", "Y", "${x} > 1"), ("end_repeat",)],
        ("text", "b", "B", "${x} > 1"),
        ("text", "c", "C", "sum(${x}) > count(${r})"),
        checks=[("name", "expression", "message"), ("c", "${x} > 0", "M")],
    )
    assert result.exit_code == 0
    assert [line.split(": ")[0] for line in told(result)] == [
        at(6, "relevant")[:-2],
        at(2, "expression", "checks")[:-2],
    ]


def test_figures_need_numbers_in_one_piece(check: Check) -> None:
    survey = [
        H,
        ("integer", "a", "A"),
        ("text", "t", "T"),
        ("select_one yn", "s", "S"),
        *[("begin_repeat", "r", "R"), ("integer", "x", "X"), ("end_repeat",)],
    ]
    numerators = [
        "${x}",
        "${r}",
        "${t}",
        "${s} * 2",
        "${a} + ${x}",
        "sum(${x})",
        "count(${r})",
        "if(${t} = 'x', 1, 0)",
    ]
    rows = [(f"i{n}", f"I{n}", text, "") for n, text in enumerate(numerators)]
    result = check(*survey, choices=YN, indicators=[("name", "label", "numerator", "denominator"), *rows])
    assert [line.split(": ")[0] for line in told(result)] == [
        at(row, "numerator", "indicators")[:-2] for row in range(2, 7)
    ]


def test_words_of_the_office_are_read_in_our_own_sheets(make_workbook: Callable[..., bytes]) -> None:
    form = _form(
        make_workbook(
            [H, ("integer", "a", "A")],
            indicators=[
                ("Name", "Label", "Numerator", "Rollup", "target"),
                ("i", "I", "${a}", "cuối", "90,5 %"),
            ],
            checks=[
                ("name", "expression", "severity", "message"),
                ("e", "${a} > 0", "Lỗi", "E"),
                ("w", "${a} > 1", "cảnh báo", "W"),
            ],
        )
    )
    assert [check.severity.value for check in form.checks] == ["error", "warning"]
    assert (form.indicators[0].rollup.value, str(form.indicators[0].target)) == ("last", "90.5")


def test_defaults_that_no_question_takes_are_told(check: Check) -> None:
    rows = [
        ("date", "d", "D", "30/11/2026"),
        ("select_one yn", "c", "C", "cho"),
        ("select_one yn", "e", "E", "co"),
    ]
    result = check((*H, "default"), *rows, choices=YN)
    assert result.exit_code == 0
    assert places(result) == [at(2, "default"), at(3, "default")]


def test_languages_are_named_the_same_everywhere(check: Check) -> None:
    choices = [("list_name", "name", "label::Tiếng Viêt (vi)"), ("yn", "co", "Có")]
    settings = [("default_language",), ("vi",)]
    survey = [("type", "name", "label::Tiếng Việt (vi)"), ("select_one yn", "c", "C")]
    result = check(*survey, choices=choices, settings=settings)
    assert places(result) == [
        at(1, "label::Tiếng Viêt (vi)", "choices"),
        at(2, "default_language", "settings"),
    ]


def test_names_in_settings_and_lists_that_are_left_out_are_told(check: Check) -> None:
    result = check(
        H,
        ("select_one", "a", "A"),
        ("text", "b", "B ${c"),
        settings=[("instance_name",), ("concat(${x}, 1)",)],
    )
    assert result.exit_code == 1
    assert places(result) == [at(2, "type"), at(3, "label"), at(2, "instance_name", "settings")]


def test_a_form_in_use_goes_on_whatever_is_a_fault_since(shared: Path, world: World) -> None:
    folder = shared / "cases" / "office"
    for name in ("h1_repeat_rate", "f15_empty"):
        data = (folder / f"{name}.xlsx").read_bytes()
        with pytest.raises(FormRefused):
            compile_workbook(data, filename="cu.xlsx")
        form = compile_workbook(data, filename="cu.xlsx", in_use=True)
        assert form.fill({}, world).questions is not None


def test_remarks_are_in_english_where_that_is_wanted(shared: Path) -> None:
    result = checked(shared / "cases" / "forms" / "n_dup_used.xlsx", "en")
    assert "sheet 'choices', row 4, column 'name': «x» is in list «m» twice" in result.stderr


def test_a_form_is_tried_as_the_chat_takes_answers(
    tmp_path: Path, make_workbook: Callable[..., bytes]
) -> None:
    file = tmp_path / "thu.xlsx"
    file.write_bytes(
        make_workbook(
            [H, ("date", "d", "Ngày?"), ("integer", "n", "Số?"), ("select_one yn", "c", "Có?")], choices=YN
        )
    )
    typed = "hôm nào\n30/11/2026\n1.234\nko\n"
    result = CliRunner().invoke(application(catalogue("vi")), ["form", "preview", str(file)], input=typed)
    assert "d: 2026-11-30" in result.stdout
    assert "n: 1234" in result.stdout
    assert "c: khong" in result.stdout


def _form(data: bytes, files: Mapping[str, bytes] | None = None) -> CompiledForm:
    return compile_workbook(data, filename="bieu.xlsx", attachments=files)
