"""Where a person is reached: the accounts joined with, a code to join with another, and where digests come."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from markupsafe import Markup

from conversations.effects import DigestsHere, Link
from conversations.joining import hash_code
from conversations.keys import Offer
from conversations.messages import paragraphs
from conversations.people import Action
from conversations.queries import Query, ask
from conversations.register import NewCode
from conversations.session import Nowhere
from conversations.step import Step, Talk, Visit, remark, say
from texts import Catalogue
from texts.written import Writer

LINK_FOR = timedelta(minutes=30)
"""How long the code for another account can be used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One account that the person joined with; `closed` where the person has shut it to us."""

    channel: str
    joined_at: datetime
    last_used: bool
    closed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts:
    """All accounts of a person, and the channel to which digests come; None where there is none."""

    all: tuple[Account, ...]
    digests: str | None


@dataclass(frozen=True, slots=True)
class OwnAccounts(Query[Accounts]):
    """The accounts of the person who asks."""

    person_id: int


def put_accounts(visit: Visit) -> Talk:
    """Say where the person is reached and where what comes; offer another account, and digests in this one."""
    own = yield from ask(OwnAccounts(visit.person.id))
    oversees = visit.person.may_somewhere(Action.OVERSEE)
    offers: list[tuple[Offer, ...]] = [((visit.texts.plain("button.link"), "do.link"),)]
    if oversees and len(own.all) > 1:
        offers.append(((visit.texts.plain("button.digests_here"), "do.here"),))
    return say(visit, paragraphs(_lines(own, visit.texts, oversees), between="\n"), tuple(offers), Nowhere())


def _lines(own: Accounts, texts: Catalogue, oversees: bool) -> Iterator[Markup]:  # noqa: FBT001 -- the one other thing it depends on
    yield texts("accounts.title")
    writer = Writer(texts.language)
    for each in own.all:
        name = "closed" if each.closed else "last_used" if each.last_used and len(own.all) > 1 else "one"
        channel = texts(f"channel.{each.channel}")
        yield texts(f"accounts.{name}", channel=channel, joined=writer.date(each.joined_at))
    if len(own.all) > 1:
        yield texts("accounts.reminders")
    if oversees and own.digests:
        yield texts("accounts.digests", channel=texts(f"channel.{own.digests}"))


def link(visit: Visit) -> Talk:
    """Give a code with which the person joins from another account."""
    code = yield from ask(NewCode())
    minutes = LINK_FOR // timedelta(minutes=1)
    text = visit.texts("accounts.link", code=code, minutes=minutes)
    return remark(visit, text).after(Link(hash_code(code), visit.now + LINK_FOR))


def receive_here(visit: Visit) -> Step:
    """Have digests come to the account that this is said in."""
    return remark(visit, visit.texts("accounts.digests_here")).after(DigestsHere())
