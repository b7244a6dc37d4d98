"""An invitation as a forwardable message: the invitee, the role, the ways to join, and the expiry."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.channels.channel import Outgoing
from bot.channels.telegram.channel import NAME as TELEGRAM
from bot.channels.zalo.channel import NAME as ZALO
from bot.outbound.render_context import RenderContext
from conversations.chat.messages import Message
from conversations.chat.orders import Parcel, Say, SendInvitation, SendInvitations
from documents.invitations.card import telegram_link
from reporting.people.invitation import hash_code, is_usable
from reporting.queries.invitations import InvitationView
from texts import Catalogue, catalogue
from texts.formatting import Writer
from texts.markup import paragraphs


def invitation_letter(invitation: InvitationView, code: str, called: Mapping[str, str]) -> Message:
    """Return an invitation's message; `called` is the bot's name on each channel, as far as known."""
    texts = catalogue(invitation.person.language)
    greeting = texts(
        "invitation.letter",
        name=invitation.person.name,
        office=invitation.office,
        unit=invitation.unit.full_name,
        role=texts.plain(f"invitation.role.{invitation.role}"),
    )
    day = Writer(texts.language).date(invitation.expires_at)
    ways = paragraphs(_ways_in(code, called, texts), between="\n")
    return Message(text=paragraphs([greeting, ways, texts("invitation.once", day=day)]))


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedInvitation:
    """An invitation with its plain code, which exists only until it is sent."""

    code: str
    invitation: InvitationView


def invitations_together(given: Sequence[IssuedInvitation], called: Mapping[str, str]) -> Message:
    """Return several invitations as one message: the common instructions, then one line per invitation."""
    first = given[0].invitation
    texts = catalogue(first.person.language)
    telegram, zalo = called.get(TELEGRAM), called.get(ZALO)
    ways = [
        texts("listed.together_telegram") if telegram else None,
        texts("listed.together_zalo", name=zalo) if zalo else texts("listed.together_code"),
    ]
    people = [
        texts(
            "listed.together_link" if telegram else "listed.together_line",
            name=each.invitation.person.name,
            role=texts.plain(f"invitation.role.{each.invitation.role}"),
            unit=each.invitation.unit.full_name,
            code=each.code,
            link=telegram_link(telegram, each.code) if telegram else "",
        )
        for each in given
    ]
    day = Writer(texts.language).date(min(each.invitation.expires_at for each in given))
    greeting = paragraphs([texts("listed.together", office=first.office), *ways], between="\n")
    return Message(text=paragraphs([greeting, *people, texts("invitation.once", day=day)]))


def _ways_in(code: str, called: Mapping[str, str], texts: Catalogue) -> Iterator[Markup]:
    """Yield the join link of channels that support links, and the code to type on others."""
    if name := called.get(TELEGRAM):
        yield texts("invitation.link", link=telegram_link(name, code))
    if name := called.get(ZALO):
        yield texts("invitation.zalo", name=name, code=code)
    else:
        yield texts("invitation.code", code=code)


async def render_invitation(context: RenderContext, order: SendInvitation, _: Parcel) -> list[Outgoing]:
    """Write the letter of an invitation."""
    return [
        Say(message=invitation_letter(each.invitation, each.code, context.called()))
        for each in await _usable(context, [order.code])
    ]


async def render_invitations(context: RenderContext, order: SendInvitations, _: Parcel) -> list[Outgoing]:
    """Write several invitations as one message."""
    given = await _usable(context, order.codes)
    return [Say(message=invitations_together(given, context.called()))] if given else []


async def _usable(context: RenderContext, codes: Sequence[str]) -> list[IssuedInvitation]:
    """Return the invitations of these codes, without those that can no longer be used."""
    found = [(code, await context.readings.invitation(hash_code(code))) for code in codes]
    return [
        IssuedInvitation(code=code, invitation=each)
        for code, each in found
        if each is not None and is_usable(each, context.local())
    ]
