"""Vietnam's kinds of units by level, and their abbreviations."""

from texts.normalize import words

KINDS = (
    "tỉnh",
    "thành phố",
    "huyện",
    "quận",
    "thị xã",
    "xã",
    "phường",
    "thị trấn",
    "đặc khu",
    "thôn",
    "bản",
    "tổ dân phố",
    "trường",
    "trung tâm",
    "phòng",
    "ban",
    "hội",
    "đoàn thể",
    "cụm",
)
"""Kinds from the top level down. Districts (huyện, quận, thị xã) and thị trấn ended in July 2025."""

DESKS = frozenset({"phòng", "ban", "hội", "đoàn thể", "cụm"})
"""Kinds that report within an office or association and never count as communes."""

_SHORT = {"t": 0, "tp": 1, "h": 2, "q": 3, "tx": 4, "x": 5, "p": 6, "tt": 7, "dk": 8, "tdp": 11}

KINDS_BY_WORDS = {words(kind): kind for kind in KINDS} | {(short,): KINDS[at] for short, at in _SHORT.items()}
"""Kinds by the folded words that name them: ('thi', 'tran') and ('tt',) are 'thị trấn'."""


def is_desk(kind: str) -> bool:
    """Tell whether a kind of unit is a desk."""
    return kind in DESKS


def read_kind(text: str) -> str | None:
    """Return the kind that a text names in any spelling ('TT.', 'thi tran'), or None."""
    return KINDS_BY_WORDS.get(words(text))
