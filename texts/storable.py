"""Replacement of characters that databases reject: NUL and lone surrogates."""

import re

_UNFIT = re.compile("[\0\ud800-\udfff]")


def storable(text: str) -> str:
    """Return the text with U+FFFD for each NUL and lone surrogate."""
    return text if text.isascii() and "\0" not in text else _UNFIT.sub("\ufffd", text)
