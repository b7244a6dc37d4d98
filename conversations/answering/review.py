"""The review of a report: its answers and faults, with offers to submit it or to change an answer."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from markupsafe import Markup

from conversations.answering.answer_text import shown, shown_rate
from conversations.answering.notes import closing_notes
from conversations.answering.question import return_or_put
from conversations.answering.report_sheet import ReportSheet
from conversations.answering.submission import faults, hindrances, is_ready, left_ready, numbered, submit
from conversations.chat.action import Reply, do, reply_of
from conversations.chat.events import Attached, Event, Missed, Opened, Pressed, Rewritten, Typed
from conversations.chat.phrases import time_left
from conversations.chat.session import Left, Nowhere, Reviewing
from conversations.chat.step import Offers, Scene, Step, remark, say, show_choice
from conversations.chat.typed_choices import Offer, Typable
from forms import Severity
from reporting.reports.report import Progress
from texts import Catalogue
from texts.markup import paragraphs

_WHICH_QUESTION = re.compile(r"(?:sửa|sua|s)?\s*(?:câu|cau|số|so|q)?\s*(\d{1,3})\s*[.:)]?", re.IGNORECASE)
MOST_FAULTS_OFFERED = 5

_QUESTIONS = Typable(numbers=True)
"""At the review, a typed number selects the question to change."""


def put_review(scene: Scene, sheet: ReportSheet, before: Markup | None = None) -> Step:
    """Show the whole report with the possible actions."""
    texts, unanswered, found = scene.texts, sheet.unanswered(), list(faults(sheet, scene.texts))
    text = paragraphs(
        [
            before,
            paragraphs(closing_notes(sheet, texts), between="\n"),
            texts("review.title", unit=sheet.view.report.unit.full_name),
            *answer_lines(sheet, texts),
            _warnings(sheet, texts),
            hindrances(sheet, [why for _, why in found], texts),
            texts("review.how_to_change") if sheet.questions else None,
        ]
    )
    fixes: Offers = tuple(
        (
            (
                texts.plain("button.fix_number", number=sheet.number(path)),
                Reply("fix", str(sheet.number(path))),
            ),
        )
        for path in list(dict.fromkeys(path for path, _ in found if path))[:MOST_FAULTS_OFFERED]
    )
    submit: tuple[Offer, ...] = (
        () if found or unanswered else ((texts.plain("button.submit"), Reply("submit")),)
    )
    onward: tuple[Offer, ...] = ((texts.plain("button.answer_next"), Reply("next")),) if unanswered else ()
    change: tuple[Offer, ...] = (
        ((texts.plain("button.change_one"), Reply("change")),) if sheet.questions else ()
    )
    offers: Offers = (
        submit,
        *fixes,
        onward,
        (*change, (texts.plain("button.later"), Reply("leave"), "stop")),
    )
    return say(
        scene, text, offers, Reviewing(report_id=sheet.view.report.id, mark=sheet.mark()), typable=_QUESTIONS
    )


def answer_lines(sheet: ReportSheet, texts: Catalogue) -> Iterator[Markup]:
    """Yield one block of lines a chapter: each question's number, label and answer, or a dash."""
    for chapter, paths in groupby(sheet.questions, key=sheet.chapter):
        heading = texts("review.chapter", chapter=chapter) if chapter else None
        yield paragraphs([heading, *(_line(sheet, path, texts) for path in paths)], between="\n")


def review_answer(scene: Scene, sheet: ReportSheet, event: Event) -> Step:
    """Handle an event at the review."""
    match event:
        case Pressed():
            button, reply = scene.session.pressed(event.action), reply_of(event.action)
            if button is None or reply is None:
                return put_review(scene, sheet, scene.texts("chat.late_press"))
            return _act(scene, sheet, reply).after(*show_choice(scene, event, button.label))
        case Typed(text):
            return _typed(scene, sheet, text)
        case Attached(kind):
            return remark(scene, scene.texts("chat.attachment", kind=scene.texts.plain(f"attachment.{kind}")))
        case Rewritten():
            return remark(scene, scene.texts("answer.rewritten"))
        case Opened() | Missed():
            return put_review(scene, sheet)


