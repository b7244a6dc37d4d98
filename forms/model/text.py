"""Texts that people read: one a language, with values filled in where the author put them."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from forms.xpath.context import Closure, Context
from forms.xpath.values import to_string, value_type

Part: TypeAlias = str | Closure
Parts: TypeAlias = tuple[Part, ...]

MISSING = "-"  # what pyxform writes where a translation is missing


@dataclass(frozen=True, slots=True)
class Wording:
    """A text by language; a text without translations stands under ""."""

    texts: Mapping[str, Parts]

    def in_language(self, language: str, default: str) -> Parts | None:
        """Return the parts in that language, else in the default one, else in any; None for no text."""
        for wanted in (language, default, ""):
            if wanted in self.texts:
                return self.texts[wanted]
        return next(iter(self.texts.values()), None)

    def render(
        self, language: str, default: str, context: Context, quote: Callable[[str], str] = str
    ) -> str | None:
        """Return the text with its values filled in, each as `quote` gives it; None where there is none."""
        parts = self.in_language(language, default)
        if parts is None:
            return None
        text = ""
        for part in parts:
            text += part if isinstance(part, str) else quote(_quoted(part, context, after=text))
        return text


def _quoted(part: Closure, context: Context, after: str) -> str:
    """Return a value as it stands in a text: a number or a date the way people write it, a year without a point."""
    value = part(context)
    text = to_string(value)
    if not text or (_YEAR.fullmatch(text) and _YEAR_COMES.search(after)):
        return text
    return context.surroundings.written(text, value_type(value))


_YEAR = re.compile(r"(?:19|20)\d\d")
_YEAR_COMES = re.compile(
    r"(?:\b(?:năm|năm học|niên độ|niên khóa|year)\s+|\b(?:19|20)\d\d\s*[-–]\s*)$", re.IGNORECASE
)
"""After these words a number of four digits is a year; so is what follows a year and a dash."""


SILENT = Wording({})
