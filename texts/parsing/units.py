"""Units of measure: in an answer ('2,5 ha', '3 con', '2 tạ rưỡi') and in a question's label."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from texts.normalize import fold, spells, uniform
from texts.parsing.number_words import with_digits
from texts.parsing.phrases import plain_answer

PERCENT, MONEY, PIECE = "percent", "money", "piece"
OF_LABEL = "of label"
"""The dimension of a unit that is taken from the label: '5 bao xi măng' for 'Số bao xi măng?'."""

_MEASURES: dict[str, dict[str, str]] = {
    "area": {"ha, hecta, héc ta, héc-ta, hec-ta": "10000", "km2, km²": "1000000", "m2, m², mét vuông": "1"},
    "sào": {"sào": "1"},
    "mẫu": {"mẫu": "1"},
    "mass": {
        "tấn": "1000",
        "tạ": "100",
        "yến": "10",
        "kg, ki lô, ki lô gam, ki-lô-gam, kí, ký, cân": "1",
        "lạng": "0.1",
        "g, gam, gram": "0.001",
    },
    "length": {"km, cây số, ki lô mét": "1000", "m, mét": "1", "cm": "0.01"},
    "volume": {"m3, m³, mét khối, khối": "1000", "lít, l": "1"},
    MONEY: {"đồng, đ, vnđ, vnd, ₫": "1"},
    PERCENT: {"%, phần trăm": "1"},
    "tuổi": {"tuổi": "1"},
    "năm": {"năm": "1"},
    "tháng": {"tháng": "1"},
    "tuần": {"tuần": "1"},
    "ngày": {"ngày": "1"},
    "buổi": {"buổi": "1"},
    "tiết": {"tiết": "1"},
    "giờ": {"giờ, tiếng": "1"},
    "phút": {"phút": "1"},
    "điểm": {"điểm": "1"},
}
_COUNTED: dict[str, str] = {
    "person": "người, ng, học viên, hv, học sinh, hs, sinh viên, sv, giáo viên, gv, cán bộ, cb, cán bộ giáo viên,"
    "công chức, viên chức, em, cháu, nhân khẩu, khẩu, hội viên, đoàn viên, đảng viên, lao động, trẻ, trẻ em, dân,"
    "thành viên, công nhân, nông dân, giảng viên, nhân viên, người dân, phụ nữ, thanh niên, người học, con em",
    "household": "hộ, gia đình, hộ gia đình, hộ dân, nhà",
    "class": "lớp, lớp học",
    "school": "trường, trường học, điểm trường, cơ sở",
    "commune": "xã, phường, thị trấn",
    "village": "thôn, xóm, bản, tổ, tổ dân phố, ấp, buôn, làng, khu dân cư",
    "book": "cuốn, quyển, sách, cuốn sách, quyển sách, đầu sách",
    "turn": "lượt, lượt người",
    "room": "phòng, phòng học",
    "machine": "máy, máy tính",
    "animal": "con",
    "tree": "cây",
    "centre": "trung tâm",
    "club": "câu lạc bộ, clb",
    "branch": "chi hội",
    "clan": "dòng họ",
    "office": "đơn vị, cơ quan",
    "house": "căn, ngôi",
    "group": "nhóm, đội",
    "case": "vụ, ca, trường hợp",
    "work": "dự án, công trình, mô hình",
    "paper": "văn bản, bài",
    "pack": "bao, thùng, hộp, bộ",
    PIECE: "cái, chiếc",
}
_SCALES = {"nghìn": 3, "ngàn": 3, "triệu": 6, "tỷ": 9, "tỉ": 9}
_SAYS_HOW_MANY = frozenset(fold("chục trăm nghìn ngàn vạn triệu tr tỷ tỉ rưỡi phẩy linh lẻ trên").split())
_ONLY_IN_BRACKETS = frozenset(
    ("m", "l", "g", "đ", "ng", "em", "nhà", "ca", "bài", "bộ", "cơ sở", "khối", "tổ", "con", "dân")
)
"""Short or common words that are not units inside a sentence: 'cán bộ', 'tổ chức', 'con em', 'dân tộc'."""


@dataclass(frozen=True, slots=True)
class UnitOfMeasure:
    """A unit of measure: its dimension, its size in the dimension's base unit, and its usual name."""

    name: str
    sort: str
    size: Decimal = Decimal(1)

    @property
    def is_count(self) -> bool:
        """Tell whether the unit counts things, for which another word may be used."""
        return self.sort in _COUNTED


@dataclass(frozen=True, slots=True)
class FigureWithUnit:
    """A typed answer split into its figure and the possible units after it; no units if none is written."""

    figure: str
    measures: tuple[UnitOfMeasure, ...] = ()
    unit: str = ""


def _every_name() -> Iterator[tuple[str, UnitOfMeasure]]:
    for sort, lines in _MEASURES.items():
        for line, size in lines.items():
            names = [name.strip() for name in line.split(",")]
            yield from ((name, UnitOfMeasure(names[0], sort, Decimal(size))) for name in names)
    for sort, line in _COUNTED.items():
        names = [name.strip() for name in line.split(",")]
        yield from ((name, UnitOfMeasure(name, sort)) for name in names)


_NAMES = tuple(_every_name())
_BY_FOLDED: dict[str, list[tuple[str, UnitOfMeasure]]] = {}
for _name, _measure in _NAMES:
    _BY_FOLDED.setdefault(fold(_name), []).append((_name, _measure))

