"""Parsing of the rows of a people workbook: person, role, unit. An empty cell means no change."""

from collections.abc import Callable
from dataclasses import dataclass

from documents.loading.problems import Problem
from documents.loading.sheet_rows import FilledRow, FilledSheet, Headings, read_sheet
from reporting.people.phones import NotAPhone, read_phone
from reporting.people.role import RoleKind
from reporting.people.role_words import read_role
from texts.catalogue import LANGUAGES
from texts.normalize import words

PEOPLE_HEADINGS: Headings = {
    "name": ("Họ tên", "Họ và tên", "Tên", "Cán bộ", "Name"),
    "phone": ("Số điện thoại", "Điện thoại", "SĐT", "ĐT", "Phone"),
    "role": ("Vai trò", "Nhiệm vụ", "Role"),
    "unit": ("Đơn vị", "Mã đơn vị", "Mã hoặc tên đơn vị", "Unit", "Unit code"),
    "language": ("Ngôn ngữ", "Tiếng", "Language"),
}
WANTED = frozenset({"name", "unit"})
LONGEST_NAME = 120  # characters
NO_PHONE_KEY = "no_phone_key"  # a fault of the installation, not of a row

_LANGUAGES = {
    ("tieng", "viet"): "vi",
    ("viet",): "vi",
    ("vietnamese",): "vi",
    ("tieng", "anh"): "en",
    ("anh",): "en",
    ("english",): "en",
} | {(each,): each for each in LANGUAGES}


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """The values of a row about a person; the phone number is hashed, missing values are None."""

    number: int
    name: str
    unit: str
    role: RoleKind
    phone_hash: str | None = None
    language: str | None = None


def read_people(data: bytes, filename: str) -> FilledSheet:
    """Read a people workbook; raises forms.FormRefused and UnreadableSheet."""
    return read_sheet(data, filename, PEOPLE_HEADINGS, WANTED)


def read_person_row(
    row: FilledRow, hashed: Callable[[str], str] | None
) -> tuple[PersonRow | None, list[Problem]]:
    """Parse a row and return its values and all its faults. `hashed` hashes a phone number; None without a key.

    The default role is reporter.
    """
    role = read_role(row["role"].text) if row["role"] else RoleKind.REPORTER
    language = _LANGUAGES.get(words(row["language"].text))
    phone_hash, phone_fault = _phone(row["phone"].text, hashed)
    faults = {column: "unknown_value" for column, cell in row.cells.items() if cell.unknown}
    for column in sorted(WANTED):
        if not row[column]:
            faults[column] = "missing"
    if len(row["name"].text) > LONGEST_NAME:
        faults["name"] = "long_name"
    if role is None:
        faults.setdefault("role", "role")
    if language is None and row["language"]:
        faults.setdefault("language", "language")
    if phone_fault:
        faults.setdefault("phone", phone_fault)
    if faults or role is None:
        return None, [_problem(row, column, fault) for column, fault in faults.items()]
    read = PersonRow(
        number=row.number,
        name=row["name"].text,
        unit=row["unit"].text,
        role=role,
        phone_hash=phone_hash,
        language=language,
    )
    return read, []


def _problem(row: FilledRow, column: str, fault: str) -> Problem:
    """Return the problem of a cell; a phone number is not repeated in it."""
    if fault == NO_PHONE_KEY:
        return Problem(fault=fault)
    value = "" if column == "phone" else row[column].text
    return Problem(fault=fault, row=row.number, column=column, parameters={"value": value})


def _phone(text: str, hashed: Callable[[str], str] | None) -> tuple[str | None, str]:
    """Return a phone number's hash, or the fault; the number itself is not passed on."""
    if not text:
        return None, ""
    try:
        read_phone(text)
    except NotAPhone:
        return None, "phone"
    return (hashed(text), "") if hashed else (None, NO_PHONE_KEY)