def _typed(scene: Scene, sheet: ReportSheet, text: str) -> Step:
    number = _WHICH_QUESTION.fullmatch(text.strip())
    if number:
        return _change(scene, sheet, int(number[1]))
    button = scene.session.typed(text)
    if button is not None and (reply := reply_of(button.action)) is not None:
        return _act(scene, sheet, reply)
    return remark(scene, scene.texts("review.not_understood"))


def _act(scene: Scene, sheet: ReportSheet, reply: Reply) -> Step:
    match reply.verb:
        case "submit":
            return _submit(scene, sheet)
        case "change":
            back = ((scene.texts.plain("button.back"), Reply("review"), "back"),)
            text = scene.texts("review.which", last=len(sheet.questions))
            return say(scene, text, (back,), scene.session.place, typable=_QUESTIONS)
        case "review":
            return put_review(scene, sheet)
        case "next" if following := sheet.open_after(None):
            return return_or_put(scene, sheet, following)
        case "next":
            return put_review(scene, sheet)
        case "fix":
            return _change(scene, sheet, reply.number)
        case _ if sheet.view.report.submissions and not sheet.view.report.changed_since:
            step = say(scene, scene.texts("chat.left_as_submitted"), (), Nowhere())
            left = Left(place=scene.session.place) if isinstance(scene.session.place, Reviewing) else None
            return replace(step, session=step.session.returning_to(left)) if left else step
        case _ if not sheet.view.report.submissions and is_ready(sheet):
            return left_ready(scene, sheet)
        case _:
            return say(
                scene,
                scene.texts("chat.left", deadline=_left(scene, sheet)),
                _resume(scene, sheet),
                Nowhere(),
            )


def _change(scene: Scene, sheet: ReportSheet, number: int) -> Step:
    if not 1 <= number <= len(sheet.questions):
        return remark(scene, scene.texts("review.no_such_number", last=len(sheet.questions)))
    return return_or_put(scene, sheet, sheet.questions[number - 1])


def _submit(scene: Scene, sheet: ReportSheet) -> Step:
    report, texts = sheet.view.report, scene.texts
    if not is_ready(sheet):
        return put_review(scene, sheet)
    if isinstance(scene.session.place, Reviewing) and scene.session.place.mark not in (None, sheet.mark()):
        return put_review(scene, sheet, texts("elsewhere.reviewed"))
    if report.progress is Progress.SUBMITTED and not report.changed_since:
        return say(scene, texts("submit.unchanged"), (), Nowhere())
    return submit(scene, sheet)


def _warnings(sheet: ReportSheet, texts: Catalogue) -> Markup:
    lines = [
        texts("review.warning", message=failed.message)
        for failed in sheet.filling.failed_checks(sheet.form_language)
        if failed.check.severity is Severity.WARNING
    ]
    if pending := sheet.pending():
        lines.append(texts("review.pending", n=len(pending), numbers=numbered(sheet, pending)))
    if sheet.view.report.changed_since:
        lines.append(texts("review.not_submitted_again"))
    return paragraphs(lines, between="\n")


def _line(sheet: ReportSheet, path: str, texts: Catalogue) -> Markup:
    answer, number, label = sheet.answers.get(path), sheet.number(path), sheet.short_label(path)
    if answer is None:
        return texts("review.line", number=number, label=label, value="–")
    rate = sheet.rate_of(path) if answer.absence is None else None
    if rate is None:
        return texts("review.line", number=number, label=label, value=shown(sheet, path, answer, texts))
    percent = shown_rate(*rate, texts).rpartition("= ")[2]
    return texts(
        "review.line_rate", number=number, label=label, value=shown(sheet, path, answer, texts), rate=percent
    )


def _left(scene: Scene, sheet: ReportSheet) -> Markup:
    return time_left(sheet.view.report.round.due, scene.now, scene.texts)


def _resume(scene: Scene, sheet: ReportSheet) -> Offers:
    return (((scene.texts.plain("button.resume"), do("open", sheet.view.report.id)),),)
