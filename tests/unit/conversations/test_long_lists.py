"""A supervisor of 150 communes: a name typed at the list leads there from any page, and of two of a name it asks."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.channels.message_splitting import pieces
from conversations.chat.events import Event, Pressed, Typed
from conversations.chat.messages import Button
from conversations.chat.orders import Say
from conversations.chat.session import Listing, Session
from conversations.chat.step import Step
from conversations.dialogue import converse
from demo.district import sample_form
from forms import CompiledForm
from reporting.people.person import Person
from reporting.people.role import Role, RoleKind
from reporting.queries.query import Query
from reporting.queries.reports import OwnReports, ReportById, ReportView, UnitProgress
from reporting.queries.rounds import RoundBelow, RoundView, SupervisedRounds
from reporting.queries.units import UnitsBelow
from reporting.reports.report import Report
from reporting.rounds.period import Period
from reporting.rounds.round import Due, Round
from reporting.units.unit import Unit

NOW = datetime(2020, 4, 29, 8, tzinfo=UTC)
PROVINCE = Unit(id=1, code="CB", name="Cao Bằng", kind="tỉnh")
DISTRICTS = tuple(
    Unit(id=2 + n, code=f"H{n}", name=f"Huyện {n}", kind="huyện", parent_id=1) for n in range(3)
)
NAMES = {0: "Hồng Việt", 40: "Nam Tuấn", 149: "Hồng Việt", 90: "Hồng Nam"}
COMMUNES = tuple(
    Unit(id=10 + n, code=f"X{n:03}", name=NAMES.get(n, f"Xóm {n:03}"), kind="xã", parent_id=2 + n // 50)
    for n in range(150)
)
SUPERVISOR = Person(id=7, name="Thu", roles=(Role(RoleKind.SUPERVISOR, 1),))


class Province:
    """Answers what the dialogue asks about one round of 150 communes."""

    def __init__(self, form: CompiledForm) -> None:
        round_ = Round(
            id=1,
            title="Xóa mù chữ 2019",
            form_hash=form.content_hash,
            period=Period.parse("2019"),
            due=Due(printed=date(2020, 5, 8)),
            opened_at=NOW,
        )
        reports = tuple(Report(id=1000 + unit.id, round=round_, unit=unit, answers={}) for unit in COMMUNES)
        self.reports = {report.id: report for report in reports}
        self.form = form
        self.view = RoundView(
            round=round_,
            unit=PROVINCE,
            unit_path=(1,),
            form=form,
            units=tuple(UnitProgress(report=report, reporters=(5,)) for report in reports),
        )
        self.session = Session()

    def take(self, event: Event) -> str:
        """Advance the chat and return what is said, buttons and all."""
        talk = converse(self.session, SUPERVISOR, event, NOW)
        reply: Any = None
        try:
            while True:
                reply = self.reply(talk.send(reply))
        except StopIteration as end:
            step: Step = end.value
        self.session = Session.model_validate_json(step.session.model_dump_json())
        self.said = [effect.message for effect in step.effects if isinstance(effect, Say)]
        return str(step.effects)

    def reply(self, query: Query[Any]) -> Any:  # noqa: ANN401 -- a reply's type is its query's business
        match query:
            case SupervisedRounds():
                return (self.view,)
            case OwnReports():
                return ()
            case RoundBelow():
                return self.view
            case ReportById(report_id=report_id):
                report = self.reports[report_id]
                return ReportView(report=report, form=self.form, unit_path=(report.unit.id, 1))
            case UnitsBelow():
                return (PROVINCE, *DISTRICTS, *COMMUNES)
        raise AssertionError(query)

    def buttons(self) -> Mapping[str, Button]:
        return {button.label: button for button in self.session.offered}


@pytest.fixture
def province() -> Province:
    opened = Province(sample_form())
    opened.take(Pressed(action="do.units.1.1.0", press="1"))
    return opened


@pytest.mark.parametrize("typed", ["nam tuan", "Nam T", "xã Nam Tuấn", "tuấn", "X040", "nam tuna"])
def test_a_name_on_another_page_leads_to_its_commune(province: Province, typed: str) -> None:
    assert "▫️ Nam Tuấn" not in province.buttons()
    assert "xã Nam Tuấn" in province.take(Typed(typed))


def test_of_two_communes_of_a_name_it_is_asked_which_even_if_one_is_on_the_screen(province: Province) -> None:
    assert "▫️ Hồng Việt" in province.buttons()
    province.take(Typed("Hồng Việt"))
    assert list(province.buttons()) == ["▫️ xã Hồng Việt, huyện Huyện 0", "▫️ xã Hồng Việt, huyện Huyện 2"]
    assert isinstance(province.session.place, Listing)
    assert province.session.offered[1].action == "do.unit.1159"


def test_the_beginning_of_a_name_on_the_screen_is_looked_for_on_all_pages(province: Province) -> None:
    province.take(Typed("hong"))
    assert len(province.buttons()) == 3


def test_what_is_on_no_page_is_said_and_the_list_stays(province: Province) -> None:
    before = province.session
    assert "Khe Mo" in province.take(Typed("Khe Mo"))
    assert province.session == before


def test_the_pages_are_turned_by_their_words_as_ever(province: Province) -> None:
    assert "2/7" in province.take(Typed("trang sau"))
    assert "▫️ Nam Tuấn" in province.buttons()
    assert "1/7" in province.take(Typed("v"))


ASKED = [
    "Ai chưa nộp?",
    "xã nào chưa báo cáo",
    "chưa nộp",
    "cho hỏi còn đơn vị nào chưa nộp vậy",
    "AI CHUA NOP",
]


@pytest.mark.parametrize("place", ["list", "unit", "nowhere", "question"])
@pytest.mark.parametrize("asked", ASKED)
def test_who_has_not_submitted_is_answered_anywhere_with_all_names(
    province: Province, asked: str, place: str
) -> None:
    before = {
        "list": "tổng hợp",
        "unit": "nam tuan",
        "nowhere": "dữ liệu xấu",
        "question": "/nhac1_1",
    }[place]
    province.take(Typed(before))
    up = province.session
    province.take(Typed(asked))
    (message,) = province.said
    cut = pieces(message.text, 2000, tags_count=True)
    assert all(any(unit.name in piece for piece in cut) for unit in COMMUNES), "no name is cut in two"
    assert [button.label for button in province.session.offered] == [button.label for button in up.offered]
    assert province.session.place == up.place


def test_a_name_typed_where_nothing_is_asked_leads_to_its_unit(province: Province) -> None:
    province.take(Typed("tổng hợp"))
    assert "xã Nam Tuấn" in province.take(Typed("nam tuan"))
    province.take(Typed("tổng hợp"))
    province.take(Typed("hồng việt"))
    assert set(province.buttons()) == {
        "▫️ xã Hồng Việt, huyện Huyện 0",
        "▫️ xã Hồng Việt, huyện Huyện 2",
    }