_HALF_AFTER = re.compile(r"(?P<unit>.+?) (?P<half>rưỡi|ruoi)")
_START = re.compile(r"(?<=[0-9])(?=[^\W\d]|[%₫])|(?<=[a-zà-ỹ0-9])(?=đ$|d$|₫$)|(?<= )(?=[^\s\d.,/])")
_DIGIT = re.compile(r"[0-9]")
_SCALE_SAID = re.compile(r"[0-9] ?(?:k|nghin|ngan|tr|trieu|ty|ti)(?=d?(?![a-z]))|ruoi")

_BRACKETS = re.compile(r"[(\[]([^()\[\]]{1,40})[)\]]")
_TOLD = re.compile(r"(?:đơn vị(?: tính)?|đvt|tính bằng|tính theo)\s*:?\s*(?P<unit>[^,.;:()?]{1,30})")
_ASKED_MUCH = re.compile(r"(?:bao nhiêu|mấy|số) (?P<unit>[^,.;:()?]{1,30})")
_MONEY_WORDS = re.compile(r"kinh phí|số tiền|ngân sách|doanh thu|thu nhập|học phí|số vốn|tổng vốn|giá trị")
_SHARE_WORDS = re.compile(r"%|tỷ lệ|tỉ lệ|phần trăm")
_NOT_MONEY = re.compile(r"đồng (?:bào|chí|hồ|ruộng|bộ)")


def measures_spelled(text: str) -> tuple[UnitOfMeasure, ...]:
    """Return the units that a text may mean: 'tạ'; 'can' is 'cân' or 'căn'; empty if the text is not a unit."""
    return tuple(measure for name, measure in _BY_FOLDED.get(fold(text), ()) if spells(text, name))


def unit_said(text: str, label: str = "") -> FigureWithUnit:
    """Split '2,5 ha' into '2,5' and the unit; words of the question's label count as units too."""
    answer = plain_answer(text)
    for start in (found.start() for found in _START.finditer(answer)):
        figure, unit = answer[:start].strip(), answer[start:].strip()
        half = _HALF_AFTER.fullmatch(unit)
        if half:
            figure, unit = f"{figure} {half['half']}", half["unit"]
        if not _DIGIT.search(with_digits(figure)) or (unit == "năm" and not figure[-1].isdecimal()):
            continue
        if measures := measures_spelled(unit) or _words_of(label, unit):
            return FigureWithUnit(figure, measures, unit)
    return FigureWithUnit(answer)


def says_scale(figure: str) -> bool:
    """Tell whether a figure includes its own scale, so that its unit is unscaled: '1,2 tỷ'."""
    return _SCALE_SAID.search(fold(figure)) is not None


def _words_of(label: str, unit: str) -> tuple[UnitOfMeasure, ...]:
    """Return the text as a unit if the label contains it literally."""
    words = re.findall(r"\w+", uniform(label))
    said = unit.split()
    if not said or fold(said[0]) in _SAYS_HOW_MANY or not all(word.isalpha() and word[1:] for word in said):
        return ()
    starts = range(len(words) - len(said) + 1)
    found = any(all(spells(word, words[start + at]) for at, word in enumerate(said)) for start in starts)
    return (UnitOfMeasure(unit, OF_LABEL),) if found else ()


@lru_cache(maxsize=2048)
def measures_named(label: str) -> tuple[UnitOfMeasure, ...]:
    """Return the units a label asks for, most explicit first: 'Kinh phí (triệu đồng)', 'Bao nhiêu ha?', 'Số hộ'."""
    text = _NOT_MONEY.sub("", uniform(label))
    told = [found[1] for found in _BRACKETS.finditer(text)]
    told += [found["unit"] for found in _TOLD.finditer(text)]
    told += [piece.rpartition(",")[2] for piece in (text.rstrip(" ?:."),) if "," in piece]
    named = [measure for piece in told for measure in _scaled(piece.strip(" :?."))]
    for found in _ASKED_MUCH.finditer(text):
        words = found["unit"].split()
        begun = (" ".join(words[:length]) for length in range(min(3, len(words)), 0, -1))
        named += next(
            (each for piece in begun if piece not in _ONLY_IN_BRACKETS and (each := _scaled(piece))), ()
        )
    if _SHARE_WORDS.search(text):
        named += measures_spelled("%")
    if not named and _MONEY_WORDS.search(text):
        named += measures_spelled("đồng")
    return tuple(dict.fromkeys(named or _counted_in(text)))


def _scaled(text: str) -> tuple[UnitOfMeasure, ...]:
    """Parse 'ha', 'đvt: ha', 'triệu đồng', 'nghìn con', '1000 đồng'."""
    text = re.sub(r"^(?:đơn vị(?: tính)?|đvt)\s*:?\s*", "", text)
    first, _, rest = text.partition(" ")
    digits = first.replace(".", "")
    scale = 10 ** _SCALES[first] if first in _SCALES else int(digits) if digits in {"1000", "1000000"} else 0
    if not scale:
        return tuple(UnitOfMeasure(text, each.sort, each.size) for each in measures_spelled(text))
    units = measures_spelled(rest) or (measures_spelled("đồng") if not rest else ())
    return tuple(UnitOfMeasure(text, each.sort, each.size * scale) for each in units)


def _counted_in(text: str) -> Iterator[UnitOfMeasure]:
    """Yield the counted things in a label: 'Tổng số học viên', 'Bao nhiêu hộ'."""
    for name, measure in _NAMES:
        if (
            measure.is_count
            and name not in _ONLY_IN_BRACKETS
            and re.search(rf"(?<!\w){name}(?!\w| nhiêu)", text)
        ):
            yield measure
