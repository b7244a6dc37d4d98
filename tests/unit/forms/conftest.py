"""Questionnaires made in a few lines."""

from collections.abc import Callable, Sequence
from datetime import datetime
from io import BytesIO
from typing import Protocol
from zoneinfo import ZoneInfo

import pytest
from openpyxl import Workbook

from forms import CompiledForm, World, compile_workbook

Rows = Sequence[Sequence[str]]


class MakeForm(Protocol):
    """Compiles a questionnaire given as the rows of its sheets, the survey's first."""

    def __call__(self, survey: Rows, **sheets: Rows) -> CompiledForm: ...


def workbook(survey: Rows, **sheets: Rows) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in {"survey": survey, **sheets}.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.fixture(scope="session")
def make_workbook() -> Callable[..., bytes]:
    return workbook


@pytest.fixture(scope="session")
def make_form() -> MakeForm:
    def make(survey: Rows, **sheets: Rows) -> CompiledForm:
        return compile_workbook(workbook(survey, **sheets), filename="test.xlsx")

    return make


@pytest.fixture(scope="session")
def world() -> World:
    return World(now=datetime(2020, 4, 28, 15, 42, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")))
