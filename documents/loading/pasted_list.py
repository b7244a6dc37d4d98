"""Parsing of a pasted list of people, one a line, in any numbering, separators and order of columns."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from documents.loading.people_rows import PEOPLE_HEADINGS
from reporting.people.phones import NotAPhone, read_phone
from reporting.people.role import RoleKind
from reporting.people.role_words import read_role
from texts.normalize import words

_SEPARATOR = re.compile(r"[\t;|,()\[\]]|\s[-–—]+\s|\s[-–—]+$|^[-–—]+\s")
_HYPHEN = re.compile(r"[-–—]")
_NUMBERED = re.compile(r"\s*(?:\d{1,3}\s*(?:[.)/:]|\t)|[•*+✓-])\s*")
_PLACE = re.compile(r"\d{1,3}[.)]?")  # Excel's column of row numbers
_PHONE = re.compile(r"(?<!\d)\+?\d(?:[\d .-]{7,14})\d(?!\d)")
_PHONE_WORD = re.compile(r"\b(?:s?đt|sdt|dt|điện thoại|dien thoai|phone|tel)\b\.?\s*:?", re.IGNORECASE)
_DIGITS = re.compile(r"\d[\d .-]{4,}(\d{3})")
_TITLE = re.compile(r"^(?:ông|bà|anh|chị|đ/c|đồng chí)[.:]?\s+(?=\S+\s+\S+\s+\S)", re.IGNORECASE)
_EDGES = " \t.,:;-–—"

_HEADINGS = frozenset(
    words(heading) for headings in PEOPLE_HEADINGS.values() for heading in (*headings, "STT", "TT", "Số TT")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PastedLine:
    """One line: its parts in order, without the phone number and the role.

    `written` is the line for display, with phone numbers masked except for their end.
    """

    number: int
    written: str
    parts: tuple[str, ...]
    phone: str = ""
    role: RoleKind | None = None
    unread: tuple[str, ...] = field(default=())


def read_pasted(text: str) -> tuple[PastedLine, ...]:
    """Return the non-empty lines without a heading row."""
    lines = [line for line in text.splitlines() if line.strip(_EDGES)]
    parted = [(line, parts) for line in lines if not _is_heading(parts := _parts(line))]
    return tuple(_read(number, line, parts) for number, (line, parts) in enumerate(parted, start=1))


def without_numbers(text: str) -> str:
    """Mask long numbers except for their last three digits, because phone numbers are not stored."""
    return _DIGITS.sub(r"…\1", text)


def _read(number: int, line: str, parts: tuple[str, ...]) -> PastedLine:
    left: list[str] = []
    phones: list[str] = []
    role = None
    for part in parts:
        rest = _without_phone(part, phones)
        named = read_role(rest) if rest else None
        if named is not None and role is None:
            role = named
        elif rest:
            left.append(without_numbers(rest))
    return PastedLine(
        number=number,
        written=without_numbers(" - ".join(_columns(_unnumbered(line)))),
        parts=tuple(_untitled(each) for each in left),
        phone=phones[0] if phones else "",
        role=role,
        unread=tuple(without_numbers(each) for each in phones[1:]),
    )


def _parts(line: str) -> tuple[str, ...]:
    """Return the parts of a line, without its number in the list."""
    found = [part.strip(_EDGES) for part in _SEPARATOR.split(_unnumbered(line))]
    found = [part for part in found if part]
    if len(found) > 1 and _PLACE.fullmatch(found[0]):
        found = found[1:]
    if len(found) == 1 and _HYPHEN.search(found[0]) and not _PHONE.fullmatch(found[0]):
        found = [part.strip(_EDGES) for part in _HYPHEN.split(found[0]) if part.strip(_EDGES)]
    return tuple(found)


def _columns(line: str) -> list[str]:
    """Return the cells between tabs, with normalized spaces."""
    return [" ".join(column.split()) for column in line.split("\t") if column.strip()]


def _unnumbered(line: str) -> str:
    number = _NUMBERED.match(line)
    return line[number.end() :] if number and any(map(str.isalpha, line[number.end() :])) else line


def _without_phone(part: str, phones: list[str]) -> str:
    """Move a phone number from a part to `phones`; return the rest of the part."""
    found = next(_phones(part), None)
    if found is None:
        return part
    phones.append(found)
    return _PHONE_WORD.sub(" ", part.replace(found, " ")).strip(_EDGES)


def _phones(part: str) -> Iterator[str]:
    for found in (part, *_PHONE.findall(part)):
        try:
            read_phone(found)
        except NotAPhone:
            continue
        yield found


def _untitled(name: str) -> str:
    """Return a name without its form of address, which the letter adds itself."""
    return _TITLE.sub("", " ".join(name.split()), count=1)


def _is_heading(parts: tuple[str, ...]) -> bool:
    return len(parts) > 1 and all(words(part) in _HEADINGS for part in parts)
