"""A person's accounts: list, connect, disconnect, and the channel for digests."""

from collections.abc import Iterator
from datetime import timedelta

from markupsafe import Markup

from conversations.chat.action import do
from conversations.chat.effects import DigestsHere, Disconnect, LinkAccount
from conversations.chat.messages import Message, command_button
from conversations.chat.session import Nowhere
from conversations.chat.step import Step, Talk, Visit, remark, say
from conversations.chat.typed_choices import Offer
from reporting.people.invitation import hash_code
from reporting.people.permissions import Action
from reporting.queries.accounts import Account, Accounts, OwnAccounts
from reporting.queries.invitations import NewCode
from reporting.queries.query import ask
from texts import Catalogue
from texts.formatting import Writer
from texts.markup import paragraphs

LINK_FOR = timedelta(minutes=30)
"""The validity of a code for another account."""


def put_accounts(visit: Visit) -> Talk:
    """Show the person's accounts. Offer to connect one more, to disconnect others, and to receive digests here."""
    own = yield from ask(OwnAccounts(visit.person.id))
    oversees = visit.person.may_somewhere(Action.OVERSEE)
    offers: list[tuple[Offer, ...]] = [((visit.texts.plain("button.link"), do("link")),)]
    if oversees and len(own.all) > 1:
        offers.append(((visit.texts.plain("button.digests_here"), do("here")),))
    offers += [
        (
            (
                visit.texts.plain("button.disconnect", account=account_label(each, visit.texts)),
                do("disconnect", each.number),
            ),
        )
        for each in own.all
        if not each.last_used
    ]
    return say(visit, paragraphs(_lines(own, visit.texts, oversees), between="\n"), tuple(offers), Nowhere())


def _lines(own: Accounts, texts: Catalogue, oversees: bool) -> Iterator[Markup]:  # noqa: FBT001 -- private, with one caller
    yield texts("accounts.title")
    yield from account_lines(own, texts)
    if len(own.all) > 1:
        yield texts("accounts.reminders")
    if oversees and own.digests:
        yield texts("accounts.digests", channel=texts(f"channel.{own.digests}"))


def account_lines(own: Accounts, texts: Catalogue) -> Iterator[Markup]:
    """Yield a line for each account: channel, name, number, and joining day."""
    writer = Writer(texts.language)
    for each in own.all:
        name = "closed" if each.closed else "last_used" if each.last_used and len(own.all) > 1 else "one"
        yield texts(
            f"accounts.{name}",
            account=account_label(each, texts),
            number=each.number,
            joined=writer.date(each.joined_at),
        )


def account_label(account: Account, texts: Catalogue) -> str:
    """Return an account's label: 'Zalo (Lương Thị Hằng)', or 'Zalo' if it has no name."""
    channel = texts.plain(f"channel.{account.channel}")
    return texts.plain("accounts.called", channel=channel, name=account.name) if account.name else channel


def link(visit: Visit) -> Talk:
    """Issue a code with which the person joins from another account."""
    code = yield from ask(NewCode())
    minutes = LINK_FOR // timedelta(minutes=1)
    text = visit.texts("accounts.link", code=code, minutes=minutes)
    return remark(visit, text).after(LinkAccount(hash_code(code), visit.now + LINK_FOR))


def receive_here(visit: Visit) -> Step:
    """Set this chat's channel as the one for digests."""
    return remark(visit, visit.texts("accounts.digests_here")).after(DigestsHere())


def ask_disconnecting(visit: Visit, number: int) -> Talk:
    """Ask for confirmation to disconnect one of the person's accounts."""
    own = yield from ask(OwnAccounts(visit.person.id))
    account = own.numbered(number)
    if account is None:
        return remark(visit, visit.texts("accounts.gone"))
    if account.last_used:
        return remark(visit, visit.texts("accounts.in_use"))
    texts = visit.texts
    text = texts(
        "accounts.disconnect",
        account=account_label(account, texts),
        number=number,
        joined=Writer(texts.language).date(account.joined_at),
    )
    offers = (
        ((texts.plain("button.disconnect_now"), do("cutoff", number)),),
        ((texts.plain("button.leave_it"), do("stop")),),
    )
    return say(visit, text, offers, Nowhere())


def disconnect(visit: Visit, number: int) -> Talk:
    """Disconnect one of the person's accounts, but never the present chat."""
    own = yield from ask(OwnAccounts(visit.person.id))
    account = own.numbered(number)
    if account is None or account.last_used:
        return remark(visit, visit.texts("accounts.gone" if account is None else "accounts.in_use"))
    text = visit.texts("accounts.disconnected", account=account_label(account, visit.texts))
    return say(visit, text, (), Nowhere()).after(Disconnect(number))


def account_joined(account: Account, texts: Catalogue) -> Message:
    """Return the notice, on a person's other account, that this account has joined."""
    writer = Writer(texts.language)
    text = texts(
        "accounts.joined",
        account=account_label(account, texts),
        time=writer.time(account.joined_at),
        date=writer.date(account.joined_at),
    )
    button = command_button(texts.plain("button.not_my_account"), do("disconnect", account.number))
    return Message(text=text, rows=((button,),))
