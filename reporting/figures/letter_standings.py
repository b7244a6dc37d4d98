"""Standings of units in a letter, combined over all of its rounds."""

from collections.abc import Iterable, Sequence

from reporting.figures.completeness import IsWorking, Standing
from reporting.figures.digest import Digest, make_digest
from reporting.figures.round_figures import Gathering
from reporting.reports.report import Progress, Submission
from reporting.units.unit import Unit


def letter_digest(title: str, gatherings: Sequence[Gathering], is_working: IsWorking) -> Digest:
    """Return one digest for all rounds of a letter, with the title `title`.

    A unit has submitted when it has submitted every questionnaire that asks it.
    """
    first = gatherings[0]
    return make_digest(
        round_=first.titled(title),
        unit=first.unit,
        standings=letter_standings(each.standings for each in gatherings),
        figures=[figures for each in gatherings for figures in each.figures],
        choices=[choices for each in gatherings for choices in each.compared_choices],
        now=first.now,
        is_working=is_working,
    )


def letter_standings(rounds: Iterable[Iterable[Standing]]) -> tuple[Standing, ...]:
    """Return each unit's combined standing over several rounds, in the order of the unit ids."""
    by_unit: dict[int, list[Standing]] = {}
    for standings in rounds:
        for standing in standings:
            by_unit.setdefault(standing.unit.id, []).append(standing)
    return tuple(_together(parts[0].unit, parts) for _, parts in sorted(by_unit.items()))


def _together(unit: Unit, parts: Sequence[Standing]) -> Standing:
    submissions: tuple[Submission, ...] = ()
    if all(part.progress is Progress.SUBMITTED for part in parts):
        last = max((part.submissions[0] for part in parts), key=lambda each: each.at)
        on_time = all(part.on_time for part in parts)
        submissions = (Submission(number=1, at=last.at, on_time=on_time),)
        progress = Progress.SUBMITTED
    elif all(part.progress is Progress.NOT_STARTED for part in parts):
        progress = Progress.NOT_STARTED
    else:
        progress = Progress.IN_PROGRESS
    return Standing(
        unit=unit,
        progress=progress,
        answered=sum(part.answered for part in parts),
        asked=sum(part.asked for part in parts),
        submissions=submissions,
    )
