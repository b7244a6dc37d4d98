"""Normalization of text for comparison: Unicode form, case, diacritics, punctuation variants and spaces."""

import re
import unicodedata
from functools import lru_cache

_FULL_WIDTH = {0xFF01 + offset: 0x21 + offset for offset in range(94)}
_HYPHENS = dict.fromkeys(map(ord, "‐‑‒–—―−﹣"), "-")
_APOSTROPHES = dict.fromkeys(map(ord, "‘’ʼ´`"), "'")
_WIDTHLESS = (0x200B, 0x2060, 0xFEFF, 0xAD)
_DIRECTIONS = (0x200E, 0x200F, 0x61C, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_JOINERS = (0x200C, 0x200D, 0xFE0E, 0xFE0F)  # they join two emoji into one, so they may be intended
_UNSEEN: dict[int, None] = dict.fromkeys((*_WIDTHLESS, *_DIRECTIONS))
_INVISIBLE: dict[int, None] = _UNSEEN | dict.fromkeys(_JOINERS)
_KEYCAP = re.compile("([0-9])\ufe0f?\u20e3")  # 1️⃣
_ICELANDIC = {0xD0: "Đ", 0xF0: "đ"}  # Ð and ð: Icelandic letters that old documents use for Đ and đ
_UNIFORM: dict[int, int | str | None] = {
    **_FULL_WIDTH,
    **_HYPHENS,
    **_APOSTROPHES,
    **_INVISIBLE,
    **_ICELANDIC,
}

WORDS_KEPT = 4096
"""Cache size. Labels, commands and single letters recur in every comparison."""

_OTHER_DIGIT = re.compile(r"(?![0-9])\d")  # digits of other scripts: ٣ and ๓ become 3


def seen(text: str) -> str:
    """Return the visible text: NFC, keycap digits (1️⃣) as digits, without invisible and bidirectional characters."""
    return unicodedata.normalize("NFC", _KEYCAP.sub(r"\1", text.translate(_UNSEEN)))


@lru_cache(maxsize=WORDS_KEPT)
def uniform(text: str) -> str:
    """Return the normalized spelling: NFC, lower case, plain hyphens, apostrophes and digits, single spaces.

    Diacritics are kept. The function is idempotent.
    """
    lowered = unicodedata.normalize("NFC", text.translate(_UNIFORM)).casefold()
    if not lowered.isascii():
        lowered = _OTHER_DIGIT.sub(lambda digit: str(unicodedata.decimal(digit[0])), lowered)
    return " ".join(unicodedata.normalize("NFC", lowered).split())


@lru_cache(maxsize=WORDS_KEPT)
def fold(text: str) -> str:
    """Return the normalized spelling without diacritics, with d for đ."""
    bare = "".join(_bare(character) for character in unicodedata.normalize("NFD", uniform(text)))
    return " ".join(bare.split())


def words(text: str) -> tuple[str, ...]:
    """Return the folded words of a text, without punctuation."""
    return tuple(re.findall(r"\w+", fold(text)))


def spells(typed: str, phrase: str) -> bool:
    """Tell whether `typed` is the phrase with all, some or none of its diacritics, and no others.

    'dung' and 'đúng' spell 'đúng'; 'dừng' (stop) does not.
    """
    typed, phrase = uniform(typed), uniform(phrase)
    return len(typed) == len(phrase) and all(
        character in (meant, fold(meant)) for character, meant in zip(typed, phrase, strict=True)
    )


def _bare(character: str) -> str:
    if unicodedata.category(character) == "Mn":
        return ""
    return "d" if character == "đ" else character
