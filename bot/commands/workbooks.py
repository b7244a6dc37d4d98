"""Workbooks that commands read and make."""

from collections.abc import Callable
from pathlib import Path

from bot.commands.form import told
from bot.commands.revising import refuse
from forms import FormRefused
from reporting.loading.problems import UnreadableSheet
from reporting.loading.sheet_rows import FilledSheet
from texts.catalogue import Catalogue


class UnusableFile(Exception):
    """A file cannot be read or written; the message says which and why."""


def read_workbook(
    file: Path, read: Callable[[bytes, str], FilledSheet], words: Catalogue, *, columns: str, command: str
) -> FilledSheet:
    """Read a workbook that somebody filled in, or say what is wrong with it; raises UnusableFile."""
    try:
        return read(file.read_bytes(), file.name)
    except OSError as error:
        raise UnusableFile(f"{file}: {error.strerror or error}") from error
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
        raise UnusableFile(f"{file}: {error.strerror or error}") from error
