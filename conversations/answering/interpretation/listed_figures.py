"""Figures without names, one a line: answers to the current question and the next numeric ones of its chapter."""

from collections.abc import Sequence

from conversations.answering.acceptance import sole_reading
from conversations.answering.interpretation.typed_answer import understand
from conversations.answering.report_sheet import NUMERIC, ReportSheet
from reporting.reports.report import Answer
from texts import Catalogue
from texts.parsing import Habits


def listed_answers(
    sheet: ReportSheet, path: str, listed: Sequence[str], texts: Catalogue, habits: Habits
) -> tuple[dict[str, Answer], tuple[str, ...]]:
    """Return the answers by path, from the question at `path` on, and the figures that found no question."""
    answers: dict[str, Answer] = {}
    chapter, question, rest = sheet.chapter(path), path, list(listed)
    while rest and question:
        after = sheet.with_answers(answers)
        taken = sole_reading(after, understand(after, question, rest[0], texts, habits))
        if taken is None or not answers.keys().isdisjoint(taken):
            break
        answers.update(taken)
        del rest[0]
        question = _next_figure(sheet.with_answers(answers), question, chapter, answers)
    return answers, tuple(rest)


def _next_figure(sheet: ReportSheet, path: str, chapter: str, given: dict[str, Answer]) -> str:
    """Return the next numeric question of the chapter, or ''."""
    later = sheet.questions[sheet.questions.index(path) + 1 :] if path in sheet.questions else ()
    numeric = (each for each in later if sheet.kind(each) in NUMERIC and each not in given)
    following = next(numeric, "")
    return following if following and sheet.chapter(following) == chapter else ""
