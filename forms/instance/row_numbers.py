"""The rows of repeats that occur in answers."""

import re
from collections.abc import Mapping

_ROW = re.compile(r"\[(\d+)\](?=/|$)")


def rows_in(answers: Mapping[str, str]) -> dict[str, int]:
    """Return the highest row number of each repeat in the answers, by its path with the rows around it."""
    highest: dict[str, int] = {}
    for path in answers:
        for match in _ROW.finditer(path):
            repeat = path[: match.start()]
            highest[repeat] = max(highest.get(repeat, 0), int(match.group(1)[:6]))
    return highest
