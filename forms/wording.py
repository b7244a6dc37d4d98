"""Texts that people read: one a language, with values filled in where the author put them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from forms.xpath.context import Closure, Context
from forms.xpath.nodes import ValueType
from forms.xpath.values import to_string

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

    def render(self, language: str, default: str, context: Context) -> str | None:
        """Return the text with its values filled in; None where there is none."""
        parts = self.in_language(language, default)
        if parts is None:
            return None
        return "".join(part if isinstance(part, str) else _quoted(part, context) for part in parts)


def _quoted(part: Closure, context: Context) -> str:
    """Return a value as it stands in a text: a number the way people write it."""
    value = part(context)
    text = to_string(value)
    number = isinstance(value, float) or (
        isinstance(value, list) and value and value[0].type is ValueType.NUMBER
    )
    return context.surroundings.written(text) if number and text else text


SILENT = Wording({})
