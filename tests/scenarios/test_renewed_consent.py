"""The notice has changed: asked again, what was under way kept, nothing typed lost."""

from datetime import datetime

import pytest
from sqlalchemy import update

from conversations.chat.effects import Agree, Erase, Record
from conversations.chat.events import Event, Opened, Pressed, Typed
from conversations.chat.session import Asking, Renewing
from conversations.chat.step import Step
from conversations.joining.invitation_code import NOTICE
from demo.district import ISSUED, sample_district
from reporting.people.chat import Chat
from storage.database import schema as t
from tests.support.sample_office import SampleOffice

NOW: datetime = ISSUED
CHAT = Chat("telegram", "1")


@pytest.fixture(scope="module")
def settled() -> SampleOffice:
    return SampleOffice()


class Officer:
    """Somebody in the middle of a report, who agreed to an earlier notice."""

    def __init__(self, office: SampleOffice) -> None:
        self.office = office
        code = sample_district().officers[0].code
        for event in (Opened(code), Typed("đồng ý"), Typed("bắt đầu")):
            office.take(CHAT, event, NOW)
        home = office.session(CHAT).offered[0]
        office.take(CHAT, Pressed(action=home.action, press="1"), NOW)
        assert isinstance(office.session(CHAT).place, Asking)
        office.change(update(t.accounts).values(notice="an earlier one"))

    def agree_to_the_new(self) -> None:
        self.office.change(update(t.accounts).values(notice=NOTICE))

    def take(self, event: Event) -> Step:
        return self.office.take(CHAT, event, NOW)


@pytest.fixture
def officer(settled: SampleOffice) -> Officer:
    return Officer(settled.copy())


def recorded(step: Step) -> list[str]:
    return [a.value for e in step.effects if isinstance(e, Record) for a in e.answers.values()]


def agreed(step: Step) -> list[Agree]:
    return [each for each in step.effects if isinstance(each, Agree)]


def test_an_answer_typed_under_an_old_notice_waits_and_is_taken_with_the_agreement(officer: Officer) -> None:
    place = officer.office.session(CHAT).place
    asked = officer.take(Typed("chưa có số liệu"))
    assert recorded(asked) == []
    assert agreed(asked) == []
    assert isinstance(asked.session.place, Renewing)
    assert asked.session.place.place == place
    step = officer.take(Typed("đồng ý"))
    assert agreed(step) == [Agree(notice=NOTICE, agreed=True)]
    assert not isinstance(step.session.place, Renewing)
    assert len([each for each in step.effects if isinstance(each, Record)]) == 1


def test_the_newest_of_what_was_typed_meanwhile_counts(officer: Officer) -> None:
    officer.take(Typed("gì vậy"))
    officer.take(Typed("chưa có số liệu"))
    step = officer.take(Pressed(action=officer.office.session(CHAT).offered[0].action, press="2"))
    assert len([each for each in step.effects if isinstance(each, Record)]) == 1


def test_a_pressed_button_of_the_question_waits_too(officer: Officer) -> None:
    button = next(each for each in officer.office.session(CHAT).offered if each.action.endswith("pending"))
    officer.take(Pressed(action=button.action, press="1"))
    step = officer.take(Typed("có"))
    assert len([each for each in step.effects if isinstance(each, Record)]) == 1


def test_an_opened_chat_shows_the_notice_first_and_then_home(officer: Officer) -> None:
    assert isinstance(officer.take(Opened()).session.place, Renewing)
    assert not isinstance(officer.take(Typed("đồng ý")).session.place, Renewing)


def test_who_declines_keeps_what_was_under_way_and_is_asked_again(officer: Officer) -> None:
    place = officer.office.session(CHAT).place
    officer.take(Typed("không có"))
    step = officer.take(Pressed(action=officer.office.session(CHAT).offered[1].action, press="1"))
    assert agreed(step) == [Agree(notice=NOTICE, agreed=False)]
    assert recorded(step) == []
    again = officer.take(Typed("0"))
    assert isinstance(again.session.place, Renewing)
    assert again.session.place.place == place
    assert recorded(again) == []


def test_what_is_held_can_be_seen_and_erased_without_agreeing(officer: Officer) -> None:
    step = officer.take(Typed("/dulieu"))
    assert not isinstance(step.session.place, Renewing)
    officer.take(Pressed(action="do.erase", press="1"))
    officer.take(Pressed(action=officer.office.session(CHAT).offered[0].action, press="2"))
    step = officer.take(Pressed(action=officer.office.session(CHAT).offered[1].action, press="3"))
    assert Erase() in step.effects


def test_who_agreed_to_the_present_notice_is_not_asked(officer: Officer) -> None:
    officer.agree_to_the_new()
    assert len([e for e in officer.take(Typed("chưa có số liệu")).effects if isinstance(e, Record)]) == 1
