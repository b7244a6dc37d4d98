"""Parsing of a number as a commune officer types it on a phone."""

import re
from decimal import Decimal
from fractions import Fraction

from texts.formatting import round_half_up
from texts.normalize import fold
from texts.parsing.amounts import MOST_DIGITS, SHORTEST_PHONE, amount_of, read_amount, with_scales
from texts.parsing.habits import NO_HABITS, Habits
from texts.parsing.number_words import with_digits
from texts.parsing.outcomes import (
    Absent,
    Approximate,
    AskWhich,
    AsPrevious,
    Doubtful,
    Exact,
    Impossible,
    LikeAPhone,
    Pair,
    Percent,
    Qualifier,
    Reading,
)
from texts.parsing.phrases import Phrases, plain_answer

MOST_CHARACTERS = 120  # a longer text is a sentence, not a figure

_WORDS = Phrases[Reading](
    {
        "không, ko, k, kg, kh, kô, hông, o, -, chưa": AskWhich(),
        "k có, ko có, kh có, kg có, kco, koco, không có số liệu, ko có số liệu, k có số liệu": AskWhich(),
        "không biết, ko biết, k biết, không rõ, ko rõ, k rõ": AskWhich(),
        "không có, không phát sinh, không có phát sinh, chưa phát sinh, ko phát sinh, k phát sinh": Absent(
            "none"
        ),
        "chưa có, chưa có số liệu, chưa có số, chưa có sl, chưa biết, chưa rõ, chưa nắm được": Absent(
            "pending"
        ),
        "chưa thống kê, chưa thống kê được, chưa tổng hợp, chưa tổng hợp được": Absent("pending"),
        "chưa điều tra, chưa cập nhật, đang tổng hợp, đang thống kê, đang chờ số liệu": Absent("pending"),
        "nt, n.t, như trên, như cũ, vẫn như cũ, y như cũ, y nguyên, giữ nguyên": AsPrevious(),
        "như kỳ trước, như kì trước, như năm ngoái, như năm trước, như quý trước": AsPrevious(),
        "như tháng trước, như lần trước, bằng kỳ trước, bằng năm ngoái, bằng năm trước": AsPrevious(),
        "không đổi, không thay đổi, ko đổi, k đổi": AsPrevious(),
    }
)
_NONE_OF_ANY_KIND = re.compile(r"khong (?:co|con|phat sinh) (?:[a-z]+ ){0,3}(?:nao|ai|gi)(?: ca)?")

_INTRODUCTION = re.compile(r"^(?:(?:(?:la|co|duoc|dat|tong so|tong cong|tong)(?![a-z])|[:=]) ?)+(?=[^ ])")
_QUALIFIERS: dict[Qualifier, re.Pattern[str]] = {
    "estimated": re.compile(r"uoc(?: tinh| dat| khoang)? "),
    "about": re.compile(r"(?:khoang|tren duoi|xap xi|chung|tam) |~ ?"),
    "above": re.compile(r"(?:tren|hon) |> ?"),
    "below": re.compile(r"duoi |< ?"),
    "nearly": re.compile(r"gan "),
}
_O_FOR_ZERO = re.compile(r"(?<![a-z])[0-9o.,]*[0-9][0-9o.,]*(?![a-z])")
_DATE = re.compile(r"[0-9]{1,2}([/.-])[0-9]{1,2}\1[0-9]{4}")
_SIGNED = re.compile(r"(?P<sign>[-+])(?P<gap> ?)(?P<amount>[0-9].*)")
_PERCENT = re.compile(r"(?P<number>[0-9]+(?:[.,][0-9]+)?) ?(?:%|phan tram)")
_PAIR = re.compile(r"(?P<part>[0-9][^/]*?) ?(?:/| tren (?:tong so |tong )?(?=[0-9])) ?(?P<whole>[0-9][^/]*)")
_PAIR_WITH_PERCENT = re.compile(
    r"(?P<pair>.+/.+?) ?(?:[=(]|,(?= )|dat(?= )) ?(?P<number>[0-9]+(?:[.,][0-9]+)?) ?%?\)?"
)


