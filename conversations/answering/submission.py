"""Submission of a report: faults that prevent it, and the receipt."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from markupsafe import Markup

from conversations.answering.answer_text import shown_value
from conversations.answering.report_sheet import ReportSheet
from conversations.chat.action import do
from conversations.chat.effects import Submit
from conversations.chat.phrases import time_left
from conversations.chat.session import Nowhere
from conversations.chat.step import Scene, Step, say
from forms import Severity
from texts import Catalogue, catalogue
from texts.formatting import Writer
from texts.markup import paragraphs


def is_ready(sheet: ReportSheet) -> bool:
    """Tell whether all questions are answered without faults, so that the report can be submitted."""
    return not sheet.unanswered() and not any(faults(sheet, catalogue(sheet.language)))


def faults(sheet: ReportSheet, texts: Catalogue) -> Iterator[tuple[str | None, Markup]]:
    """Yield the faults that prevent submission, each with the question to change, or None."""
    for path, refused in sheet.filling.faults(sheet.form_language):
        if path in sheet.questions:
            value = shown_value(sheet, path, sheet.answers[path].value, texts)
            why = refused.said or texts("refused.plain", value=value)
            yield path, texts("review.fault", number=sheet.number(path), message=why)
    for failed in sheet.filling.failed_checks(sheet.form_language):
        if failed.check.severity is Severity.ERROR:
            asked = [path for path in failed.references if path in sheet.questions]
            if asked:
                why = texts("review.fault", number=sheet.number(asked[-1]), message=failed.message)
                yield asked[-1], why
            else:
                yield None, texts("review.fault_unplaced", message=failed.message)


def hindrances(sheet: ReportSheet, why: Iterable[Markup], texts: Catalogue) -> Markup | None:
    """Return the text of the faults and unanswered questions that prevent submission; None without any."""
    lines = list(why)
    if unanswered := sheet.unanswered():
        numbers = numbered(sheet, unanswered)
        lines.append(texts("review.unanswered", n=len(unanswered), numbers=numbers))
    return paragraphs([texts("review.faults"), *lines], between="\n") if lines else None


def numbered(sheet: ReportSheet, paths: tuple[str, ...]) -> str:
    """Return the questions' numbers, consecutive ones as a range: '2, 4-15'."""
    numbers = [sheet.number(path) for path in paths]
    runs = [
        [number for _, number in run]
        for _, run in groupby(enumerate(numbers), key=lambda each: each[1] - each[0])
    ]
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def submit(scene: Scene, sheet: ReportSheet) -> Step:
    """Submit a complete report. The receipt names the time, the revision number and how to correct the report."""
    report, texts, writer = sheet.view.report, scene.texts, Writer(scene.texts.language)
    on_time = report.round.due.is_on_time(scene.now)
    left = time_left(report.round.due, scene.now, texts)
    text = texts(
        "submit.done",
        time=writer.time(scene.now),
        date=writer.date(scene.now),
        number=len(report.submissions) + 1,
        timeliness=texts("submit.on_time") if on_time else texts("submit.late", left=left),
    )
    if on_time:
        text = paragraphs([text, texts("submit.how_to_correct")], between=" ")
    others = ((texts.plain("button.other_reports"), do("home")),)
    step = say(scene, text, (others,), Nowhere()).after(Submit(report.id, on_time))
    return replace(step, session=step.session.forgetting(report.id))


def left_ready(scene: Scene, sheet: ReportSheet) -> Step:
    """Say that the report that was left is complete, and offer to submit it."""
    number, texts = sheet.view.report.id, scene.texts
    left = time_left(sheet.view.report.round.due, scene.now, texts)
    offers = (
        (
            (texts.plain("button.submit"), do("submit", number)),
            (texts.plain("button.review"), do("open", number)),
        ),
    )
    return say(scene, texts("chat.left_ready", left=left), offers, Nowhere())
