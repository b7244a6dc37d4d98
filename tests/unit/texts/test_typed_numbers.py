from decimal import Decimal

import pytest

from texts.parsing import (
    Absent,
    Approximate,
    AskWhich,
    AsPrevious,
    Doubtful,
    Exact,
    Impossible,
    LikeAPhone,
    Obstacle,
    Pair,
    Percent,
    Qualifier,
    read_number,
    with_habit,
)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1.234", "1234"),
        ("1234", "1234"),
        ("1 234", "1234"),
        ("1\u00a0234", "1234"),
        ("1\u202f234", "1234"),
        ("12 345 678", "12345678"),
        ("1.234.567", "1234567"),
        ("1,5", "1.5"),
        ("1.234,5", "1234.5"),
        ("1.234,567", "1234.567"),
        ("0,125", "0.125"),
        ("12345,678", "12345.678"),
        ("01", "1"),
        ("0", "0"),
        ("431.", "431"),
        ("'1.234", "1234"),
        ("’1.234", "1234"),
        ("１．２３４", "1234"),
        ("٣", "3"),
        ("๑๒", "12"),
        ("12345678", "12345678"),
        ("912345678", "912345678"),
        ("1O5", "105"),
        ("12o", "120"),
        ("-5", "-5"),
        ("−5", "-5"),
        ("+5", "5"),
    ],
)
def test_plain_figures(typed: str, value: str) -> None:
    assert read_number(typed) == Exact(Decimal(value))


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("12tr", "12000000"),
        ("12 tr.", "12000000"),
        ("12 triệu", "12000000"),
        ("12trđ", "12000000"),
        ("1tr2", "1200000"),
        ("1tr250", "1250000"),
        ("1,2 tỷ", "1200000000"),
        ("1,2 ti", "1200000000"),
        ("1 ty 2", "1200000000"),
        ("1 tỷ rưỡi", "1500000000"),
        ("1 tỷ 200 triệu", "1200000000"),
        ("1 tỷ 200 triệu 500 nghìn đồng", "1200500000"),
        ("12k", "12000"),
        ("12 nghìn", "12000"),
        ("12 ngàn", "12000"),
        ("2 rưỡi", "2.5"),
        ("2 ruoi", "2.5"),
        ("1 phẩy 5", "1.5"),
        ("1 phay 5", "1.5"),
        ("hai phẩy không năm", "2.05"),
        ("hai phẩy bảy mươi lăm", "2.75"),
        ("5 chục", "50"),
        ("5 chuc", "50"),
        ("5 chục 3", "53"),
        ("3 trăm", "300"),
        ("3 trăm 5 chục", "350"),
        ("2 vạn 5 nghìn", "25000"),
    ],
)
def test_figures_with_a_scale(typed: str, value: str) -> None:
    assert read_number(typed) == Exact(Decimal(value))


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("40.552.000đ", "40552000"),
        ("300.000.000d", "300000000"),
        ("500.000 đồng", "500000"),
        ("500.000 VNĐ", "500000"),
        ("431 người", "431"),
        ("431 ng", "431"),
        ("12 lớp học", "12"),
        ("có 12 lớp", "12"),
        ("dạ 431 ạ", "431"),
        ("= 431", "431"),
    ],
)
def test_figures_with_what_they_count_and_politeness(typed: str, value: str) -> None:
    assert read_number(typed) == Exact(Decimal(value))


@pytest.mark.parametrize(
    ("typed", "candidates"),
    [
        ("1.23", ["1.23"]),
        ("0.5", ["0.5"]),
        ("1,234", ["1.234", "1234"]),
        ("1,234,567", ["1234567"]),
        ("1,234.5", ["1234.5"]),
        ("12345.678", ["12345.678", "12345678"]),
        ("1.203 triệu", ["1203000000", "1203000"]),
        ("104.3 triệu", ["104300000"]),
        ("1tr25", ["1250000", "1025000"]),
        ("3 trăm 5", ["350", "305"]),
        ("- 5", ["5", "-5"]),
    ],
)
def test_doubtful_figures_are_shown_back(typed: str, candidates: list[str]) -> None:
    assert read_number(typed) == Doubtful(tuple(map(Decimal, candidates)))


