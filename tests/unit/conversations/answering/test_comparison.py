import pytest

from conversations.answering.acceptance import accept
from conversations.chat.orders import Say
from conversations.chat.step import Scene
from reporting.reports.report import Absence, Answer
from tests.support.forms.library import library_form
from tests.unit.conversations.conftest import OpenSheet, path_of

BEFORE = {
    "pop_15_25": "680",
    "computers": "3",
    "internet": "yes",
    "media": "print press",
    "xmc_level_attained": "2",
}
LITERACY = {"xmc_level_attained", "pop_15_25"}


def said(scene: Scene, open_sheet: OpenSheet, name: str, answer: Answer) -> str:
    sheet = open_sheet(previous=BEFORE, form=None if name in LITERACY else library_form())
    path = path_of(sheet, name)
    (effect,) = (each for each in accept(scene, sheet, path, {path: answer}).effects if isinstance(each, Say))
    return effect.message.text.split("\n")[0]


@pytest.mark.parametrize(
    ("name", "answer", "asked"),
    [
        ("xmc_level_attained", Answer("0"), "Chưa đạt: kỳ trước là Mức độ 2. Đúng vậy chứ?"),
        ("internet", Answer("no"), "Không: kỳ trước là Có. Đúng vậy chứ?"),
        (
            "pop_15_25",
            Answer(absence=Absence.NONE),
            "không có: kỳ trước là 680, thấp hơn nhiều. Đúng vậy chứ?",
        ),
        ("media", Answer("print"), "Kỳ trước có mà nay không: Báo &amp; tạp chí &lt;in&gt;. Đúng vậy chứ?"),
        ("media", Answer("print press digital"), "Nay có thêm so với kỳ trước: Tài liệu số. Đúng vậy chứ?"),
        (
            "media",
            Answer(absence=Absence.NONE),
            "Kỳ trước có mà nay không: Sách in, Báo &amp; tạp chí &lt;in&gt;. Đúng vậy chứ?",
        ),
    ],
)
def test_a_choice_that_is_not_the_one_of_the_period_before_is_asked_about(
    scene: Scene, open_sheet: OpenSheet, name: str, answer: Answer, asked: str
) -> None:
    assert said(scene, open_sheet, name, answer) == asked


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("xmc_level_attained", Answer("2")),
        ("internet", Answer("yes")),
        ("internet", Answer(absence=Absence.PENDING)),
        ("pop_15_25", Answer(absence=Absence.PENDING)),
        ("media", Answer("press print")),
    ],
)
def test_the_same_choice_or_none_known_is_taken(
    scene: Scene, open_sheet: OpenSheet, name: str, answer: Answer
) -> None:
    assert said(scene, open_sheet, name, answer).startswith("✓")
