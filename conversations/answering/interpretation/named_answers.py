"""Several named answers in one message: each name is matched to a question."""

import re
from collections.abc import Iterator, Mapping

from conversations.answering.acceptance import sole_reading
from conversations.answering.interpretation.typed_answer import understand
from conversations.answering.report_sheet import NUMERIC, ReportSheet
from reporting.reports.report import Answer
from texts import Catalogue
from texts.normalize import spells, uniform
from texts.parsing import Named

_BETWEEN = re.compile(r"(?<=\d)\s*(?:đến|den|tới|toi|to|-)\s*(?=\d)")
_WORD = re.compile(r"[\w-]+")


def named_answers(
    sheet: ReportSheet, path: str, named: tuple[Named, ...], texts: Catalogue
) -> tuple[dict[str, Answer], tuple[str, ...]]:
    """Return the answers by path, and the names that match no question.

    A name matches the first question whose label or chapter contains all its words, unanswered ones from the current
    question on before the others: '15-25' finds 'từ 15 đến 25 tuổi'. A pair fills both figures of its rate.
    """
    answers: dict[str, Answer] = {}
    unplaced: list[str] = []
    for each in named:
        taken = _first_understood(sheet, path, each, answers, texts)
        if taken is None:
            unplaced.append(_written(each))
        else:
            answers.update(taken)
    order = {question: place for place, question in enumerate(sheet.questions)}
    return dict(sorted(answers.items(), key=lambda item: order[item[0]])), tuple(unplaced)


def _first_understood(
    sheet: ReportSheet, path: str, named: Named, already: Mapping[str, Answer], texts: Catalogue
) -> Mapping[str, Answer] | None:
    for question in _meant(sheet, path, named.name_text, already):
        taken = sole_reading(sheet, understand(sheet, question, named.value_text, texts))
        if taken is not None and already.keys().isdisjoint(taken):
            return taken
    return None


def _meant(sheet: ReportSheet, path: str, name: str, already: Mapping[str, Answer]) -> Iterator[str]:
    """Yield the numeric questions that match a name, the likeliest first."""
    wanted = _words(name)
    if not wanted:
        return
    questions = [each for each in sheet.questions if sheet.kind(each) in NUMERIC and each not in already]
    current = sheet.questions.index(path)
    questions.sort(key=lambda each: (each in sheet.answers, sheet.questions.index(each) < current))
    for question in questions:
        chapter = sheet.chapter(question)
        known = (chapter, sheet.label(question), sheet.short_label(question))
        known_words = _words(" ".join(known))
        if all(any(spells(word, said) for said in known_words) for word in wanted):
            yield question


def _written(named: Named) -> str:
    return f"{named.name_text}: {named.value_text}" if named.name_text else named.value_text


def _words(text: str) -> set[str]:
    return set(_WORD.findall(_BETWEEN.sub("-", uniform(text))))
