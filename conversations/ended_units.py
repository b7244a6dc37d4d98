"""What administrators are told where a unit has ended: what its people may still be replaced or invited for."""

from markupsafe import Markup

from conversations.register import MemberView, UnitStory
from conversations.telling_units import name_units
from reporting.units import Unit
from texts import Catalogue


def is_over(view: MemberView) -> bool:
    """Tell whether the unit has ended and owes nothing any more: nobody new has anything to do there."""
    return view.story is not None and not view.story.open_reports


def ended_note(view: MemberView, texts: Catalogue) -> Markup | None:
    """Say that the unit has ended, what it still owes and who else can submit it; None for a unit of today."""
    if view.story is None:
        return None
    names = name_units(_successors(view.story), texts)
    if is_over(view):
        return texts("ended.over", unit=view.unit.full_name, others=names)
    return texts("ended.owes", n=view.story.open_reports, unit=view.unit.full_name, others=names)


def _successors(story: UnitStory) -> tuple[Unit, ...]:
    return story.heirs or ((story.above,) if story.above else ())
