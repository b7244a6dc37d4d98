"""Who may do what: every action x every role x inside and outside x every command, buttons forged."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, get_args

import pytest
from sqlalchemy import delete

from conversations.administering.confirmation import NAMES
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
from reporting.queries.deletions import DeletionById, DeletionView
from reporting.queries.people import MemberAt
from reporting.queries.query import Query
from reporting.queries.reports import ReportById
from reporting.queries.rounds import RoundBelow, RoundOf
from reporting.queries.units import PeopledUnit, UnitById
from storage.database import schema as t
from storage.database.database import open_database
from tests.scenarios.fake_office import Account, FakeOffice, copy_of, settled_office
from tests.scenarios.stage import StoredStage
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

_SETTLED = settled_office()
_SETTLED.deletions[DELETION] = DeletionView(
    id=DELETION,
    unit=_SETTLED.units[DISTRICT],
    unit_path=PATHS[DISTRICT],
    of_round=True,
    title="Xóa mù chữ 2019",
    proposed_by="Bế Văn Quân",
    proposed_at=NOW,
    expires_at=NOW + timedelta(days=7),
    confirmers=frozenset({21}),
)


def roles() -> Iterator[tuple[RoleKind, int]]:
    for kind in RoleKind:
        for place in PLACES:
            yield kind, place


def person_with(*held: Role) -> Person:
    return replace(_SETTLED.people[SOMEBODY], roles=held)


def office_with(*held: Role) -> FakeOffice:
    office = copy_of(_SETTLED)
    office.people = {**office.people, SOMEBODY: person_with(*held)}
    office.accounts[CHAT] = Account(person_id=SOMEBODY, joined_at=ISSUED, last_used_at=ISSUED)
    return office


def press(office: FakeOffice, name: str, numbers: tuple[int, ...]) -> Step:
    return office.talk(CHAT, Pressed(action=".".join(("do", name, *map(str, numbers))), press="1"), NOW)


def spoken(step: Step) -> str:
    return "\n".join(str(effect.message.text) for effect in step.effects if isinstance(effect, Say))


AT = {name: command for name, command in COMMANDS.items() if isinstance(command, At)}
ANYWHERE = {name: command for name, command in COMMANDS.items() if isinstance(command, Anywhere)}
NO_SUCH = {what: catalogue("vi").plain(f"chat.no_such_{what}") for what in set(NAMES.values())}


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
def test_a_command_works_for_whom_the_rules_allow_and_is_absent_for_others(name: str) -> None:
    command = AT[name]
    named, unit_id = TARGETS[command.target]
    further = (0,) * command.further
    for kind, place in roles():
        office = office_with(Role(kind, place))
        step = press(office, name, (*named, *further))
        if kind in WHO_MAY[command.action] and place in PATHS[unit_id]:
            assert not is_denied(spoken(step)), (kind, place)
        else:
            assert NO_SUCH[NAMES[command.target]] in spoken(step), (kind, place)
            assert step == press(office, name, ((NOTHING,) * len(named)) + further), (kind, place)
            assert all(isinstance(effect, Say | Acknowledge) for effect in step.effects), (kind, place)


@pytest.mark.parametrize("name", ANYWHERE)
def test_a_command_for_overseers_does_not_exist_for_others(name: str) -> None:
    for kind, place in roles():
        office = office_with(Role(kind, place))
        absent = press(office, "no_such_command", ())
        assert kind in WHO_MAY[ANYWHERE[name].action] or press(office, name, ()) == absent, (kind, place)


@pytest.mark.parametrize("name", COMMANDS)
def test_whose_role_has_ended_may_do_nothing_for_others(name: str) -> None:
    office = office_with()
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
def test_numbers_that_make_no_sense_do_nothing(name: str, rest: str) -> None:
    office = office_with(Role(RoleKind.ADMINISTRATOR, OTHER_DISTRICT))
    step = office.talk(CHAT, Pressed(action=f"do.{name}{rest}", press="1"), NOW)
    assert isinstance(COMMANDS[name], Own) or all(
        isinstance(each, Say | Acknowledge) for each in step.effects
    )
    assert "Nam Tuấn" not in spoken(step)


def test_the_database_knows_the_same_boundaries(tmp_path: Path) -> None:
    """The same commands over SQLite: whoever may is served, whoever may not is told that there is nothing."""
    asyncio.run(_over_the_database(f"sqlite+aiosqlite:///{tmp_path / 'office.sqlite'}"))


async def _over_the_database(url: str) -> None:
    async with open_database(url) as database:
        stage = StoredStage(database)
        await stage.settle()
        async with database.writing() as connection:
            account = {"channel": CHAT.channel, "address": CHAT.address, "person_id": SOMEBODY}
            await connection.execute(t.accounts.insert().values(**account, joined_at=ISSUED, notice=NOTICE))
            proposed = {"round_id": ROUND, "unit_id": DISTRICT, "proposed_by": OFFICER, "proposed_at": NOW}
            await connection.execute(
                t.deletions.insert().values(**proposed, expires_at=NOW + timedelta(days=7))
            )
        for kind, place in [
            (kind, place) for kind in RoleKind for place in (DISTRICT, COMMUNE, OTHER_DISTRICT)
        ]:
            async with database.writing() as connection:
                await connection.execute(delete(t.roles).where(t.roles.c.person_id == SOMEBODY))
                role = {"person_id": SOMEBODY, "unit_id": place, "kind": kind, "since": ISSUED}
                await connection.execute(t.roles.insert().values(**role))
            for name, command in AT.items():
                named, unit_id = TARGETS[command.target]
                action = ".".join(("do", name, *map(str, (*named, *((0,) * command.further)))))
                sent = await stage.take(CHAT, Pressed(action=action, press="1"), NOW)
                texts = [str(each.message.text) for each in sent.deliveries if isinstance(each, Say)]
                may = kind in WHO_MAY[command.action] and place in PATHS[unit_id]
                assert may != is_denied("".join(texts)), (name, kind, place)


def test_the_office_of_this_test_is_as_it_says() -> None:
    units = _SETTLED.units
    assert [units[each].name for each in PLACES] == ["Cao Bằng", "Hòa An", "Nam Tuấn", "Bế Triều", "Thạch An"]
    assert _SETTLED.reports[REPORT] == (ROUND, COMMUNE)
    assert Session() == _SETTLED.session(CHAT)


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
