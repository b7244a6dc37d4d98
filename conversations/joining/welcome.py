"""The notice to a recognised person, and admission after the consent."""

from markupsafe import Markup

from conversations.chat.action import Reply
from conversations.chat.effects import Join, JoinByPhone
from conversations.chat.events import Event, Pressed
from conversations.chat.session import Consenting, Recognised
from conversations.chat.step import Scene, Step, Talk, Visit, say, show_choice
from conversations.menu.home import go_home
from reporting.people.person import Person

AGREE = "agree"


def put_notice(scene: Scene, text: Markup, place: Consenting | Recognised) -> Step:
    """Show the notice: which data is stored and why, with the question for consent."""
    texts = scene.texts
    offers = (((texts.plain("button.agree"), Reply(AGREE)), (texts.plain("button.not_me"), Reply("refuse"))),)
    return say(scene, text, offers, place)


def admit(scene: Scene, person: Person, joining: Join | JoinByPhone) -> Talk:
    """Bind the chat of a person who consented, and show their open reports."""
    visit = Visit(session=scene.session, now=scene.now, texts=scene.texts, person=person)
    step = yield from go_home(visit, scene.texts("join.welcome", name=person.name))
    return step.after(joining)


def with_choice_shown(scene: Scene, step: Step, event: Event, *, agreed: bool) -> Step:
    """Return the step. After a press, it also replaces the buttons of the notice with the choice made."""
    if not isinstance(event, Pressed):
        return step
    chosen = scene.texts.plain("button.agree" if agreed else "button.not_me")
    return step.after(*show_choice(scene, event, chosen))
