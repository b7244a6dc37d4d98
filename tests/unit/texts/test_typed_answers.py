import pytest

from texts.parsing import Named, read_named_answers


@pytest.mark.parametrize(
    "typed",
    [
        "15-25: 427/431, 15-35: 1050/1071",
        "15-25: 427/431; 15-35 1050/1071",
        "15-25: 427/431\n15-35: 1050/1071",
        "15-25:427/431,15-35:1050/1071",
        "- 15-25: 427/431\n- 15-35: 1050/1071\n",
        "Kết quả:\n15-25 = 427/431\n15-35 = 1050/1071",
        "15-25 427/431, 15-35 1050 / 1071",
    ],
)
def test_answers_are_split_and_named(typed: str) -> None:
    assert read_named_answers(typed) == (Named("15-25", "427/431"), Named("15-35", "1050/1071"))


def test_a_comma_inside_a_number_parts_nothing() -> None:
    assert read_named_answers("kinh phí: 1,5, số lớp: 2") == (Named("kinh phí", "1,5"), Named("số lớp", "2"))


def test_one_answer_with_its_name_is_split_too() -> None:
    assert read_named_answers("15-25: 427/431") == (Named("15-25", "427/431"),)


@pytest.mark.parametrize(
    ("line", "name", "value"),
    [
        ("số lớp 12", "số lớp", "12"),
        ("học viên 30 người", "học viên", "30 người"),
        ("kinh phí 12 triệu", "kinh phí", "12 triệu"),
        ("người biết chữ khoảng 400", "người biết chữ", "khoảng 400"),
        ("Bế Triều không có", "Bế Triều", "không có"),
        ("Bế Triều chưa có số liệu", "Bế Triều", "chưa có số liệu"),
        ("15-25 427 trên 431", "15-25", "427/431"),
    ],
)
def test_without_a_colon_the_figure_ends_the_line(line: str, name: str, value: str) -> None:
    assert read_named_answers(f"Nam Tuấn: 5\n{line}") == (Named("Nam Tuấn", "5"), Named(name, value))


@pytest.mark.parametrize("piece", ["mức độ 1 427", "em gửi ạ"])
def test_a_piece_not_understood_stays_without_a_name(piece: str) -> None:
    assert read_named_answers(f"Nam Tuấn: 5; {piece}") == (Named("Nam Tuấn", "5"), Named("", piece))


@pytest.mark.parametrize(
    "typed",
    [
        "431",
        "1,5",
        "427/431",
        "8/5/2020",
        "5, 6",
        "Xin chào, em là Hoa",
        "",
        "\n",
        "số lớp 12",
        "a: 1\n" * 500,
    ],
)
def test_a_single_value_or_plain_talk_names_nothing(typed: str) -> None:
    assert read_named_answers(typed) is None
