import pytest

from texts.parsing import read_yes_no


@pytest.mark.parametrize(
    "typed",
    [
        "có",
        "co",
        "Vâng ạ",
        "dạ",
        "dạ vâng ạ",
        "Đúng rồi!",
        "dung",
        "ok",
        "OK.",
        "uh",
        "Đồng ý",
        "👍",
        "👍🏻",
        "👍👍",
        "👌",
        "ok 👍",
        "👍 đúng rồi",
        "/-strong",
    ],
)
def test_yes(typed: str) -> None:
    assert read_yes_no(typed) is True


@pytest.mark.parametrize(
    "typed",
    [
        "không",
        "ko",
        "Khong a",
        "sai",
        "Dạ không ạ",
        "không phải",
        "chưa",
        "nhầm rồi",
        "👎🏽",
        "không 👍",
        "/-weak",
    ],
)
def test_no(typed: str) -> None:
    assert read_yes_no(typed) is False


@pytest.mark.parametrize(
    "typed", ["", "dừng", "cỏ", "đúng không?", "431", "có 12 lớp", "🙂", "431 👍", "x" * 10_000]
)
def test_neither(typed: str) -> None:
    assert read_yes_no(typed) is None
