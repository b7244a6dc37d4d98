"""What the system says of a file that cannot be read or written, in the reader's words."""

from collections.abc import Mapping

from bot.commands.console import console_texts

_SAID: Mapping[type[OSError], str] = {
    FileNotFoundError: "not_there",
    FileExistsError: "there_already",
    PermissionError: "not_allowed",
    IsADirectoryError: "folder",
    NotADirectoryError: "not_there",
}


def file_fault(error: OSError) -> str:
    """Return why a file cannot be read or written: the system's own words only where we know no better."""
    for kind, said in _SAID.items():
        if isinstance(error, kind):
            return console_texts().plain(f"file_fault.{said}")
    return error.strerror or str(error)
