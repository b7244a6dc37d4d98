"""Input of the last day of a round or report, in the words of official letters; a day off is confirmed."""

from datetime import date

from markupsafe import Markup

from conversations.chat.action import Reply, do, reply_of
from conversations.chat.events import Event, Pressed, Typed
from conversations.chat.session import Extending, Opening
from conversations.chat.step import Step, Visit, remark, say
from conversations.menu.prompt import not_typed
from reporting.rounds.round import Due
from reporting.rounds.typed_due import example_day, nearest_working_days, read_due
from reporting.rounds.working_days import ONE_DAY, WorkingCalendar
from texts import Catalogue
from texts.formatting import Writer, shortened
from texts.markup import paragraphs

CALENDAR = WorkingCalendar()


def take_due(
    visit: Visit, place: Opening | Extending, event: Event, *, later_than: date = date.min
) -> Due | Step:
    """Return the typed or chosen deadline, or the step that asks again: unreadable, too early, or on a day off."""
    if (chosen := _chosen(visit, event)) is not None:
        return chosen
    if not isinstance(event, Typed):
        return not_typed(visit, event)
    texts, write = visit.texts, Writer(visit.texts.language)
    earliest = max(visit.now.date(), later_than + ONE_DAY)
    due = read_due(event.text, today=visit.now.date())
    if due is None:
        example = day_example(earliest)
        return remark(visit, texts("keeping.not_a_last_day", text=shortened(event.text), example=example))
    if due.last_day <= later_than:
        return remark(visit, texts("keeping.not_later", day=write.day(later_than)))
    if due.last_day < earliest:
        day, example = write.day(due.last_day), day_example(earliest)
        return remark(visit, texts("keeping.past_last_day", day=day, example=example))
    return due if CALENDAR.is_working(due.last_day) else _ask_about_day_off(visit, place, due, earliest)


def day_example(today: date) -> str:
    """Return an example of a typed day, valid in both languages."""
    return Writer().date(example_day(today, CALENDAR))


def with_day_off(text: Markup, last_day: date, texts: Catalogue) -> Markup:
    """Return the text, with a warning under it if the last day is a day off."""
    if CALENDAR.is_working(last_day):
        return text
    write = Writer(texts.language)
    before, after = map(write.short_day, nearest_working_days(last_day, CALENDAR))
    warning = texts("keeping.is_day_off", day=write.short_day(last_day), before=before, after=after)
    return paragraphs([text, warning], between="\n")


def _chosen(visit: Visit, event: Event) -> Due | None:
    match event:
        case Pressed(action=action):
            button = visit.session.pressed(action)
        case Typed(text):
            button = visit.session.typed(text)
        case _:
            button = None
    match reply_of(button.action) if button else None:
        case Reply(verb="until" | "before" as verb, argument=day):
            return Due(printed=date.fromisoformat(day), inclusive=verb == "until")
        case _:
            return None


def _ask_about_day_off(visit: Visit, place: Opening | Extending, due: Due, earliest: date) -> Step:
    """Offer the working days around a day off, and the day itself."""
    texts, write = visit.texts, Writer(visit.texts.language)
    days = [day for day in nearest_working_days(due.last_day, CALENDAR) if day >= earliest]
    others = [
        ((texts.plain("button.until_day", day=write.short_day(day)), Reply("until", str(day))),)
        for day in days
    ]
    keep = texts.plain("button.keep_day", day=write.short_day(due.last_day))
    kept = Reply("until" if due.inclusive else "before", str(due.printed))
    leave = ((texts.plain("button.leave_it"), do("stop")),)
    text = texts("keeping.day_off", day=write.day(due.last_day))
    return say(visit, text, (*others, ((keep, kept),), leave), place)
