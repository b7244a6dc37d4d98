"""The sample district: huyện Hòa An with its 21 communes, its people, and one literacy round."""

import csv
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from forms import CompiledForm, Kind, compile_workbook
from questionnaires.library import questionnaire
from reporting.people.invitation import hash_code
from reporting.people.invitation_code import make_code
from reporting.people.role import RoleKind
from reporting.reports.report import Answer
from reporting.rounds.period import Period
from reporting.rounds.round import Due
from reporting.units.search import FoundUnit, UnitSearch
from reporting.units.unit import Unit
from storage.database.database import Database
from storage.people.invitation_codes import invite
from storage.people.people import add_person
from storage.rounds import rounds as register
from storage.rounds.forms import FormShelf
from storage.units.units import add_units

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
ISSUED = datetime(2020, 4, 17, 7, 30, tzinfo=ZONE)
"""The date of letter 431, and the time at which the round opens."""

TITLE = "Xóa mù chữ 2019"
OFFICE = "Phòng GD&ĐT huyện Hòa An"
QUESTIONNAIRE = "xoa_mu_chu"
WORKBOOK = f"{QUESTIONNAIRE}.xlsx"
PERIOD = Period.parse("2019")
DUE = Due(printed=date(2020, 5, 8))
FIRST_USER = 431_001
SUPERVISOR_NAME = "Hoàng Thị Thu"
ADMINISTRATOR_NAMES = ("Nông Thị Hạnh", "Đàm Văn Lợi")


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplePerson:
    """A sample person: unit, role, the phone's user id, and the invitation code."""

    user_id: int
    name: str
    unit: Unit
    role: RoleKind
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class District:
    """The sample data. Each of `variants` is a commune's official name with its other spellings."""

    units: tuple[Unit, ...]
    communes: tuple[Unit, ...]
    officers: tuple[SamplePerson, ...]
    supervisor: SamplePerson
    variants: tuple[tuple[str, ...], ...]

    def figures(self, year: int) -> dict[int, dict[str, str]]:
        """Return a year's figures by unit id and question name. Raises ValueError for an unknown unit name.

        A unit is found by its official name or a variant.
        """
        names = UnitSearch(self.communes, self.variants)
        found: dict[int, dict[str, str]] = {}
        for row in _rows(f"figures_{year}.csv"):
            match names.find(row.pop("unit")):
                case FoundUnit(unit):
                    found[unit.id] = {name: value for name, value in row.items() if value}
                case unsure:
                    raise ValueError(f"figures_{year}.csv names no commune of the district: {unsure}")
        return found


@cache
def sample_district() -> District:
    """Read the units, people and name variants from `units.csv`."""
    units: list[Unit] = []
    by_code: dict[str, int] = {}
    officers: list[SamplePerson] = []
    variants: list[tuple[str, ...]] = []
    for row in _rows("units.csv"):
        unit = Unit(
            id=len(units) + 1,
            code=row["code"],
            name=row["name"],
            kind=row["kind"],
            parent_id=by_code.get(row["parent"]),
            traits={"office": OFFICE} if row["kind"] == "huyện" else {"difficult": "0", "border": "0"},
        )
        units.append(unit)
        by_code[unit.code] = unit.id
        if row["variants"]:
            variants.append((unit.name, *row["variants"].split(";")))
        if row["reporter"]:
            officers.append(_member(len(officers), row["reporter"], unit, RoleKind.REPORTER))
    district = units[1]
    return District(
        units=tuple(units),
        communes=tuple(unit for unit in units if unit.parent_id == district.id),
        officers=tuple(officers),
        supervisor=_member(len(officers), SUPERVISOR_NAME, district, RoleKind.SUPERVISOR),
        variants=tuple(variants),
    )


@cache
def sample_form() -> CompiledForm:
    """Compile the sample's questionnaire."""
    return compile_workbook(_workbook(), filename=WORKBOOK)


@cache
def sample_administrators() -> tuple[SamplePerson, ...]:
    """Return two administrators of the district, because deletions need two."""
    unit, first = sample_district().supervisor.unit, len(sample_district().officers) + 1
    return tuple(
        _member(first + place, name, unit, RoleKind.ADMINISTRATOR)
        for place, name in enumerate(ADMINISTRATOR_NAMES)
    )


async def add_and_invite(
    connection: AsyncConnection, members: Iterable[SamplePerson], phone_hashes: Mapping[int, str]
) -> None:
    """Add people and invite them. `phone_hashes` maps a phone's user id to the hash of its number."""
    for member in members:
        known = phone_hashes.get(member.user_id)
        person_id = await add_person(
            connection, member.name, member.role, member.unit.id, ISSUED, phone_hash=known
        )
        expires_at = ISSUED + timedelta(days=60)
        await invite(connection, person_id, hash_code(member.code), expires_at)


async def load_sample(
    database: Database, shelf: FormShelf, phone_hashes: Mapping[int, str] = MappingProxyType({})
) -> None:
    """Load the sample into an empty database: units, people, invitations, last year's reports, this year's round."""
    district = sample_district()
    async with database.writing() as connection:
        await add_units(connection, district.units)
        await add_and_invite(connection, (*district.officers, district.supervisor), phone_hashes)
        form = await shelf.put(connection, _workbook(), WORKBOOK, ISSUED)
        communes = [unit.id for unit in district.communes]
        year_before = ISSUED.replace(year=2019)
        reports = await register.open_round(
            connection,
            title="Xóa mù chữ 2018",
            unit_id=district.supervisor.unit.id,
            reporting_units=communes,
            form_hash=form.content_hash,
            period=Period.parse("2018"),
            due=Due(printed=DUE.printed.replace(year=2019)),
            opened_at=year_before,
            closed_at=year_before + timedelta(days=90),
        )
        for unit_id, figures in district.figures(2018).items():
            answers = as_answers(form, figures)
            await register.record_submitted(connection, reports[unit_id], answers, year_before, on_time=True)
        await register.open_round(
            connection,
            title=TITLE,
            unit_id=district.supervisor.unit.id,
            reporting_units=communes,
            form_hash=form.content_hash,
            period=PERIOD,
            due=DUE,
            opened_at=ISSUED,
        )


def as_answers(form: CompiledForm, figures: Mapping[str, str]) -> dict[str, Answer]:
    """Convert figures by question name to answers by path."""
    return {
        question.path: Answer(figures[question.name])
        for question in form.questions
        if question.name in figures and question.kind is not Kind.CALCULATE
    }


def _member(number: int, name: str, unit: Unit, role: RoleKind) -> SamplePerson:
    user_id = FIRST_USER + number
    code = make_code(random.Random(user_id).choice)  # noqa: S311 -- the same code in each run; it is no secret
    return SamplePerson(user_id=user_id, name=name, unit=unit, role=role, code=code)


def _workbook() -> bytes:
    return questionnaire(QUESTIONNAIRE).workbook


def _rows(name: str) -> Sequence[dict[str, str]]:
    text = files("demo").joinpath("data", "hoa_an", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
