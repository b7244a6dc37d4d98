"""A person's accounts."""

from dataclasses import dataclass
from datetime import datetime

from reporting.queries.query import Query


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One account of a person. `closed`: the person has blocked the bot there.

    `name` is the display name on the channel. `number` identifies the account among the person's without its address.
    """

    channel: str
    joined_at: datetime
    last_used: bool
    closed: bool = False
    number: int = 0
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts:
    """All accounts of a person. `digests` is the channel for digests; None without an account."""

    all: tuple[Account, ...]
    digests: str | None

    def numbered(self, number: int) -> Account | None:
        """Return the account with that number, or None."""
        return next((each for each in self.all if each.number == number), None)


@dataclass(frozen=True, slots=True)
class OwnAccounts(Query[Accounts]):
    """The accounts of a person."""

    person_id: int
