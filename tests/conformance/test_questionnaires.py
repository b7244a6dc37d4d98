"""The library of questionnaires: each compiles, speaks two languages, names no year; all indicators have a place."""

import json
import re
from pathlib import Path

import pytest

from forms import CompiledForm, compile_workbook
from questionnaires.library import questionnaire, questionnaire_names
from reporting.rounds.audience import read_audience

LIBRARY = Path(__file__).parents[2] / "questionnaires"
INDICATORS = Path(__file__).parents[3] / "shared" / "domain" / "indicators.json"
MOST_QUESTIONS = 25
NOT_ASKED = ("sổ đơn vị", "số liệu tính", "số liệu lịch sử", "quy trình")


def compiled(name: str) -> CompiledForm:
    found = questionnaire(name)
    return compile_workbook(found.workbook, filename=found.file.name, attachments=found.lists or None)


@pytest.mark.parametrize("name", questionnaire_names())
def test_it_compiles_under_its_name_in_both_languages_with_a_page(name: str) -> None:
    form = compiled(name)
    assert form.form_id == name
    assert not form.warnings  # such as a year in the wording
    assert sum(question.kind.is_asked for question in form.questions) <= MOST_QUESTIONS
    assert {form.language_for("vi"), form.language_for("en")} == {"Tiếng Việt (vi)", "English (en)"}
    assert (LIBRARY / name / "README.md").read_text(encoding="utf-8").startswith("# ")


@pytest.mark.parametrize("name", questionnaire_names())
def test_its_audience_is_of_kinds_and_traits(name: str) -> None:
    audience = read_audience(questionnaire(name).audience)
    assert audience.kinds
    assert not audience.codes


def test_all_are_listed_on_the_first_page() -> None:
    page = (LIBRARY / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"\(([a-z0-9_]+)/README\.md\)", page)) == set(questionnaire_names())
    assert len(questionnaire_names()) == 29


def places() -> dict[str, str]:
    """Return where the first page says an indicator of another name, or of none, is found."""
    page = (LIBRARY / "README.md").read_text(encoding="utf-8").split("\n## ")[1]
    rows = re.findall(r"^\| (?!chỉ tiêu|---)([^|]+) \| ([^|]+) \|", page, re.MULTILINE)
    return dict(rows)


def plain(name: str) -> str:
    return re.sub(r"^units_|_(rate|pct)$", "", name)


def test_every_indicator_of_the_sources_is_asked_computed_or_an_exception_with_its_reason() -> None:
    if not INDICATORS.exists():
        pytest.skip("the table of the sources' indicators is not here")
    forms = [compiled(name) for name in questionnaire_names()]
    names = {question.name for form in forms for question in form.questions}
    names |= {indicator.name for form in forms for indicator in form.indicators}
    names |= set(map(plain, names)) | set(questionnaire_names())
    exceptions = places()
    rows = {row["id"] for row in json.loads(INDICATORS.read_text(encoding="utf-8"))}
    assert {row for row in rows if row not in names and plain(row) not in names} - exceptions.keys() == set()
    assert exceptions.keys() <= rows
    for row, place in exceptions.items():
        assert place in NOT_ASKED or set(re.findall(r"`(\w+)`", place)) <= names - {""}, row
        assert place in NOT_ASKED or "`" in place, row
