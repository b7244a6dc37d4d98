"""Who may do what: every action x every role x inside and outside x every command, buttons forged."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, get_args

import pytest
from sqlalchemy import delete

from conversations.administering.confirmation import TARGET_NAMES
from conversations.chat.events import Pressed
from conversations.chat.orders import Acknowledge, Say
from conversations.chat.session import Session
from conversations.chat.step import Step
from conversations.joining.invitation_code import NOTICE
from conversations.router import COMMANDS, WORDS, Anywhere, At, Own, OwnOne
from demo.district import ISSUED
from reporting.decisions.audit_events import AuditEvent
from reporting.decisions.decisions import Decision
from reporting.decisions.permissions import RULINGS
from reporting.people.chat import Chat
from reporting.people.permissions import RULES, Action
from reporting.people.person import Person
from reporting.people.role import Role, RoleKind
from reporting.queries.deletions import DeletionById
from reporting.queries.people import MemberAt
from reporting.queries.query import Query
from reporting.queries.reports import ReportById
from reporting.queries.rounds import RoundBelow, RoundOf
from reporting.queries.units import PeopledUnit, UnitById
from storage.database import schema as t
from tests.support.sample_office import SampleOffice
from texts import catalogue

R, S, A = RoleKind.REPORTER, RoleKind.SUPERVISOR, RoleKind.ADMINISTRATOR
WHO_MAY = {
    Action.ANSWER: {R},
    Action.READ: {S, A},
    Action.OVERSEE: {S, A},
    Action.REMIND: {S, A},
    Action.EXTEND: {S, A},
    Action.READ_AUDIT: {S, A},
    Action.REPLACE: {S, A},
    Action.INVITE: {A},
    Action.SUSPEND: {A},
    Action.OPEN_ROUND: {A},
    Action.CLOSE_ROUND: {A},
    Action.PROPOSE_DELETION: {A},
    Action.CONFIRM_DELETION: {A},
    Action.ALLOW_GROUP: {A},
}
"""Written down a second time, so that a slip of the pen in the rules is seen."""

PROVINCE, DISTRICT, COMMUNE, NEIGHBOUR, OTHER_DISTRICT = 1, 2, 18, 5, 24
"""Cao Bằng > Hòa An > Nam Tuấn and Bế Triều; Thạch An beside Hòa An."""

ROUND, REPORT = 2, 37
"""This year's round, and Nam Tuấn's report in it."""

OFFICER, DELETION = 16, 1
"""Nam Tuấn's officer, and a proposal to delete the round."""

NOW = ISSUED + timedelta(days=10)
CHAT = Chat("telegram", "somebody")
SOMEBODY = 21

TARGETS: dict[type[Query[Any]], tuple[tuple[int, ...], int]] = {
    ReportById: ((REPORT,), COMMUNE),
    RoundBelow: ((ROUND, DISTRICT), DISTRICT),
    RoundOf: ((ROUND,), DISTRICT),
    UnitById: ((COMMUNE,), COMMUNE),
    PeopledUnit: ((COMMUNE,), COMMUNE),
    MemberAt: ((OFFICER, COMMUNE), COMMUNE),
    DeletionById: ((DELETION,), DISTRICT),
}
"""For each kind of thing that commands concern: the numbers of one, and the unit it is at."""

NOTHING = 4_000_000
PATHS = {COMMUNE: (COMMUNE, DISTRICT, PROVINCE), DISTRICT: (DISTRICT, PROVINCE)}
PLACES = (PROVINCE, DISTRICT, COMMUNE, NEIGHBOUR, OTHER_DISTRICT)

_PROPOSED = t.deletions.insert().values(
    round_id=ROUND,
    unit_id=DISTRICT,
    proposed_by=OFFICER,
    proposed_at=NOW,
    expires_at=NOW + timedelta(days=7),
)


@pytest.fixture(scope="module")
def office() -> SampleOffice:
    office = SampleOffice()
    account = {"channel": CHAT.channel, "address": CHAT.address, "person_id": SOMEBODY}
    office.change(t.accounts.insert().values(**account, joined_at=ISSUED, notice=NOTICE), _PROPOSED)
    return office


def roles() -> Iterator[tuple[RoleKind, int]]:
    for kind in RoleKind:
        for place in PLACES:
            yield kind, place


def person_with(*held: Role) -> Person:
    return Person(id=SOMEBODY, name="somebody", roles=held)


def give_roles(office: SampleOffice, *held: Role) -> None:
    given = [
        t.roles.insert().values(person_id=SOMEBODY, unit_id=role.unit_id, kind=role.kind, since=ISSUED)
        for role in held
    ]
    office.change(delete(t.roles).where(t.roles.c.person_id == SOMEBODY), *given)


def press(office: SampleOffice, name: str, numbers: tuple[int, ...]) -> Step:
    return office.talk(CHAT, Pressed(action=".".join(("do", name, *map(str, numbers))), press="1"), NOW)


def spoken(step: Step) -> str:
    return "\n".join(str(effect.message.text) for effect in step.effects if isinstance(effect, Say))


