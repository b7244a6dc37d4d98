"""Asking for something to be typed, with a way out of it."""

from markupsafe import Markup

from conversations.events import Event, Pressed
from conversations.keys import Typable
from conversations.session import Place
from conversations.step import Step, Visit, remark, say


def prompt(visit: Visit, text: Markup, place: Place) -> Step:
    """Ask for something to be typed; it can be left undone."""
    way_out = (((visit.texts.plain("button.leave_it"), "do.stop"),),)
    return say(visit, text, way_out, place, typable=Typable(texts=True))


def not_typed(visit: Visit, event: Event) -> Step:
    """Answer what is no text where one is asked for: a press is late, anything else has to be typed; it stays asked."""
    late = isinstance(event, Pressed)
    return remark(visit, visit.texts("administer.late_press" if late else "administer.please_type"))
