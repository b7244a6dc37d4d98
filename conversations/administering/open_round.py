"""Opening a round from a stored form: form, period and last day are asked for in turn."""

from collections.abc import Sequence

from markupsafe import Markup

from conversations.administering.confirmation import put_decision
from conversations.administering.last_day import day_example, take_due
from conversations.administering.round_plan import (
    describe_opening,
    opening_decision,
    round_title,
    with_other_years,
)
from conversations.chat.action import Reply, do, reply_of
from conversations.chat.events import Event, Pressed, Typed
from conversations.chat.session import Opening
from conversations.chat.step import Offers, Step, Talk, Visit, remark, say
from conversations.chat.typed_choices import Offer
from conversations.menu.home import deny, go_home
from conversations.menu.prompt import not_typed, prompt
from reporting.people.permissions import Action
from reporting.queries.query import ask
from reporting.queries.rounds import FormAt, FormView, PlannedRound, StoredForms
from reporting.queries.units import UnitView
from reporting.rounds.period import Period, period_words, read_period
from reporting.rounds.round import Due
from texts.formatting import shortened
from texts.markup import paragraphs
from texts.normalize import fold

MOST_FORMS = 20  # buttons in one message
LONGEST_LIST = 300  # characters of unit names


def choose_form(visit: Visit, view: UnitView) -> Talk:
    """Ask for the form of a new round."""
    forms = yield from ask(StoredForms(view.unit.id))
    if not forms:
        return remark(visit, visit.texts("keeping.no_forms", unit=view.unit.full_name))
    return _put_forms(
        visit,
        Opening(unit_id=view.unit.id),
        forms,
        visit.texts("keeping.which_form", unit=view.unit.full_name),
    )


def _put_forms(visit: Visit, place: Opening, forms: Sequence[FormView], text: Markup) -> Step:
    shown = forms[:MOST_FORMS]
    offers: Offers = tuple(((form.title, Reply("form", str(number))),) for number, form in enumerate(shown))
    more = len(forms) - MOST_FORMS
    text = paragraphs([text, visit.texts("keeping.more_forms", n=more) if more > 0 else None], between="\n")
    leave: tuple[Offer, ...] = ((visit.texts.plain("button.leave_it"), do("stop")),)
    offered = place.model_copy(update={"hashes": tuple(form.hash for form in shown)})
    return say(visit, text, (*offers, leave), offered)


def take_opening(visit: Visit, place: Opening, event: Event) -> Talk:
    """Handle an event at the steps of opening a round: form, period, last day."""
    if place.form_hash is None:
        return (yield from _take_form(visit, place, event))
    if place.period is None:
        if not isinstance(event, Typed):
            return not_typed(visit, event)
        period = read_period(event.text)
        if period is None:
            return remark(visit, visit.texts("keeping.not_a_period", text=shortened(event.text)))
        return (yield from _take_period(visit, place, place.form_hash, period))
    due = take_due(visit, place, event)
    if isinstance(due, Step):
        return due
    return (yield from _put_opening(visit, place, place.form_hash, Period.parse(place.period), due))


def _take_form(visit: Visit, place: Opening, event: Event) -> Talk:
    """Take the form by its button, or by a typed part of its title."""
    match event:
        case Pressed(action=action):
            button = visit.session.pressed(action)
        case Typed(text):
            button = visit.session.typed(text)
        case _:
            button = None
    if button is not None and (reply := reply_of(button.action)) is not None:
        return _ask_period(visit, place, place.hashes[reply.number], button.label)
    if not isinstance(event, Typed):
        return not_typed(visit, event)
    forms = yield from ask(StoredForms(place.unit_id))
    named = [form for form in forms if fold(event.text) in fold(form.title)] if event.text.strip() else []
    if len(named) == 1:
        return _ask_period(visit, place, named[0].hash, named[0].title)
    text = visit.texts("administer.several" if named else "keeping.no_such_form", text=shortened(event.text))
    return _put_forms(visit, place, named or forms, text)


def _ask_period(visit: Visit, place: Opening, form_hash: str, title: str) -> Step:
    chosen = place.model_copy(update={"form_hash": form_hash})
    return prompt(visit, visit.texts("keeping.which_period", form=title), chosen)


def _take_period(visit: Visit, place: Opening, form_hash: str, period: Period) -> Talk:
    """Take the period. Refuse it if the form already has a round for it, or if no unit has a reporter."""
    form = yield from ask(FormAt(form_hash, place.unit_id))
    if form is None or not visit.person.may(Action.OPEN_ROUND, form.unit_path):
        return (yield from deny(visit, "unit"))
    words = period_words(period, visit.texts)
    plan = yield from ask(PlannedRound(place.unit_id, form_hash, period.code))
    if plan.exists:
        return remark(visit, visit.texts("keeping.exists", title=form.title, period=words))
    if not plan.units:
        text = visit.texts("keeping.nobody_reports", title=form.title, period=words)
        return (yield from go_home(visit, text))
    asked = place.model_copy(update={"period": period.code})
    example = day_example(visit.now.date())
    return prompt(visit, visit.texts("keeping.which_last_day", period=words, example=example), asked)


def _put_opening(visit: Visit, place: Opening, form_hash: str, period: Period, due: Due) -> Talk:
    form = yield from ask(FormAt(form_hash, place.unit_id))
    if form is None or not visit.person.may(Action.OPEN_ROUND, form.unit_path):
        return (yield from deny(visit, "unit"))
    planned = PlannedRound(place.unit_id, form_hash, period.code)
    plan = yield from ask(planned)
    decision = opening_decision(planned, plan, round_title(form.title, period), due)
    words = describe_opening(decision, plan, visit.now, visit.texts, LONGEST_LIST)
    return put_decision(visit, decision, with_other_years(words, form.warnings, period, visit.texts))
