"""Digest, table and document answers of a round, computed from its reports."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from forms import CompiledForm, Filling, Indicator, Kind, Question, World
from reporting.figures.cell_values import COMPARED, NUMERIC, Answers, cell_value, chosen_names, column_kind
from reporting.figures.choices import Choices, UnitChoice
from reporting.figures.completeness import IsWorking, Standing
from reporting.figures.digest import Digest, make_digest
from reporting.figures.rollup import Figures, Measure, roll_up
from reporting.figures.row_lists import row_lists, without_rows
from reporting.figures.submitted_answers import SubmittedAnswers, UnitAnswers
from reporting.figures.table import Column, Line, Row, RowList, Table, Value
from reporting.figures.unit_answers import unit_answers, unit_figure
from reporting.reports.report import Absence, Report
from reporting.rounds.round import Round
from reporting.rounds.round_facts import round_facts
from reporting.units.unit import Unit
from texts import catalogue

NOT_ASKED = frozenset({Kind.NOTE, Kind.CALCULATE, Kind.HIDDEN, Kind.METADATA})


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitReport:
    """One unit's report in a round. `submitted` and `previous` are the last submission and the previous period's."""

    report: Report
    submitted: Answers | None
    previous: Answers | None


@dataclass(frozen=True, kw_only=True)
class Gathering:
    """A round's reports below one unit, in the register's order. `now` is in the office's zone."""

    round: Round
    unit: Unit
    form: CompiledForm
    reports: tuple[UnitReport, ...]
    language: str
    now: datetime

    def digest(self, is_working: IsWorking) -> Digest:
        """Return the weekly digest: completeness, rates with their targets, and changes."""
        return make_digest(
            round_=self.round,
            unit=self.unit,
            standings=self.standings,
            figures=self.figures,
            choices=self.compared_choices,
            now=self.now,
            is_working=is_working,
        )

    def titled(self, title: str) -> Round:
        """Return the round with another title, such as that of its letter."""
        return replace(self.round, title=title)

    @property
    def figures(self) -> tuple[Figures, ...]:
        """All units' figures of each indicator."""
        return tuple(self._figures(indicator) for indicator in self.form.indicators)

    @property
    def compared_choices(self) -> tuple[Choices, ...]:
        """All units' choices at each question whose choices are compared with the previous period."""
        return tuple(self._choices(question) for question in self._listed if self._is_compared(question))

    def table(self) -> Table:
        """Return the table of all units with every question as a column, and the indicators rolled up."""
        return Table(
            round=self.round,
            unit=self.unit,
            made_at=self.now,
            columns=self._columns(),
            rows=tuple(
                self._row(each, standing) for each, standing in zip(self.reports, self.standings, strict=True)
            ),
            lines=tuple(self._line(indicator) for indicator in self.form.indicators),
            lists=self._lists(),
        )

    def submitted_answers(self) -> SubmittedAnswers:
        """Return the submitted answers by question name, for documents."""
        filled = {unit.id: filling for unit, filling in self._submitted}
        return SubmittedAnswers(
            form_id=self.form.form_id,
            title=self.round.title,
            units=tuple(self._unit_answers(each, filled.get(each.report.unit.id)) for each in self.reports),
            labels=self._choice_labels(),
        )

    def _unit_answers(self, each: UnitReport, filling: Filling | None) -> UnitAnswers:
        if filling is None or each.submitted is None:
            return UnitAnswers(unit=each.report.unit, submitted=False)
        return unit_answers(self.form, each.report.unit, filling, each.submitted, self._form_language)

    def _choice_labels(self) -> dict[str, dict[str, str]]:
        empty = self._filled({}, self.unit)
        return {
            question.name: {
                choice.name: choice.label for choice in empty.choices(question.path, self._form_language)
            }
            for question in self.form.questions
            if question.kind in COMPARED and self.form.repeat_around(question.path) is None
        }

    @property
    def standings(self) -> tuple[Standing, ...]:
        """Each unit's progress."""
        return tuple(self._standing(each.report) for each in self.reports)

    def _standing(self, report: Report) -> Standing:
        filling = self._filled(report.answers, report.unit)
        asked = filling.asked
        return Standing(
            unit=report.unit,
            progress=report.progress,
            answered=sum(path in report.answers for path in asked),
            asked=len(asked),
            submissions=report.submissions,
        )

    def _figures(self, indicator: Indicator) -> Figures:
        return Figures(
            measure=self._measure(indicator),
            current=tuple(unit_figure(indicator, unit, filling) for unit, filling in self._submitted),
            previous=tuple(unit_figure(indicator, unit, filling) for unit, filling in self._before),
        )

    def _is_compared(self, question: Question) -> bool:
        """Tell whether answers are compared with the previous period. Repeats are not: rows need not correspond."""
        return question.kind in COMPARED and self.form.repeat_around(question.path) is None

    def _choices(self, question: Question) -> Choices:
        now = {each.report.unit.id: each.submitted or {} for each in self.reports}
        before = {each.report.unit.id: each.previous or {} for each in self.reports}
        label = self._filled({}, self.unit).label(question.path, self._form_language)
        return Choices(
            label=self._short.get(question.name) or label.rstrip(" ?:."),
            several=question.kind is Kind.SELECT_MULTIPLE,
            current=tuple(self._chosen(question, self._submitted, now)),
            previous=tuple(self._chosen(question, self._before, before)),
        )

    def _chosen(
        self, question: Question, fillings: Sequence[tuple[Unit, Filling]], answers: Mapping[int, Answers]
    ) -> Iterator[UnitChoice]:
        for unit, filling in fillings:
            answer = answers[unit.id].get(question.path)
            if answer is not None and filling.asks(question.path):
                names = chosen_names(question.kind, answer)
                if names is not None:
                    choices = filling.choices(question.path, self._form_language)
                    labels = {choice.name: choice.label for choice in choices}
                    yield UnitChoice(unit_id=unit.id, chosen={name: labels.get(name, name) for name in names})

    @property
    def _short(self) -> dict[str, str]:
        """The indicators' labels by indicator name, for the column of the question with the same name."""
        return {indicator.name: indicator.label(self._form_language) for indicator in self.form.indicators}

    @cached_property
    def _submitted(self) -> tuple[tuple[Unit, Filling], ...]:
        """The filled forms of the submitted reports. Cached: every indicator reads them."""
        reports = ((each.report.unit, each.submitted) for each in self.reports)
        return tuple((unit, self._filled(answers, unit)) for unit, answers in reports if answers is not None)

    @cached_property
    def _before(self) -> tuple[tuple[Unit, Filling], ...]:
        """The filled forms of the previous period. Cached: every indicator reads them."""
        reports = ((each.report.unit, each.previous) for each in self.reports)
        return tuple((unit, self._filled(answers, unit)) for unit, answers in reports if answers is not None)

    def _measure(self, indicator: Indicator) -> Measure:
        return Measure(
            name=indicator.name,
            label=indicator.label(self._form_language),
            is_rate=indicator.denominator is not None,
            target=indicator.target,
        )

    def _line(self, indicator: Indicator) -> Line:
        figures = self._figures(indicator)
        return Line(
            figure=roll_up(figures.measure, figures.current, [each.report.unit.id for each in self.reports]),
            numerator_key=_only(indicator.numerator_paths),
            denominator_key=_only(indicator.denominator_paths),
        )

    def _columns(self) -> tuple[Column, ...]:
        empty = self._filled({}, self.unit)
        short = self._short
        return tuple(
            Column(
                key=question.path,
                label=short.get(question.name) or empty.label(question.path, self._form_language),
                chapter=empty.chapter(question.path, self._form_language),
                kind=column_kind(question.kind),
            )
            for question in self._listed
            if self.form.repeat_around(question.path) is None
        )

    @property
    def _listed(self) -> tuple[Question, ...]:
        """The questions that have a column."""
        return tuple(question for question in self.form.questions if question.kind not in NOT_ASKED)

    def _lists(self) -> tuple[RowList, ...]:
        answers = {each.report.unit.id: each.submitted or {} for each in self.reports}
        submitted = [(unit, filling, answers[unit.id]) for unit, filling in self._submitted]
        return row_lists(self.form, self._listed, submitted, self._form_language)

    def _row(self, each: UnitReport, standing: Standing) -> Row:
        answers = each.submitted if each.submitted is not None else each.report.answers
        return Row(
            standing=standing,
            values=self._values(answers, each.report.unit),
            previous=self._values(each.previous or {}, each.report.unit),
        )

    def _values(self, answers: Answers, unit: Unit) -> dict[str, Value]:
        filling = self._filled(answers, unit)
        asked = set(filling.questions)
        return {
            path: cell_value(filling, path, answer, self._form_language)
            for path, answer in answers.items()
            if path in asked
        }

    def _filled(self, answers: Answers, unit: Unit) -> Filling:
        """Fill the form for figures: 'không có' is 0 for a numeric question, any other absence is no value."""
        numeric = {question.path for question in self.form.questions if question.kind in NUMERIC}
        values = {path: answer.value for path, answer in answers.items() if answer.absence is None}
        nothing = {
            path: "0"
            for path, answer in answers.items()
            if answer.absence is Absence.NONE and without_rows(path) in numeric
        }
        world = World(
            now=self.now,
            unit={"code": unit.code, "name": unit.name, "kind": unit.kind, **unit.traits},
            round=round_facts(self.round.period, catalogue(self.language)),
        )
        return self.form.fill({**values, **nothing}, world)

    @property
    def _form_language(self) -> str:
        return self.form.language_for(self.language)


def _only(paths: Sequence[str]) -> str:
    return paths[0] if len(paths) == 1 else ""
