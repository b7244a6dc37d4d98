"""Asking for something to be typed, with a way out of it."""

from markupsafe import Markup

from conversations.events import Event, Pressed
from conversations.home import go_home
from conversations.keys import Typable
from conversations.session import Place
from conversations.step import Step, Talk, Visit, remark, say


def prompt(visit: Visit, text: Markup, place: Place) -> Step:
    """Ask for something to be typed; it can be left undone."""
    way_out = (((visit.texts.plain("button.leave_it"), "do.stop"),),)
    return say(visit, text, way_out, place, typable=Typable(texts=True))


def not_typed(visit: Visit, event: Event) -> Talk:
    """Answer what is no text where one is asked for: a press is late, anything else has to be typed."""
    if isinstance(event, Pressed):
        return (yield from go_home(visit, visit.texts("chat.late_press")))
    return remark(visit, visit.texts("administer.please_type"))
