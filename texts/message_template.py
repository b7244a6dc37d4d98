"""A catalogue sentence, parsed once into literal text and parameters."""

import re
from collections.abc import Mapping
from html import unescape
from string import Formatter

from markupsafe import Markup, escape

_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Bidirectional controls, removed from parameters: a name with one could hide the text after it."""

_TAG = re.compile(r"<[^>]*>")  # Markup.striptags would also replace no-break spaces


class Sentence:
    """A sentence with parameters `{name}`, whose values the caller has formatted.

    Raises ValueError for a format or conversion inside the braces.
    """

    __slots__ = ("_markup", "_pieces", "_plain")

    def __init__(self, text: str) -> None:
        pieces: list[tuple[str, str | None]] = []
        for literal, name, form, conversion in Formatter().parse(text):
            if form or conversion or (name is not None and not name.isidentifier()):
                raise ValueError(f"a parameter is written {{name}}: {text!r}")
            pieces.append((literal, name))
        self._pieces = tuple(pieces)
        said = None if any(name is not None for _, name in pieces) else "".join(each for each, _ in pieces)
        self._markup = None if said is None else Markup(said)  # noqa: S704 -- the catalogue is ours
        self._plain = None if self._markup is None else bare(self._markup)

    def filled(self, parameters: Mapping[str, object]) -> Markup:
        """Return the sentence with its parameters escaped; raises KeyError for a missing one."""
        if self._markup is not None:
            return self._markup
        said: list[str] = []
        for literal, name in self._pieces:
            said.append(literal)
            if name is not None:
                value = parameters[name]
                said.append(value if isinstance(value, Markup) else _TURNING.sub("", escape(value)))
        return Markup("".join(said))  # noqa: S704 -- the catalogue is ours, and what is filled in is escaped

    def plain(self, parameters: Mapping[str, object]) -> str:
        """Return the sentence with its parameters as plain text."""
        return bare(self.filled(parameters)) if self._plain is None else self._plain


def bare(text: Markup) -> str:
    """Return markup as plain text."""
    return unescape(_TAG.sub("", text))
