"""Answering a report: what happens to whatever arrives while a question is up."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from markupsafe import Markup

from conversations.accepting import accept, can_be, doubts_about, go_on, yes_or_again
from conversations.asking import put_doubt, put_page, put_question, put_ticks
from conversations.effects import Keep
from conversations.events import Attached, Event, Missed, Opened, Pressed, Rewritten, Typed
from conversations.keys import COMMAND, Offer
from conversations.messages import paragraphs
from conversations.naming import named_answers
from conversations.offering import CHOSEN_TOGETHER
from conversations.reviewing import put_review
from conversations.rows import answer_further_row
from conversations.session import Asking
from conversations.sheet import NUMERIC, Sheet
from conversations.shown import shown
from conversations.step import Scene, Step, settle
from conversations.understanding import (
    ACKNOWLEDGED,
    Answers,
    Doubted,
    NotUnderstood,
    Understanding,
    Understood,
    WhichAbsence,
    shortened,
    understand,
)
from conversations.uploads import kept_name, refusal
from forms import Kind
from reporting.reports import Absence, Answer
from texts.folding import uniform
from texts.typed import AskWhich, read_named_answers, read_number, read_yes_no
from texts.typed.phrases import Phrases
from texts.typed.politeness import plain_answer
from texts.written import Writer

MOVES = Phrases[str]({"quay lại, trở lại, câu trước": "back", "bỏ qua": "skip"})
"""What can be said at a question besides its answer, by the button that does the same."""

SENT_AS = {
    Kind.GEOPOINT: frozenset({"location"}),
    Kind.IMAGE: frozenset({"photo", "document"}),
    Kind.AUDIO: frozenset({"voice", "document"}),
    Kind.VIDEO: frozenset({"video", "document"}),
    Kind.FILE: frozenset({"document", "photo", "voice", "video"}),
}
"""What answers a question that asks for something else than a text."""

EXTENSIONS = {"photo": ".jpg", "voice": ".ogg", "video": ".mp4", "document": ""}
"""How what has no name of its own is called, after its question."""

SEVERAL = 2

_OTHER_QUESTION = re.compile(r"(?P<slash>/?)s(?:ửa|ua)?\s*(?:câu|cau)?\s*(?P<number>\d{1,3})")
"""'s 3', 'sửa câu 3': go to another question; where any text is an answer, only with a slash."""

LONGEST_NUMBER = 200
"""Characters: nothing longer is read as a number or a list of numbers."""


def answer_question(scene: Scene, sheet: Sheet, place: Asking, event: Event) -> Step:
    """Take whatever arrived while the question of `place` was up; what was recorded meanwhile is never overwritten."""
    if place.mark not in (None, sheet.mark(place.path)):
        return put_question(scene, sheet, place.path, _answered_elsewhere(scene, sheet, place.path, event))
    if place.path in sheet.further_rows:
        return answer_further_row(scene, sheet, place, event)
    match event:
        case Pressed():
            return _pressed(scene, sheet, place, event)
        case Typed(text):
            return _typed(scene, sheet, place, text)
        case Attached():
            return _attached(scene, sheet, place, event)
        case Rewritten():
            return put_question(scene, sheet, place.path, scene.texts("answer.rewritten"))
        case Opened() | Missed():
            return put_question(scene, sheet, place.path)


def _attached(scene: Scene, sheet: Sheet, place: Asking, event: Attached) -> Step:
    """Take a location or a file where the question asks for one; elsewhere say what is asked."""
    path = place.path
    if event.kind not in SENT_AS.get(sheet.kind(path), ()):
        return put_question(
            scene, sheet, path, scene.texts("answer.attachment", kind=_kind(scene, event.kind))
        )
    if sheet.kind(path) is Kind.GEOPOINT:
        return accept(scene, sheet, path, {path: Answer(event.content)})
    if why := refusal(event, scene.texts):
        return put_question(scene, sheet, path, why)
    name = kept_name(event.name) or f"{sheet.question(path).name}{EXTENSIONS[event.kind]}"
    step = accept(scene, sheet, path, {path: Answer(name)})
    return step.after(Keep(sheet.view.report.id, path, event.kind, name, event.content))


def _typed(scene: Scene, sheet: Sheet, place: Asking, text: str) -> Step:
    path = place.path
    offered = _offered(scene, sheet, path, text)
    if offered is not None:
        return _act(scene, sheet, place, offered)
    if place.candidates and (said := read_yes_no(text)) is not None:
        return _act(scene, sheet, place, "yes" if said else "again")
    if move := MOVES.meaning(plain_answer(text)):
        return _act(scene, sheet, place, move)
    numeric = sheet.kind(path) in NUMERIC
    if numeric and len(text) > LONGEST_NUMBER:
        length = Writer(scene.texts.language).count(len(text))
        return put_question(scene, sheet, path, scene.texts("answer.too_long_for_number", length=length))
    if numeric and (named := read_named_answers(text)):
        return _several(scene, sheet, path, *named_answers(sheet, path, named, scene.texts))
    match _several_keys(scene, sheet, path, text) or understand(sheet, path, text, scene.texts):
        case Understood(answers) if place.ticked and _is_one_of_several(sheet, path, answers[path]):
            return _tick(scene, sheet, place, answers[path].value.split(), None)
        case Understood(answers):
            return accept(scene, sheet, path, answers)
        case Doubted(candidates):
            possible = [candidate for candidate in candidates if can_be(sheet, candidate)]
            return (
                _which(scene, sheet, path, possible)
                if possible
                else accept(scene, sheet, path, candidates[0])
            )
        case WhichAbsence():
            return _which_absence(scene, sheet, path)
        case NotUnderstood(why):
            return put_question(scene, sheet, path, why)


def _offered(scene: Scene, sheet: Sheet, path: str, text: str) -> str | None:
    """Return the verb of the offered button that was typed instead of pressed; an answer is never taken for one."""
    if text.strip().isdigit():
        return None
    kind = sheet.kind(path)
    other = _OTHER_QUESTION.fullmatch(uniform(text))
    if other is not None and (other["slash"] or kind is not Kind.TEXT):
        return f"fix.{other['number']}"
    if kind in NUMERIC and scene.session.keyed(text) is None and isinstance(read_number(text), AskWhich):
        return None
    button = scene.session.typed(text, in_full=kind is Kind.TEXT)
    if button is None or button.action.startswith(COMMAND):
        return None
    return button.action.partition(".")[2]


def _several_keys(scene: Scene, sheet: Sheet, path: str, text: str) -> Understanding | None:
    """Return the whole answer where two choices or more are named by their keys: '1 3 4', 'a, c'."""
    pieces = text.replace(",", " ").replace(";", " ").split()
    if sheet.kind(path) not in CHOSEN_TOGETHER or len(pieces) < SEVERAL:
        return None
    buttons = [scene.session.keyed(piece) for piece in pieces]
    verbs = [button.action.partition(".")[2] if button else "" for button in buttons]
    if not all(verb.startswith("tick.") for verb in verbs):
        return None
    names = dict.fromkeys(name for verb in verbs if (name := _chosen(sheet, path, verb)))
    total = len(sheet.filling.choices(path, sheet.form_language))
    if sheet.kind(path) is Kind.RANK and len(names) < total:
        return NotUnderstood(scene.texts("answer.rank_all", count=total))
    return Understood({path: Answer(" ".join(names))})


def _is_one_of_several(sheet: Sheet, path: str, answer: Answer) -> bool:
    """Tell whether a typed answer is one choice of a choose-many: it is turned on or off."""
    return sheet.kind(path) in CHOSEN_TOGETHER and len(answer.value.split()) < SEVERAL


def _pressed(scene: Scene, sheet: Sheet, place: Asking, event: Pressed) -> Step:
    verb = event.action.partition(".")[2]
    label = next((button.label for button in scene.session.offered if button.action == event.action), None)
    if label is None:
        return put_question(scene, sheet, place.path, scene.texts("chat.late_press"))
    if verb.startswith("tick."):
        return _tick(scene, sheet, place, (_chosen(sheet, place.path, verb),), event.message)
    return _act(scene, sheet, place, verb).after(*settle(scene, event, label))


def _act(scene: Scene, sheet: Sheet, place: Asking, verb: str) -> Step:  # noqa: PLR0911 -- one return for each button there is
    path, (name, _, argument) = place.path, verb.partition(".")
    if name == "tick" and place.ticked:
        return _tick(scene, sheet, place, (_chosen(sheet, path, verb),), None)
    if answer := _button_answer(sheet, path, verb):
        return accept(scene, sheet, path, {path: answer})
    match name:
        case "done":
            return _ticked(scene, sheet, place)
        case "page":
            return put_page(scene, sheet, place.model_copy(update={"page": int(argument)}))
        case "skip":
            return put_question(scene, sheet, path, scene.texts("answer.cannot_skip"))
        case "keep":
            return go_on(scene, sheet, path)
        case "back":
            return put_question(scene, sheet, sheet.before(path) or path)
        case "fix" if 1 <= int(argument) <= len(sheet.questions):
            return put_question(scene, sheet, sheet.questions[int(argument) - 1])
        case "review":
            return put_review(scene, sheet)
        case "yes" if len(place.candidates) > 1:
            return _which(scene, sheet, path, place.candidates)
        case "yes" | "candidate" if place.candidates:
            chosen = place.candidates[int(argument or 0)]
            return accept(scene, sheet, path, chosen, confirmed=True)
        case _:
            return put_question(scene, sheet, path)


def _button_answer(sheet: Sheet, path: str, verb: str) -> Answer | None:
    """Return the answer that a button stands for; None for one that only leads elsewhere."""
    match verb.partition(".")[0]:
        case "pick" | "tick":
            chosen = _chosen(sheet, path, verb)
            return Answer(chosen) if chosen else None
        case "same":
            return sheet.previous(path)
        case "pending" | "none" as absence:
            return Answer(absence=Absence(absence))
        case "zero":
            return Answer("0")
        case "read":
            return ACKNOWLEDGED
        case "skip" if not sheet.filling.required(path):
            return Answer(absence=Absence.SKIPPED)
        case _:
            return None


def _chosen(sheet: Sheet, path: str, verb: str) -> str | None:
    """Return the name of the choice that a button stands for; None where it is offered no more."""
    place = int(verb.partition(".")[2])
    choices = sheet.filling.choices(path, sheet.form_language)
    return choices[place].name if place < len(choices) else None


def _tick(
    scene: Scene, sheet: Sheet, place: Asking, turned: Collection[str | None], target: str | None
) -> Step:
    """Turn choices of a choose-many on or off, in the message itself where the channel can."""
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


def _ticked(scene: Scene, sheet: Sheet, place: Asking) -> Step:
    if not place.ticked:
        if sheet.filling.required(place.path):
            return put_question(scene, sheet, place.path, scene.texts("answer.tick_one"))
        return accept(scene, sheet, place.path, {place.path: Answer(absence=Absence.NONE)})
    choices = sheet.filling.choices(place.path, sheet.form_language)
    if sheet.kind(place.path) is Kind.RANK and len(place.ticked) < len(choices):
        return put_question(scene, sheet, place.path, scene.texts("answer.rank_all", count=len(choices)))
    return accept(scene, sheet, place.path, {place.path: Answer(" ".join(place.ticked))})


def _which(scene: Scene, sheet: Sheet, path: str, candidates: Sequence[Answers]) -> Step:
    """Show doubtful readings back and ask which is meant."""
    readings = [
        ", ".join(_reading(scene, sheet, each, answer) for each, answer in candidate.items())
        for candidate in candidates
    ]
    if len(candidates) == 1:
        why = scene.texts("doubt.one_reading", reading=readings[0])
        return put_doubt(scene, sheet, path, why, yes_or_again(scene.texts), tuple(candidates))
    offers = tuple((reading, f"candidate.{index}") for index, reading in enumerate(readings))
    again = ((scene.texts.plain("button.again"), "again"),)
    return put_doubt(
        scene, sheet, path, scene.texts("doubt.which_reading"), (offers, again), tuple(candidates)
    )


def _reading(scene: Scene, sheet: Sheet, path: str, answer: Answer) -> str:
    value = shown(sheet, path, answer, scene.texts)
    recorded = sheet.answers.get(path)
    if recorded is None or recorded == answer:
        return value
    old = shown(sheet, path, recorded, scene.texts)
    return scene.texts.plain("doubt.instead_of", label=sheet.short_label(path), value=value, old=old)


def _instead(scene: Scene, sheet: Sheet, path: str, answer: Answer) -> Markup | str:
    value, recorded = shown(sheet, path, answer, scene.texts), sheet.answers.get(path)
    if recorded is None or recorded == answer:
        return value
    return scene.texts("several.instead_of", value=value, old=shown(sheet, path, recorded, scene.texts))


def _which_absence(scene: Scene, sheet: Sheet, path: str) -> Step:
    texts = scene.texts
    offers: tuple[Offer, ...] = (
        (texts.plain("button.zero"), "zero"),
        (texts.plain("button.none"), "none"),
        (texts.plain("button.pending"), "pending"),
    )
    return put_doubt(scene, sheet, path, texts("doubt.which_absence"), tuple((each,) for each in offers))


def _several(
    scene: Scene, sheet: Sheet, path: str, answers: dict[str, Answer], unplaced: tuple[str, ...]
) -> Step:
    """Show what was understood of several answers in one message before recording any."""
    if not answers:
        return put_question(scene, sheet, path, scene.texts("several.none_placed", first=unplaced[0]))
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


def _answered_elsewhere(scene: Scene, sheet: Sheet, path: str, event: Event) -> Markup:
    """Say that the question was answered from another chat, by the same person or by another."""
    text = shortened(event.text) if isinstance(event, Typed) else ""
    return scene.texts("elsewhere.typed" if text.strip() else "elsewhere.answered", text=text)


def _kind(scene: Scene, kind: str) -> str:
    return scene.texts.plain(f"attachment.{kind}")