AT = {name: command for name, command in COMMANDS.items() if isinstance(command, At)}
ANYWHERE = {name: command for name, command in COMMANDS.items() if isinstance(command, Anywhere)}
NO_SUCH = {what: catalogue("vi").plain(f"chat.no_such_{what}") for what in set(TARGET_NAMES.values())}


def is_denied(said: str) -> bool:
    return any(words in said for words in NO_SUCH.values())


@pytest.mark.parametrize("action", Action)
def test_every_action_has_its_rule(action: Action) -> None:
    assert RULES[action] == WHO_MAY[action]


@pytest.mark.parametrize("action", Action)
def test_a_role_counts_at_its_unit_and_below_and_nowhere_else(action: Action) -> None:
    for kind, place in roles():
        person = person_with(Role(kind, place))
        for path in PATHS.values():
            assert person.may(action, path) == (kind in WHO_MAY[action] and place in path)
        assert not person.may(action, ())
        assert person.may_somewhere(action) == (kind in WHO_MAY[action])
        assert person.units_for(action) == ((place,) if kind in WHO_MAY[action] else ())
    assert not person_with().may(action, PATHS[COMMUNE])


def test_every_word_is_a_command_and_every_command_says_what_it_concerns() -> None:
    assert {WORDS.meaning(word) for word in ("báo cáo", "sửa", "tổng hợp", "/help")} <= set(COMMANDS) | {None}
    for name, command in COMMANDS.items():
        assert isinstance(command, Own | OwnOne | Anywhere | At), name
    assert {command.target for command in AT.values()} <= set(TARGETS), (
        "say where one of these is to be found"
    )


@pytest.mark.parametrize("name", AT)
def test_a_command_works_for_whom_the_rules_allow_and_is_absent_for_others(
    name: str, office: SampleOffice
) -> None:
    command = AT[name]
    named, unit_id = TARGETS[command.target]
    further = (0,) * command.further
    for kind, place in roles():
        give_roles(office, Role(kind, place))
        step = press(office, name, (*named, *further))
        if kind in WHO_MAY[command.action] and place in PATHS[unit_id]:
            assert not is_denied(spoken(step)), (kind, place)
        else:
            assert NO_SUCH[TARGET_NAMES[command.target]] in spoken(step), (kind, place)
            assert step == press(office, name, ((NOTHING,) * len(named)) + further), (kind, place)
            assert all(isinstance(effect, Say | Acknowledge) for effect in step.effects), (kind, place)


@pytest.mark.parametrize("name", ANYWHERE)
def test_a_command_for_overseers_does_not_exist_for_others(name: str, office: SampleOffice) -> None:
    for kind, place in roles():
        give_roles(office, Role(kind, place))
        absent = press(office, "no_such_command", ())
        assert kind in WHO_MAY[ANYWHERE[name].action] or press(office, name, ()) == absent, (kind, place)


@pytest.mark.parametrize("name", COMMANDS)
def test_whose_role_has_ended_may_do_nothing_for_others(name: str, office: SampleOffice) -> None:
    give_roles(office)
    command = COMMANDS[name]
    numbers = (*TARGETS[command.target][0], *((0,) * command.further)) if isinstance(command, At) else ()
    step = press(office, name, numbers)
    assert isinstance(command, Own) or all(isinstance(effect, Say | Acknowledge) for effect in step.effects)
    assert "Nam Tuấn" not in spoken(step)


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize(
    "rest",
    ["", ".", ".x", ".1.2.3.4.5.6", ".-1", ".0", ".99999999999999999999", ".٣", ".1.٣.x", ".\n", ".37.37.37"],
)
def test_numbers_that_make_no_sense_do_nothing(name: str, rest: str, office: SampleOffice) -> None:
    give_roles(office, Role(RoleKind.ADMINISTRATOR, OTHER_DISTRICT))
    step = office.talk(CHAT, Pressed(action=f"do.{name}{rest}", press="1"), NOW)
    assert isinstance(COMMANDS[name], Own) or all(
        isinstance(each, Say | Acknowledge) for each in step.effects
    )
    assert "Nam Tuấn" not in spoken(step)


def test_the_office_of_this_test_is_as_it_says(office: SampleOffice) -> None:
    units = [office.ask(UnitById(each)) for each in PLACES]
    names = [view.unit.name for view in units if view]
    assert names == ["Cao Bằng", "Hòa An", "Nam Tuấn", "Bế Triều", "Thạch An"]
    report = office.view(REPORT).report
    assert (report.round.id, report.unit.id) == (ROUND, COMMUNE)
    assert Session() == office.session(CHAT)


def test_every_decision_has_its_ruling_and_every_deed_its_words() -> None:
    decisions = set(get_args(get_args(Decision)[0]))
    assert set(RULINGS) == decisions
    for language in ("vi", "en"):
        words = catalogue(language)
        for decision in decisions:
            kind = decision.model_fields["kind"].default
            assert words.plain(f"decided.{kind}", n=None, name="", code="", days="")
        for deed in AuditEvent:
            assert words.plain(f"deed_name.{deed}")
            assert words.plain(f"deed.{deed}", n=None, by="", to="", count="", number="", until="")
