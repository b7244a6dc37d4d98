"""Putting a question: one message with progress, label, what is known, and the choices."""

from markupsafe import Markup

from conversations.messages import paragraphs
from conversations.session import Asking
from conversations.sheet import Sheet
from conversations.shown import shown
from conversations.step import Offer, Offers, Scene, Step, say, say_again
from conversations.understanding import Answers
from forms import Kind
from texts import Catalogue

BAR_CELLS = 8
SHORT_LABEL = 16  # two choices of at most so many characters share a row on a narrow phone


def put_question(
    scene: Scene, sheet: Sheet, path: str, before: Markup | None = None, extra: Offers = ()
) -> Step:
    """Put the question at `path`; `before` is said first, in the same message, and `extra` choices stand on top."""
    ticked = _ticked(scene, sheet, path) if sheet.kind(path) is Kind.SELECT_MULTIPLE else ()
    place = Asking(report_id=sheet.view.report.id, path=path, ticked=ticked)
    text = paragraphs([before, question_text(sheet, path, scene.texts)])
    return say(scene, text, extra + _offers(sheet, path, scene.texts, ticked), place)


def put_ticks(scene: Scene, sheet: Sheet, place: Asking, target: str) -> Step:
    """Show the ticks of a choose-many as they are now, in the question's own message."""
    text = question_text(sheet, place.path, scene.texts)
    return say_again(scene, target, text, _offers(sheet, place.path, scene.texts, place.ticked), place)


def put_doubt(
    scene: Scene, sheet: Sheet, path: str, why: Markup, offers: Offers, candidates: tuple[Answers, ...] = ()
) -> Step:
    """Ask which of the candidates is meant, if any; the question itself stays where it is."""
    place = Asking(
        report_id=sheet.view.report.id,
        path=path,
        candidates=tuple(dict(each) for each in candidates),
        ticked=_ticked(scene, sheet, path),
    )
    return say(scene, why, offers, place)


def _ticked(scene: Scene, sheet: Sheet, path: str) -> tuple[str, ...]:
    """Return the ticks to show: those under way at this very question, else what is recorded."""
    place, recorded = scene.session.place, sheet.answers.get(path)
    if isinstance(place, Asking) and (place.report_id, place.path) == (sheet.view.report.id, path):
        return place.ticked
    return tuple(recorded.value.split()) if recorded else ()


def question_text(sheet: Sheet, path: str, texts: Catalogue) -> Markup:
    """Return the question as it is shown: progress and chapter, notes, label, hint, previous and recorded value."""
    number, total = sheet.number(path), len(sheet.questions)
    filled = max(1, number * BAR_CELLS // total)
    chapter = sheet.filling.chapter(path, sheet.form_language)
    lines: list[str | Markup | None] = [
        texts(
            "question.progress" if chapter else "question.progress_only",
            bar="▓" * filled + "░" * (BAR_CELLS - filled),
            number=number,
            total=total,
            chapter=chapter,
        ),
        *sheet.notes_before(path),
        texts("question.label", label=sheet.label(path)),
    ]
    if hint := sheet.filling.hint(path, sheet.form_language):
        lines.append(texts("question.hint", hint=hint))
    if previous := sheet.previous(path):
        lines.append(texts("question.previous", value=shown(sheet, path, previous, texts)))
    if recorded := sheet.answers.get(path):
        lines.append(texts("question.recorded", value=shown(sheet, path, recorded, texts)))
    return paragraphs(lines, between="\n")


def _offers(sheet: Sheet, path: str, texts: Catalogue, ticked: tuple[str, ...]) -> Offers:
    kind = sheet.kind(path)
    rows: list[tuple[Offer, ...]] = []
    if kind in {Kind.SELECT_ONE, Kind.SELECT_MULTIPLE}:
        rows.extend(_choice_rows(sheet, path, ticked))
        if kind is Kind.SELECT_MULTIPLE:
            rows.append(((texts.plain("button.done"), "done"),))
    known: list[Offer] = []
    if path in sheet.answers:
        known.append((texts.plain("button.keep"), "keep"))
    elif (previous := sheet.previous(path)) and previous.absence is None:
        known.append((texts.plain("button.same"), "same"))
    if kind not in {Kind.SELECT_ONE, Kind.SELECT_MULTIPLE}:
        known.append((texts.plain("button.pending"), "pending"))
    rows.append(tuple(known))
    moving: list[Offer] = []
    if sheet.before(path) is not None:
        moving.append((texts.plain("button.back"), "back"))
    if not sheet.filling.required(path) and path not in sheet.answers:
        moving.append((texts.plain("button.skip"), "skip"))
    rows.append(tuple(moving))
    return tuple(rows)


def _choice_rows(sheet: Sheet, path: str, ticked: tuple[str, ...]) -> list[tuple[Offer, ...]]:
    choices = sheet.filling.choices(path, sheet.form_language)
    several = sheet.kind(path) is Kind.SELECT_MULTIPLE
    offers: list[Offer] = [
        (
            f"✓ {choice.label}" if choice.name in ticked else choice.label,
            f"{'tick' if several else 'pick'}.{index}",
        )
        for index, choice in enumerate(choices)
    ]
    width = 2 if all(len(label) <= SHORT_LABEL for label, _ in offers) else 1
    return [tuple(offers[start : start + width]) for start in range(0, len(offers), width)]
