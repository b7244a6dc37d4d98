"""The report after letter 431 from real answers: every questionnaire of the letter filled in and gathered."""

from collections.abc import Mapping
from datetime import date, datetime
from io import BytesIO

from docx import Document

from demo.district import ISSUED, ZONE, sample_district
from documents.word.issuing_office import IssuingOffice
from documents.word.outline_431.composition import compose
from documents.word.outline_431.outline import Outline431
from documents.word.outline_431.template_file import template_431
from documents.word.outline_431.wording import DESKS, TITLES
from documents.word.rendering import render
from forms import CompiledForm, Filling, Kind, World, compile_workbook
from forms.verdict import ACCEPTED
from questionnaires.library import questionnaire
from reporting.figures.document_material import DocumentMaterial
from reporting.figures.round_figures import Gathering, UnitReport
from reporting.figures.submitted_answers import SubmittedAnswers
from reporting.reports.report import Answer, Report, Submission
from reporting.rounds.period import Period
from reporting.rounds.round import Due, Round
from reporting.units.unit import Unit

NOW = datetime(2020, 5, 6, 15, 42, tzinfo=ZONE)
DISTRICT = sample_district().supervisor.unit
BORDER = Unit(id=90, code="B", name="Cô Ba", kind="xã", traits={"border": "1", "difficult": "1"})
INLAND = Unit(id=91, code="I", name="Nam Tuấn", kind="xã", traits={"border": "0", "difficult": "0"})
DESK = Unit(id=92, code="P", name="Giáo dục và Đào tạo", kind="phòng")
TYPED = ("30", "3", "1", "0", "2019-03-12", "33/KH-UBND", "Đã làm tốt.")
MOST_ANSWERS = 200


def filled_in(form: CompiledForm, unit: Unit) -> dict[str, Answer]:
    """Answer everything that the form asks, one row of each repeat with it."""
    world = World(now=NOW, unit={"code": unit.code, "name": unit.name, "kind": unit.kind, **unit.traits})
    values: dict[str, str] = {}
    for _ in range(MOST_ANSWERS):
        filling = form.fill(values, world)
        open_ones = [path for path in filling.questions if path not in values]
        rows = [row for row in filling.further_rows if row.endswith("[1]")]
        if open_ones:
            values[open_ones[0]] = an_answer(filling, open_ones[0], form.default_language)
        elif rows:
            values |= filling.adding_row(rows[0].removesuffix("[1]"))
        else:
            return {path: Answer(value) for path, value in values.items() if value}
    raise AssertionError(f"{form.form_id} never comes to an end")


def an_answer(filling: Filling, path: str, language: str) -> str:
    if filling.question(path).kind in {Kind.SELECT_ONE, Kind.SELECT_MULTIPLE}:
        return filling.choices(path, language)[0].name
    taken = [text for text in TYPED if filling.judge(path, text, language) == ACCEPTED]
    assert taken, f"{path} takes nothing of {TYPED}"
    return taken[0]


def gathered(form_id: str) -> SubmittedAnswers:
    found = questionnaire(form_id)
    form = compile_workbook(found.workbook, filename=found.file.name, attachments=found.lists or None)
    units = (DESK,) if form_id in DESKS else (BORDER, INLAND)
    round_ = Round(
        id=1,
        title=form.title,
        form_hash=form.content_hash,
        period=Period.parse("2019"),
        due=Due(printed=date(2020, 5, 8)),
        opened_at=ISSUED,
    )
    return Gathering(
        round=round_,
        unit=DISTRICT,
        form=form,
        reports=tuple(reported(form, round_, unit) for unit in units),
        language="vi",
        now=NOW,
    ).submitted_answers()


def reported(form: CompiledForm, round_: Round, unit: Unit) -> UnitReport:
    answers = filled_in(form, unit)
    came = (Submission(number=1, at=ISSUED, on_time=True),)
    report = Report(id=unit.id, round=round_, unit=unit, answers=answers, submissions=came)
    return UnitReport(report=report, submitted=answers, previous=None)


def composed(units: tuple[Unit, ...], unit: Unit) -> Mapping[str, object]:
    material = DocumentMaterial(
        unit=unit,
        units=units,
        period=Period.parse("2019"),
        made_at=NOW,
        forms={form_id: gathered(form_id) for form_id in TITLES},
    )
    office = IssuingOffice(body="Phòng Giáo dục và Đào tạo", name="Phòng GD&ĐT", place="Hòa An")
    return compose(Outline431(material=material, office=office)).context


def test_a_report_of_which_everything_was_answered_lacks_nothing() -> None:
    context = composed((BORDER, INLAND), DISTRICT)
    assert context["missing"] == ()
    page = "\n".join(each.text for each in Document(BytesIO(render(template_431(), context, NOW))).paragraphs)
    assert "(chưa có số liệu)" not in page
    assert "mẫu có ô không rõ" not in page


def test_the_report_of_a_commune_of_which_everything_was_answered_lacks_nothing() -> None:
    assert composed((BORDER,), BORDER)["missing"] == ()
