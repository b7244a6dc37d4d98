"""Whatever stands in a link, on a button or in a name: nothing raises, nothing is let in, no message breaks."""

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from conversations.chat.effects import AllowGroup, Erase, Join, Record, Submit
from conversations.chat.events import Attached, Event, InGroup, Opened, Pressed, Typed
from conversations.chat.orders import Rewrite, Say
from conversations.chat.step import Step
from conversations.router import COMMANDS
from demo.district import ISSUED, sample_district
from reporting.people.chat import Chat
from reporting.people.permissions import Action
from sandbox.telegram.markup import parse_html
from storage.database import schema as t
from tests.support.sample_office import SampleOffice

OFFICER, SUPERVISOR, STRANGER = (Chat("telegram", name) for name in ("1", "2", "3"))
DISTRICT = sample_district()


@cache
def joined() -> SampleOffice:
    office = SampleOffice()
    for chat, code in ((OFFICER, DISTRICT.officers[0].code), (SUPERVISOR, DISTRICT.supervisor.code)):
        for event in (Opened(code), Typed("đồng ý")):
            office.take(chat, event, ISSUED)
    office.take(OFFICER, Pressed(action=office.session(OFFICER).offered[0].action, press="1"), ISSUED)
    return office


ANYTHING = st.text(max_size=80) | st.binary(max_size=64).map(lambda raw: raw.decode("utf-8", "replace"))
NUMBERS = st.lists(st.integers(-5, 2**70).map(str) | st.text("0123456789.-+e٣०", max_size=30), max_size=4)
FORGED = st.builds(
    lambda name, numbers: ".".join(["do", name, *numbers]), st.sampled_from(sorted(COMMANDS)), NUMBERS
)
ACTIONS = ANYTHING | FORGED | ANYTHING.map(lambda text: f"do.{text}") | ANYTHING.map(lambda text: f"1.{text}")


def own_units(office: SampleOffice, chat: Chat) -> frozenset[int]:
    person = office.person_in(chat)
    return frozenset(person.units_for(Action.ANSWER)) if person else frozenset()


def harmless(office: SampleOffice, chat: Chat, step: Step) -> None:
    for effect in step.effects:
        assert not isinstance(effect, Join | Erase | AllowGroup)
        if isinstance(effect, Record | Submit):
            view = office.view(effect.report_id)
            assert view.report.unit.id in own_units(office, chat)
        if isinstance(effect, Say | Rewrite):
            parse_html(str(effect.message.text))


@settings(max_examples=60, deadline=None)
@given(chat=st.sampled_from([OFFICER, SUPERVISOR, STRANGER]), action=ACTIONS)
def test_whatever_stands_on_a_forged_button_lets_nobody_in(chat: Chat, action: str) -> None:
    office = joined().copy()
    harmless(office, chat, office.take(chat, Pressed(action=action, press="p"), ISSUED))


@settings(max_examples=60, deadline=None)
@given(chat=st.sampled_from([OFFICER, SUPERVISOR, STRANGER]), code=ANYTHING)
def test_whatever_a_link_carries_lets_nobody_in(chat: Chat, code: str) -> None:
    office = joined().copy()
    for event in (Opened(code), Typed(code)):
        harmless(office, chat, office.take(chat, event, ISSUED))


@settings(max_examples=60, deadline=None)
@given(chat=st.sampled_from([OFFICER, SUPERVISOR, STRANGER]), command=ANYTHING, argument=ANYTHING)
def test_whatever_is_said_in_a_group_allows_nothing(chat: Chat, command: str, argument: str) -> None:
    office = joined().copy()
    group = Chat("telegram", "-5")
    event = InGroup(group=group, sender=chat, command=command, argument=argument, link="https://t.me/b")
    for given_name in (command, "chophep", "thoi"):
        harmless(office, group, office.talk(group, replace(event, command=given_name), ISSUED))


NAMES = st.sampled_from(
    ["<b>", "</a>", "A & B", "\"'>", "<script>", "&lt;", "Tám</b><i>", "{0}", "%s"]
) | st.text(min_size=1, max_size=40)
SHOWN: tuple[Event, ...] = (
    Typed("/dulieu"),
    Pressed(action="do.rename", press="1"),
    Typed("Nông <i>Văn</i> & Tám"),
    Pressed(action="do.erase", press="2"),
    Typed("</b>"),
    Typed("báo cáo"),
    Attached("document", "f", "</b><i>.exe"),
)


@settings(max_examples=25, deadline=None)
@given(name=NAMES, title=NAMES)
def test_no_name_breaks_a_message(name: str, title: str) -> None:
    office = joined().copy()
    office.change(update(t.rounds).values(title=title))
    for chat in (OFFICER, SUPERVISOR):
        person = office.person_in(chat)
        assert person is not None
        office.change(update(t.people).where(t.people.c.id == person.id).values(name=name))
        for event in SHOWN:
            for effect in office.take(chat, event, ISSUED).effects:
                if isinstance(effect, Say | Rewrite):
                    parse_html(str(effect.message.text))


def test_a_name_is_shown_as_it_is_written() -> None:
    office = joined().copy()
    person = office.person_in(OFFICER)
    assert person is not None
    office.change(update(t.people).where(t.people.c.id == person.id).values(name="Tám</b> & <i>Hai"))
    said = [each for each in office.take(OFFICER, Typed("/dulieu"), ISSUED).effects if isinstance(each, Say)]
    text, _ = parse_html(str(said[0].message.text))
    assert "Tám</b> & <i>Hai" in text


@pytest.mark.parametrize("name", ["erase", "rename", "language", "own_file", "holdings"])
def test_a_stranger_has_nothing_to_see_or_erase(name: str) -> None:
    office = joined().copy()
    step = office.take(STRANGER, Pressed(action=f"do.{name}", press="1"), ISSUED)
    harmless(office, STRANGER, step)
