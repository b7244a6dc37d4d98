"""The message catalogues: gettext .po files, compiled in memory at first use."""

from functools import cache
from gettext import GNUTranslations
from importlib.resources import files
from io import BytesIO

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from markupsafe import Markup

from texts.message_template import Sentence

LANGUAGES = ("vi", "en")


class UnknownMessage(LookupError):
    """The catalogue has no message of that name."""


class Catalogue:
    """The messages of one language, looked up by name.

    Messages are markup: tags of the catalogue (`<b>`) are kept and every parameter is escaped, so that typed text
    cannot break a message.
    """

    def __init__(self, language: str, translations: GNUTranslations) -> None:
        self.language = language
        self._translations = translations
        self._sentences: dict[str, Sentence] = {}
        """Parsed sentences by name; plural messages by the text of their form."""

    def __call__(self, message: str, /, *, n: int | None = None, **parameters: object) -> Markup:
        """Return the sentence `message` with its parameters filled in; `n` chooses the plural form.

        Raises UnknownMessage for a name that the catalogue lacks and KeyError for a missing parameter.
        """
        if n is not None:
            parameters["n"] = n
        return self._sentence(message, n).filled(parameters)

    def plain(self, message: str, /, *, n: int | None = None, **parameters: object) -> str:
        """Return the sentence as plain text: for buttons, pictures, cells and the terminal."""
        if n is not None:
            parameters["n"] = n
        return self._sentence(message, n).plain(parameters)

    def _sentence(self, message: str, n: int | None) -> Sentence:
        """Return a sentence, parsed at its first use."""
        if n is None and message in self._sentences:
            return self._sentences[message]
        said = self._translations
        text = said.gettext(message) if n is None else said.ngettext(message, message, n)
        if text == message:
            raise UnknownMessage(message)
        name = message if n is None else text
        if name not in self._sentences:
            self._sentences[name] = Sentence(text)
        return self._sentences[name]


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
