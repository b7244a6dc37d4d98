"""`baocao people load` and `template`: the people of an office from a workbook."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import typer

from bot.commands.clock import office_now
from bot.commands.console import out
from bot.commands.register_report import RegisterReport
from bot.commands.revising import counting, refuse, tell
from bot.commands.workbooks import add_loading, read_workbook
from bot.settings import Settings
from conversations.enrolling import Enrolment, EnrolmentChange, added_roles, plan_people
from conversations.people_rows import WANTED, read_people
from conversations.people_template import people_template
from reporting.loading.sheet_rows import FilledSheet
from storage.database import database_to_read, existing_database
from storage.people_register import load_enrolled, load_units_of_today, store_enrolled
from texts.catalogue import Catalogue

TEMPLATE_COMMAND = "baocao people template"


def add_enrolling(app: typer.Typer, texts: Catalogue) -> None:
    """Add the commands to those of the people."""
    add_loading(app, texts, "people", people_template, load)


def load(file: Path, words: Catalogue, *, apply: bool, whole: bool) -> None:
    """Load a workbook of people: shown what would change, and written if `apply`."""
    columns = ", ".join(words.plain(f"register.person_heading.{column}") for column in sorted(WANTED))
    sheet = read_workbook(file, read_people, words, columns=columns, command=TEMPLATE_COMMAND)
    with counting(words, len(sheet.rows)) as seen:
        enrolment = asyncio.run(_enrolled(sheet, seen, apply=apply))
    report = RegisterReport(words, whole=whole)
    if enrolment.problems:
        refuse(report.problems(enrolment.problems, "person"))
    if sheet.ignored:
        out().print(words.plain("register.ignored", columns=", ".join(sheet.ignored)), markup=False)
    changes = _listed(enrolment, report, words)
    tell(changes, words, apply=apply, anything=bool(enrolment.changes))


async def _enrolled(sheet: FilledSheet, seen: Callable[[], None], *, apply: bool) -> Enrolment:
    settings = Settings()
    async with (
        (existing_database if apply else database_to_read)(settings.database_url) as database,
        database.writing() if apply else database.reading() as connection,
    ):
        enrolment = plan_people(
            sheet,
            await load_enrolled(connection),
            await load_units_of_today(connection),
            hashed=settings.hashed_phones(),
            seen=seen,
        )
        if apply and not enrolment.problems:
            await store_enrolled(connection, enrolment.changes, office_now())
    return enrolment


def _listed(enrolment: Enrolment, report: RegisterReport, words: Catalogue) -> Iterator[str]:
    new = [each for each in enrolment.changes if each.before is None]
    changed = [each for each in enrolment.changes if each.before is not None]
    yield from report.listed("added", [f"+ {_line(each, enrolment, words)}" for each in new])
    yield from report.listed("changed", [f"~ {_line(each, enrolment, words)}" for each in changed])
    yield report.unchanged(enrolment.unchanged)


def _line(change: EnrolmentChange, enrolment: Enrolment, words: Catalogue) -> str:
    """Say who it is and what is new about them; of a phone number only that there is one."""
    before, after = change.before, change.after
    told = [
        words.plain(
            "register.people.role",
            role=words.plain(f"register.role.{role.kind}"),
            unit=enrolment.units[role.unit_id].full_name,
        )
        for role in added_roles(change)
    ]
    if after.phone_hash != (before.phone_hash if before else None):
        told.append(words.plain("register.people.phone"))
    if before and after.name != before.name:
        told.append(words.plain("register.people.name", old=before.name))
    if before and after.language != before.language:
        told.append(words.plain("register.people.language", old=before.language, new=after.language))
    return f"{after.name}: {'; '.join(told)}"
