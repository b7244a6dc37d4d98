"""A report opened for a dialogue: its form filled with the recorded answers, and the order of its questions."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time
from decimal import Context, Decimal, InvalidOperation
from functools import cached_property
from zlib import crc32

from markupsafe import Markup

from forms import Filling, Indicator, Kind, Question, Reason, Refused, World
from reporting.queries.reports import ReportView
from reporting.reports.report import Absence, Answer, without_cleared
from reporting.rounds.round_facts import round_facts
from texts import catalogue
from texts.formatting import Writer

_FIGURES = Context(prec=15)  # rounds off binary noise: 0.1 + 0.2 is 0.30000000000000004
_TIME = re.compile(r"\d{1,2}:\d{2}")
_ROW = re.compile(r"\[(\d+)\]")

FILES = frozenset({Kind.IMAGE, Kind.AUDIO, Kind.VIDEO, Kind.FILE})
"""Kinds answered with a file, which is evidence."""

NUMERIC = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.RANGE})


@dataclass(frozen=True, kw_only=True)
class ReportSheet:
    """A report and its form in one language, at the moment `now`."""

    view: ReportView
    language: str
    now: datetime
    begun: Filling | None = None
    """The filling of the sheet from which this one was made."""

    @cached_property
    def filling(self) -> Filling:
        """The form filled with the recorded values."""
        if self.begun is not None:
            return self.begun.refilled(self.view.report.values)
        previous, unit, language = self.view.previous, self.view.report.unit, self.language
        world = World(
            now=self.now,
            previous=_values(previous.answers) if previous else {},
            unit={"code": unit.code, "name": unit.name, "kind": unit.kind, **unit.traits},
            round=round_facts(self.view.report.round.period, catalogue(language)),
            seed=self.view.report.id,
            language=self.form_language,
            write_number=lambda number: written_figure(number, language),
            write_moment=lambda moment: written_moment(moment, language),
        )
        return self.view.form.fill(self.view.report.values, world)

    @cached_property
    def form_language(self) -> str:
        """The form's name for `language` ("Tiếng Việt (vi)"), else its default language."""
        return self.view.form.language_for(self.language)

    @property
    def questions(self) -> tuple[str, ...]:
        """The paths of the relevant questions, in order."""
        return self.filling.asked

    @property
    def further_rows(self) -> frozenset[str]:
        """The paths of the rows that may be added now."""
        return self.filling.further_rows

    @cached_property
    def stops(self) -> tuple[str, ...]:
        """The stops of the conversation: the questions to answer, and the rows that may be added."""
        if not self.further_rows:
            return self.questions
        asked = frozenset(self.questions) | self.further_rows
        return tuple(stop.path for stop in self.filling.stops if stop.path in asked)

    def stops_at(self, path: str) -> bool:
        """Tell whether `path` is a stop, without computing all stops."""
        return self.filling.asks(path) or path in self.further_rows

    @property
    def answers(self) -> Mapping[str, Answer]:
        """The recorded answers, by path."""
        return self.view.report.answers

    @cached_property
    def _sequels(self) -> "dict[frozenset[tuple[str, Answer]], ReportSheet]":
        """Cache of the sheets made from this one: a step asks for the same several times, and filling is slow."""
        return {}

    def with_answers(self, answers: Mapping[str, Answer]) -> "ReportSheet":
        """Return the sheet as it would be with these answers recorded."""
        if not answers:
            return self
        given = frozenset(answers.items())
        if given not in self._sequels:
            self._sequels[given] = self._after(answers)
        return self._sequels[given]

    def _after(self, answers: Mapping[str, Answer]) -> "ReportSheet":
        report = replace(
            self.view.report,
            answers=without_cleared({**self.view.report.answers, **answers}),
            changed_since=bool(self.view.report.submissions),
        )
        view = replace(self.view, report=report)
        return ReportSheet(view=view, language=self.language, now=self.now, begun=self.filling)

    def mark(self, *paths: str) -> str:
        """Return the checksum (CRC-32) of the recorded answers at `paths`, or of all, to detect a later change."""
        looked_at = (
            {path: self.answers[path] for path in paths if path in self.answers} if paths else self.answers
        )
        answers = without_cleared(looked_at)
        recorded = sorted((path, str(answers.get(path))) for path in paths or answers)
        return f"{crc32(repr(recorded).encode()):x}"

    def question(self, path: str) -> Question:
        """Return the definition of the question at a path."""
        return self.filling.question(path)

    def kind(self, path: str) -> Kind:
        """Return the kind of the question at a path."""
        return self.filling.question(path).kind

    def number(self, path: str) -> int:
        """Return the question's number among the questions to answer, from 1."""
        return self.questions.index(path) + 1

    def chapter(self, path: str) -> str:
        """Return the label of a question's chapter, with the row number: 'Lớp học 2'."""
        chapter = self.filling.chapter(path, self.form_language)
        rows = _ROW.findall(path)
        return f"{chapter} {'.'.join(rows)}".strip() if rows else chapter

    def label(self, path: str) -> str:
        """Return the question's full label."""
        return self.filling.label(path, self.form_language)

    def marked(self, path: str, *, within: str = "") -> Markup:
        """Return the question's full label with its author's markup, inside a tag if `within` is given."""
        return self.filling.marked(path, self.form_language, within=within)

    def short_label(self, path: str) -> str:
        """Return the label for lists: that of the indicator with the question's name, else that of the question."""
        name = self.question(path).name
        for indicator in self.view.form.indicators:
            if indicator.name == name:
                return indicator.label(self.form_language)
        return " ".join(self.label(path).split()).rstrip(" ?:.")

    def unanswered(self) -> tuple[str, ...]:
        """Return the questions without a recorded answer."""
        return tuple(path for path in self.questions if path not in self.answers)

    def open_after(self, path: str | None) -> str | None:
        """Return the next unanswered stop after `path`, else the first of the form; None if all are answered."""
        later = self.stops[self.stops.index(path) + 1 :] if path in self.stops else ()
        return next((each for each in (*later, *self.stops) if each not in self.answers), None)

    def before(self, path: str) -> str | None:
        """Return the question before `path`, answered or not; None at the first."""
        earlier = self.stops[: self.stops.index(path)]
        return next((each for each in reversed(earlier) if each not in self.further_rows), None)

    def previous(self, path: str) -> Answer | None:
        """Return the unit's answer in the previous period; None if there is none that is still valid.

        A form's newer version may ask for another kind of answer, or offer other choices.
        """
        answer = self.view.previous.answers.get(path) if self.view.previous else None
        if answer is None or answer.absence is not None:
            return answer
        match self.filling.judge(path, answer.value, self.form_language):
            case Refused(reason=Reason.UNPARSEABLE):
                return None
            case _:
                return answer

    def ratios(self, path: str) -> tuple[Indicator, ...]:
        """Return the rates of one question over another in which this question is either of them."""
        return tuple(
            indicator
            for indicator in self.view.form.indicators
            if indicator.denominator is not None and path in _pair(indicator)
        )

    def rate_of(self, path: str) -> tuple[Decimal, Decimal] | None:
        """Return numerator and denominator of the rate with this question as numerator, or None."""
        for indicator in self.ratios(path):
            if indicator.numerator_paths == (path,) and indicator.denominator is not None:
                part = self.filling.number(indicator.numerator)
                whole = self.filling.number(indicator.denominator)
                if part is not None and whole:
                    return part, whole
        return None

    def pending(self) -> tuple[str, ...]:
        """Return the questions answered with 'chưa có số liệu'."""
        return tuple(
            path
            for path in self.questions
            if (answer := self.answers.get(path)) and answer.absence is Absence.PENDING
        )

    def evidence(self) -> tuple[str, ...]:
        """Return the questions with a file."""
        return tuple(
            path
            for path in self.questions
            if self.kind(path) in FILES and (answer := self.answers.get(path)) and answer.absence is None
        )


