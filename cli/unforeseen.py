"""Unexpected errors: one sentence on the terminal, the traceback in a file that only the user can read."""

import os
import tempfile
import traceback
from pathlib import Path

from texts import Catalogue


def unforeseen(error: BaseException, texts: Catalogue) -> str:
    """Write the traceback to a file and return the sentence about the error."""
    file = _written_down(error)
    name = "cli.error.unforeseen" if file else "cli.error.unforeseen_unwritten"
    return texts.plain(name, kind=type(error).__name__, file=str(file or ""))


def trace_file() -> Path:
    """Return the file with the tracebacks of this user's commands."""
    return Path(tempfile.gettempdir()) / f"baocao-{os.getuid()}.log"


def _written_down(error: BaseException) -> Path | None:
    """Append the traceback to the file, readable by its owner only; None if that fails."""
    file, trace = trace_file(), "".join(traceback.format_exception(error))
    try:
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW
        with os.fdopen(os.open(file, flags, 0o600), "w", encoding="utf-8", errors="replace") as log:
            log.write(f"{trace}\n")
    except OSError:
        return None
    return file
