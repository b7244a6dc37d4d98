"""What is typed at a question, and what becomes of it: a table of the ways in which officers write."""

from dataclasses import replace

from conversations.answering.question import put_question
from conversations.answering.question_answer import answer_question
from conversations.answering.report_sheet import ReportSheet
from conversations.chat.effects import Record
from conversations.chat.events import Typed
from conversations.chat.session import Asking, Session
from conversations.chat.step import Scene, Step
from reporting.reports.report import Answer
from tests.support.forms.everyday import everyday_form
from tests.unit.conversations.conftest import NOW, OpenSheet, path_of
from texts import Catalogue

TABLE = """
area       | 2,5 ha              | 2.5
area       | 2,5ha               | 2.5
area       | 2.5                 | 2.5
area       | 2 rưỡi              | 2.5
area       | 2 ruoi              | 2.5
area       | 2 ha rưỡi           | 2.5
area       | 1 phẩy 5            | 1.5
area       | 1 phay 5            | 1.5
area       | hai phẩy không năm  | 2.05
area       | 0,5 hecta           | 0.5
area       | 25000 m2            | 2.5
area       | 12.500 m²           | 1.25
area       | dạ 2,5 ha ạ         | 2.5
area       | 10%                 | refused: ha
area       | 10 %                | refused: ha
area       | 3 con               | refused: ha
area       | 2 tạ                | refused: ha
area       | 5 người             | refused: ha
area       | 3 lít               | refused: ha
area       | 1,995               | asked: 1.995 or 1995
area       | 999999999999999999 km2 | refused: 999999999999999999 km2
area       | 99999999999999999999 % | refused: %
area       | khoảng 2 ha         | asked: 2
area       | 5 chục              | 50
area       | chưa có             | pending
money      | 40.552.000đ         | 40552000
money      | 40 552 000          | 40552000
money      | 1,2 tỷ              | 1200000000
money      | 12 triệu rưỡi đồng  | 12500000
money      | 500k                | 500000
money      | 1,995               | 1995
money      | 3 con               | refused: đồng
money      | 500 người           | refused: đồng
money      | 10%                 | refused: đồng
money      | 0912345678          | asked: 912345678
money      | 12 ha               | refused: đồng
millions   | 12                  | 12
millions   | 12 triệu            | 12
millions   | 12tr5               | 12.5
millions   | 12 triệu đồng       | 12
millions   | 1,2 tỷ              | 1200
millions   | 500.000đ            | 0.5
crop       | 2 tạ                | 2
crop       | 2 ta                | 2
crop       | 2 tạ rưỡi           | 2.5
crop       | 3 tấn               | 30
crop       | 250 kg              | 2.5
crop       | 250 ký              | 2.5
crop       | 2 con               | refused: tạ
buffaloes  | 3 con               | 3
buffaloes  | ba con              | 3
buffaloes  | 2 cái               | 2
buffaloes  | 2 tạ                | asked: 2
buffaloes  | 1 chục con          | 10
learners   | 12 người            | 12
learners   | 12 hv               | 12
learners   | 12 em ạ             | 12
learners   | 12 học viên         | 12
learners   | 12 hộ               | refused: học viên
learners   | 12 triệu đồng       | refused: học viên
learners   | 0912345678          | asked: 912345678
learners   | 912345678           | asked: 912345678
learners   | ٤٣١                 | 431
learners   | ４３１              | 431
learners   | ko                  | which absence
learners   | không có            | none
households | 120 hộ              | 120
households | 120 gia đình        | 120
households | 120 người           | refused: hộ
poultry    | 12 nghìn con        | 12
poultry    | 12000 con           | 12
poultry    | 12                  | 12
cement     | 5 bao               | 5
cement     | 5 bao xi măng       | 5
share      | 10%                 | 10
share      | 10,5 phần trăm      | 10.5
share      | 10                  | 10
share      | 1,234               | 1.234
share      | 10 ha               | refused: %
plain      | 10%                 | asked: 10
plain      | 2,5                 | 2.5
plain      | 2 tạ                | asked: 2
count      | 1,995               | 1995
count      | 1.995               | 1995
count      | 1,234,567           | asked: 1234567
count      | 234,567.0           | 234567
count      | 2,5                 | refused: 2,5 không phải số nguyên
count      | 12 ⏎ người          | 12
count      | 1 nghìn 2           | 1200
count      | - 5                 | asked: 5 or -5
count      | nhiều lắm           | refused: nhiều lắm
day        | 15/3/2020           | 2020-03-15
day        | 15 3 2020           | 2020-03-15
day        | 15032020            | 2020-03-15
day        | 20200315            | 2020-03-15
day        | 15.3.20             | 2020-03-15
day        | 15 tháng ba 2020    | 2020-03-15
day        | ngày 15 tháng 3 năm 2020 | 2020-03-15
day        | hôm qua             | 2020-04-28
day        | 15/3/65             | 1965-03-15
day        | 15/3/0001           | asked: 0001-03-15
day        | 15/3/2202           | asked: 2202-03-15
day        | thứ hai 15/3/2020   | asked: 2020-03-15
day        | 10/10               | asked: 2020-10-10 or 2019-10-10 or 2021-10-10
day        | 15 ⏎ 3 ⏎ 2020       | refused: ngày
day        | 32/1/2020           | refused: ngày
hour       | 7.30                | 07:30
hour       | 7h30                | 07:30
hour       | 19.30               | 19:30
hour       | 7 giờ kém           | refused: giờ
hour       | 2 giờ đêm           | 02:00
hour       | 7 rưỡi tối          | 19:30
moment     | 15 3 2020 7.30      | 2020-03-15T07:30
moment     | 7h 1/1/0001         | asked: 0001-01-01T07:00
crops      | lúa và ngô          | rice corn
crops      | lua va ngo          | rice corn
crops      | lúa, ngô            | rice corn
crops      | lúa; sắn            | rice cassava
crops      | lúa với ngô         | rice corn
crops      | lúa + ngô           | rice corn
crops      | lúa ngô             | rice corn
crops      | lúa ⏎ ngô           | rice corn
crops      | - lúa ⏎ - sắn       | rice cassava
crops      | 1. lúa ⏎ 2. ngô     | rice corn
crops      | lạc và vừng         | both
crops      | ngô, lạc và vừng    | corn both
crops      | 1-3                 | rice corn cassava
crops      | 1 đến 3             | rice corn cassava
crops      | 1, 2 và 4           | rice corn both
crops      | 1 3                 | rice cassava
crops      | 1-2, 4              | rice corn both
crops      | tất cả              | rice corn cassava both
crops      | tat ca a            | rice corn cassava both
crops      | cả bốn              | rice corn cassava both
crops      | cả hai              | refused: cả hai
crops      | lúa và khoai        | refused: khoai
crops      | 1-9                 | refused: 1-9
yesno      | co                  | yes
yesno      | vâng ạ              | yes
yesno      | ko                  | no
yesno      | có và không         | refused: có và không
remark     | 12 ⏎ 345            | 12\\n345
remark     | ٣ con trâu          | ٣ con trâu
"""


