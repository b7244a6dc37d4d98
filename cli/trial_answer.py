"""Parsing of typed answers in the form preview, as the chat parses them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from conversations.answering.interpretation.typed_answer import (
    Doubted,
    NotUnderstood,
    Understood,
    understand,
)
from conversations.answering.report_sheet import FILES, ReportSheet
from forms import CompiledForm, Kind
from reporting.queries.reports import ReportView
from reporting.reports.report import Answer, Report
from reporting.rounds.period import Period, PeriodKind
from reporting.rounds.round import Due, Round
from reporting.units.unit import Unit
from texts.catalogue import Catalogue
from texts.message_template import bare

_AS_TYPED = FILES | {Kind.GEOPOINT}
"""Kinds that the chat receives as a file or a location; here their lexical form is typed."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A form in the preview, at a time and in one language."""

    form: CompiledForm
    now: datetime
    say: Catalogue

    def read(self, answers: Mapping[str, str], path: str, typed: str) -> Mapping[str, str] | str:
        """Return the parsed values by path, or a sentence why the text is not understood or ambiguous."""
        sheet = self._sheet(answers)
        if sheet.kind(path) in _AS_TYPED or not typed:
            return {path: typed}
        match understand(sheet, path, typed, self.say):
            case Understood(answers=meant):
                return _values(meant)
            case Doubted(candidates=(only,)):
                return _values(only)
            case Doubted(candidates=candidates):
                readings = " / ".join(", ".join(_values(each).values()) for each in candidates)
                return self.say.plain("form.preview.which", readings=readings)
            case NotUnderstood() if any(typed == one.name for one in sheet.filling.choices(path, "")):
                return {path: typed}
            case NotUnderstood(why=why):
                return bare(why)
            case _:
                return self.say.plain("form.preview.unparseable")

    def _sheet(self, answers: Mapping[str, str]) -> ReportSheet:
        today = self.now.date()
        asked = Round(
            id=0,
            title=self.form.title,
            form_hash=self.form.content_hash,
            period=Period(PeriodKind.YEAR, self.now.year),
            due=Due(printed=today, inclusive=True),
            opened_at=self.now,
        )
        unit = Unit(id=0, code="", name="", kind="")
        given = {path: Answer(value) for path, value in answers.items()}
        report = Report(id=0, round=asked, unit=unit, answers=given)
        view = ReportView(report=report, form=self.form, unit_path=(0,))
        return ReportSheet(view=view, language=self.say.language, now=self.now)


def _values(answers: Mapping[str, Answer]) -> dict[str, str]:
    return {path: "" if answer.absence is not None else answer.value for path, answer in answers.items()}
