"""Parsing of one amount: 1.234,5, 12tr, 1 ty 2, 2 rưỡi, 5 chục, 40.552.000đ, 431 người."""

import re
from decimal import Decimal

from texts.normalize import fold
from texts.parsing.habits import NO_HABITS, Habits
from texts.parsing.outcomes import Doubtful, Exact, LikeAPhone

MOST_DIGITS = 18  # larger than any official figure, and exact in every decimal context
SHORTEST_PHONE = 9  # digits with a leading zero: figures are not written so

_SCALES = {"k": 3, "nghin": 3, "ngan": 3, "tr": 6, "trieu": 6, "ty": 9, "ti": 9}
_SPOKEN_SCALES = {"chục": ("tens", 1), "trăm": ("hundreds", 2), "vạn": ("myriads", 4)}
_TENS = _SPOKEN_SCALES["chục"]
_SCALES |= dict(_SPOKEN_SCALES.values())
_WORDS_AFTER_DIGITS = re.compile(rf"(?<=[0-9]) ?({'|'.join(_SPOKEN_SCALES)}|chuc)(?!\w)")
_COMMA = re.compile(r"(?<=[0-9]) ?(?:phay|cham) ?(?=[0-9])")

_NUMBER = r"[0-9](?:[0-9.,]|(?<=[0-9]) (?=[0-9]))*"
_PART = re.compile(rf" ?(?P<number>{_NUMBER})(?: ?(?P<scale>{'|'.join(_SCALES)})(?=d?(?![a-z]))\.?)?")
_HALF = re.compile(r" ?ruoi(?![a-z])")

_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:(?:\.[0-9]{3})+|(?: [0-9]{3})+)(?:,[0-9]+)?")
_ENGLISH = re.compile(r"[1-9][0-9]{0,2}(?:(?:,[0-9]{3})+\.[0-9]+|(?:,[0-9]{3}){2,})")
_DECIMAL = re.compile(r"(?P<whole>[0-9]+)(?P<mark>[.,])(?P<decimals>[0-9]+)")
_GROUP = 3  # digits between two thousands separators

_COUNTED_WORDS = fold(
    "đ đồng vnđ ₫ người ng dân học viên sinh hv hs gv cb cán bộ giáo em cháu lớp hộ gia đình dòng xã phường"
    " thôn xóm bản tổ lượt buổi ngày cuốn quyển sách cái điểm trường trung tâm câu lạc chi hội phòng máy"
    " tuổi đơn vị"
)
_COUNTED = frozenset(_COUNTED_WORDS.split())

Amount = Exact | Doubtful | LikeAPhone | None
_Part = tuple[str, int]  # a number as typed, and the exponent of ten of its scale


def with_scales(text: str) -> str:
    """Rename 'chục', 'trăm' and 'vạn' after digits, because without diacritics they equal other words ('trạm')."""
    return _WORDS_AFTER_DIGITS.sub(lambda found: f" {_SPOKEN_SCALES.get(found[1], _TENS)[0]}", text)


def read_amount(folded: str, habits: Habits = NO_HABITS) -> Amount:
    """Parse a folded text that is one amount with an optional counted thing; None for anything else."""
    folded = _COMMA.sub(",", folded)
    parts: list[_Part] = []
    position = 0
    while part := _PART.match(folded, position):
        parts.append((part["number"], _SCALES[part["scale"]] if part["scale"] else 0))
        position = part.end()
    half = _HALF.match(folded, position)
    counted = folded[half.end() if half else position :]
    if not parts or sum(map(str.isdecimal, folded)) > MOST_DIGITS or not _COUNTED.issuperset(counted.split()):
        return None
    if len(parts) > 1 or half:
        return _compound(parts, half=half is not None)
    return _scaled(*parts[0], habits)


def _scaled(number: str, scale: int, habits: Habits) -> Amount:
    """Parse '1,2 tỷ'. Before a scale a dot is ambiguous ('1.203 triệu', '104.3 triệu')."""
    amount = read_digits(number, habits)
    if amount is None or isinstance(amount, LikeAPhone) or not scale:
        return amount
    values = (amount.value,) if isinstance(amount, Exact) else amount.candidates
    if _GROUPED.fullmatch(number) and number.count(".") == 1 and "," not in number:
        values = _as_written_before((*values, Decimal(number)), "dot_thousands", "dot_decimals", habits)
    return amount_of(
        *(value * 10**scale for value in values), sure=isinstance(amount, Exact) and len(values) == 1
    )


