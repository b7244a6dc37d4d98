"""Rows of a repeat: add one, finish, or remove the last one."""

from markupsafe import Markup

from conversations.answering.acceptance import as_recorded, go_on, record
from conversations.answering.question import ask_again, put_question
from conversations.answering.report_sheet import ReportSheet
from conversations.chat.action import Reply, is_reply, reply_of
from conversations.chat.effects import Record
from conversations.chat.events import Event, Pressed, Typed, in_words
from conversations.chat.session import Asking
from conversations.chat.step import Scene, Step, say, show_choice
from reporting.reports.report import Absence, Answer
from texts.parsing import read_yes_no


def answer_further_row(scene: Scene, sheet: ReportSheet, place: Asking, event: Event) -> Step:
    """Handle an event at the question 'add another row?'. `place.path` is the row that may be added."""
    match in_words(event):
        case Pressed(action=action) as event:
            button, reply = scene.session.pressed(action), reply_of(action)
            if button is None or reply is None:
                return ask_again(scene, sheet, place.path, scene.texts("chat.late_press"))
            return _act(scene, sheet, place, reply.verb).after(*show_choice(scene, event, button.label))
        case Typed(text):
            button = scene.session.typed(text)
            if button is not None and (reply := reply_of(button.action)) is not None:
                return _act(scene, sheet, place, reply.verb)
            return _act(scene, sheet, place, _said(scene, text))
        case _:
            return ask_again(scene, sheet, place.path)


def _said(scene: Scene, text: str) -> str:
    """Return the verb of a typed yes or no, or ''."""
    said = read_yes_no(text)
    if said is None:
        return ""
    dropping = any(is_reply(button.action, "really") for button in scene.session.offered)
    yes, no = ("really", "again") if dropping else ("add", "enough")
    return yes if said else no


def _act(scene: Scene, sheet: ReportSheet, place: Asking, verb: str) -> Step:
    match verb:
        case "add":
            return _add(scene, sheet, place.path)
        case "enough":
            return record(scene, sheet, place.path, {place.path: Answer(absence=Absence.NONE)})
        case "drop":
            return _ask_to_drop(scene, sheet, place)
        case "really":
            return _drop_last(scene, sheet, place.path)
        case "again":
            return put_question(scene, sheet, place.path)
        case "back":
            return put_question(scene, sheet, sheet.before(place.path) or place.path)
        case _:
            return ask_again(scene, sheet, place.path, scene.texts("row.yes_or_no"))


def _add(scene: Scene, sheet: ReportSheet, row: str) -> Step:
    """Add the row and ask its first question. An earlier 'no more rows' is cleared."""
    repeat = row.rpartition("[")[0]
    added = as_recorded(sheet.filling.adding_row(repeat)) | {row: Answer(absence=Absence.CLEARED)}
    after = sheet.with_answers(added)
    first = next((path for path in after.questions if path.startswith(f"{row}/")), None)
    step = put_question(scene, after, first) if first else go_on(scene, after, None)
    return step.after(Record(sheet.view.report.id, added))


def _ask_to_drop(scene: Scene, sheet: ReportSheet, place: Asking) -> Step:
    """Ask for confirmation before a row is removed, in case of a slip or a late press."""
    label = sheet.filling.row_label(_last_row(place.path), sheet.form_language)
    offers = (
        (
            (scene.texts.plain("button.really_drop"), Reply("really"), "yes"),
            (scene.texts.plain("button.keep_row"), Reply("again"), "keep"),
        ),
    )
    return say(scene, scene.texts("row.really_drop", label=label), offers, place, awaits=True)


def _last_row(further: str) -> str:
    """Return the path of the last row, by the path of the row that may be added."""
    repeat, _, number = further[:-1].rpartition("[")
    return f"{repeat}[{int(number) - 1}]"


def _drop_last(scene: Scene, sheet: ReportSheet, further: str) -> Step:
    """Remove the last row with all its answers."""
    last = _last_row(further)
    remaining = sheet.filling.removing_row(last)
    gone = [path for path in sheet.answers if path == further or path.startswith(f"{last}/")]
    changed = {
        path: value for path, value in remaining.items() if sheet.view.report.values.get(path, "") != value
    }
    dropped = {path: Answer(absence=Absence.CLEARED) for path in gone} | as_recorded(changed)
    after = sheet.with_answers(dropped)
    said: Markup = scene.texts("row.dropped", label=sheet.filling.row_label(last, sheet.form_language))
    return put_question(scene, after, last, said).after(Record(sheet.view.report.id, dropped))
