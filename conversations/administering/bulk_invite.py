"""Invitation of the people on a pasted list: clarify the doubtful lines in turn, then confirm the list once."""

import re
from collections.abc import Container, Mapping, Sequence

from markupsafe import Markup

from conversations.administering.invitation_status import InvitationStatus, ListedPerson, invitation_statuses
from conversations.chat.action import Reply, do, reply_of
from conversations.chat.effects import Decide
from conversations.chat.events import Event, Pressed, Typed
from conversations.chat.messages import Button
from conversations.chat.orders import SendInvitation, SendInvitations
from conversations.chat.session import InvitingSeveral, Nowhere, Pasted
from conversations.chat.step import Offers, Step, Talk, Visit, remark, say
from conversations.chat.typed_choices import Offer, Typable
from conversations.menu.home import go_home
from documents.loading.pasted_list import PastedLine, read_pasted, without_numbers
from documents.loading.pasted_units import InvitableUnits, MatchedLine, name_with_parent, says_kind
from reporting.decisions.decisions import Appoint, Decision, InviteAgain
from reporting.people.invitation import hash_code, invited_until
from reporting.people.permissions import Action
from reporting.people.role import RoleKind
from reporting.queries.invitations import NewCode
from reporting.queries.people import HashedPhones
from reporting.queries.query import ask
from reporting.queries.units import UnitsBelow
from reporting.units.search import FoundUnit, UnsureUnits
from reporting.units.unit import Unit
from texts.formatting import shortened
from texts.markup import paragraphs
from texts.parsing import read_yes_no

MOST_AT_ONCE = 60  # people
MOST_CANDIDATES = 12  # buttons
LONGEST_NAME = 100  # characters

_WITHOUT = re.compile(r"(?:bỏ|bo|without)\s+(\d{1,2})[.)]?", re.IGNORECASE)


def is_list(text: str) -> bool:
    """Tell whether a text is a list of people instead of one name: several lines, or a name with further fields."""
    lines = read_pasted(text)
    if len(lines) != 1:
        return len(lines) > 1
    (line,) = lines
    return bool(line.phone) or (len(line.parts) > 1 and not says_kind(line.parts[0]))


def take_list(visit: Visit, place: InvitingSeveral, text: str) -> Talk:
    """Add the people on a pasted list. Ask about the first doubtful line, or show the list for confirmation."""
    lines = read_pasted(text)
    if len(place.people) + len(lines) > MOST_AT_ONCE:
        return remark(visit, visit.texts("listed.too_many", most=MOST_AT_ONCE, count=len(lines)))
    invitable = InvitableUnits((yield from _units(visit)).values())
    added = yield from _understood(invitable, place, lines)
    return (yield from _go_on(visit, place.model_copy(update={"people": (*place.people, *added)})))


def clarify_list(visit: Visit, place: InvitingSeveral, event: Event) -> Talk:
    """Handle an event while a list is being clarified or waits for confirmation."""
    button = _button(visit, event)
    doubt = _doubt(place, (yield from _units(visit)))
    if isinstance(event, Pressed) and button is None:
        return (yield from _go_on(visit, place, visit.texts("chat.late_press")))
    if button is not None:
        return (yield from _chosen(visit, place, doubt, reply_of(button.action)))
    if not isinstance(event, Typed):
        return remark(visit, visit.texts("administer.please_type"))
    if doubt is not None:
        return (yield from _told_more(visit, place, doubt, event.text))
    if is_list(event.text):
        return (yield from take_list(visit, place, event.text))
    if left := _WITHOUT.fullmatch(event.text.strip()):
        return (yield from _leave_out(visit, place, int(left[1]) - 1))
    if read_yes_no(event.text):
        return (yield from _carry_out(visit, place, together=False))
    return remark(visit, visit.texts("listed.press_or_add"))


def _button(visit: Visit, event: Event) -> Button | None:
    match event:
        case Pressed(action=action):
            return visit.session.pressed(action)
        case Typed(text):
            return visit.session.typed(text, in_full=True)
        case _:
            return None


def _chosen(visit: Visit, place: InvitingSeveral, doubt: int | None, reply: Reply | None) -> Talk:
    """Handle a button. `doubt` is the current first doubtful line, perhaps another than when the button was shown."""
    match reply:
        case Reply(verb="each" | "together" as verb):
            return (yield from _carry_out(visit, place, together=verb == "together"))
        case Reply(verb="unit") if doubt is not None:
            return (yield from _go_on(visit, _with(place, doubt, unit_id=reply.number, candidates=())))
        case Reply() if doubt is not None:
            return (yield from _leave_out(visit, place, doubt))
        case _:
            return (yield from _go_on(visit, place))


