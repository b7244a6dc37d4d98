"""The reports of Hòa An as a document's material."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from documents.word.issuing_office import IssuingOffice
from documents.word.outline_431.outline import Outline431
from reporting.figures.document_material import DocumentMaterial
from reporting.figures.submitted_answers import SubmittedAnswers, UnitAnswers
from reporting.figures.table import Value
from reporting.rounds.letter import Letter
from reporting.rounds.period import Period
from reporting.rounds.round import Due
from reporting.units.unit import Unit
from tests.unit.documents.tables.hoa_an import DISTRICT

MADE_AT = datetime(2020, 5, 6, 15, 42, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
LETTER = Letter(
    number="431/SGD&ĐT-ĐTBD",
    issued_on=date(2020, 4, 17),
    issuer="Sở Giáo dục và Đào tạo tỉnh Cao Bằng",
    subject="tăng cường phối hợp đẩy mạnh công tác xây dựng xã hội học tập ở địa bàn biên giới năm 2020",
    unit_id=1,
    period=Period.parse("2019"),
    due=Due(printed=date(2020, 5, 8)),
)
OFFICE = IssuingOffice(
    superior="UBND huyện Hòa An",
    body="Phòng Giáo dục và Đào tạo",
    name="Phòng Giáo dục và Đào tạo huyện Hòa An",
    place="Hòa An",
    symbol="BC-PGDĐT",
    recipients=("- Sở GD&ĐT Cao Bằng (ĐTBD);", "- UBND huyện;", "- Lưu: VT, GD&ĐT."),
    signatory=("Trưởng phòng",),
)


def answered(unit: Unit, **answers: Value | int | tuple[str, ...]) -> UnitAnswers:
    """Return a unit's submitted answers: numbers, texts, and tuples of chosen choice names."""
    values: dict[str, Value] = {}
    chosen = {name: each for name, each in answers.items() if isinstance(each, tuple)}
    for name, each in answers.items():
        values[name] = (
            Decimal(each) if isinstance(each, int) else ", ".join(each) if isinstance(each, tuple) else each
        )
    return UnitAnswers(unit=unit, submitted=True, values=values, chosen=chosen)


def form(
    form_id: str, *units: UnitAnswers, labels: Mapping[str, Mapping[str, str]] | None = None
) -> SubmittedAnswers:
    """Return a questionnaire's answers."""
    return SubmittedAnswers(form_id=form_id, title=form_id, units=units, labels=labels or {})


def outline(
    *forms: SubmittedAnswers,
    units: tuple[Unit, ...] = DISTRICT.communes,
    unit: Unit = DISTRICT.supervisor.unit,
) -> Outline431:
    """Return the first draft of a report."""
    material = DocumentMaterial(
        unit=unit,
        units=units,
        period=Period.parse("2019"),
        made_at=MADE_AT,
        letter=LETTER,
        forms={each.form_id: each for each in forms},
    )
    return Outline431(material=material, office=OFFICE)
