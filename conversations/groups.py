"""The bot in a group: it answers commands alone, names nobody's report, and posts the digest where that is allowed."""

from conversations.deliveries import Acknowledge
from conversations.effects import AllowGroup, EndGroup, MoveGroup
from conversations.events import GroupEvent, GroupLeft, GroupMoved, InGroup
from conversations.people import Action, Person
from conversations.queries import AllowedGroup, UnitFound, ask
from conversations.step import Scene, Step, Talk, remark

ALLOW, END = "chophep", "thoi"
COMMANDS = frozenset({ALLOW, END, "start", "baocao", "dulieu", "help", "sua", "tonghop", "trogiup", "xemlai"})
"""What is taken for meant for us where it is not addressed: other bots may listen too."""


def take_in_group(scene: Scene, person: Person | None, event: GroupEvent) -> Talk:
    """Take what happened in a group; `person` is who did it."""
    match event:
        case GroupLeft():
            return Step(session=scene.session, effects=(EndGroup(),))
        case GroupMoved(to=to):
            return Step(session=scene.session, effects=(MoveGroup(to),))
        case InGroup(press=press) if press:  # nothing is offered in groups: whatever was pressed is not ours
            return Step(session=scene.session, effects=(Acknowledge(press=press),))
        case InGroup(command=command) if person is not None and person.may_somewhere(Action.ALLOW_GROUP):
            if command == ALLOW:
                return (yield from _allow(scene, person, event))
            if command == END:
                return (yield from _end(scene, person, event))
    return _in_private(scene, event)


def _allow(scene: Scene, person: Person, event: InGroup) -> Talk:
    """Have the digests of a unit posted here: of the one whose code is named, else of the administrator's own."""
    found = yield from ask(UnitFound(event.argument or person.units_for(Action.ALLOW_GROUP)[0]))
    if found is None or not person.may(Action.ALLOW_GROUP, found.unit_path):
        return remark(scene, scene.texts("group.no_such_unit"))
    said = remark(scene, scene.texts("group.allowed", unit=found.unit.full_name))
    return said.after(AllowGroup(found.unit.id))


def _end(scene: Scene, person: Person, event: InGroup) -> Talk:
    found = yield from ask(AllowedGroup(event.group))
    if found is None or not person.may(Action.ALLOW_GROUP, found.unit_path):
        return _in_private(scene, event)
    return remark(scene, scene.texts("group.ended", unit=found.unit.full_name)).after(EndGroup())


def _in_private(scene: Scene, event: InGroup) -> Step:
    if event.link:
        return remark(scene, scene.texts("group.in_private", link=event.link))
    return remark(scene, scene.texts("group.in_private_without_link"))
