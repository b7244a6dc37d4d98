"""Reading the filled-in workbooks given to commands."""

from collections.abc import Callable
from pathlib import Path

from cli.files import UnusableFile, file_fault, read_file
from cli.unit_revision import refuse
from documents.loading.problems import UnreadableSheet
from documents.loading.sheet_rows import FilledSheet
from forms import FormRefused
from texts.catalogue import Catalogue


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
