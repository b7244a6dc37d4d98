"""Messages about invalid settings."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from texts import Catalogue

_SAID: Mapping[str, str] = {
    "time_zone": "time_zone",
    "listen": "listen",
    "web_address": "web_address",
    "unreachable_webhook": "unreachable_webhook",
    "literal_error": "one_of",
    "int_parsing": "whole_number",
    "int_from_float": "whole_number",
    "float_parsing": "number",
    "bool_parsing": "true_or_false",
    "greater_than": "greater_than",
    "greater_than_equal": "at_least",
    "less_than_equal": "at_most",
    "datetime_from_date_parsing": "moment",
    "datetime_parsing": "moment",
    "timezone_aware": "moment",
}
"""The message by error type: pydantic's types and those of bot/settings.py."""


def setting_fault(error: ValidationError, texts: Catalogue) -> str:
    """Return the name and the error of the first invalid setting.

    The value is left out: it may be a secret under a wrong name.
    """
    first = _first(error)
    fault = value_fault(error, texts)
    name = "_".join(str(part) for part in first["loc"])
    return f"BAOCAO_{name.upper()}: {fault}" if name else fault


def value_fault(error: ValidationError, texts: Catalogue) -> str:
    """Return the error of the first invalid value."""
    first = _first(error)
    said = _SAID.get(first["type"])
    given: dict[str, Any] = {name: str(value) for name, value in first.get("ctx", {}).items()}
    if said == "one_of":
        given["expected"] = given["expected"].replace(" or ", ", ")  # pydantic lists them in English
    return texts.plain(f"setting.{said}", **given) if said else str(first["msg"])


def _first(error: ValidationError) -> Mapping[str, Any]:
    return error.errors(include_input=False, include_url=False)[0]
