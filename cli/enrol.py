"""`baocao people load`: the people of an office from a workbook."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

from bot.settings import Settings
from cli.clock import office_now
from cli.register_report import RegisterReport
from cli.terminal import out
from cli.unit_revision import counting, print_changes, refuse
from cli.workbooks import read_workbook
from documents.loading.enrolment import Enrolment, EnrolmentChange, added_roles, plan_people
from documents.loading.people_rows import WANTED, read_people
from documents.loading.sheet_rows import FilledSheet
from storage.database.database import database_to_read, existing_database
from storage.people.enrolment import load_enrolled, load_units_of_today, store_enrolled
from texts.catalogue import Catalogue

TEMPLATE_COMMAND = "baocao people template"


def load(texts: Catalogue, file: Path, *, apply: bool, whole: bool) -> None:
    """Load a workbook of people: print the changes, and write them if `apply`; raises UnusableFile."""
    columns = ", ".join(texts.plain(f"register.person_heading.{column}") for column in sorted(WANTED))
    sheet = read_workbook(file, read_people, texts, columns=columns, command=TEMPLATE_COMMAND)
    with counting(texts, len(sheet.rows)) as seen:
        enrolment = asyncio.run(_enrolled(sheet, seen, apply=apply))
    report = RegisterReport(texts, whole=whole)
    if enrolment.problems:
        refuse(report.problems(enrolment.problems, "person"))
    if sheet.ignored:
        out().print(texts.plain("register.ignored", columns=", ".join(sheet.ignored)), markup=False)
    changes = _listed(enrolment, report, texts)
    print_changes(changes, texts, apply=apply, anything=bool(enrolment.changes))


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
    """Return a person's name and changes; a phone number is mentioned, not shown."""
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
