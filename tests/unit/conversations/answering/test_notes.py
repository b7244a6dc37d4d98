"""What a form only shows, and how its author's words and its figures look in the chat."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from conversations.answering.acceptance import go_on
from conversations.answering.question_answer import answer_question
from conversations.answering.report_sheet import ReportSheet
from conversations.answering.report_size import next_action, size_or_progress
from conversations.chat.effects import Record
from conversations.chat.events import Typed
from conversations.chat.orders import Say
from conversations.chat.session import Asking
from conversations.chat.step import Scene, Step
from forms import compile_workbook
from tests.support.questionnaire_workbook import Rows, workbook
from tests.unit.conversations.conftest import OpenSheet
from texts import Catalogue
from texts.message_template import bare


class Talk:
    """A report on a form, answered by typing; `said` is the last message."""

    def __init__(self, sheet: ReportSheet, scene: Scene) -> None:
        self.sheet, self.scene = sheet, scene
        self.take(go_on(scene, sheet, None))

    def take(self, step: Step) -> None:
        for effect in step.effects:
            if isinstance(effect, Record):
                self.sheet = self.sheet.with_answers(effect.answers)
        self.scene = replace(self.scene, session=step.session)
        self.message = next(effect.message for effect in step.effects if isinstance(effect, Say))

    def type(self, *texts: str) -> str:
        for text in texts:
            assert isinstance(self.scene.session.place, Asking)
            self.take(answer_question(self.scene, self.sheet, self.scene.session.place, Typed(text)))
        return self.said

    @property
    def said(self) -> str:
        return bare(self.message.text)

    @property
    def labels(self) -> list[str]:
        return [button.label for button in self.message.buttons]


Begin = Callable[..., Talk]


@pytest.fixture
def begin(open_sheet: OpenSheet, scene: Scene) -> Begin:
    def begun(survey: Rows, choices: Rows = ()) -> Talk:
        form = compile_workbook(workbook(survey=survey, choices=choices), filename="tiny.xlsx")
        return Talk(open_sheet(form=form), scene)

    return begun


ADVICE = [
    ("type", "name", "label", "relevant"),
    ("integer", "muac", "MUAC (mm)"),
    ("note", "sam", "Suy dinh dưỡng nặng: CHUYỂN VIỆN NGAY", "${muac} < 115"),
    ("note", "ok", "Bình thường", "${muac} >= 125"),
]


@pytest.mark.parametrize(
    ("typed", "advice"),
    [("100", "Suy dinh dưỡng nặng: CHUYỂN VIỆN NGAY\n\n"), ("120", ""), ("130", "Bình thường\n\n")],
)
def test_advice_at_the_end_is_said_after_the_answer_and_before_the_review(
    begin: Begin, typed: str, advice: str
) -> None:
    said = begin(ADVICE).type(typed)
    assert said.startswith(f"✓ {typed}\n\n{advice}Xem lại trước khi nộp")


def test_advice_on_a_corrected_answer_is_said_although_the_next_question_is_answered(begin: Begin) -> None:
    talk = begin([*ADVICE, ("integer", "tuoi", "Tuổi")])
    assert talk.type("120").endswith("Tuổi")
    assert "CHUYỂN VIỆN" not in talk.type("3")
    place = talk.scene.session.place
    session = talk.scene.session.model_copy(
        update={"place": Asking(report_id=1, path="/data/muac"), "offered": ()}
    )
    assert place is not None
    talk.scene = replace(talk.scene, session=session)
    assert talk.type("100").startswith(
        "✓ 100\nSuy dinh dưỡng nặng: CHUYỂN VIỆN NGAY\n\nXem lại trước khi nộp"
    )


def test_a_note_at_the_end_of_a_row_is_said_before_another_row_is_offered(begin: Begin) -> None:
    talk = begin(
        [
            ("type", "name", "label", "relevant"),
            ("begin repeat", "tre", "Trẻ"),
            ("note", "first", "Ghi từng trẻ"),
            ("integer", "muac", "MUAC"),
            ("note", "sam", "Chuyển viện ngay", "${muac} < 115"),
            ("end repeat", ""),
            ("note", "after", "Hết phần trẻ"),
            ("text", "ten", "Tên"),
        ]
    )
    assert "Ghi từng trẻ\nMUAC" in talk.said
    assert talk.type("100") == "✓ 100\n\nChuyển viện ngay\n\nThêm một mục «Trẻ» nữa không? (đang có 1)"
    second = talk.type("có")
    assert "Chuyển viện ngay" not in second
    assert "Ghi từng trẻ\nMUAC" in second
    assert talk.type("130").startswith("✓ 130\n\nThêm một mục")
    assert "Hết phần trẻ\nTên" in talk.type("không")


def test_a_note_at_the_end_of_a_counted_row_is_said_with_that_row(begin: Begin) -> None:
    talk = begin(
        [
            ("type", "name", "label", "repeat_count", "relevant"),
            ("begin repeat", "tre", "Trẻ", "2"),
            ("integer", "muac", "MUAC"),
            ("note", "sam", "Chuyển viện ngay", "", "${muac} < 115"),
            ("end repeat", ""),
        ]
    )
    first = talk.type("100")
    assert first.startswith("✓ 100\nChuyển viện ngay\n\n")
    assert first.count("Chuyển viện ngay") == 1
    assert talk.type("90").startswith("✓ 90\n\nChuyển viện ngay\n\nXem lại")


def test_a_form_of_notes_only_is_opened_not_submitted_unread(begin: Begin, texts: Catalogue) -> None:
    sheet = begin([("type", "name", "label"), ("note", "a", "Thông báo một")]).sheet
    assert size_or_progress(sheet.view, sheet.now, texts) == "chỉ có thông báo để đọc"
    assert next_action(sheet.view, sheet.now, texts)[0] == "Bắt đầu"


def test_a_form_of_notes_only_is_shown_and_can_be_submitted(begin: Begin) -> None:
    talk = begin([("type", "name", "label"), ("note", "a", "Thông báo một"), ("note", "b", "Thông báo hai")])
    assert talk.said.startswith("Thông báo một\nThông báo hai\n\nXem lại trước khi nộp")
    assert "gõ số thứ tự" not in talk.said
    assert talk.labels == ["Nộp báo cáo", "Để sau"]


FIGURES = [
    ("type", "name", "label", "required", "calculation", "constraint", "constraint_message", "hint"),
    ("decimal", "dt", "Diện tích (ha)", "yes"),
    ("date", "ng", "Ngày cấy", "yes"),
    ("time", "gio", "Giờ"),
    ("calculate", "nho", "", "", "${dt} div 1000"),
    ("calculate", "to", "", "", "${dt} * 1000000"),
    ("calculate", "nam", "", "", "2019 + 1"),
    ("calculate", "hai", "", "", "0.1 + 0.2"),
    ("calculate", "ma", "", "", "'0912345678'"),
    ("calculate", "sau", "", "", "date(${ng} + 7)"),
    (
        "note",
        "n",
        "Rộng ${dt} ha, cấy ${ng} lúc ${gio}, lại ${sau}; ${nho}; ${to}; ${hai}; năm ${nam}; ${nam}; ${ma}",
    ),
    ("select_one m", "c", "Chọn (${dt} ha)", "", "", "", "", "Trước ${ng}"),
    ("integer", "x", "Ghi lại", "", "", ". <= ${to}", "Không quá ${to} m2, ngày ${ng}"),
]


def test_figures_and_dates_in_the_forms_words_are_written_the_vietnamese_way(begin: Begin) -> None:
    talk = begin(
        FIGURES, [("list_name", "name", "label"), ("m", "a", "Từ ${to} m2"), ("m", "b", "Trước ${ng}")]
    )
    said = talk.type("1234,5", "1/5/2020", "7h30")
    assert "Rộng 1.234,5 ha, cấy 01/5/2020 lúc 07:30, lại 08/5/2020; 1,2345; 1.234.500.000; 0,3; " in said
    assert "0,3; năm 2020; 2.020; 0912345678" in said
    assert "Chọn (1.234,5 ha)\nTrước 01/5/2020" in said
    assert talk.labels[:2] == ["Từ 1.234.500.000 m2", "Trước 01/5/2020"]
    assert "Không quá 1.234.500.000 m2, ngày 01/5/2020" in talk.type("1", "9999999999")


def test_a_required_question_passed_over_is_asked_for_in_the_forms_own_words(begin: Begin) -> None:
    talk = begin(
        [
            ("type", "name", "label", "required", "required_message"),
            ("integer", "a", "A", "yes"),
            ("text", "b", "B", "yes", "Cần **b** khi a là ${a}"),
        ]
    )
    talk.type("12345")
    assert talk.type("bỏ qua").startswith("Cần b khi a là 12.345\nCâu này cần có câu trả lời")


MARKED = [
    ("type", "name", "label", "hint", "constraint", "constraint_message"),
    (
        "text",
        "ten",
        "**Tên** _gì_ [ở đây](http://a.vn)?",
        "Gợi ý <i>nghiêng</i> & *sao*",
        "string-length(.) < 9",
        "*Ngắn* hơn",
    ),
    ("select_one yn", "b", "# Tiêu đề\n\nCâu của ${ten} *quan trọng*"),
    ("note", "n", "<p>Đoạn</p><br/>cuối &amp; hết \\* ${ten}"),
]


def test_an_authors_marks_are_shown_as_the_channel_can_and_an_answers_are_not_marks(begin: Begin) -> None:
    talk = begin(
        MARKED, [("list_name", "name", "label"), ("yn", "co", "<b>Có</b> & *đủ*"), ("yn", "khong", "Không")]
    )
    assert (
        '<b>Tên <i>gì</i> <a href="http://a.vn">ở đây</a>?</b>\n<i>Gợi ý nghiêng &amp; sao</i>'
        in talk.message.text
    )
    talk.type("dài quá đi")
    assert "<i>Ngắn</i> hơn" in talk.message.text
    talk.type("*a* <b>")
    assert "<b>Tiêu đề\n\nCâu của *a* &lt;b&gt; <i>quan trọng</i></b>" in talk.message.text
    assert talk.labels[:2] == ["Có & đủ", "Không"]
    said = talk.type("có & đủ")
    assert said.startswith("✓ Có & đủ\n\nĐoạn\ncuối & hết * *a* <b>\n\nXem lại")
    assert "1. Tên gì ở đây: *a* <b>\n2. Tiêu đề Câu của *a* <b> quan trọng: Có & đủ" in said
