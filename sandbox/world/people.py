"""The people of the sandbox: those who hold the phones."""

from dataclasses import dataclass
from typing import Literal

App = Literal["telegram", "zalo"]
"""Where somebody's phone is: the network in which they write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneOwner:
    """Someone with a phone; `id` is at once the user's and the private chat's identifier, as in Telegram.

    `role_title` is shown on the page only ('cán bộ xã Nam Tuấn'); the bot never sees it. `start_code` is the
    code of the person's invitation, if one is waiting. Who has both apps is two of these.
    """

    id: int
    first_name: str
    role_title: str
    start_code: str | None = None
    app: App = "telegram"

    @property
    def phone_number(self) -> str:
        """A number as mobile numbers are, that nobody has: no network was given those that begin with 030."""
        return f"+8430{self.id % 10_000_000:07d}"
