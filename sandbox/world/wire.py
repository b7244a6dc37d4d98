"""JSON objects of the Bot API."""

from typing import Any, TypeAlias

Wire: TypeAlias = dict[str, Any]
"""A JSON object with the Bot API's field names."""


def utf16_length(text: str) -> int:
    """Return the length in UTF-16 units, in which Telegram measures texts, offsets and limits."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
