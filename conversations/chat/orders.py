"""What is delivered to a chat: a message as it stands, or an order that delivery makes when its time comes.

Deliveries are stored between the turn that plans them and the sending, so they are written as data. Whatever can
go stale (a reminder) or is slow to make (a picture) is an order: it is made from how things stand at that moment.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from conversations.chat.messages import Message
from reporting.people.chat import Chat
from reporting.people.role import RoleKind

RoundNews = Literal["opened", "extended"]
UnitNews = Literal["ended", "moved", "renamed"]
RoleNews = Literal["given", "passed_on", "suspended", "reinstated"]


class _Delivery(BaseModel):
    model_config = ConfigDict(frozen=True)


class Say(_Delivery):
    """Send a message."""

    kind: Literal["say"] = "say"
    message: Message


class Acknowledge(_Delivery):
    """Answer a press so that the button stops waiting."""

    kind: Literal["acknowledge"] = "acknowledge"
    press: str


class Rewrite(_Delivery):
    """Replace an earlier message of the chat."""

    kind: Literal["rewrite"] = "rewrite"
    target: str
    message: Message


class SendReminder(_Delivery):
    """Remind the person of those of these reports that are still not submitted; of none, nothing is sent."""

    kind: Literal["reminder"] = "reminder"
    person_id: int
    report_ids: tuple[int, ...]


class SendEscalation(_Delivery):
    """Tell a supervisor which units are still missing days after the deadline.

    Here and below, `unit_id` is the unit from which the round is seen; None, in orders of the first version, the
    first that the person oversees.
    """

    kind: Literal["escalation"] = "escalation"
    person_id: int
    round_id: int
    unit_id: int | None = None


class SendUnreachable(_Delivery):
    """Tell a supervisor that a unit's officer has shut the chat, unless it has been opened again."""

    kind: Literal["unreachable"] = "unreachable"
    person_id: int
    officer_id: int
    unit_id: int


class SendNews(_Delivery):
    """Tell a reporter of reports newly asked for, or of their later deadline, as far as they are not submitted."""

    kind: Literal["news"] = "news"
    person_id: int
    news: RoundNews
    report_ids: tuple[int, ...]


class SendNewsBelow(_Delivery):
    """Tell a supervisor of rounds newly opened, or of a later deadline, of a whole round or of single reports."""

    kind: Literal["news_below"] = "news_below"
    person_id: int
    unit_id: int
    news: RoundNews
    round_ids: tuple[int, ...] = ()
    report_ids: tuple[int, ...] = ()


class SendClosed(_Delivery):
    """Tell a reporter of rounds that were closed while their reports were still open there."""

    kind: Literal["closed"] = "closed"
    person_id: int
    round_ids: tuple[int, ...]


class RoleChange(_Delivery):
    """What became of a person's role at a unit; no `role`: all of them there."""

    news: RoleNews
    unit_id: int
    role: RoleKind | None = None


class SendRoleNews(_Delivery):
    """Tell a person what became of their roles, as far as it is still so."""

    kind: Literal["role_news"] = "role_news"
    person_id: int
    changes: tuple[RoleChange, ...]


class UnitChange(_Delivery):
    """What became of a unit from a day on; `was` is what it was called before."""

    news: UnitNews
    unit_id: int
    on: date
    was: str = ""


class SendUnitNews(_Delivery):
    """Tell a person what became of units that concern them, and which reports of these wait for them."""

    kind: Literal["unit_news"] = "unit_news"
    person_id: int
    changes: tuple[UnitChange, ...]


class SendAccountJoined(_Delivery):
    """Tell a person, on another account of theirs, that the account of this number has joined as them."""

    kind: Literal["account_joined"] = "account_joined"
    person_id: int
    account: int


class SendEvidence(_Delivery):
    """Send the files that were sent as evidence with a report."""

    kind: Literal["evidence"] = "evidence"
    person_id: int
    report_id: int


class SendDigest(_Delivery):
    """Make and send the digest of a round: picture, text, and buttons where it is not for a group.

    A `brief` one is the text that fits one message.
    """

    kind: Literal["digest"] = "digest"
    person_id: int
    round_id: int
    unit_id: int | None = None
    brief: bool = False
    for_group: bool = False


class SendWorkbook(_Delivery):
    """Make and send the Excel file of a round."""

    kind: Literal["workbook"] = "workbook"
    person_id: int
    round_id: int
    unit_id: int | None = None


class SendOwnData(_Delivery):
    """Make and send the file with everything that is stored about a person, to that person."""

    kind: Literal["own_data"] = "own_data"
    person_id: int


class SendInvitation(_Delivery):
    """Send an invitation's letter, to be passed on; of a code that nobody can join with any more, nothing is sent."""

    kind: Literal["invitation"] = "invitation"
    code: str


class SendInvitations(_Delivery):
    """Send several invitations in one message; codes that nobody can join with any more are left out."""

    kind: Literal["invitations"] = "invitations"
    codes: tuple[str, ...]


Order = SendDigest | SendWorkbook | SendEvidence | SendOwnData
"""What somebody waits for once they have asked for it."""

Delivery = Annotated[
    Say
    | Acknowledge
    | Rewrite
    | SendReminder
    | SendEscalation
    | SendUnreachable
    | SendNews
    | SendNewsBelow
    | SendClosed
    | SendRoleNews
    | SendUnitNews
    | SendAccountJoined
    | SendEvidence
    | SendDigest
    | SendWorkbook
    | SendOwnData
    | SendInvitation
    | SendInvitations,
    Field(discriminator="kind"),
]


class Priority(IntEnum):
    """What goes first when several deliveries are due. The numbers are stored; `rank` is the order."""

    REPLY = 0
    ORDERED = 1  # asked for by somebody who waits: a digest, a workbook
    REMINDER = 2
    STRANGER = 3  # a reply to who has not joined: after every other reply, and in a share of the pace

    @property
    def rank(self) -> int:
        """Where it stands among what is due to different chats."""
        return _ORDER.index(self)

    @property
    def in_chat(self) -> int:
        """Where it stands among what is due to one chat: all replies keep the order of what they answer."""
        return int(Priority.REPLY if self is Priority.STRANGER else self)


_ORDER = (Priority.REPLY, Priority.STRANGER, Priority.ORDERED, Priority.REMINDER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A delivery on its way to a chat; `key` is the same whenever the same thing is planned.

    A channel that fails is tried again until `until`, by the office's clock; None is what is usual for its kind.
    """

    key: str
    chat: Chat
    priority: Priority
    due_at: datetime
    delivery: Delivery
    until: datetime | None = None
