"""Files that are given to commands, read no further than anything of their kind may be long."""

from pathlib import Path

from forms.archive import LARGEST_FILE


def read_file(file: Path) -> bytes:
    """Return what a file holds, of one that is too large as much as tells that it is; raises OSError."""
    with file.open("rb") as content:
        return content.read(LARGEST_FILE + 1)
