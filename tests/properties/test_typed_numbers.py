from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from texts.formatting import Writer, round_half_up
from texts.parsing import (
    Approximate,
    Doubtful,
    DoubtfulDate,
    Exact,
    Named,
    Pair,
    Percent,
    Reading,
    read_date,
    read_named_answers,
    read_number,
    read_yes_no,
)

VI, EN = Writer("vi"), Writer("en")

counts = st.integers(min_value=0, max_value=10**15)
numbers = st.decimals(min_value=-(10**9), max_value=10**9, places=4).map(lambda value: value or Decimal(0))
days = st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 31))

FRAGMENTS = (
    *(
        "1",
        "23",
        "456",
        "7844",
        "0",
        "o",
        ".",
        ",",
        " ",
        "\u00a0",
        "/",
        "-",
        "%",
        "'",
        ":",
        ";",
        "\n",
        "(",
        ")",
        "=",
    ),
    *(
        "tr",
        "k",
        "tỷ",
        "triệu",
        "rưỡi",
        "đ",
        "người",
        "trên",
        "khoảng",
        "không",
        "ko",
        "có",
        "chưa",
        "nt",
        "ạ",
        "٣",
    ),
    *("tháng", "mùng", "thứ", "tuần sau", "~", "½"),
)
typed = st.text() | st.lists(st.sampled_from(FRAGMENTS), max_size=12).map("".join)


@given(typed)
def test_whatever_is_typed_is_read_without_complaint(text: str) -> None:
    reading = read_number(text)
    assert isinstance(reading, get_args(Reading))
    if isinstance(reading, Doubtful):
        assert reading.candidates
    if isinstance(reading, Pair):
        assert min(reading.part, reading.whole) >= 0
    assert read_yes_no(text) in {True, False, None}


@given(typed, days)
def test_whatever_is_typed_a_day_is_read_without_complaint(text: str, today: date) -> None:
    match read_date(text, today=today):
        case DoubtfulDate(candidates):
            assert len(set(candidates)) == len(candidates) > 0
        case day:
            assert day is None or day.year > 0


@given(typed)
def test_whatever_is_typed_is_split_without_inventing_anything(text: str) -> None:
    answers = read_named_answers(text) or ()
    assert all(answer.value_text for answer in answers)
    said = " ".join(f"{answer.name_text} {answer.value_text}" for answer in answers)
    assert all(word in text for word in said.replace("/", " ").split())


@given(counts)
def test_a_written_count_is_read_back(count: int) -> None:
    assert read_number(VI.count(count)) == Exact(Decimal(count))


@given(numbers)
def test_a_written_number_is_read_back_or_shown_back(number: Decimal) -> None:
    match read_number(VI.number(number)):
        case Exact(value):
            assert value == number
        case Doubtful(candidates):
            assert number in candidates
            assert abs(number) < 1000
        case other:
            raise AssertionError(other)


@given(counts)
def test_a_count_written_in_english_is_never_taken_for_another(count: int) -> None:
    match read_number(EN.count(count)):
        case Exact(value):
            assert value == count
        case Doubtful(candidates):
            assert Decimal(count) in candidates
        case other:
            raise AssertionError(other)


@given(counts, st.sampled_from([".", " ", "\u00a0", "\u202f", "\u2009", ""]))
def test_the_ways_to_group_thousands_agree(count: int, separator: str) -> None:
    assert read_number(f"{count:,}".replace(",", separator)) == Exact(Decimal(count))


@given(counts, counts)
def test_a_written_pair_is_read_back_with_its_percentage(one: int, other: int) -> None:
    part, whole = sorted((one, other))
    pair = Pair(Decimal(part), Decimal(whole))
    assert read_number(f"{VI.count(part)}/{VI.count(whole)}") == pair
    if whole:
        assert read_number(f"{part}/{whole} = {VI.percent(Fraction(part, whole))}".replace(".", "")) == pair


@given(st.fractions(min_value=0, max_value=2))
def test_a_written_percentage_is_read_back(ratio: Fraction) -> None:
    for writer in (VI, EN):
        assert read_number(writer.percent(ratio)) == Percent(round_half_up(ratio * 100, 2))
        assert read_number(writer.percent_short(ratio)) == Percent(round_half_up(ratio * 100, 1))


@given(counts, st.sampled_from(["khoảng ", "trên ", "gần ", "ước "]))
def test_a_qualifier_changes_no_figure(count: int, word: str) -> None:
    reading = read_number(word + VI.count(count))
    assert isinstance(reading, Approximate)
    assert reading.value == count


@given(days, st.integers(min_value=-60, max_value=60))
def test_a_written_day_is_read_back(day: date, distance: int) -> None:
    today = day + timedelta(days=distance)
    assert read_date(VI.date(day), today=today) == day
    assert read_date(VI.short_date(day), today=today) == day


@given(st.lists(st.tuples(st.sampled_from(["15-25", "15-35", "số lớp"]), counts), min_size=1, max_size=6))
def test_named_answers_survive_being_joined(answers: list[tuple[str, int]]) -> None:
    named = tuple(Named(name, VI.count(count)) for name, count in answers)
    for separator in ("\n", "; ", ", "):
        message = separator.join(f"{answer.name_text}: {answer.value_text}" for answer in named)
        assert read_named_answers(message) == named
