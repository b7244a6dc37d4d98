"""The message catalogues: gettext .po files, compiled in memory when first asked for."""

import re
from functools import cache
from gettext import GNUTranslations
from html import unescape
from importlib.resources import files
from io import BytesIO

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from markupsafe import Markup

LANGUAGES = ("vi", "en")

_TAG = re.compile(r"<[^>]*>")  # Markup.striptags would also turn no-break spaces into spaces


class UnknownMessage(LookupError):
    """The catalogue has no message of that name."""


class Catalogue:
    """The sentences of one language, asked for by name.

    What comes back is markup: the catalogue's own tags (`<b>`) are kept and every parameter is escaped,
    so that nothing typed by a person can break a message.
    """

    def __init__(self, language: str, translations: GNUTranslations) -> None:
        self.language = language
        self._translations = translations

    def __call__(self, message: str, /, *, n: int | None = None, **parameters: object) -> Markup:
        """Return the sentence `message` with its parameters filled in; `n` chooses the plural form.

        Raises UnknownMessage for a name that the catalogue lacks and KeyError for a missing parameter.
        """
        if n is None:
            sentence = self._translations.gettext(message)
        else:
            sentence = self._translations.ngettext(message, message, n)
            parameters = {"n": n, **parameters}
        if sentence == message:
            raise UnknownMessage(message)
        if not parameters and "{" not in sentence:
            return Markup(sentence)  # noqa: S704 -- the catalogue is ours
        return Markup(sentence).format(**parameters)  # noqa: S704 -- the same; format() escapes the rest

    def plain(self, message: str, /, *, n: int | None = None, **parameters: object) -> str:
        """Return the sentence as plain text: for buttons, pictures, cells and the terminal."""
        return bare(self(message, n=n, **parameters))


def bare(text: Markup) -> str:
    """Return markup as plain text."""
    return unescape(_TAG.sub("", text))


@cache
def catalogue(language: str) -> Catalogue:
    """Return the catalogue of a language (`vi` or `en`); any other language gets Vietnamese."""
    chosen = language if language in LANGUAGES else LANGUAGES[0]
    po = Catalog(locale=chosen)
    for part in files("texts").joinpath("catalogues").iterdir():
        if part.name.endswith(f".{chosen}.po"):
            for message in read_po(BytesIO(part.read_bytes()), locale=chosen):
                if message.id:
                    po[message.id] = message
    compiled = BytesIO()
    write_mo(compiled, po)
    compiled.seek(0)
    return Catalogue(chosen, GNUTranslations(compiled))
