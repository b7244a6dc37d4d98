"""Texts as databases hold them: none holds NUL or half a surrogate pair."""

import re

_UNFIT = re.compile("[\0\ud800-\udfff]")


def storable(text: str) -> str:
    """Return the text with a sign in place of what no database holds."""
    return text if text.isascii() and "\0" not in text else _UNFIT.sub("\ufffd", text)