def written_number(number: str, language: str) -> str:
    """Return a number, given in lexical form, in the language's notation. Other texts are returned unchanged."""
    value = as_number(number)
    return number if value is None else Writer(language).number(value)


def as_number(value: str) -> Decimal | None:
    """Return the number of a value in lexical form, or None."""
    try:
        return Decimal(value)
    except InvalidOperation:
        return None


def written_figure(number: str, language: str) -> str:
    """Return a computed number in the language's notation, without floating-point noise."""
    try:
        return Writer(language).number(_FIGURES.plus(Decimal(number)))
    except InvalidOperation:
        return number


def written_moment(moment: str, language: str) -> str:
    """Return a date, time or both, given in lexical form, in the language's notation. Other texts are unchanged."""
    writer = Writer(language)
    try:
        if _TIME.match(moment):
            return writer.time(time.fromisoformat(moment))
        at = datetime.fromisoformat(moment)
    except ValueError:
        return moment
    return f"{writer.time(at)} {writer.date(at)}" if _TIME.search(moment) else writer.date(at)


def _values(answers: Mapping[str, Answer]) -> dict[str, str]:
    return {path: answer.value for path, answer in answers.items() if answer.absence is None}


def _pair(indicator: Indicator) -> tuple[str, ...]:
    """Return numerator and denominator path of a rate of one question over another; else an empty tuple."""
    paths = (*indicator.numerator_paths, *indicator.denominator_paths)
    return paths if len(indicator.numerator_paths) == len(indicator.denominator_paths) == 1 else ()
