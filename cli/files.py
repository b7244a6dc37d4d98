"""Reading and writing files of commands, and why a file cannot be read or written."""

from collections.abc import Mapping
from pathlib import Path

from cli.terminal import console_texts
from forms.xlsform.archive import LARGEST_FILE


class UnusableFile(Exception):
    """A file cannot be read or written; the message names the file and the reason."""


def read_file(file: Path) -> bytes:
    """Return at most LARGEST_FILE + 1 bytes, enough to detect a file that is too large; raises OSError."""
    with file.open("rb") as content:
        return content.read(LARGEST_FILE + 1)


_SAID: Mapping[type[OSError], str] = {
    FileNotFoundError: "not_there",
    FileExistsError: "there_already",
    PermissionError: "not_allowed",
    IsADirectoryError: "folder",
    NotADirectoryError: "not_there",
}


def file_fault(error: OSError) -> str:
    """Return why a file cannot be read or written; the system's message for an unknown reason."""
    for kind, said in _SAID.items():
        if isinstance(error, kind):
            return console_texts().plain(f"file_fault.{said}")
    return error.strerror or str(error)


def write_new(file: Path, content: bytes) -> None:
    """Write a new file; raises UnusableFile if it exists or cannot be written."""
    try:
        with file.open("xb") as target:
            target.write(content)
    except OSError as error:
        raise UnusableFile(f"{file}: {file_fault(error)}") from error
