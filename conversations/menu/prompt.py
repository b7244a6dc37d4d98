"""Prompts for typed text, with a button to leave."""

from collections.abc import Sequence

from markupsafe import Markup

from conversations.chat.action import do
from conversations.chat.events import Event, Pressed
from conversations.chat.session import Place
from conversations.chat.step import Step, Visit, remark, say
from conversations.chat.typed_choices import Offer, Typable
from texts.markup import paragraphs


def prompt(visit: Visit, text: Markup, place: Place) -> Step:
    """Ask for typed text, with a button to leave."""
    way_out = (((visit.texts.plain("button.leave_it"), do("stop")),),)
    return say(visit, text, way_out, place, typable=Typable(texts=True))


def not_typed(visit: Visit, event: Event) -> Step:
    """Answer an event that is no text: a press is late, anything else has to be typed. The prompt stays open."""
    late = isinstance(event, Pressed)
    return remark(visit, visit.texts("administer.late_press" if late else "administer.please_type"))


MOST_FOUND = 20  # buttons in one message


def ask_which(visit: Visit, place: Place, offers: Sequence[Offer]) -> Step:
    """Ask which of several is meant. A longer name can be typed too."""
    more = len(offers) - MOST_FOUND
    unseen = visit.texts("administer.more", n=more) if more > 0 else None
    text = paragraphs([visit.texts("administer.several"), unseen], between="\n")
    return say(visit, text, tuple((offer,) for offer in offers[:MOST_FOUND]), place)
