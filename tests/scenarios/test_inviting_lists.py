"""Going through a pasted list: no phone number is ever kept, long lists come in parts, everything is weighed anew."""

from datetime import datetime

import pytest
from sqlalchemy import update

from conversations.administering.bulk_invite import MOST_AT_ONCE
from conversations.chat.effects import Decide
from conversations.chat.events import Event, Opened, Pressed, Typed
from conversations.chat.orders import SendInvitation, SendInvitations
from conversations.chat.session import InvitingSeveral, Nowhere
from conversations.chat.step import Step
from demo.district import ZONE, sample_district
from reporting.decisions.decisions import Appoint, InviteAgain
from reporting.people.chat import Chat
from reporting.people.role import RoleKind
from storage.database import schema as t
from tests.support.sample_office import SampleOffice

NOW = datetime(2020, 4, 29, 8, tzinfo=ZONE)
CHAT = Chat("telegram", "quản trị")
NUMBER = "0912000345"
LIST = f"1. Nông Thị Hoa - Nam Tuấn - {NUMBER}\n2. Bế Văn Sơn - hồng - {NUMBER}"


@pytest.fixture
def office() -> SampleOffice:
    office = SampleOffice()
    for event in (Opened("quan-tri-1"), Typed("đồng ý"), Typed("mời")):
        office.take(CHAT, event, NOW)
    return office


def take(office: SampleOffice, event: Event) -> Step:
    return office.take(CHAT, event, NOW)


def press(office: SampleOffice, label: str) -> Step:
    (button,) = [each for each in office.session(CHAT).offered if each.label.startswith(label)]
    return take(office, Pressed(action=button.action, press="1"))


def decided(step: Step) -> list[Appoint | InviteAgain]:
    found = [effect.decision for effect in step.effects if isinstance(effect, Decide)]
    return [each for each in found if isinstance(each, Appoint | InviteAgain)]


def test_a_phone_number_is_neither_in_the_session_nor_in_anything_said_or_decided(
    office: SampleOffice,
) -> None:
    steps = [take(office, Typed(LIST)), press(office, "xã Hồng Nam"), press(office, "Mời, mỗi người")]
    for step in steps:
        written = f"{step.session.model_dump_json()} {step.effects}"
        assert NUMBER not in written
        assert NUMBER[1:] not in written
    first, second = decided(steps[-1])
    assert isinstance(first, Appoint)
    assert isinstance(second, Appoint)
    assert first.phone_hash
    assert second.phone_hash is None  # the same number: it is the first one's


def test_each_gets_a_letter_or_all_get_one_message(office: SampleOffice) -> None:
    lines = Typed("Nông Thị Hoa - Nam Tuấn\nBế Văn Sơn - Bế Triều")
    take(office, lines)
    each = press(office, "Mời, mỗi người")
    assert [type(effect) for effect in each.effects].count(SendInvitation) == 2
    take(office, Typed("mời"))
    take(office, lines)
    together = press(office, "Mời, tất cả")
    (letters,) = [effect for effect in together.effects if isinstance(effect, SendInvitations)]
    assert len(letters.codes) == len(decided(together)) == 2
    assert together.session.place == Nowhere()


def test_who_is_registered_there_gets_another_code_and_who_has_joined_none(office: SampleOffice) -> None:
    take(office, Typed("Lương Thị Hằng - Nam Tuấn\nTriệu Văn Quyết - Bế Triều"))
    invited = press(office, "Mời, mỗi người")
    assert [type(each) for each in decided(invited)] == [InviteAgain, InviteAgain]
    code = next(effect.code for effect in invited.effects if isinstance(effect, SendInvitation))
    office.take(Chat("telegram", "Nam Tuấn"), Opened(code), NOW)
    office.take(Chat("telegram", "Nam Tuấn"), Typed("đồng ý"), NOW)
    take(office, Typed("mời"))
    shown = take(office, Typed("Lương Thị Hằng - Nam Tuấn\nTriệu Văn Quyết - Bế Triều"))
    assert "đã tham gia, không mời lại" in str(shown.effects)
    assert len(decided(press(office, "Mời người này"))) == 1


def test_the_rest_of_a_long_list_that_was_cut_is_added_and_one_too_long_comes_in_parts(
    office: SampleOffice,
) -> None:
    def people(first: int, last: int) -> Typed:
        return Typed(
            "\n".join(
                f"Nông Văn {chr(97 + n // 26)}{chr(97 + n % 26)} - Nam Tuấn" for n in range(first, last)
            )
        )

    take(office, people(0, MOST_AT_ONCE - 1))
    before = office.session(CHAT)
    assert "nhiều nhất 60 người" in str(take(office, people(MOST_AT_ONCE, MOST_AT_ONCE + 2)).effects)
    assert office.session(CHAT) == before
    take(office, people(MOST_AT_ONCE, MOST_AT_ONCE + 1))
    place = office.session(CHAT).place
    assert isinstance(place, InvitingSeveral)
    assert len(place.people) == MOST_AT_ONCE


def test_a_late_press_puts_the_list_again(office: SampleOffice) -> None:
    take(office, Typed(LIST))
    place = office.session(CHAT).place
    step = take(office, Pressed(action="1.unit.5", press="1"))
    assert step.session.place == place
    assert "Nút đó thuộc câu trước" in str(step.effects)


def test_a_unit_is_asked_about_anew_when_it_is_no_longer_ones_own(office: SampleOffice) -> None:
    take(office, Typed("Nông Thị Hoa - Nam Tuấn\nBế Văn Sơn - Bế Triều"))
    place = office.session(CHAT).place
    assert isinstance(place, InvitingSeveral)
    lost = place.people[0].model_copy(update={"unit_id": 25})  # a commune of the district next door
    moved = place.model_copy(update={"people": (lost, place.people[1])})
    session = office.session(CHAT).model_copy(update={"place": moved})
    office.change(update(t.sessions).values(state=session.model_dump_json()))
    step = press(office, "Mời, mỗi người")
    assert decided(step) == []
    assert "Nông Thị Hoa ở đơn vị nào?" in str(step.effects)


def test_what_has_changed_since_it_was_shown_is_shown_again_before_anybody_is_invited(
    office: SampleOffice,
) -> None:
    take(office, Typed("Nông Thị Hoa - Nam Tuấn\nBế Văn Sơn - Bế Triều"))
    (commune,) = [unit.id for unit in sample_district().communes if unit.name == "Nam Tuấn"]
    office.change(
        t.people.insert().values(id=99, name="Nông Thị Hoa"),
        t.roles.insert().values(person_id=99, unit_id=commune, kind=RoleKind.REPORTER, since=NOW),
    )
    again = press(office, "Mời, mỗi người")
    assert decided(again) == []
    assert "Xin xem lại trước khi mời" in str(again.effects)
    assert "đã có trong danh sách, chưa tham gia: làm mã mới" in str(again.effects)
    assert len(decided(press(office, "Mời, mỗi người"))) == 2
