"""Multiple choice: choices are ticked one by one, or named together by their keys."""

import re
from collections.abc import Collection, Iterator
from dataclasses import replace

from conversations.answering.acceptance import accept
from conversations.answering.choices import CHOSEN_TOGETHER
from conversations.answering.interpretation.typed_answer import NotUnderstood, Understanding, Understood
from conversations.answering.question import put_question, put_ticks
from conversations.answering.report_sheet import ReportSheet
from conversations.chat.action import Reply, reply_of
from conversations.chat.session import Asking
from conversations.chat.step import Scene, Step
from forms import Kind
from reporting.reports.report import Absence, Answer
from texts.normalize import uniform

SEVERAL = 2
MOST_IN_RANGE = 100  # more are never offered together

_PARTED = re.compile(r"[\s,;+&]+(?:(?:và|va|với|voi)\s+)?")
_RANGE = re.compile(r"([0-9]{1,3})-([0-9]{1,3})")


def chosen_by(sheet: ReportSheet, path: str, reply: Reply) -> str | None:
    """Return the name of a button's choice; None if it is no longer offered."""
    choices = sheet.filling.choices(path, sheet.form_language)
    return choices[reply.number].name if reply.number < len(choices) else None


def named_by_keys(scene: Scene, sheet: ReportSheet, path: str, text: str) -> Understanding | None:
    """Return the answer if the text names several choices by their keys: '1 3 4', 'a, c', '1-3', '1 và 4'."""
    if sheet.kind(path) not in CHOSEN_TOGETHER:
        return None
    pieces = [key for piece in _PARTED.split(uniform(text)) for key in _keys_of(piece) if piece]
    buttons = [scene.session.keyed(piece) for piece in pieces]
    replies = [reply_of(button.action) if button else None for button in buttons]
    ticks = [reply for reply in replies if reply is not None and reply.verb == "tick"]
    if len(ticks) < SEVERAL or len(ticks) < len(buttons):
        return None
    names = dict.fromkeys(name for reply in ticks if (name := chosen_by(sheet, path, reply)))
    total = len(sheet.filling.choices(path, sheet.form_language))
    if sheet.kind(path) is Kind.RANK and len(names) < total:
        return NotUnderstood(scene.texts("answer.rank_all", count=total))
    return Understood({path: Answer(" ".join(names))})


def _keys_of(piece: str) -> Iterator[str]:
    """Yield the keys of a range, or the piece itself."""
    found = _RANGE.fullmatch(piece)
    if found is None or int(found[2]) - int(found[1]) > MOST_IN_RANGE:
        yield piece
        return
    yield from map(str, range(int(found[1]), int(found[2]) + 1))


def is_one_of_several(sheet: ReportSheet, path: str, answer: Answer) -> bool:
    """Tell whether a typed answer is a single choice of a multiple choice. Such an answer ticks it on or off."""
    return sheet.kind(path) in CHOSEN_TOGETHER and len(answer.value.split()) < SEVERAL


def tick(
    scene: Scene, sheet: ReportSheet, place: Asking, turned: Collection[str | None], target: str | None
) -> Step:
    """Tick the choices `turned` on or off, by editing the message `target` or, if it is None, in a new message."""
    choices = [choice.name for choice in sheet.filling.choices(place.path, sheet.form_language)]
    kept = tuple(name for name in place.ticked if name not in turned)
    ticked = (*kept, *(name for name in turned if name in choices and name not in place.ticked))
    if sheet.kind(place.path) is not Kind.RANK:
        ticked = tuple(name for name in choices if name in ticked)
    again = place.model_copy(update={"ticked": ticked})
    if target is not None:
        return put_ticks(scene, sheet, again, target)
    session = scene.session.model_copy(update={"place": again})
    return put_question(replace(scene, session=session), sheet, place.path)


def take_ticked(scene: Scene, sheet: ReportSheet, place: Asking) -> Step:
    """Take the ticked choices as the answer. At an optional question, no tick means 'không có'."""
    if not place.ticked:
        if sheet.filling.required(place.path):
            return put_question(scene, sheet, place.path, scene.texts("answer.tick_one"))
        return accept(scene, sheet, place.path, {place.path: Answer(absence=Absence.NONE)})
    choices = sheet.filling.choices(place.path, sheet.form_language)
    if sheet.kind(place.path) is Kind.RANK and len(place.ticked) < len(choices):
        return put_question(scene, sheet, place.path, scene.texts("answer.rank_all", count=len(choices)))
    return accept(scene, sheet, place.path, {place.path: Answer(" ".join(place.ticked))})