def meaning(step: Step) -> str:
    """Say in a word what became of what was typed: recorded, asked back, or not taken."""
    recorded = [
        answer for effect in step.effects if isinstance(effect, Record) for answer in effect.answers.values()
    ]
    if recorded:
        return _value(recorded[0])
    place = step.session.place
    assert isinstance(place, Asking)
    if place.candidates:
        return "asked: " + " or ".join(_value(next(iter(each.values()))) for each in place.candidates)
    if any(button.action.endswith(".zero") for button in step.session.offered):
        return "which absence"
    (said,) = (effect.message.text for effect in step.effects if hasattr(effect, "message"))
    return f"refused: {said.striptags()}"


def typed(
    sheet: ReportSheet, name: str, texts: Catalogue, *said: str, session: Session | None = None
) -> Step:
    """Put a question and type one text after the other."""
    step = put_question(
        Scene(session=session or Session(), now=NOW, texts=texts), sheet, path_of(sheet, name)
    )
    for text in said:
        scene, place = Scene(session=step.session, now=NOW, texts=texts), step.session.place
        assert isinstance(place, Asking)
        step = answer_question(scene, sheet, place, Typed(text=text))
    return step


def test_every_way_of_writing_is_understood_asked_about_or_refused(
    open_sheet: OpenSheet, texts: Catalogue
) -> None:
    sheet = open_sheet(form=everyday_form())
    wrong = []
    for row in TABLE.strip().splitlines():
        name, text, expected = (cell.strip() for cell in row.split("|"))
        got = meaning(typed(sheet, name, texts, text.replace(" ⏎ ", "\n")))
        if not (got == expected or (got.startswith("refused") and _refused_so(got, expected))):
            wrong.append(f"{name}: {text} -> {got}, not {expected}")
    assert not wrong, "\n".join(wrong)


