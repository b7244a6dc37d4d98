"""`baocao form`: check a questionnaire, preview it in the terminal, walk through it with given answers."""

import asyncio
import json
import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from rich.console import Console

from bot.settings import Settings
from cli.clock import office_now
from cli.files import file_fault, read_file
from cli.form_preview import Preview
from cli.parameters import texts_of
from cli.terminal import fail, out
from conversations.answering.report_sheet import written_figure, written_moment
from forms import CompiledForm, Finding, FormRefused, World, compile_workbook, compile_xform
from forms.walk import Walk
from forms.xlsform.archive import LARGEST_FILE, too_large
from forms.xlsform.years import other_years
from reporting.rounds.period import Period, PeriodKind
from reporting.rounds.round_facts import round_facts
from storage.database.database import existing_database
from storage.rounds.forms import FormShelf
from texts.catalogue import Catalogue, catalogue

_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
_REFUSED = 3


class UnreadableFile(Exception):
    """The file cannot be read; the message says which and why."""


def _own_language() -> str:
    """Return the language of this call."""
    return texts_of(click.get_current_context()).language


def check(texts: Catalogue, file: Path, language: str) -> None:
    """Print the errors of a form with sheet, row and column; exit with 0 if there are none, else 1.

    Warnings go to the same stream and do not change the exit status.
    """
    say = catalogue(language)
    form = load_form(file, say, refused=1)
    warn(form, say)
    asked = sum(1 for question in form.questions if question.kind.is_asked)
    fine = say.plain("form.check.fine", file=file.name, questions=asked, indicators=len(form.indicators))
    out().print(fine, style="green", markup=False)


def warn(form: CompiledForm, say: Catalogue, period: Period | None = None) -> None:
    """Print the warnings of a form, except about years that belong to the period."""
    years = range(0) if period is None else range(period.start.year, period.end.year + 1)
    _remark(other_years(form.warnings, years), say)


def _remark(warnings: tuple[Finding, ...], say: Catalogue) -> None:
    for warning in warnings:
        click.echo(say.plain("form.check.warning", finding=finding_line(warning, say)), err=True)


def preview(texts: Catalogue, file: Path, language: str) -> None:
    """Fill in a form in the terminal; nothing is stored."""
    say = catalogue(language)
    form = load_form(file, say, refused=_REFUSED)
    now = datetime.now(_ZONE)
    spoken = form.language_for(say.language)
    world = World(
        now=now,
        round=round_facts(Period(PeriodKind.YEAR, now.year), say),
        language=spoken,
        write_number=lambda number: written_figure(number, say.language),
        write_moment=lambda moment: written_moment(moment, say.language),
    )
    Preview(form, world, spoken, say=say, console=Console()).run()


def walk(say: Catalogue, file: Path, answers: Path, language: str) -> None:
    """Walk through a form and print the events as JSON lines; exit with 0 at the end, 3 if it is refused.

    `language` is one of the form's languages, by name or code; empty for its default.
    """
    try:
        lines = answers.read_text(encoding="utf-8-sig").removesuffix("\n").split("\n")
    except OSError as error:
        fail(say.plain("form.file.unreadable", file=str(answers), reason=file_fault(error)))
    except UnicodeDecodeError:
        fail(say.plain("form.file.unreadable", file=str(answers), reason=say.plain("form.file.not_utf8")))
    form = load_form(file, say, refused=_REFUSED)
    chosen = form.language_for(language) if language else form.default_language
    for event in Walk(form, _world(), lines, chosen).events():
        sys.stdout.write(f"{json.dumps(event, ensure_ascii=False)}\n")


def load_form(file: Path, say: Catalogue, *, refused: int) -> CompiledForm:
    """Return the compiled form; if it has errors, print them and exit with the status `refused`."""
    try:
        return _compiled(file, say)
    except FormRefused as error:
        for finding in error.findings:
            click.echo(finding_line(finding, say), err=True)
        _remark(error.warnings, say)
        click.echo(say.plain("form.check.refused", n=len(error.findings), file=file.name), err=True)
        raise click.exceptions.Exit(refused) from error
    except UnreadableFile as error:
        fail(say.plain("form.file.unreadable", file=str(file), reason=str(error)))


def store_forms(files: Iterable[Path], period: Period, say: Catalogue) -> None:
    """Store forms with the CSV files in their folders, all or none; print the warnings for a round of the period."""
    contents = [(file.name, read_file(file), attachments_beside(file)) for file in files]

    async def store() -> None:
        shelf = FormShelf()
        async with existing_database(Settings().database_url) as database, database.writing() as connection:
            for name, workbook, lists in contents:
                warn(await shelf.put(connection, workbook, name, office_now(), lists), say, period)

    asyncio.run(store())


def _compiled(file: Path, say: Catalogue) -> CompiledForm:
    try:
        data = read_file(file)
        lists = attachments_beside(file)
        if file.suffix.lower() == ".xml":
            if len(data) > LARGEST_FILE:
                raise too_large(file.name, len(data))
            return compile_xform(data.decode("utf-8-sig"), attachments=lists)
    except OSError as error:
        raise UnreadableFile(file_fault(error)) from error
    except UnicodeDecodeError as error:
        raise UnreadableFile(say.plain("form.file.not_utf8")) from error
    return compile_workbook(data, filename=file.name, attachments=lists)


def finding_line(finding: Finding, say: Catalogue) -> str:
    """Return a finding as one line: the place, the error, and the remedy."""
    fault = say.plain(f"form.finding.{finding.code}", n=None, text=finding.text, **finding.parameters)
    places = ("sheet", finding.sheet), ("row", finding.row), ("column", finding.column)
    named = [say.plain(f"form.place.{name}", n=None, **{name: place}) for name, place in places if place]
    return f"{', '.join(named)}: {fault}" if named else fault


def _world() -> World:
    return World(now=datetime.now(_ZONE))


def attachments_beside(file: Path) -> dict[str, bytes]:
    """Return the CSV files in the folder of a form by name; its questions can take choices from them."""
    return {path.name: read_file(path) for path in file.parent.glob("*.csv")}
