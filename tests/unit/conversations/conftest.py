"""A report of the sample's commune Nam Tuấn, or of the small library form, opened as the dialogues open it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Protocol

import pytest

from conversations.answering.report_sheet import ReportSheet
from conversations.chat.session import Session
from conversations.chat.step import Scene
from demo.district import ZONE, sample_district, sample_form
from forms import CompiledForm
from reporting.queries.reports import Previous, ReportView
from reporting.reports.report import Answer, Report
from reporting.rounds.period import Period
from reporting.rounds.round import Due, Round
from texts import Catalogue, catalogue

NOW = datetime(2020, 4, 29, 8, tzinfo=ZONE)


class OpenSheet(Protocol):
    """Opens a report with answers and answers of the period before, both by question name."""

    def __call__(
        self,
        answers: Mapping[str, str] | None = None,
        previous: Mapping[str, str] | None = None,
        form: CompiledForm | None = None,
    ) -> ReportSheet: ...


@pytest.fixture
def texts() -> Catalogue:
    return catalogue("vi")


@pytest.fixture
def scene(texts: Catalogue) -> Scene:
    return Scene(session=Session(), now=NOW, texts=texts)


@pytest.fixture
def open_sheet() -> OpenSheet:
    def opened(
        answers: Mapping[str, str] | None = None,
        previous: Mapping[str, str] | None = None,
        form: CompiledForm | None = None,
    ) -> ReportSheet:
        form = form or sample_form()
        round_ = Round(
            id=1,
            title="Thử",
            form_hash=form.content_hash,
            period=Period.parse("2019"),
            due=Due(printed=date(2020, 5, 8)),
            opened_at=NOW,
        )
        unit = next(unit for unit in sample_district().communes if unit.name == "Nam Tuấn")
        report = Report(id=1, round=round_, unit=unit, answers=_by_path(form, answers or {}))
        before = Previous(period=Period.parse("2018"), answers=_by_path(form, previous or {}))
        view = ReportView(
            report=report, form=form, unit_path=(unit.id,), previous=before if previous is not None else None
        )
        return ReportSheet(view=view, language="vi", now=NOW)

    return opened


def path_of(sheet: ReportSheet, name: str) -> str:
    return next(path for path in sheet.questions if sheet.question(path).name == name)


def _by_path(form: CompiledForm, answers: Mapping[str, str]) -> dict[str, Answer]:
    return {
        question.path: Answer(answers[question.name])
        for question in form.questions
        if question.name in answers
    }