def read_number(text: str, habits: Habits = NO_HABITS) -> Reading:
    """Parse a number; every text has a result and nothing is raised.

    The person's `habits` resolve what would otherwise be ambiguous.
    """
    if len(text) > MOST_CHARACTERS:
        return Impossible("too_long")
    if text.isdecimal() and text.isascii() and len(text) < SHORTEST_PHONE:
        return Exact(Decimal(int(text)))
    answer = plain_answer(text)
    if not answer:
        return Impossible("empty")
    if _NONE_OF_ANY_KIND.fullmatch(fold(answer)):
        return Absent("none")
    return _WORDS.meaning(answer) or _read_figure(fold(with_scales(with_digits(answer))), habits)


def _read_figure(folded: str, habits: Habits) -> Reading:
    zeros = _O_FOR_ZERO.sub(lambda digits: digits[0].replace("o", "0"), folded)
    figure = _INTRODUCTION.sub("", zeros)
    if _DATE.fullmatch(figure):
        return Impossible("date")
    for qualifier, pattern in _QUALIFIERS.items():
        if said := pattern.match(figure):
            return _qualified(qualifier, _INTRODUCTION.sub("", figure[said.end() :]), habits)
    return (
        _read_share(figure) or _read_signed(figure) or read_amount(figure, habits) or Impossible("unreadable")
    )


def _qualified(qualifier: Qualifier, figure: str, habits: Habits) -> Reading:
    match _read_percent(figure) or read_amount(figure, habits):
        case Exact(value):
            return Approximate(value, qualifier)
        case Doubtful(candidates):
            return Doubtful(candidates, qualifier)
        case Percent(value):
            return Percent(value, qualifier)
        case LikeAPhone() as number:
            return number
        case _:
            return Impossible("unreadable")


def _read_share(figure: str) -> Reading | None:
    """Parse 427/431, 99,07 %, or both together."""
    if percent := _read_percent(figure):
        return percent
    if both := _PAIR_WITH_PERCENT.fullmatch(figure):
        pair = _read_pair(both["pair"])
        return (
            pair
            if not isinstance(pair, Pair) or _agrees(pair, both["number"])
            else Impossible("contradictory")
        )
    return _read_pair(figure)


def _read_percent(figure: str) -> Percent | None:
    """Parse a percentage, in which a lone dot or comma always separates decimals."""
    found = _PERCENT.fullmatch(figure)
    if found is None or sum(map(str.isdecimal, figure)) > MOST_DIGITS:
        return None
    return Percent(Decimal(found["number"].replace(",", ".")))


def _read_pair(figure: str) -> Pair | Impossible | None:
    found = _PAIR.fullmatch(figure)
    if found is None:
        return None
    part, whole = read_amount(found["part"]), read_amount(found["whole"])
    if not isinstance(part, Exact) or not isinstance(whole, Exact):
        return Impossible("unreadable")
    return Pair(part.value, whole.value)


def _agrees(pair: Pair, percent: str) -> bool:
    """Tell whether the percentage equals the pair's ratio at its own precision, rounded or truncated."""
    if not pair.whole:
        return False
    said = Decimal(percent.replace(",", "."))
    decimals = len(percent.replace(",", ".").partition(".")[2])
    exact = 100 * Fraction(pair.part) / Fraction(pair.whole)
    return said == round_half_up(exact, decimals) or 0 <= exact - Fraction(said) < Fraction(1, 10**decimals)


def _read_signed(figure: str) -> Exact | Doubtful | None:
    """Parse '-5'; '- 5' is ambiguous, because it may be a list item."""
    found = _SIGNED.fullmatch(figure)
    amount = read_amount(found["amount"]) if found else None
    if found is None or amount is None or isinstance(amount, LikeAPhone):
        return None
    if found["sign"] == "+":
        return amount
    values = (amount.value,) if isinstance(amount, Exact) else amount.candidates
    negative = tuple(-value for value in values)
    both = (*values, *negative) if found["gap"] else negative
    return amount_of(*both, sure=isinstance(amount, Exact))
