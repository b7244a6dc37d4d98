"""What commands take, in words: what an argument or an option is called, and what is to be typed for it."""

from collections.abc import Mapping
from typing import Any

from texts import Catalogue

_VALUES: Mapping[str, str] = {
    "answers": "file",
    "below": "unit",
    "day": "day",
    "days": "number",
    "depth": "number",
    "due": "day",
    "file": "file",
    "host": "address",
    "into": "unit",
    "kind": "kind",
    "language": "language",
    "letter_id": "number",
    "message_id": "number",
    "name": "name",
    "number": "number",
    "on": "day",
    "out": "file",
    "period": "period",
    "person": "number",
    "port": "number",
    "role": "role",
    "since": "day",
    "source_url": "address",
    "target": "file",
    "target_url": "address",
    "title": "name",
    "under": "unit",
    "unit": "unit",
    "units": "unit",
    "who": "person",
    "without": "unit",
}
"""The kind of value that each parameter takes, by the parameter's name; switches take none."""


LARGEST_NUMBER = 2**31 - 1
"""The largest number that a row, a day or a level can have: what databases hold in an integer."""


def value_word(parameter: Any, texts: Catalogue) -> str:  # noqa: ANN401 -- Typer's parameters have no public class in common
    """Return what stands for the value of a parameter in usage and help: 'TỆP'; nothing for a switch."""
    if getattr(parameter, "is_flag", False):
        return ""
    word = texts.plain(f"value.{_VALUES[parameter.name]}")
    return f"{word}…" if parameter.nargs != 1 else word


def called(parameter: Any) -> str:  # noqa: ANN401 -- the same
    """Return what a parameter is called: an option by its switch, an argument by its value."""
    return str(parameter.opts[0] if parameter.param_type_name == "option" else parameter.metavar)
