"""Clarification of a typed answer: choose a reading, choose the kind of absence, confirm several answers."""

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from conversations.answering.acceptance import doubts_about, yes_or_again
from conversations.answering.answer_text import shown
from conversations.answering.interpretation.typed_answer import Answers, Doubted
from conversations.answering.question import ask_again, put_doubt
from conversations.answering.report_sheet import ReportSheet
from conversations.chat.action import Reply
from conversations.chat.step import Scene, Step
from conversations.chat.typed_choices import Offer
from forms import Kind
from reporting.reports.report import Answer
from texts.formatting import Writer
from texts.markup import paragraphs


def ask_which_reading(
    scene: Scene,
    sheet: ReportSheet,
    path: str,
    candidates: Sequence[Answers],
    doubted: Doubted,
    typed: str = "",
) -> Step:
    """Offer the possible readings to choose from. A single reading is shown with its doubt, to be confirmed."""
    of_days = sheet.kind(path) in {Kind.DATE, Kind.DATETIME}
    readings = [
        ", ".join(
            _reading(scene, sheet, each, answer, named=len(candidate) > 1)
            for each, answer in candidate.items()
        )
        for candidate in candidates
    ]
    if len(candidates) == 1:
        odd = [doubted.why] if doubted.why else list(doubts_about(sheet, candidates[0], scene.texts))
        is_it = scene.texts("doubt.one_day_reading" if of_days else "doubt.one_reading", reading=readings[0])
        why = paragraphs([*odd, is_it], between=" ")
        return put_doubt(scene, sheet, path, why, yes_or_again(scene.texts), tuple(candidates), typed=typed)
    offers = tuple((reading, Reply("candidate", str(index))) for index, reading in enumerate(readings))
    again = ((scene.texts.plain("button.again"), Reply("again")),)
    which = scene.texts("doubt.which_day_reading" if of_days else "doubt.which_reading")
    return put_doubt(scene, sheet, path, which, (offers, again), tuple(candidates), typed=typed)


def ask_which_absence(scene: Scene, sheet: ReportSheet, path: str) -> Step:
    """Ask what 'không' to a numeric question means: 0, 'không có', or no figures yet."""
    texts = scene.texts
    offers: tuple[Offer, ...] = (
        (texts.plain("button.zero"), Reply("zero")),
        (texts.plain("button.none"), Reply("none")),
        (texts.plain("button.pending"), Reply("pending")),
    )
    return put_doubt(scene, sheet, path, texts("doubt.which_absence"), tuple((each,) for each in offers))


def show_several(
    scene: Scene, sheet: ReportSheet, path: str, answers: dict[str, Answer], unplaced: tuple[str, ...]
) -> Step:
    """Show the understood answers of one message for confirmation before recording any."""
    if not answers:
        return ask_again(scene, sheet, path, scene.texts("several.none_placed", first=unplaced[0]))
    lines = [
        scene.texts("several.line", label=sheet.short_label(each), value=_instead(scene, sheet, each, answer))
        for each, answer in answers.items()
    ]
    text = paragraphs(
        [
            scene.texts("several.understood", n=len(answers)),
            *lines,
            *(
                scene.texts("review.warning", message=why)
                for why in doubts_about(sheet, answers, scene.texts)
            ),
            scene.texts("several.unplaced", names="; ".join(unplaced)) if unplaced else None,
            scene.texts("doubt.is_it_so"),
        ],
        between="\n",
    )
    return put_doubt(scene, sheet, path, text, yes_or_again(scene.texts), (answers,))


def _reading(scene: Scene, sheet: ReportSheet, path: str, answer: Answer, *, named: bool) -> str:
    """Return a reading as text. With several questions, each value is `named`."""
    value = _with_weekday(scene, sheet, path, answer)
    recorded = sheet.answers.get(path)
    if recorded is None or recorded == answer:
        return f"{sheet.short_label(path)}: {value}" if named else value
    old = shown(sheet, path, recorded, scene.texts)
    return scene.texts.plain("doubt.instead_of", label=sheet.short_label(path), value=value, old=old)


def _with_weekday(scene: Scene, sheet: ReportSheet, path: str, answer: Answer) -> str:
    """Return an answer as text. Dates include the weekday, which tells similar dates apart."""
    value = shown(sheet, path, answer, scene.texts)
    if sheet.kind(path) is not Kind.DATE or answer.absence is not None:
        return value
    return f"{Writer(scene.texts.language).weekday(date.fromisoformat(answer.value))} {value}"


def _instead(scene: Scene, sheet: ReportSheet, path: str, answer: Answer) -> Markup | str:
    value, recorded = shown(sheet, path, answer, scene.texts), sheet.answers.get(path)
    if recorded is None or recorded == answer:
        return value
    return scene.texts("several.instead_of", value=value, old=shown(sheet, path, recorded, scene.texts))
