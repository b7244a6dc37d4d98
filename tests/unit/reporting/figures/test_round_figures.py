"""From a round's answers to the digest: what units chose otherwise than in the period before."""

from collections.abc import Callable
from datetime import datetime

from forms import compile_workbook
from reporting.figures.choices import ChoiceChange
from reporting.figures.completeness import IsWorking
from reporting.figures.round_figures import Gathering, UnitReport
from reporting.reports.report import Absence, Answer, Report, Submission
from reporting.rounds.round import Round
from reporting.units.unit import Unit
from tests.support.questionnaire_workbook import workbook

FORM = compile_workbook(
    workbook(
        survey=(
            ("type", "name", "label"),
            ("select_one level", "level", "Mức độ nào?"),
            ("select_multiple media", "media", "Có loại nào?"),
            ("begin_repeat", "class", "Lớp"),
            ("select_one level", "of_class", "Lớp mức nào?"),
            ("end_repeat",),
        ),
        choices=(
            ("list_name", "name", "label"),
            ("level", "0", "Chưa đạt"),
            ("level", "2", "Mức độ 2"),
            ("media", "print", "Sách"),
            ("media", "digital", "Số"),
        ),
        settings=(("form_title", "form_id"), ("Thử", "thu")),
    ),
    filename="thu.xlsx",
)


def answers(level: str, media: Answer, of_class: str) -> dict[str, Answer]:
    return {
        "/data/level": Answer(level),
        "/data/media": media,
        "/data/class": Answer("1"),
        "/data/class[1]/of_class": Answer(of_class),
    }


def test_choices_that_differ_from_the_period_before_stand_in_the_digest(
    literacy: Round, district: Unit, at: Callable[[str], datetime], is_working: IsWorking
) -> None:
    unit = Unit(id=1, code="1", name="Nam Tuấn", kind="xã", parent_id=0)
    now = answers("0", Answer(absence=Absence.NONE), "2")
    report = Report(
        id=1,
        round=literacy,
        unit=unit,
        answers=now,
        submissions=(Submission(number=1, at=at("20/4 09:00"), on_time=True),),
    )
    gathered = Gathering(
        round=literacy,
        unit=district,
        form=FORM,
        reports=(
            UnitReport(report=report, submitted=now, previous=answers("2", Answer("print digital"), "0")),
        ),
        language="vi",
        now=at("27/4 07:30"),
    )
    (changed,) = gathered.digest(is_working).changes
    assert isinstance(changed.largest, ChoiceChange)
    assert (changed.largest.label, changed.largest.before, changed.largest.after) == (
        "Mức độ nào",
        ("Mức độ 2",),
        ("Chưa đạt",),
    )
    assert changed.others == 1, "the list that has nothing left; rows of a repeat need not be the same ones"
