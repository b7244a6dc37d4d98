"""Group chats that receive a unit's digests."""

from dataclasses import dataclass

from reporting.people.chat import Chat
from reporting.queries.personal_data import UnitPlace
from reporting.queries.query import Query


@dataclass(frozen=True, slots=True)
class AllowedGroup(Query[UnitPlace | None]):
    """The unit whose digests a group receives, or None."""

    group: Chat
