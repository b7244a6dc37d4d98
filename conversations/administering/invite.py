"""Invitation of a person to a unit, or of a reporter's successor: role, name, confirmation."""

from conversations.administering.bulk_invite import is_list, take_list
from conversations.administering.confirmation import ROLE_KINDS, put_decision
from conversations.administering.unit_admin import ended_note, is_over
from conversations.chat.action import do
from conversations.chat.events import Event, Typed
from conversations.chat.session import Appointing, InvitingSeveral, Nowhere
from conversations.chat.step import Step, Talk, Visit, remark, say
from conversations.menu.home import deny
from conversations.menu.prompt import not_typed, prompt
from reporting.decisions.decisions import Appoint, InviteAgain
from reporting.people.permissions import Action
from reporting.people.role import RoleKind
from reporting.queries.people import MemberAt, MemberView
from reporting.queries.query import ask
from reporting.queries.units import UnitById, UnitView
from texts.markup import paragraphs

LONGEST_NAME = 100  # characters


def ask_role(visit: Visit, view: UnitView) -> Step:
    """Ask for the role of the invited person."""
    offers = tuple(
        ((visit.texts.plain(f"role.{kind}"), do("inviteas", view.unit.id, place)),)
        for place, kind in enumerate(ROLE_KINDS)
    )
    return say(visit, visit.texts("invite.which_role", unit=view.unit.full_name), offers, Nowhere())


def ask_invited_name(visit: Visit, view: UnitView, kind: int) -> Talk:
    """Ask for the name of the invited person."""
    if kind >= len(ROLE_KINDS):
        return (yield from deny(visit, "unit"))
    role = ROLE_KINDS[kind]
    text = visit.texts("invite.which_name", unit=view.unit.full_name, role=visit.texts.plain(f"role.{role}"))
    return prompt(visit, text, Appointing(unit_id=view.unit.id, role=role))


def ask_successor(visit: Visit, view: MemberView) -> Step:
    """Ask for the name of the reporter's successor."""
    if RoleKind.REPORTER not in view.member.roles:
        return remark(visit, visit.texts("invite.no_reporter", name=view.member.name))
    if is_over(view) and (over := ended_note(view, visit.texts)):
        return remark(visit, over)
    text = visit.texts("invite.which_successor", name=view.member.name, unit=view.unit.full_name)
    place = Appointing(unit_id=view.unit.id, role=RoleKind.REPORTER, instead_of=view.member.person_id)
    return prompt(visit, text, place)


def invite_again(visit: Visit, view: MemberView) -> Step:
    """Show the effect of issuing a new code."""
    member = view.member
    if is_over(view) and (over := ended_note(view, visit.texts)):
        return remark(visit, over)
    decision = InviteAgain(person_id=member.person_id, unit_id=view.unit.id, role=member.roles[0])
    name = "decide.invite_again_joined" if member.joined else "decide.invite_again"
    text = visit.texts(name, name=member.name, unit=view.unit.full_name)
    return put_decision(visit, decision, paragraphs([text, ended_note(view, visit.texts)]))


def take_invited_name(visit: Visit, place: Appointing, event: Event) -> Talk:
    """Take the name and show the effect of the invitation. A pasted list begins a bulk invitation."""
    if not isinstance(event, Typed):
        return not_typed(visit, event)
    if place.instead_of is None and is_list(event.text):
        several = InvitingSeveral(unit_id=place.unit_id, role=place.role)
        return (yield from take_list(visit, several, event.text))
    name = " ".join(event.text.split())
    if not name or len(name) > LONGEST_NAME or not any(letter.isalpha() for letter in name):
        return remark(visit, visit.texts("invite.no_name", limit=LONGEST_NAME))
    decision = Appoint(unit_id=place.unit_id, role=place.role, name=name, instead_of=place.instead_of)
    if place.instead_of is not None:
        return (yield from _replacing(visit, decision, place.instead_of))
    view = yield from ask(UnitById(place.unit_id))
    if view is None or not visit.person.may(Action.INVITE, view.unit_path):
        return (yield from deny(visit, "unit"))
    role = visit.texts.plain(f"invitation.role.{place.role}")
    text = visit.texts("decide.appoint", name=name, unit=view.unit.full_name, role=role)
    return put_decision(visit, decision, text)


def _replacing(visit: Visit, decision: Appoint, person_id: int) -> Talk:
    old = yield from ask(MemberAt(person_id, decision.unit_id))
    if old is None or not visit.person.may(Action.REPLACE, old.unit_path):
        return (yield from deny(visit, "person"))
    text = visit.texts("decide.replace", name=decision.name, old=old.member.name, unit=old.unit.full_name)
    return put_decision(visit, decision, paragraphs([text, ended_note(old, visit.texts)]))
