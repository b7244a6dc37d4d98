"""The message of a question: progress, label, previous value, and offers."""

from markupsafe import Markup

from conversations.answering.answer_text import shown
from conversations.answering.choices import CHOSEN_TOGETHER, offers_at, row_offers, typable_at, ways_out
from conversations.answering.interpretation.typed_answer import Answers
from conversations.answering.notes import notes_before
from conversations.answering.report_sheet import ReportSheet
from conversations.chat.messages import Message
from conversations.chat.session import Asking, Left, Reviewing
from conversations.chat.step import Offers, Scene, Step, put_again, return_to, say, say_again
from forms import Kind
from texts import Catalogue
from texts.formatting import Writer
from texts.markup import paragraphs

BAR_CELLS = 8

HOW_TO_ANSWER = frozenset(
    {Kind.TIME, Kind.DATETIME, Kind.RANK, Kind.GEOPOINT, Kind.IMAGE, Kind.AUDIO, Kind.VIDEO, Kind.FILE}
)
"""Kinds whose questions explain how to answer."""


def put_question(
    scene: Scene, sheet: ReportSheet, path: str, before: Markup | None = None, extra: Offers = ()
) -> Step:
    """Ask the question at `path`. `before` precedes it in the same message; `extra` offers come first.

    At a path where a row may be added, ask for that.
    """
    if path in sheet.further_rows:
        return _put_further_row(scene, sheet, path, before)
    ticked = _ticked(scene, sheet, path) if sheet.kind(path) in CHOSEN_TOGETHER else ()
    place = Asking(report_id=sheet.view.report.id, path=path, ticked=ticked, mark=sheet.mark(path))
    return _put(scene, sheet, place, before, extra)


def put_page(scene: Scene, sheet: ReportSheet, place: Asking) -> Step:
    """Ask the question again with another page of its choices."""
    return _put(scene, sheet, place)


def _put(
    scene: Scene, sheet: ReportSheet, place: Asking, before: Markup | None = None, extra: Offers = ()
) -> Step:
    return say(
        scene,
        paragraphs([before, question_text(sheet, place.path, scene.texts)]),
        extra + offers_at(sheet, place, scene.texts),
        place,
        typable=typable_at(sheet, place.path),
        besides=ways_out(scene.texts),
    )


def put_ticks(scene: Scene, sheet: ReportSheet, place: Asking, target: str) -> Step:
    """Update the ticks of a multiple choice in the question's message."""
    text = question_text(sheet, place.path, scene.texts)
    offers, typable = offers_at(sheet, place, scene.texts), typable_at(sheet, place.path)
    return say_again(scene, target, text, offers, place, typable=typable, besides=ways_out(scene.texts))


def put_doubt(
    scene: Scene,
    sheet: ReportSheet,
    path: str,
    why: Markup,
    offers: Offers,
    candidates: tuple[Answers, ...] = (),
    *,
    typed: str = "",
) -> Step:
    """Ask which candidate is meant by the `typed` text, if any. The question stays open."""
    place = Asking(
        report_id=sheet.view.report.id,
        path=path,
        candidates=tuple(dict(each) for each in candidates),
        typed=typed,
        ticked=_ticked(scene, sheet, path),
        mark=sheet.mark(path),
    )
    _, stop = ways_out(scene.texts)
    typable = typable_at(sheet, path)
    return say(scene, why, offers, place, typable=typable, besides=(stop,), awaits=True)


def ask_again(scene: Scene, sheet: ReportSheet, path: str, why: Markup | None = None) -> Step:
    """Repeat the open confirmation or question after an event that does not answer it."""
    awaited = scene.session.awaited
    return put_again(scene, awaited, why) if awaited else put_question(scene, sheet, path, why)


def return_or_put(scene: Scene, sheet: ReportSheet, path: str, before: Markup | None = None) -> Step:
    """Ask the question at `path`, or repeat the confirmation that was open when it was left."""
    left = scene.session.left_in(sheet.view.report.id)
    if left is not None and left.awaited is not None and still_stands(sheet, left.place, path):
        return return_to_doubt(scene, sheet, left, left.awaited, before)
    return put_question(scene, sheet, path, before)


def return_to_doubt(
    scene: Scene, sheet: ReportSheet, left: Left, awaited: Message, before: Markup | None = None
) -> Step:
    """Repeat the confirmation of a question that was left, and name the question."""
    path, which = left.place.path if isinstance(left.place, Asking) else "", None
    if path in sheet.questions:
        which = scene.texts("doubt.returned", number=sheet.number(path), label=sheet.short_label(path))
    return return_to(scene, left, awaited, paragraphs([before, which]))


def still_stands(sheet: ReportSheet, place: Asking | Reviewing, path: str) -> bool:
    """Tell whether a place is at the question at `path`, and its answer has not changed since."""
    return isinstance(place, Asking) and place.path == path and place.mark in (None, sheet.mark(path))


def _ticked(scene: Scene, sheet: ReportSheet, path: str) -> tuple[str, ...]:
    """Return the ticks to show: the unfinished ones of this question, or else the recorded choices."""
    place, recorded = scene.session.place, sheet.answers.get(path)
    if isinstance(place, Asking) and (place.report_id, place.path) == (sheet.view.report.id, path):
        return place.ticked
    return tuple(recorded.value.split()) if recorded else ()


def question_text(sheet: ReportSheet, path: str, texts: Catalogue) -> Markup:
    """Return the question's text: progress, chapter, notes, label, hint, previous and recorded value."""
    number, total = sheet.number(path), len(sheet.questions)
    filled = max(1, number * BAR_CELLS // total)
    chapter = sheet.chapter(path)
    lines: list[str | Markup | None] = [
        texts(
            "question.progress" if chapter else "question.progress_only",
            bar="▓" * filled + "░" * (BAR_CELLS - filled),
            number=number,
            total=total,
            chapter=chapter,
        ),
        *notes_before(sheet, path, texts),
        texts("question.label", label=sheet.marked(path, within="b")),
    ]
    if hint := sheet.filling.marked_hint(path, sheet.form_language, within="i"):
        lines.append(texts("question.hint", hint=hint))
    lines.append(_how_to_answer(sheet, path, texts))
    if previous := sheet.previous(path):
        lines.append(texts("question.previous", value=shown(sheet, path, previous, texts)))
    if recorded := sheet.answers.get(path):
        lines.append(texts("question.recorded", value=shown(sheet, path, recorded, texts)))
    return paragraphs(lines, between="\n")


def _how_to_answer(sheet: ReportSheet, path: str, texts: Catalogue) -> Markup | None:
    """Return the explanation of how to answer, or None. For a range it names the bounds."""
    question, writer = sheet.question(path), Writer(texts.language)
    if question.span is not None:
        low, high = sorted((question.span.start, question.span.end))
        return texts("question.range", low=writer.number(low), high=writer.number(high))
    if question.kind in HOW_TO_ANSWER:
        return texts(f"question.how_{question.kind}")
    return None


def _put_further_row(scene: Scene, sheet: ReportSheet, path: str, before: Markup | None) -> Step:
    """Ask whether to add another row."""
    label, number = sheet.filling.row_label(path, sheet.form_language), int(path[path.rindex("[") + 1 : -1])
    notes = paragraphs(notes_before(sheet, path, scene.texts), between="\n")
    text = paragraphs([before, notes, scene.texts("row.another", label=label, n=number - 1)])
    place = Asking(report_id=sheet.view.report.id, path=path, mark=sheet.mark(path))
    return say(scene, text, row_offers(sheet, path, scene.texts), place, besides=ways_out(scene.texts))
