"""The table of functions says what there is."""

import re
from pathlib import Path

from forms.xpath.functions import Function, signatures

TABLE = Path(__file__).parents[3] / "docs" / "forms" / "functions.md"


def documented() -> dict[str, str]:
    rows = re.findall(r"^\| `([^(]+)\(.*?\)` \| ([^|]+) \|", TABLE.read_text(), re.MULTILINE)
    return {name: arguments.strip() for name, arguments in rows}


def arguments(function: Function) -> str:
    if function.least == function.most:
        return str(function.least)
    return f"{function.least} or more" if function.most is None else f"{function.least} to {function.most}"


def test_every_function_stands_in_the_table_with_its_number_of_arguments() -> None:
    assert documented() == {function.name: arguments(function) for function in signatures()}
