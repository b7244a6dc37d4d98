"""Vietnamese number words, as dictation on a phone writes them: 'bốn trăm ba mốt'.

Only the full spelling with diacritics counts: 'nam' may be a name, 'năm' is 5.
"""

import re

_DIGITS = {
    "một": 1,
    "mốt": 1,
    "hai": 2,
    "ba": 3,
    "bốn": 4,
    "tư": 4,
    "năm": 5,
    "lăm": 5,
    "sáu": 6,
    "bảy": 7,
    "bẩy": 7,
    "tám": 8,
    "chín": 9,
}
_ZERO = "không"  # accepted only in 'không trăm', inside a number
_SCALES = {"nghìn": 3, "ngàn": 3, "triệu": 6, "tỷ": 9, "tỉ": 9}

_D = f"(?:{'|'.join(_DIGITS)})"
_D0 = f"(?:{'|'.join((*_DIGITS, _ZERO))})"
_GROUP = re.compile(
    rf"""(?:(?P<hundreds>{_D}|{_ZERO})[ ]trăm(?:[ ]|$))?
    (?:
        (?:linh|lẻ)[ ](?P<odd>{_D})
        | (?P<tens>{_D})[ ]mươi(?:[ ](?P<units>{_D}))?
        | (?P<ten>mười)(?:[ ](?P<above_ten>{_D}))?
        | (?P<short_tens>{_D})[ ](?P<short_units>{_D})
        | (?P<digit>{_D})
    )?""",
    re.VERBOSE,
)
_WORD = rf"(?:{'|'.join((*_DIGITS, *_SCALES, _ZERO, 'mười', 'mươi', 'trăm', 'linh', 'lẻ'))})"
_RUN = re.compile(rf"(?<!\w){_WORD}(?: {_WORD})*(?!\w)")
_BREAK = re.compile(rf" ?({'|'.join(_SCALES)})(?: |$)")


_DECIMALS = re.compile(rf"(?<=phẩy ){_D0}(?: {_D0})*(?! mươi| trăm|\w)")


def with_digits(text: str) -> str:
    """Replace number words in a normalized text (see `uniform`) by digits; doubtful ones stay as they are.

    After 'phẩy' each word is one digit: 'hai phẩy không năm' is '2 phẩy 05'.
    """
    text = _DECIMALS.sub(lambda said: "".join(str(_DIGITS.get(word, 0)) for word in said[0].split()), text)
    return _RUN.sub(lambda run: str(_value(run[0]) or run[0]), text)


def _value(run: str) -> int | None:
    """Add up groups with descending scales: 'hai nghìn', 'ba trăm linh năm'."""
    *scaled, rest = _BREAK.split(run)
    groups = [
        *zip(scaled[::2], (_SCALES[word] for word in scaled[1::2]), strict=True),
        *([(rest, 0)] if rest else []),
    ]
    total, smallest = 0, max(_SCALES.values()) + 1
    for words, scale in groups:
        group = _below_thousand(words, first=not total, last=not scale)
        if group is None or scale >= smallest:
            return None
        total, smallest = total + group * 10**scale, scale
    return total


def _below_thousand(words: str, *, first: bool, last: bool) -> int | None:
    """Return the value of one group; None if it is not a number, or an inexact one as in 'hai triệu năm'."""
    found = _GROUP.fullmatch(words)
    if found is None or not words:
        return None
    hundreds, after_more = found["hundreds"], found["hundreds"] is not None or not first
    loose = found["digit"] and (hundreds or (last and not first))
    misplaced = (found["short_tens"] and not hundreds) or (found["odd"] and not after_more)
    if loose or misplaced or (hundreds == _ZERO and first):
        return None
    part = {name: _DIGITS.get(word or "", 0) for name, word in found.groupdict().items()}
    tens = part["tens"] + part["short_tens"] + bool(found["ten"])
    ones = part["odd"] + part["units"] + part["above_ten"] + part["short_units"] + part["digit"]
    return part["hundreds"] * 100 + tens * 10 + ones
