"""Texts of a form by language, with values inserted."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from forms.xpath.context import Closure, Context
from forms.xpath.values import to_string, value_type

Part: TypeAlias = str | Closure
Parts: TypeAlias = tuple[Part, ...]

MISSING = "-"  # pyxform's placeholder for a missing translation


@dataclass(frozen=True, slots=True)
class Wording:
    """A text by language; the text of a form without translations has the key ""."""

    texts: Mapping[str, Parts]

    def in_language(self, language: str, default: str) -> Parts | None:
        """Return the parts in that language, else in the default one, else in any; None if there is no text."""
        for wanted in (language, default, ""):
            if wanted in self.texts:
                return self.texts[wanted]
        return next(iter(self.texts.values()), None)

    def render(
        self, language: str, default: str, context: Context, quote: Callable[[str], str] = str
    ) -> str | None:
        """Return the text with its values inserted, each passed through `quote`; None if there is no text."""
        parts = self.in_language(language, default)
        if parts is None:
            return None
        text = ""
        for part in parts:
            text += part if isinstance(part, str) else quote(_quoted(part, context, after=text))
        return text


def _quoted(part: Closure, context: Context, after: str) -> str:
    """Format a value for a text: numbers and dates in the writer's format, years without a separator."""
    value = part(context)
    text = to_string(value)
    if not text or (_YEAR.fullmatch(text) and _YEAR_COMES.search(after)):
        return text
    return context.environment.written(text, value_type(value))


_YEAR = re.compile(r"(?:19|20)\d\d")
_YEAR_COMES = re.compile(
    r"(?:\b(?:năm|năm học|niên độ|niên khóa|year)\s+|\b(?:19|20)\d\d\s*[-–]\s*)$", re.IGNORECASE
)
"""A four-digit number after one of these words is a year; so is one after a year and a dash."""


SILENT = Wording({})
