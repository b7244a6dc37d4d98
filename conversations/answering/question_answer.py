"""Handling of events while a question is open."""

import re
from dataclasses import replace

from markupsafe import Markup

from conversations.answering.acceptance import accept, are_valid, go_on
from conversations.answering.attachments import SENT_AS, kept_name, refusal
from conversations.answering.clarification import ask_which_absence, ask_which_reading, show_several
from conversations.answering.interpretation.listed_figures import listed_answers
from conversations.answering.interpretation.named_answers import named_answers
from conversations.answering.interpretation.typed_answer import (
    ACKNOWLEDGED,
    Answers,
    Doubted,
    NotUnderstood,
    Understood,
    WhichAbsence,
    habit_shown,
    understand,
)
from conversations.answering.misplaced_keys import beyond_list, letter_elsewhere
from conversations.answering.multiple_choice import (
    chosen_by,
    is_one_of_several,
    named_by_keys,
    take_ticked,
    tick,
)
from conversations.answering.question import ask_again, put_page, put_question, return_or_put
from conversations.answering.repeat_rows import answer_further_row
from conversations.answering.report_sheet import NUMERIC, ReportSheet
from conversations.answering.review import put_review
from conversations.chat.action import Reply, reply_of
from conversations.chat.effects import Keep
from conversations.chat.events import (
    Attached,
    Event,
    Missed,
    Opened,
    Pressed,
    Rewritten,
    Typed,
    in_words,
)
from conversations.chat.session import Asking
from conversations.chat.step import Scene, Step, show_choice
from forms import Kind, Refused
from reporting.reports.report import Absence, Answer
from texts.formatting import Writer, shortened
from texts.markup import paragraphs
from texts.normalize import uniform
from texts.parsing import (
    AskWhich,
    Habits,
    read_listed_figures,
    read_named_answers,
    read_number,
    read_yes_no,
)
from texts.parsing.phrases import Phrases, plain_answer

MOVES = Phrases[str]({"quay lại, trở lại, câu trước": "back", "bỏ qua": "skip"})
"""Words at a question that are no answer, by the verb of the button that does the same."""

ANSWERED_BY_YES = frozenset({Kind.ACKNOWLEDGE, Kind.SELECT_ONE})
"""Kinds that a thumbs-up can answer. At a text question it would be the text."""

EXTENSIONS = {"photo": ".jpg", "voice": ".ogg", "video": ".mp4", "document": ""}
"""File name endings of attachments without a name. They are named after their question."""

_OTHER_QUESTION = re.compile(r"(?P<slash>/?)s(?:ửa|ua)?\s*(?:câu|cau)?\s*(?P<number>\d{1,3})")
"""'s 3', 'sửa câu 3': go to another question. At a text question only with a slash."""

LONGEST_NUMBER = 200
"""Characters. A longer text is not read as a number or a list of numbers."""


def answer_question(scene: Scene, sheet: ReportSheet, place: Asking, event: Event) -> Step:
    """Handle an event at the question of `place`. An answer recorded meanwhile is not overwritten."""
    if place.mark not in (None, sheet.mark(place.path)):
        return put_question(scene, sheet, place.path, _answered_elsewhere(scene, sheet, place.path, event))
    if place.path in sheet.further_rows:
        return answer_further_row(scene, sheet, place, event)
    if scene.session.awaited or sheet.kind(place.path) in ANSWERED_BY_YES:
        event = in_words(event)
    match event:
        case Pressed():
            return _pressed(scene, sheet, place, event)
        case Typed(text):
            return _typed(scene, sheet, place, text)
        case Attached():
            return _attached(scene, sheet, place, event)
        case Rewritten():
            return ask_again(scene, sheet, place.path, scene.texts("answer.rewritten"))
        case Opened() | Missed():
            return ask_again(scene, sheet, place.path)


