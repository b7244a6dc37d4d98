"""What goes over the wire: JSON objects of the Bot API."""

from typing import Any, TypeAlias

Wire: TypeAlias = dict[str, Any]
"""One JSON object, its keys the fields of the Bot API's type."""


def utf16_length(text: str) -> int:
    """Return the length in UTF-16 code units, in which Telegram counts characters, offsets and limits."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
