"""Erasure of a person's data on request. The person sees what is erased and what stays, and confirms twice."""

from conversations.chat.action import Reply, is_reply
from conversations.chat.effects import Erase, Tell
from conversations.chat.events import Event, Pressed, Typed
from conversations.chat.messages import Message
from conversations.chat.session import Erasing, Session
from conversations.chat.step import Step, Talk, Visit, say
from conversations.menu.home import go_home
from reporting.queries.personal_data import UnitLeft, UnitsLeft
from reporting.queries.query import ask
from texts import catalogue
from texts.markup import paragraphs

_KEEP, _GO_ON = "keep", "go_on"


def ask_erasing(visit: Visit) -> Talk:
    """Show what would be erased and what would stay, and ask for confirmation."""
    left = yield from ask(UnitsLeft(visit.person.id))
    texts = visit.texts
    units = ", ".join(each.unit.full_name for each in left)
    text = paragraphs(
        [
            texts("erasing.what"),
            texts("erasing.units_left", units=units) if left else None,
            texts("erasing.sure"),
        ]
    )
    offers = (
        ((texts.plain("erasing.button_go_on"), Reply(_GO_ON)),),
        ((texts.plain("erasing.button_keep"), Reply(_KEEP)),),
    )
    return say(visit, text, offers, Erasing())


def take_erasing_reply(visit: Visit, place: Erasing, event: Event) -> Talk:
    """Handle the reply. Only two confirmations erase; any other reply erases nothing."""
    if not _goes_on(visit, event):
        return (yield from go_home(visit, visit.texts("erasing.kept")))
    if place.confirmed:
        return (yield from _erase(visit))
    texts = visit.texts
    offers = (
        ((texts.plain("erasing.button_keep"), Reply(_KEEP)),),  # first: a double tap keeps the data
        (
            (texts.plain("erasing.button_erase"), Reply(_GO_ON), "yes"),
        ),  # typing the same number twice does not erase either
    )
    return say(visit, texts("erasing.really"), offers, Erasing(confirmed=True))


def _erase(visit: Visit) -> Talk:
    left = yield from ask(UnitsLeft(visit.person.id))
    said = say(visit, visit.texts("erasing.done"))
    told = [tell for each in left for tell in tell_unit_without_people(each, visit.person.id)]
    return Step(session=Session(), effects=(Erase(), *told, *said.effects))


def tell_unit_without_people(left: UnitLeft, person_id: int) -> list[Tell]:
    """Notify the unit's supervisors that it has no reporter any more, without naming the person."""
    return [
        Tell(
            key=f"left:{left.unit.id}:{person_id}:{each.id}",
            person_id=each.id,
            message=Message(text=catalogue(each.language)("erasing.unit_left", unit=left.unit.full_name)),
        )
        for each in left.supervisors
    ]


def _goes_on(visit: Visit, event: Event) -> bool:
    match event:
        case Pressed(action=action) if visit.session.pressed(action):
            return is_reply(action, _GO_ON)
        case Typed(text):
            button = visit.session.typed(text)
            return button is not None and is_reply(button.action, _GO_ON)
        case _:
            return False