def _attached(scene: Scene, sheet: ReportSheet, place: Asking, event: Attached) -> Step:
    """Take a location or file if the question asks for one, else refuse it and keep the question open."""
    path = place.path
    if event.kind not in SENT_AS.get(sheet.kind(path), ()):
        said = "doubt.attachment" if scene.session.awaited else "answer.attachment"
        return ask_again(scene, sheet, path, scene.texts(said, kind=_kind(scene, event.kind)))
    if sheet.kind(path) is Kind.GEOPOINT:
        return accept(scene, sheet, path, {path: Answer(event.content)})
    if why := refusal(event, scene.texts):
        return ask_again(scene, sheet, path, why)
    name = kept_name(event.name) or f"{sheet.question(path).name}{EXTENSIONS[event.kind]}"
    step = accept(scene, sheet, path, {path: Answer(name)})
    return step.after(Keep(sheet.view.report.id, path, event.kind, name, event.content))


def _typed(scene: Scene, sheet: ReportSheet, place: Asking, text: str) -> Step:
    path = place.path
    offered = _offered(scene, sheet, path, text)
    if offered is not None:
        return _act(scene, sheet, place, offered)
    if place.candidates and (said := read_yes_no(text)) is not None:
        return _act(scene, sheet, place, Reply("yes" if said else "again"))
    if move := MOVES.meaning(plain_answer(text)):
        return _act(scene, sheet, place, Reply(move))
    numeric = sheet.kind(path) in NUMERIC
    if numeric and len(text) > LONGEST_NUMBER:
        length = Writer(scene.texts.language).count(len(text))
        return ask_again(scene, sheet, path, scene.texts("answer.too_long_for_number", length=length))
    habits = scene.session.habits_in(place.report_id)
    if numeric and (listed := read_listed_figures(text)):
        return show_several(scene, sheet, path, *listed_answers(sheet, path, listed, scene.texts, habits))
    if numeric and (named := read_named_answers(text)):
        return show_several(scene, sheet, path, *named_answers(sheet, path, named, scene.texts))
    if elsewhere := letter_elsewhere(scene, sheet, path, text):
        return ask_again(scene, sheet, path, elsewhere)
    return _one_answer(scene, sheet, place, text, habits)


def _one_answer(scene: Scene, sheet: ReportSheet, place: Asking, text: str, habits: Habits) -> Step:
    """Take a text as the answer to the question of `place`."""
    path = place.path
    match named_by_keys(scene, sheet, path, text) or understand(sheet, path, text, scene.texts, habits):
        case Understood(answers) if place.ticked and is_one_of_several(sheet, path, answers[path]):
            return tick(scene, sheet, place, answers[path].value.split(), None)
        case Understood(answers):
            return accept(scene, sheet, path, answers)
        case Doubted() as doubted:
            return _take_doubted(scene, sheet, path, doubted, text)
        case WhichAbsence():
            return ask_which_absence(scene, sheet, path)
        case NotUnderstood(why):
            return ask_again(scene, sheet, path, beyond_list(scene, text) or why)


def _take_doubted(scene: Scene, sheet: ReportSheet, path: str, doubted: Doubted, text: str) -> Step:
    """Ask which reading is meant, unless only one is valid in the form."""
    possible = [candidate for candidate in doubted.candidates if are_valid(sheet, candidate)]
    if not possible:
        return accept(scene, sheet, path, doubted.candidates[0])
    if len(possible) == 1 and not doubted.must_ask:
        return accept(scene, sheet, path, possible[0])
    return ask_which_reading(scene, sheet, path, possible, doubted, text)


def _offered(scene: Scene, sheet: ReportSheet, path: str, text: str) -> Reply | None:
    """Return the reply of a button that was typed instead of pressed; None if the text can be an answer."""
    if uniform(text).isdecimal():
        listed = scene.session.keyed(text)
        return reply_of(listed.action) if listed is not None and listed.listed else None
    kind = sheet.kind(path)
    other = _OTHER_QUESTION.fullmatch(uniform(text))
    if other is not None and (other["slash"] or kind is not Kind.TEXT):
        return Reply("fix", other["number"])
    if kind in NUMERIC and scene.session.keyed(text) is None and isinstance(read_number(text), AskWhich):
        return None
    button = scene.session.typed(text, in_full=kind is Kind.TEXT)
    return reply_of(button.action) if button is not None else None


