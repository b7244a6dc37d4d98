"""Workbooks that commands read and make."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Protocol

import typer

from cli.file_reading import file_fault, read_file
from cli.form import told
from cli.terminal import out
from cli.unit_revision import refuse
from documents.loading.problems import UnreadableSheet
from documents.loading.sheet_rows import FilledSheet
from forms import FormRefused
from texts.catalogue import Catalogue


class UnusableFile(Exception):
    """A file cannot be read or written; the message says which and why."""


class Load(Protocol):
    """Loads a workbook: shows what would change, `whole` or its beginning, and writes it if `apply`."""

    def __call__(self, file: Path, words: Catalogue, *, apply: bool, whole: bool) -> None:
        """Load it; raises UnusableFile."""
        ...


def add_loading(
    app: typer.Typer, texts: Catalogue, of: str, template: Callable[[Catalogue], bytes], load: Load
) -> None:
    """Add `template` and `load`: `of` is what the workbook holds, `unit` or `people`."""
    file = typer.Argument(help=texts.plain("register.help.file"))
    written = typer.Option("--apply", help=texts.plain("register.help.apply"))
    whole = typer.Option("--all", help=texts.plain("register.help.all"))

    @app.command("template", help=texts.plain(f"register.help.{of}_template"))
    def _template(file: Annotated[Path, file]) -> None:
        write_new(file, template(texts))
        out().print(texts.plain("register.template_written", file=str(file)), markup=False)

    @app.command("load", help=texts.plain(f"register.help.{of}_load"))
    def _load(
        file: Annotated[Path, file],
        apply: Annotated[bool, written] = False,  # noqa: FBT002 -- a flag of the command line
        whole: Annotated[bool, whole] = False,  # noqa: FBT002 -- a flag of the command line
    ) -> None:
        load(file, texts, apply=apply, whole=whole)


def read_workbook(
    file: Path, read: Callable[[bytes, str], FilledSheet], words: Catalogue, *, columns: str, command: str
) -> FilledSheet:
    """Read a workbook that somebody filled in, or say what is wrong with it; raises UnusableFile."""
    sheet = _read(file, read, words, columns, command)
    if not sheet.rows:
        refuse([words.plain("register.no_rows", sheet=sheet.title)])
    return sheet


def _read(
    file: Path, read: Callable[[bytes, str], FilledSheet], words: Catalogue, columns: str, command: str
) -> FilledSheet:
    try:
        return read(read_file(file), file.name)
    except OSError as error:
        raise UnusableFile(f"{file}: {file_fault(error)}") from error
    except FormRefused as error:
        refuse(told(finding, words) for finding in error.findings)
    except UnreadableSheet as error:
        parameters = {**error.problem.parameters, "columns": columns, "command": command}
        refuse([words.plain(f"register.fault.{error.problem.fault}", n=None, **parameters)])


def write_new(file: Path, content: bytes) -> None:
    """Write a file that is not there yet; raises UnusableFile."""
    try:
        with file.open("xb") as target:
            target.write(content)
    except OSError as error:
        raise UnusableFile(f"{file}: {file_fault(error)}") from error
