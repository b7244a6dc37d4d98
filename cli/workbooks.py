"""Workbooks that commands read and make."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import click

from cli.file_reading import file_fault, read_file
from cli.group import FILE, Group, argument, option
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


def add_loading(commands: Group, of: str, template: Callable[[Catalogue], bytes], load: Load) -> None:
    """Add the commands `template` and `load` for a workbook of `of`: `unit` or `people`."""
    file = argument("file", type=FILE, value="file", help="register.help.file")

    @commands.command("template", help=f"register.help.{of}_template")
    @file
    @click.pass_obj
    def _template(texts: Catalogue, file: Path) -> None:
        write_new(file, template(texts))
        out().print(texts.plain("register.template_written", file=str(file)), markup=False)

    @commands.command("load", help=f"register.help.{of}_load")
    @file
    @option("--apply", help="register.help.apply")
    @option("--all", "whole", help="register.help.all")
    @click.pass_obj
    def _load(texts: Catalogue, file: Path, *, apply: bool, whole: bool) -> None:
        load(file, texts, apply=apply, whole=whole)


def read_workbook(
    file: Path, read: Callable[[bytes, str], FilledSheet], words: Catalogue, *, columns: str, command: str
) -> FilledSheet:
    """Read a filled-in workbook, or print its faults and exit; raises UnusableFile."""
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
        from cli.form import told  # noqa: PLC0415 -- the form engine, for a refused workbook only

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