def _pressed(scene: Scene, sheet: ReportSheet, place: Asking, event: Pressed) -> Step:
    button, reply = scene.session.pressed(event.action), reply_of(event.action)
    if button is None or reply is None:
        return ask_again(scene, sheet, place.path, scene.texts("chat.late_press"))
    if reply.verb == "tick":
        return tick(scene, sheet, place, (chosen_by(sheet, place.path, reply),), event.message)
    return _act(scene, sheet, place, reply).after(*show_choice(scene, event, button.label))


def _act(scene: Scene, sheet: ReportSheet, place: Asking, reply: Reply) -> Step:  # noqa: PLR0911 -- one return for each button
    path = place.path
    if reply.verb == "tick" and place.ticked:
        return tick(scene, sheet, place, (chosen_by(sheet, path, reply),), None)
    if answer := _button_answer(sheet, path, reply):
        return accept(scene, sheet, path, {path: answer})
    match reply.verb:
        case "done":
            return take_ticked(scene, sheet, place)
        case "page":
            return put_page(scene, sheet, place.model_copy(update={"page": reply.number}))
        case "skip":
            return ask_again(scene, sheet, path, _needed(scene, sheet, path))
        case "keep":
            return go_on(scene, sheet, path)
        case "back":
            return put_question(scene, sheet, sheet.before(path) or path)
        case "fix" if 1 <= reply.number <= len(sheet.questions):
            other = return_or_put(scene, sheet, sheet.questions[reply.number - 1])
            return other.leaving(scene.session)
        case "review":
            return put_review(scene, sheet).leaving(scene.session)
        case "yes" if len(place.candidates) > 1:
            return ask_which_reading(
                scene, sheet, path, place.candidates, Doubted(place.candidates), place.typed
            )
        case "yes" | "candidate" if place.candidates:
            chosen = place.candidates[reply.number if reply.argument else 0]
            learned = _learning(scene, sheet, place, chosen)
            return accept(learned, sheet, path, chosen, confirmed=len(place.candidates) == 1)
        case _:
            return put_question(scene, sheet, path)


def _learning(scene: Scene, sheet: ReportSheet, place: Asking, meant: Answers) -> Scene:
    """Remember the person's number notation, so that the next figure in it is not doubted."""
    habit = habit_shown(sheet, place.path, place.typed, meant, scene.texts) if place.typed else None
    if habit is None:
        return scene
    return replace(scene, session=scene.session.learning(place.report_id, habit))


def _button_answer(sheet: ReportSheet, path: str, reply: Reply) -> Answer | None:
    """Return the answer of a button; None for a button that only navigates."""
    match reply.verb:
        case "pick" | "tick":
            chosen = chosen_by(sheet, path, reply)
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


def _answered_elsewhere(scene: Scene, sheet: ReportSheet, path: str, event: Event) -> Markup:
    """Return the sentence that the question was answered meanwhile in another chat, by this or another person."""
    text = shortened(event.text) if isinstance(event, Typed) else ""
    return scene.texts("elsewhere.typed" if text.strip() else "elsewhere.answered", text=text)


def _kind(scene: Scene, kind: str) -> str:
    return scene.texts.plain(f"attachment.{kind}")


def _needed(scene: Scene, sheet: ReportSheet, path: str) -> Markup:
    """Return the sentence that the question is required, with the form's own message if it has one."""
    verdict = sheet.filling.judge(path, "", sheet.form_language)
    own = verdict.said if isinstance(verdict, Refused) else None
    return paragraphs([own, scene.texts("answer.cannot_skip")], between="\n")
