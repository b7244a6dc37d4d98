"""What phones and database say after a storm, held against what officers typed and what was planned for them."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from demo.district import SamplePerson, sample_form
from tests.support.bot_process import Installation
from tests.support.officers import FIGURES, Crew

ORDER = [question.name for question in sample_form().questions]


Recorded = Sequence[tuple[str, str]]
"""Questions and the answers to them, as they were recorded one after another."""


def all_recorded(place: Installation) -> Mapping[int, Recorded]:
    """Return this year's answers by unit as the database holds them, in order."""
    rows = place.ask(
        "SELECT reports.unit_id, path, coalesce(value, absence) FROM answers "
        "JOIN reports ON reports.id = report_id JOIN rounds ON rounds.id = round_id "
        "WHERE period = '2019' ORDER BY answers.id"
    )
    found = defaultdict[int, list[tuple[str, str]]](list)
    for unit_id, path, value in rows:
        found[unit_id].append((path.rpartition("/")[2], value))
    return found


def recorded(place: Installation, member: SamplePerson) -> Recorded:
    """Return this year's answers of one officer's commune."""
    return all_recorded(place)[member.unit.id]


def assert_kept(place: Installation, crew: Crew) -> None:
    """Hold that every answer that a phone shows as taken is recorded, whatever happened to the program."""
    shown = {member.unit.id: crew.shown_as_taken(member) for member in crew.members}
    held = all_recorded(place)
    assert {unit: count for unit, count in shown.items() if count > len(held[unit])} == {}


def assert_reported(place: Installation, member: SamplePerson) -> None:
    """Hold what is recorded against what the officer typed: each answer once, in the questions' order."""
    answers, figures = recorded(place, member), FIGURES[member.unit.id]
    assert [name for name, _ in answers] == [name for name in ORDER if name in dict(answers)]
    assert {name: value for name, value in answers if name in figures} == figures
    submitted = place.ask(
        "SELECT number FROM submissions JOIN reports ON reports.id = report_id "
        "WHERE submissions.person_id IS NOT NULL AND unit_id = ?",
        member.unit.id,
    )
    assert submitted == [(1,)]


def repeated(place: Installation, crew: Crew) -> Sequence[tuple[int, int]]:
    """Hold what the phones show against the outbox: all of it arrived, in order; twice only one after the other.

    Returns the messages that came again, each with the one by which it came again.
    """
    assert place.ask("SELECT DISTINCT state FROM outbox") == [("sent",)]
    written = defaultdict[int, list[int]](list)
    for address, message in place.ask(
        """SELECT address, message FROM outbox WHERE delivery LIKE '{"kind":"say"%' ORDER BY id"""
    ):
        written[int(address)].append(int(message))
    pairs = []
    for member in crew.members:
        shown = crew.sent_to(member)
        assert [each for each in shown if each in written[member.user_id]] == written[member.user_id]
        again = [pair for pair in pairwise(shown) if pair[0] not in written[member.user_id]]
        assert [pair for pair in again if shown[pair[0]] != shown[pair[1]]] == []
        pairs += again
    return pairs


def assert_once_a_life(pairs: Sequence[tuple[int, int]], lives: Sequence[int]) -> None:
    """Hold that nothing came twice from one life of the program: a kill repeats one message of a chat at most.

    `lives` are the last messages of all lives but the last.
    """
    assert [pair for pair in pairs if bisect_left(lives, pair[0]) == bisect_left(lives, pair[1])] == []