@pytest.mark.parametrize("typed", ["0912345678", "0912345678 ạ", "khoảng 0912345678", "001234567890"])
def test_what_looks_like_a_phone_number_is_no_figure(typed: str) -> None:
    assert isinstance(read_number(typed), LikeAPhone)


def test_a_habit_that_is_known_leaves_one_reading() -> None:
    assert read_number("1,995", frozenset({"comma_thousands"})) == Exact(Decimal(1995))
    assert read_number("1,995", frozenset({"comma_decimals"})) == Exact(Decimal("1.995"))
    assert read_number("1.203 triệu", frozenset({"dot_thousands"})) == Exact(Decimal(1_203_000_000))
    assert read_number("1.203 triệu", frozenset({"dot_decimals"})) == Exact(Decimal(1_203_000))
    assert with_habit(frozenset({"comma_decimals"}), "comma_thousands") == {"comma_thousands"}


@pytest.mark.parametrize(
    ("typed", "part", "whole"),
    [
        ("7844/7916", 7844, 7916),
        ("7.844 / 7.916", 7844, 7916),
        ("1 234/1 300", 1234, 1300),
        ("427 trên 431", 427, 431),
        ("427 tren tong so 431 nguoi", 427, 431),
        ("427/431 (99,07 %)", 427, 431),
        ("427/431 = 99%", 427, 431),
        ("427/431 = 99.07%", 427, 431),
        ("1/21", 1, 21),
        ("1/21 = 4,7%", 1, 21),
        ("1/21 = 4,8%", 1, 21),
        ("0/0", 0, 0),
        ("21/20", 21, 20),
        ("21/20 = 105%", 21, 20),
    ],
)
def test_a_part_of_a_whole_or_a_result_against_its_plan(typed: str, part: int, whole: int) -> None:
    assert read_number(typed) == Pair(Decimal(part), Decimal(whole))


@pytest.mark.parametrize("typed", ["99,09%", "99,09 %", "99.09%", "99,09\u00a0%", "99,09 phần trăm"])
def test_percentages(typed: str) -> None:
    assert read_number(typed) == Percent(Decimal("99.09"))


@pytest.mark.parametrize(
    ("typed", "value", "qualifier"),
    [
        ("trên 24.000", 24000, "above"),
        ("hơn 400", 400, "above"),
        ("dưới 400", 400, "below"),
        ("khoảng 400 người", 400, "about"),
        ("khoang 400", 400, "about"),
        ("~400", 400, "about"),
        ("trên dưới 400", 400, "about"),
        ("gần 500", 500, "nearly"),
        ("ước đạt 1.200", 1200, "estimated"),
    ],
)
def test_approximate_figures_keep_their_word(typed: str, value: int, qualifier: Qualifier) -> None:
    assert read_number(typed) == Approximate(Decimal(value), qualifier)


def test_a_qualifier_stays_with_a_doubtful_figure_and_a_percentage() -> None:
    assert read_number("khoảng 1,234") == Doubtful((Decimal("1.234"), Decimal(1234)), "about")
    assert read_number("trên 98%") == Percent(Decimal(98), "above")


@pytest.mark.parametrize(
    "typed",
    ["ko", "k", "K", "không", "khong", "không ạ", "o", "k co", "ko có", "-", "chưa", "không có số liệu"],
)
def test_a_bare_no_asks_which_is_meant(typed: str) -> None:
    assert read_number(typed) == AskWhich()


@pytest.mark.parametrize(
    "typed", ["không có", "khong co", "Không có.", "không phát sinh", "không có lớp nào", "khong co ai"]
)
def test_nothing_said_clearly(typed: str) -> None:
    assert read_number(typed) == Absent("none")


@pytest.mark.parametrize("typed", ["chưa có số liệu", "Chua co so lieu", "chưa có", "dạ chưa thống kê ạ"])
def test_not_known_yet(typed: str) -> None:
    assert read_number(typed) == Absent("pending")