def _leave_out(visit: Visit, place: InvitingSeveral, number: int) -> Talk:
    """Remove a person from the list. The line stays visible among the unused texts."""
    if not 0 <= number < len(place.people):
        return remark(visit, visit.texts("listed.no_such_line", n=len(place.people)))
    rest = (*place.people[:number], *place.people[number + 1 :])
    left_out = (*place.left_out, place.people[number].written)
    return (yield from _go_on(visit, place.model_copy(update={"people": rest, "left_out": left_out})))


def _told_more(visit: Visit, place: InvitingSeveral, doubt: int, text: str) -> Talk:
    """Handle a text typed at a doubtful line: a corrected line, more lines, or the missing name or unit."""
    invitable = InvitableUnits((yield from _units(visit)).values())
    if is_list(text):
        lines = read_pasted(text)
        if len(lines) > 1:
            return (yield from take_list(visit, place, text))
        people = list(place.people)
        people[doubt : doubt + 1] = yield from _understood(invitable, place, lines)
        return (yield from _go_on(visit, place.model_copy(update={"people": tuple(people)})))
    if not place.people[doubt].name:
        return (yield from _go_on(visit, _with(place, doubt, name=_name(text))))
    named = without_numbers(" ".join(text.split()))
    match invitable.find(text):
        case FoundUnit(unit):
            told = _with(place, doubt, unit_id=unit.id, candidates=(), named=named)
        case UnsureUnits(units):
            told = _with(place, doubt, candidates=tuple(unit.id for unit in units), named=named)
        case _:
            told = _with(place, doubt, candidates=(), named=named)
    return (yield from _go_on(visit, told))


def _understood(
    invitable: InvitableUnits, place: InvitingSeveral, lines: Sequence[PastedLine]
) -> Talk[list[Pasted]]:
    """Return a person for each line. A unit is set only if it is certain, and phone numbers are hashed."""
    home = invitable.units.get(place.unit_id or 0)
    phones = [line.phone for line in lines if line.phone]
    hashed = (yield from ask(HashedPhones(tuple(phones)))) if phones else ()
    kept = dict(zip(phones, hashed, strict=True)) if hashed is not None else {}
    return [_person(line, invitable.match(line, home), place, kept.get(line.phone)) for line in lines]


def _person(line: PastedLine, found: MatchedLine, place: InvitingSeveral, phone_hash: str | None) -> Pasted:
    return Pasted(
        written=line.written,
        name=_name(found.name),
        role=line.role or place.role,
        named=found.named,
        unit_id=found.units[0].id if found.certain else None,
        candidates=() if found.certain else tuple(unit.id for unit in found.units),
        phone_hash=phone_hash,
        unread=found.unread if not line.phone or phone_hash else (*found.unread, without_numbers(line.phone)),
    )


def _name(text: str) -> str:
    """Return a name with single spaces; '' if the text has no letter or is too long for a name."""
    name = " ".join(text.split())
    return name if len(name) <= LONGEST_NAME and any(map(str.isalpha, name)) else ""


def _with(place: InvitingSeveral, number: int, **what: object) -> InvitingSeveral:
    people = list(place.people)
    people[number] = people[number].model_copy(update=what)
    return place.model_copy(update={"people": tuple(people)})


def _doubt(place: InvitingSeveral, units: Container[int]) -> int | None:
    """Return the index of the first line without a name or with a unit outside `units`, or None."""
    return next(
        (at for at, each in enumerate(place.people) if not each.name or each.unit_id not in units), None
    )


def _go_on(visit: Visit, place: InvitingSeveral, before: Markup | None = None) -> Talk:
    """Ask about the first doubtful line. If there is none, show all lines for confirmation."""
    if not place.people:
        return (yield from go_home(visit, visit.texts("listed.nobody_left")))
    units = yield from _units(visit)
    doubt = _doubt(place, units)
    if doubt is None:
        return (yield from _put_all(visit, place, units, before))
    return _ask_about(visit, place, doubt, units, before)


def _units(visit: Visit) -> Talk[Mapping[int, Unit]]:
    """Return the units to which the administrator may invite people now, by id."""
    below = yield from ask(UnitsBelow(visit.person.units_for(Action.INVITE)))
    return {unit.id: unit for unit in below}


def _ask_about(
    visit: Visit, place: InvitingSeveral, doubt: int, known: Mapping[int, Unit], before: Markup | None
) -> Step:
    texts, each = visit.texts, place.people[doubt]
    offers: list[tuple[Offer, ...]] = []
    if not each.name:
        question = texts("listed.no_name")
    elif each.candidates:
        question = texts("listed.which_unit", name=each.name, unit=each.named)
        offers = [
            ((name_with_parent(known[number], known), Reply("unit", str(number))),)
            for number in each.candidates[:MOST_CANDIDATES]
            if number in known
        ]
    else:
        name = "listed.unknown_unit" if each.named else "listed.no_unit"
        question = texts(name, name=each.name, unit=each.named)
    at = texts("listed.line", number=doubt + 1, total=len(place.people), written=shortened(each.written, 200))
    ways_out: Offers = (
        ((texts.plain("button.office_leave_out"), Reply("leaveout"), "skip"),),
        ((texts.plain("button.office_leave_all"), do("stop"), "stop"),),
    )
    text = paragraphs([before, paragraphs([at, question], between="\n")])
    return say(visit, text, (*offers, *ways_out), place)


