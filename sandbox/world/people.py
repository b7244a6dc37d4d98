"""The sandbox's people, who own the phones."""

from dataclasses import dataclass
from typing import Literal

App = Literal["telegram", "zalo"]
"""The network in which a person writes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneOwner:
    """A person with a phone; `id` identifies both the user and the private chat, as in Telegram.

    `role_title` appears on the page only ('cán bộ xã Nam Tuấn'); the bot never receives it. `start_code` is the code
    of the person's pending invitation. A person with both apps is represented by two instances.
    """

    id: int
    first_name: str
    role_title: str
    start_code: str | None = None
    app: App = "telegram"

    @property
    def phone_number(self) -> str:
        """A fictitious mobile number: no operator has the prefix 030."""
        return f"+8430{self.id % 10_000_000:07d}"