def _refused_so(got: str, expected: str) -> bool:
    """Tell whether a refusal says what it is about."""
    return expected.startswith("refused: ") and expected.removeprefix("refused: ") in got


def _value(answer: Answer) -> str:
    value = str(answer.absence) if answer.absence else answer.value
    return value.removesuffix(":00.000+07:00").replace("\n", "\\n")


def test_a_way_of_writing_that_was_confirmed_once_counts_for_the_rest_of_the_report(
    open_sheet: OpenSheet, texts: Catalogue
) -> None:
    sheet = open_sheet(form=everyday_form())
    first = typed(sheet, "area", texts, "1,995", "1.995")
    assert meaning(first) == "1995"
    assert meaning(typed(sheet, "crop", texts, "2,105 tạ", session=first.session)) == "2105"
    another = first.session.model_copy(update={"place": Asking(report_id=2, path="/x")})
    assert another.habits_in(2) == frozenset()
    changed = typed(sheet, "plain", texts, "sửa câu 3", "1,995", session=another)
    assert meaning(changed) == "1995"


def test_about_is_left_out_once_it_was_confirmed(open_sheet: OpenSheet, texts: Catalogue) -> None:
    sheet = open_sheet(form=everyday_form())
    first = typed(sheet, "learners", texts, "khoảng 30", "đúng")
    assert meaning(first) == "30"
    assert meaning(typed(sheet, "households", texts, "khoảng 1,995", session=first.session)) == "1995"


def test_two_readings_are_asked_and_then_the_one_that_is_far_off(
    open_sheet: OpenSheet, texts: Catalogue
) -> None:
    sheet = open_sheet(previous={"area": "2"}, form=everyday_form())
    which = typed(sheet, "area", texts, "1,995", "1.995")
    assert meaning(which) == "asked: 1995"
    assert "gấp khoảng 1.000 lần" in which.session.awaited.text if which.session.awaited else False
    assert meaning(typed(sheet, "area", texts, "1,995", "1.995", "đúng")) == "1995"


def test_a_result_above_its_plan_is_a_pair_and_a_part_above_its_whole_is_refused_by_the_form(
    open_sheet: OpenSheet, texts: Catalogue
) -> None:
    sheet = open_sheet()
    step = typed(sheet, "xmc_class_result_15_35", texts, "21/20")
    (record,) = (effect for effect in step.effects if isinstance(effect, Record))
    assert sorted(answer.value for answer in record.answers.values()) == ["20", "21"]
    assert "Không thể lớn hơn tổng số người" in meaning(typed(sheet, "literate_l1_15_25", texts, "660/655"))


def test_figures_one_a_line_answer_the_following_questions_of_the_chapter(
    open_sheet: OpenSheet, texts: Catalogue
) -> None:
    sheet = open_sheet()
    step = typed(sheet, "pop_15_25", texts, "660\n655\n653\n1637", "đúng")
    (record,) = (effect for effect in step.effects if isinstance(effect, Record))
    assert [answer.value for answer in record.answers.values()] == ["660", "655", "653"]
    asked = typed(sheet, "pop_15_25", texts, "660\n655\n653\n1637").session.awaited
    assert asked is not None
    assert "1637" in asked.text


def test_a_first_figure_is_bounded_by_the_others_and_by_the_unit(
    open_sheet: OpenSheet, texts: Catalogue
) -> None:
    known = {"learners": "30", "households": "120"}
    sheet = open_sheet(known, form=everyday_form())
    assert meaning(typed(sheet, "count", texts, "995")) == "995"
    assert meaning(typed(sheet, "count", texts, "99.500")) == "asked: 99500"
    assert meaning(typed(sheet, "learners", texts, "995000")) == "asked: 995000"
    assert meaning(typed(sheet, "money", texts, "99.500.000")) == "99500000"
    alone = open_sheet(form=everyday_form())
    assert meaning(typed(alone, "learners", texts, "4.960.000")) == "asked: 4960000"


def test_more_persons_than_the_unit_has_inhabitants_are_asked_about(
    open_sheet: OpenSheet, texts: Catalogue
) -> None:
    sheet = open_sheet(form=everyday_form())
    report = sheet.view.report
    unit = replace(report.unit, traits={"population": "4820"})
    known = ReportSheet(view=replace(sheet.view, report=replace(report, unit=unit)), language="vi", now=NOW)
    assert meaning(typed(known, "learners", texts, "4.820")) == "4820"
    assert meaning(typed(known, "learners", texts, "4.821")) == "asked: 4821"
    assert meaning(typed(known, "households", texts, "4.821")) == "4821"
