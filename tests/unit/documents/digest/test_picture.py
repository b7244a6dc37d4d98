from collections.abc import Callable
from io import BytesIO

import numpy as np
import numpy.typing as npt
import pytest
from matplotlib.image import imread

from documents.digest.canvas import fitted, width_of
from documents.digest.picture import digest_picture
from reporting.figures.digest import Digest

DigestOf = Callable[..., Digest]

BLUE, ORANGE, GREY = (0x14, 0x63, 0x9E), (0xF0, 0xA6, 0x3C), (0xC3, 0xCB, 0xD4)


def pixels(png: bytes) -> npt.NDArray[np.int64]:
    return np.asarray(np.rint(imread(BytesIO(png), format="png")[:, :, :3] * 255), dtype=np.int64)


def share_of_summary(png: bytes, color: tuple[int, int, int]) -> float:
    """Return how much of the bar of all units has that colour, along a line that no digit crosses."""
    line = pixels(png)[140, 48:1032]
    return float(np.mean(np.all(line == color, axis=1)))


def test_it_is_an_upright_picture_for_a_phone(digest_of: DigestOf) -> None:
    height, width, _ = pixels(digest_picture(digest_of("20/4 11 - " * 7), "vi")).shape
    assert (width, height) == (1080, 1350)


def test_the_same_digest_gives_the_same_bytes_and_another_gives_others(digest_of: DigestOf) -> None:
    picture = digest_picture(digest_of("20/4 11 -"), "vi")
    assert digest_picture(digest_of("20/4 11 -"), "vi") == picture
    assert digest_picture(digest_of("20/4 12 -"), "vi") != picture
    assert digest_picture(digest_of("20/4 11 -"), "en") != picture


def test_nothing_is_left_in_it_but_the_picture(digest_of: DigestOf) -> None:
    picture = digest_picture(digest_of("20/4 11 -"), "vi")
    assert not any(chunk in picture for chunk in (b"tEXt", b"iTXt", b"tIME"))


def test_the_bar_of_all_units_shows_how_many_are_where(digest_of: DigestOf) -> None:
    picture = digest_picture(digest_of("20/4 20/4 20/4 11 - - - -"), "vi")
    assert share_of_summary(picture, BLUE) == pytest.approx(3 / 8, abs=0.01)
    assert share_of_summary(picture, ORANGE) == pytest.approx(1 / 8, abs=0.01)
    assert share_of_summary(picture, GREY) == pytest.approx(4 / 8, abs=0.01)


def test_a_units_bar_is_as_long_as_its_answers(digest_of: DigestOf) -> None:
    def orange(answered: int) -> int:
        picture = pixels(digest_picture(digest_of(f"{answered}"), "vi"))
        return int(np.sum(np.all(picture[380:] == ORANGE, axis=2)))

    ten, fourteen, eighteen = orange(10), orange(14), orange(18)
    assert fourteen - ten == pytest.approx(eighteen - fourteen, rel=0.02)
    assert fourteen - ten > 3000


@pytest.mark.parametrize("count", [0, 1, 24, 25, 56, 130])
@pytest.mark.parametrize("word", ["20/4", "11", "-"])
def test_however_many_units_there_are_it_stays_within_the_screen(
    digest_of: DigestOf, count: int, word: str
) -> None:
    height, width, _ = pixels(digest_picture(digest_of(f"{word} " * count), "vi")).shape
    assert width == 1080
    assert height <= 1350


def test_of_many_units_those_that_submitted_make_room_for_the_others(digest_of: DigestOf) -> None:
    few_missing = pixels(digest_picture(digest_of("20/4 " * 50 + "11 -"), "vi"))
    assert len(few_missing) < 700
    assert not np.any(np.all(few_missing[400:] == BLUE, axis=2))


def test_where_not_all_that_are_missing_find_room_those_furthest_behind_do(digest_of: DigestOf) -> None:
    def has_orange(words: str) -> bool:
        return bool(np.any(np.all(pixels(digest_picture(digest_of(words), "vi"))[400:] == ORANGE, axis=2)))

    assert not has_orange("11 " * 40 + "- " * 48)
    assert has_orange("11 " * 40 + "- " * 47)


@pytest.mark.parametrize("now", ["17/4 08:00", "7/5 23:59", "11/5 07:30", "30/12 07:30"])
def test_it_can_be_drawn_at_any_time_of_the_round(digest_of: DigestOf, now: str) -> None:
    assert digest_picture(digest_of("17/4 -", now), "vi").startswith(b"\x89PNG")


def test_names_are_shown_as_they_are_whatever_signs_they_hold(digest_of: DigestOf) -> None:
    assert digest_picture(digest_of("- -", names=["$x^2$ \\frac", "Phường Đakao & <b>"]), "vi")


def test_a_text_too_wide_loses_whole_words(digest_of: DigestOf) -> None:
    text = "Báo cáo xây dựng xã hội học tập"
    assert fitted(text, 28, 1000) == text
    short = fitted(text, 28, 300)
    assert short == "Báo cáo xây dựng…"
    assert width_of(short, 28) <= 300
