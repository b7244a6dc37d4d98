"""Reading and writing the workbooks of commands."""

from collections.abc import Callable
from pathlib import Path

from cli.file_reading import file_fault, read_file
from cli.unit_revision import refuse
from documents.loading.problems import UnreadableSheet
from documents.loading.sheet_rows import FilledSheet
from forms import FormRefused
from texts.catalogue import Catalogue


class UnusableFile(Exception):
    """A file cannot be read or written; the message names the file and the reason."""


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
        from cli.form import finding_line  # noqa: PLC0415 -- the form engine, for a refused workbook only

        refuse(finding_line(finding, words) for finding in error.findings)
    except UnreadableSheet as error:
        parameters = {**error.problem.parameters, "columns": columns, "command": command}
        refuse([words.plain(f"register.fault.{error.problem.fault}", n=None, **parameters)])


def write_new(file: Path, content: bytes) -> None:
    """Write a new file; raises UnusableFile if it exists or cannot be written."""
    try:
        with file.open("xb") as target:
            target.write(content)
    except OSError as error:
        raise UnusableFile(f"{file}: {file_fault(error)}") from error