@pytest.mark.parametrize("typed", ["nt", "NT", "như trên", "nhu nam ngoai", "như kỳ trước", "không thay đổi"])
def test_the_same_as_before(typed: str) -> None:
    assert read_number(typed) == AsPrevious()


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "empty"),
        ("  ", "empty"),
        ("...", "empty"),
        ("abc", "unreadable"),
        ("12abc", "unreadable"),
        ("10ong", "unreadable"),
        ("15-25", "unreadable"),
        ("1.234.56", "unreadable"),
        ("1 23", "unreadable"),
        ("5²", "unreadable"),
        ("½", "unreadable"),
        ("100 các phòng", "unreadable"),
        ("1 triệu 2 tỷ", "unreadable"),
        ("9" * 19, "unreadable"),
        ("9" * 19 + "%", "unreadable"),
        ("8/5/2020", "date"),
        ("8.5.2020", "date"),
        ("12\n345", "unreadable"),
        ("496\n488\n480", "unreadable"),
        ("12\t345", "unreadable"),
        ("12  345", "unreadable"),
        ("12\u2028345", "unreadable"),
        ("3 trạm", "unreadable"),
        ("427/431 = 98%", "contradictory"),
        ("0/0 = 5%", "contradictory"),
        ("1" * 10_000, "too_long"),
    ],
)
def test_what_is_no_number_says_why(typed: str, reason: Obstacle) -> None:
    assert read_number(typed) == Impossible(reason)


@pytest.mark.parametrize(
    ("spoken", "value"),
    [
        ("năm", 5),
        ("mười lăm", 15),
        ("năm mươi", 50),
        ("hai mươi mốt", 21),
        ("bốn trăm ba mốt", 431),
        ("bốn trăm linh năm người", 405),
        ("bảy nghìn tám trăm bốn mươi bốn", 7844),
        ("hai nghìn không trăm lẻ năm", 2005),
        ("một triệu không trăm linh năm nghìn", 1_005_000),
        ("một tỷ hai trăm triệu đồng", 1_200_000_000),
        ("Chín mươi ngàn.", 90_000),
    ],
)
def test_figures_spoken_to_the_phone(spoken: str, value: int) -> None:
    assert read_number(spoken) == Exact(Decimal(value))


def test_spoken_figures_stand_wherever_digits_do() -> None:
    assert read_number("bốn trăm hai bảy trên bốn trăm ba mốt") == Pair(Decimal(427), Decimal(431))
    assert read_number("khoảng tám trăm") == Approximate(Decimal(800), "about")


@pytest.mark.parametrize(
    "spoken",
    [
        "hai triệu năm",
        "bốn trăm ba",
        "hai ba",
        "không trăm",
        "linh năm",
        "năm năm",
        "một triệu một tỷ",
        "trăm",
        "nam",
        "ba mươi không",
        "12 năm",
        "hai mươi mười",
    ],
)  # fmt: skip -- one line a case would hide the point
def test_loosely_spoken_figures_are_not_guessed(spoken: str) -> None:
    assert read_number(spoken) == Impossible("unreadable")


def spelled(number: int) -> str:
    ones = ("", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
    hundreds, rest = divmod(number, 100)
    words = [ones[hundreds], "trăm"] if hundreds else []
    if rest >= 20:
        words += [ones[rest // 10], "mươi", {1: "mốt", 5: "lăm"}.get(rest % 10, ones[rest % 10])]
    elif rest >= 10:
        words += ["mười", {5: "lăm"}.get(rest % 10, ones[rest % 10])]
    elif rest:
        words += ["linh", ones[rest]] if hundreds else [ones[rest]]
    return " ".join(words)


def test_every_number_below_a_thousand_may_be_spoken() -> None:
    for number in range(1, 1000):
        assert read_number(spelled(number)) == Exact(Decimal(number))
        assert read_number(f"hai triệu {spelled(number)} nghìn") == Exact(Decimal(2_000_000 + number * 1000))
