"""Deliveries to a chat: finished messages, and orders that are rendered when they are sent.

Deliveries are stored between planning and sending, so they are plain data. A delivery that can become outdated (a
reminder) or is slow to render (a picture) is an order: it is rendered from the data at the time of sending.
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
    """Answer a button press, so that the client stops its progress indicator."""

    kind: Literal["acknowledge"] = "acknowledge"
    press: str


class Rewrite(_Delivery):
    """Replace an earlier message of the chat."""

    kind: Literal["rewrite"] = "rewrite"
    target: str
    message: Message


class SendReminder(_Delivery):
    """Remind the person of those reports that are still not submitted. If there are none, nothing is sent."""

    kind: Literal["reminder"] = "reminder"
    person_id: int
    report_ids: tuple[int, ...]


class SendEscalation(_Delivery):
    """Tell a supervisor which units are still missing days after the deadline.

    Here and below, `unit_id` is the unit from which the round is seen. None, in orders of the first version, means
    the first unit that the person oversees.
    """

    kind: Literal["escalation"] = "escalation"
    person_id: int
    round_id: int
    unit_id: int | None = None


class SendUnreachable(_Delivery):
    """Tell a supervisor that a unit's officer has blocked the chat. Not sent if the officer has unblocked it."""

    kind: Literal["unreachable"] = "unreachable"
    person_id: int
    officer_id: int
    unit_id: int


class SendNews(_Delivery):
    """Tell a reporter of newly requested reports, or of their later deadline. Submitted reports are left out."""

    kind: Literal["news"] = "news"
    person_id: int
    news: RoundNews
    report_ids: tuple[int, ...]


class SendNewsBelow(_Delivery):
    """Tell a supervisor of newly opened rounds, or of a later deadline of a round or of single reports."""

    kind: Literal["news_below"] = "news_below"
    person_id: int
    unit_id: int
    news: RoundNews
    round_ids: tuple[int, ...] = ()
    report_ids: tuple[int, ...] = ()


class SendClosed(_Delivery):
    """Tell a reporter of rounds that were closed before their reports were submitted."""

    kind: Literal["closed"] = "closed"
    person_id: int
    round_ids: tuple[int, ...]


class RoleChange(_Delivery):
    """A change of a person's role at a unit. Without `role`, all roles there changed."""

    news: RoleNews
    unit_id: int
    role: RoleKind | None = None


class SendRoleNews(_Delivery):
    """Tell a person how their roles changed. Changes that no longer hold are left out."""

    kind: Literal["role_news"] = "role_news"
    person_id: int
    changes: tuple[RoleChange, ...]


class UnitNewsItem(_Delivery):
    """A change of a unit from a day on. `was` is the unit's former name."""

    news: UnitNews
    unit_id: int
    on: date
    was: str = ""


class SendUnitNews(_Delivery):
    """Tell a person of changed units that concern them, and which reports of these units are due."""

    kind: Literal["unit_news"] = "unit_news"
    person_id: int
    changes: tuple[UnitNewsItem, ...]


class SendAccountJoined(_Delivery):
    """Tell a person, on another of their accounts, that the account of this number has joined."""

    kind: Literal["account_joined"] = "account_joined"
    person_id: int
    account: int


class SendEvidence(_Delivery):
    """Send the evidence files of a report."""

    kind: Literal["evidence"] = "evidence"
    person_id: int
    report_id: int


class SendDigest(_Delivery):
    """Render and send the digest of a round: picture, text, and, outside groups, buttons.

    A `brief` digest is a text that fits one message.
    """

    kind: Literal["digest"] = "digest"
    person_id: int
    round_id: int
    unit_id: int | None = None
    brief: bool = False
    for_group: bool = False


class SendWorkbook(_Delivery):
    """Render and send the Excel file of a round."""

    kind: Literal["workbook"] = "workbook"
    person_id: int
    round_id: int
    unit_id: int | None = None


class SendOwnData(_Delivery):
    """Render and send the file with all data stored about a person, to that person."""

    kind: Literal["own_data"] = "own_data"
    person_id: int


class SendInvitation(_Delivery):
    """Send an invitation to pass on. Nothing is sent if the code is no longer valid."""

    kind: Literal["invitation"] = "invitation"
    code: str


class SendInvitations(_Delivery):
    """Send several invitations in one message. Codes that are no longer valid are left out."""

    kind: Literal["invitations"] = "invitations"
    codes: tuple[str, ...]


Order = SendDigest | SendWorkbook | SendEvidence | SendOwnData
"""Orders whose results a person has requested and is waiting for."""

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
    """Priority among due deliveries. The numbers are stored; `rank` is the order."""

    REPLY = 0
    ORDERED = 1  # requested by a person who is waiting: a digest, a workbook
    REMINDER = 2
    STRANGER = 3  # a reply to a person who has not joined: after other replies, within a share of the rate

    @property
    def rank(self) -> int:
        """Position among the deliveries that are due to different chats."""
        return _ORDER.index(self)

    @property
    def in_chat(self) -> int:
        """Position among the deliveries that are due to one chat: replies keep the order of their events."""
        return int(Priority.REPLY if self is Priority.STRANGER else self)


_ORDER = (Priority.REPLY, Priority.STRANGER, Priority.ORDERED, Priority.REMINDER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A delivery with its recipient. Planning the same delivery again yields the same `key`.

    A failed delivery is retried until `until`, in office time. None means the default of its kind.
    """

    key: str
    chat: Chat
    priority: Priority
    due_at: datetime
    delivery: Delivery
    until: datetime | None = None
