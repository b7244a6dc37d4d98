"""Captions of pictures and files. A caption is read as typed text, unless the question asks for the file."""

from conversations.answering.attachments import SENT_AS
from conversations.chat.events import Attached
from conversations.chat.session import Asking
from conversations.chat.step import Scene, Step, Talk, Visit
from conversations.menu.home import reach
from reporting.people.person import Person


def is_asked_for(scene: Scene, person: Person | None, event: Attached) -> Talk[bool]:
    """Return whether the file answers the open question. Then its caption only describes it."""
    place = scene.session.place
    if person is None or not isinstance(place, Asking):
        return False
    visit = Visit(session=scene.session, now=scene.now, texts=scene.texts, person=person)
    sheet = yield from reach(visit, place.report_id)
    if isinstance(sheet, Step) or not sheet.filling.asks(place.path):
        return False
    return event.kind in SENT_AS.get(sheet.kind(place.path), ())