def _put_all(visit: Visit, place: InvitingSeveral, units: Mapping[int, Unit], before: Markup | None) -> Talk:
    """Show every person with unit and status, and the unused texts, for confirmation."""
    texts = visit.texts
    weighed = yield from invitation_statuses(visit, place.people, units)
    invited = [each for each in weighed if each.is_invited]
    parts = [
        before,
        texts("listed.invited", n=len(invited)),
        paragraphs(
            [_line(visit, number, each) for number, each in enumerate(weighed, start=1)], between="\n"
        ),
        _notes(visit, place),
    ]
    offers: Offers = (((texts.plain("button.leave_it"), do("stop"), "stop"),),)
    if invited:
        offers = (*_ways_to_invite(visit, len(invited)), *offers)
    numbered = Typable(numbers=True)  # the people are numbered, so the offers have letters
    shown = place.model_copy(update={"fates": tuple(str(each.status) for each in weighed)})
    return say(visit, paragraphs(parts), offers, shown, typable=numbered)


def _ways_to_invite(visit: Visit, count: int) -> Offers:
    if count == 1:
        return (((visit.texts.plain("button.office_one"), Reply("each")),),)
    return (
        ((visit.texts.plain("button.office_each", n=count), Reply("each")),),
        ((visit.texts.plain("button.office_together"), Reply("together")),),
    )


def _line(visit: Visit, number: int, each: ListedPerson) -> Markup:
    role = "" if each.role is RoleKind.REPORTER else visit.texts.plain(f"invitation.role.{each.role}")
    notes = [
        role,
        visit.texts.plain(f"listed.fate_{each.status}") if each.status is not InvitationStatus.NEW else "",
    ]
    if each.phone_note:
        notes.append(visit.texts.plain(f"listed.phone_{each.phone_note}"))
    said = "".join(f" · {note}" for note in notes if note)
    return visit.texts("listed.person", number=number, name=each.name, unit=each.unit.full_name, notes=said)


def _notes(visit: Visit, place: InvitingSeveral) -> Markup | None:
    """Return the unused texts: the unread parts of each line, and the lines left out. None if there are none."""
    texts = visit.texts
    unread = [
        texts("listed.unread", number=number, text=", ".join(f"«{part}»" for part in each.unread))
        for number, each in enumerate(place.people, start=1)
        if each.unread
    ]
    left_out = [texts("listed.left_out", text=shortened(each, 100)) for each in place.left_out]
    if not unread and not left_out:
        return None
    return paragraphs([texts("listed.not_used"), *unread, *left_out], between="\n")


def _carry_out(visit: Visit, place: InvitingSeveral, *, together: bool) -> Talk:
    """Invite the people on the list, with one message for all codes (`together`) or one for each.

    If a status has changed since the confirmation was shown, show the list again instead.
    """
    units = yield from _units(visit)
    if _doubt(place, units) is not None:
        return (yield from _go_on(visit, place))
    weighed = yield from invitation_statuses(visit, place.people, units)
    if tuple(each.status for each in weighed) != place.fates:
        return (yield from _go_on(visit, place, visit.texts("listed.changed")))
    decisions: list[Decision] = []
    codes: list[str] = []
    for each in weighed:
        if each.is_invited:
            code = yield from ask(NewCode())
            decisions.append(_decision(visit, each, code))
            codes.append(code)
    if not decisions:
        return (yield from go_home(visit, visit.texts("listed.nobody_left")))
    offers = (
        ((visit.texts.plain("button.invite_somebody"), do("invitewhere")),),
        ((visit.texts.plain("button.administer"), do("administer")),),
    )
    name = "listed.done_together" if together else "listed.done"
    step = say(visit, visit.texts(name, n=len(codes)), offers, Nowhere())
    letters = (
        [SendInvitations(codes=tuple(codes))] if together else [SendInvitation(code=code) for code in codes]
    )
    return Step(session=step.session, effects=(*map(Decide, decisions), *step.effects, *letters))


def _decision(visit: Visit, each: ListedPerson, code: str) -> Decision:
    given = {"code_hash": hash_code(code), "expires_at": invited_until(visit.now)}
    if each.person_id is not None:  # already registered there
        again = InviteAgain(person_id=each.person_id, unit_id=each.unit.id, role=each.role)
        return again.model_copy(update=given)
    appointed = Appoint(unit_id=each.unit.id, role=each.role, name=each.name, phone_hash=each.phone_hash)
    return appointed.model_copy(update=given)