def _as_written_before(
    values: tuple[Decimal, ...], first: str, second: str, habits: Habits
) -> tuple[Decimal, ...]:
    """Return the reading that this report has confirmed before; both if it has confirmed none."""
    if first in habits:
        return values[:1]
    return values[1:] if second in habits else values


def _compound(parts: list[_Part], *, half: bool) -> Amount:
    """Add up '1 tỷ 200 triệu', '1tr2', '2 triệu rưỡi', '2 rưỡi': integers with descending scales."""
    numbers = [read_digits(number) for number, _ in parts]
    scales = [scale for _, scale in parts]
    if scales != sorted(set(scales), reverse=True):
        return None
    total = Decimal(0)
    for number, scale in zip(numbers, scales, strict=True):
        if not isinstance(number, Exact) or number.value % 1:
            return None
        total += number.value * 10**scale if scale else 0
    if half and not scales[-1]:
        return (
            amount_of(numbers[0].value + Decimal("0.5"))
            if isinstance(numbers[0], Exact) and not scales[1:]
            else None
        )
    if half:
        return amount_of(total + 5 * Decimal(10) ** (scales[-1] - 1))
    return amount_of(total) if scales[-1] else _with_remainder(total, parts[-1][0], scales[-2])


def _with_remainder(total: Decimal, digits: str, scale: int) -> Amount:
    """Add the digits after the last scale: '1tr2' is 1.200.000; '1tr25' may be 1.250.000 or 1.025.000."""
    if not digits.isdecimal() or len(digits) > min(_GROUP, scale):
        return None
    as_decimals = total + int(digits) * Decimal(10) ** (scale - len(digits))
    if len(digits) == scale:
        return amount_of(total + int(digits))
    if scale < _GROUP:
        return amount_of(as_decimals, total + int(digits))
    if len(digits) == 1:
        return amount_of(as_decimals)
    return amount_of(as_decimals, total + int(digits) * Decimal(10) ** (scale - _GROUP))


def read_digits(number: str, habits: Habits = NO_HABITS) -> Amount:
    """Parse digits and separators: dots and spaces separate thousands, a comma decimals; the rest is ambiguous."""
    if number.isdecimal():
        like_a_phone = number.startswith("0") and len(number) >= SHORTEST_PHONE
        return LikeAPhone(Decimal(number)) if like_a_phone else amount_of(Decimal(number))
    if _GROUPED.fullmatch(number):
        return amount_of(Decimal(number.replace(".", "").replace(" ", "").replace(",", ".")))
    if _ENGLISH.fullmatch(number):
        return amount_of(Decimal(number.replace(",", "")), sure=False)
    found = _DECIMAL.fullmatch(number)
    return None if found is None else _around_one_mark(found, habits)


def _around_one_mark(found: re.Match[str], habits: Habits) -> Exact | Doubtful:
    """Parse a number with one separator: '1,5', '1.23', and the ambiguous '1,234' and '12345.678'."""
    decimal = Decimal(f"{found['whole']}.{found['decimals']}")
    thousands = Decimal(found["whole"] + found["decimals"])
    if (
        len(found["decimals"]) == _GROUP
        and found["whole"][0] != "0"
        and (found["mark"] == "." or len(found["whole"]) <= _GROUP)
    ):
        mark = "comma" if found["mark"] == "," else "dot"
        both = _as_written_before((decimal, thousands), f"{mark}_decimals", f"{mark}_thousands", habits)
        return amount_of(*both)
    return amount_of(decimal, sure=found["mark"] == ",")


def amount_of(*values: Decimal, sure: bool = True) -> Exact | Doubtful:
    """Return the possible values as one amount: exact if they are equal and the spelling is `sure`."""
    candidates = tuple(dict.fromkeys(_plain(value) for value in values))
    return Exact(candidates[0]) if sure and len(candidates) == 1 else Doubtful(candidates)


def _plain(value: Decimal) -> Decimal:
    """Remove trailing decimal zeros and the exponent."""
    return Decimal(int(value)) if value == value.to_integral_value() else value.normalize()
