"""The bot in a group chat. It answers commands only, shows no reports, and posts digests where allowed."""

from collections.abc import Sequence

from markupsafe import Markup

from conversations.chat.effects import AllowGroup, EndGroup, MoveGroup
from conversations.chat.events import GroupEvent, GroupLeft, GroupMoved, InGroup
from conversations.chat.orders import Acknowledge
from conversations.chat.step import Scene, Step, Talk, remark
from documents.loading.pasted_units import name_with_parent
from reporting.people.permissions import Action
from reporting.people.person import Person
from reporting.queries.groups import AllowedGroup
from reporting.queries.query import ask
from reporting.queries.units import UnitsBelow
from reporting.units.search import units_named
from reporting.units.unit import Unit
from texts.markup import paragraphs

ALLOW, END = "chophep", "thoi"
COMMANDS = frozenset({ALLOW, END, "start", "baocao", "dulieu", "help", "sua", "tonghop", "trogiup", "xemlai"})
"""Commands that are handled without the bot's name. Any other (/x, not /x@bot) may be meant for another bot."""

MOST_NAMED = 10  # units in one message


def take_in_group(scene: Scene, person: Person | None, event: GroupEvent) -> Talk:
    """Handle an event in a group. `person` is its author."""
    match event:
        case GroupLeft():
            return Step(session=scene.session, effects=(EndGroup(),))
        case GroupMoved(to=to):
            return Step(session=scene.session, effects=(MoveGroup(to),))
        case InGroup(press=press) if press:  # the bot offers no buttons in groups
            return Step(session=scene.session, effects=(Acknowledge(press=press),))
        case InGroup(command=command) if person is not None and person.may_somewhere(Action.ALLOW_GROUP):
            if command == ALLOW:
                return (yield from _allow(scene, person, event))
            if command == END:
                return (yield from _end(scene, person, event))
    return _in_private(scene, event)


def _allow(scene: Scene, person: Person, event: InGroup) -> Talk:
    """Allow a unit's digests in this group: the named unit's, or the administrator's own."""
    above = person.units_for(Action.ALLOW_GROUP)
    below = yield from ask(UnitsBelow(above))
    found = units_named(event.argument, below) if event.argument else [u for u in below if u.id == above[0]]
    if not found:
        return remark(scene, scene.texts("group.no_such_unit"))
    if len(found) > 1:
        return remark(scene, _which(scene, found, below))
    said = remark(scene, scene.texts("group.allowed", unit=found[0].full_name))
    return said.after(AllowGroup(found[0].id))


def _which(scene: Scene, found: Sequence[Unit], below: Sequence[Unit]) -> Markup:
    """Return the possible units, each with the text to type, because groups have no buttons."""
    known = {unit.id: unit for unit in below}
    lines = [
        scene.texts("group.which_line", unit=name_with_parent(unit, known), command=ALLOW, code=unit.code)
        for unit in found[:MOST_NAMED]
    ]
    more = len(found) - MOST_NAMED
    rest = scene.texts("administer.more", n=more) if more > 0 else None
    return paragraphs([scene.texts("group.which"), *lines, rest], between="\n")


def _end(scene: Scene, person: Person, event: InGroup) -> Talk:
    found = yield from ask(AllowedGroup(event.group))
    if found is None or not person.may(Action.ALLOW_GROUP, found.unit_path):
        return _in_private(scene, event)
    return remark(scene, scene.texts("group.ended", unit=found.unit.full_name)).after(EndGroup())


def _in_private(scene: Scene, event: InGroup) -> Step:
    if event.link:
        return remark(scene, scene.texts("group.in_private", link=event.link))
    return remark(scene, scene.texts("group.in_private_without_link"))
