"""The progress of a letter, as a supervisor sees it: all of its rounds together."""

from collections.abc import Sequence

from markupsafe import Markup

from conversations.chat.phrases import deadline
from conversations.chat.step import Visit
from reporting.queries.rounds import RoundView
from reporting.reports.report import Progress
from texts import Catalogue

FEWEST_PARTS = 2  # a letter of one round is shown as that round


def split_by_letter(rounds: Sequence[RoundView]) -> tuple[list[list[RoundView]], list[RoundView]]:
    """Return the letters, each as its rounds seen from one unit, and the rounds of no letter, both in order."""
    letters: dict[tuple[int, int], list[RoundView]] = {}
    for view in rounds:
        if view.round.letter_id is not None:
            letters.setdefault((view.round.letter_id, view.unit.id), []).append(view)
    several = {key: parts for key, parts in letters.items() if len(parts) >= FEWEST_PARTS}
    single = [view for view in rounds if (view.round.letter_id, view.unit.id) not in several]
    return list(several.values()), single


def letter_title(parts: Sequence[RoundView], texts: Catalogue) -> str:
    """Return the label of a letter: 'CV 431 (7 biểu)'."""
    return texts.plain("letter.digest_title", n=len(parts), letter=parts[0].round.letter_name)


def letter_summary(visit: Visit, parts: Sequence[RoundView]) -> Markup:
    """Return a letter's line: how many units have submitted every part, some, or nothing."""
    states: dict[int, list[Progress]] = {}
    for view in parts:
        for each in view.units:
            states.setdefault(each.report.unit.id, []).append(each.report.progress)
    done = sum(all(each is Progress.SUBMITTED for each in own) for own in states.values())
    untouched = sum(all(each is Progress.NOT_STARTED for each in own) for own in states.values())
    return visit.texts(
        "supervise.round",
        title=letter_title(parts, visit.texts),
        unit=parts[0].unit.full_name,
        deadline=deadline(parts[0].round.due, visit.now, visit.texts),
        submitted=done,
        total=len(states),
        in_progress=len(states) - done - untouched,
        not_started=untouched,
    )
