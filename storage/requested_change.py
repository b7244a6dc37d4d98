"""A change that a dialogue requested: its effect, chat, and person."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from conversations.chat.effects import Change
from reporting.people.chat import Chat

Change_co = TypeVar("Change_co", bound=Change, covariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestedChange(Generic[Change_co]):
    """An effect on what is stored, and who requested it: `person_id` is None before a Join.

    `name` is what the channel calls the account.
    """

    chat: Chat
    person_id: int | None
    effect: Change_co
    name: str = ""
