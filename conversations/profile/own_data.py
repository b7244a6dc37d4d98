"""A person's own stored data: shown, downloaded as a file, corrected."""

import unicodedata

from markupsafe import Markup

from conversations.chat.action import do
from conversations.chat.effects import Rename, Speak
from conversations.chat.events import Event, Typed
from conversations.chat.orders import SendOwnData
from conversations.chat.session import Asking, Naming, Nowhere, Reviewing
from conversations.chat.step import Offers, Step, Talk, Visit, remark, say
from conversations.chat.typed_choices import Typable
from conversations.menu.home import go_home
from reporting.queries.personal_data import OwnHoldings
from reporting.queries.query import ask
from texts import catalogue
from texts.formatting import Writer

LONGEST_NAME = 80


def put_own_data(visit: Visit) -> Talk:
    """Show the person's stored data and the possible actions."""
    held = yield from ask(OwnHoldings(visit.person.id))
    texts, writer = visit.texts, Writer(visit.texts.language)
    text = texts(
        "own_data.all",
        name=held.person.name,
        units=", ".join(unit.full_name for unit in held.units),
        joined=writer.date(held.joined_at),
        answers=writer.count(held.answers),
        submissions=writer.count(held.submissions),
    )
    offers: Offers = (
        ((texts.plain("own_data.button_file"), do("own_file")),),
        (
            (texts.plain("own_data.button_rename"), do("rename")),
            (texts.plain("own_data.button_language"), do("language")),
        ),
        ((texts.plain("own_data.button_erase"), do("erase")),),
        *_way_back(visit),
    )
    return say(visit, text, offers, Nowhere())


def order_own_file(visit: Visit) -> Step:
    """Order a file with all stored data about the person."""
    return remark(visit, visit.texts("own_data.file_coming")).after(SendOwnData(person_id=visit.person.id))


def ask_name(visit: Visit, why: Markup | None = None) -> Step:
    """Ask for the correct name. `why` is said when the question is repeated."""
    text = why or visit.texts("own_data.ask_name", name=visit.person.name)
    offers = (((visit.texts.plain("own_data.button_keep_name"), do("holdings")),),)
    return say(visit, text, offers, Naming(), typable=Typable(texts=True))


def take_name(visit: Visit, _: Naming, event: Event) -> Talk:
    """Take the typed name. A text that is no name is refused and asked for again."""
    if not isinstance(event, Typed):
        return ask_name(visit)
    name = " ".join(unicodedata.normalize("NFC", event.text).split())
    if not _is_name(name):
        return ask_name(visit, visit.texts("own_data.no_name", most=LONGEST_NAME))
    step = yield from go_home(visit, visit.texts("own_data.renamed", name=name))
    return step.after(Rename(name))


def change_language(visit: Visit) -> Step:
    """Switch to the other language."""
    language = "en" if visit.texts.language == "vi" else "vi"
    return remark(visit, catalogue(language)("own_data.spoken")).after(Speak(language))


def _is_name(text: str) -> bool:
    return (
        2 <= len(text) <= LONGEST_NAME  # noqa: PLR2004 -- the shortest names have two letters
        and text.isprintable()
        and sum(character.isalpha() for character in text) > len(text) // 2
    )


def _way_back(visit: Visit) -> Offers:
    place = visit.session.place
    if isinstance(place, Asking | Reviewing):
        return (((visit.texts.plain("button.resume"), do("open", place.report_id)),),)
    return ()
