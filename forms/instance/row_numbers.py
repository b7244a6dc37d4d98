"""Which rows of repeats the answers speak of."""

import re
from collections.abc import Mapping

_ROW = re.compile(r"\[(\d+)\](?=/|$)")


def rows_in(answers: Mapping[str, str]) -> dict[str, int]:
    """Return for each repeat that answers speak of the highest row, by its path with the rows around it."""
    highest: dict[str, int] = {}
    for path in answers:
        for match in _ROW.finditer(path):
            repeat = path[: match.start()]
            highest[repeat] = max(highest.get(repeat, 0), int(match.group(1)[:6]))
    return highest
