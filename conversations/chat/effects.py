"""Effects that a dialogue requests. The turn performs all of them in one transaction."""

from dataclasses import dataclass
from datetime import datetime

from conversations.chat.messages import Message
from conversations.chat.orders import (
    Acknowledge,
    Rewrite,
    Say,
    SendDigest,
    SendEvidence,
    SendInvitation,
    SendInvitations,
    SendOwnData,
    SendReminder,
    SendWorkbook,
)
from reporting.decisions.decisions import Decision
from reporting.reports.report import Answer


@dataclass(frozen=True, slots=True)
class Join:
    """Bind this chat to the invited person. Consent to this version of the notice is recorded at that moment."""

    code_hash: str
    notice: str


@dataclass(frozen=True, slots=True)
class JoinByPhone:
    """Bind this chat to the person with that phone number in the register. Consent is recorded as in `Join`."""

    phone_hash: str
    notice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Agree:
    """Record that the person accepted or refused a version of the notice."""

    notice: str
    agreed: bool


@dataclass(frozen=True, slots=True)
class Rename:
    """Change the person's name."""

    name: str


@dataclass(frozen=True, slots=True)
class Speak:
    """Change the person's language: `vi` or `en`."""

    language: str


@dataclass(frozen=True, slots=True)
class Erase:
    """Erase all data that identify the person. Messages of the same step are sent as a farewell."""


@dataclass(frozen=True, slots=True)
class AllowGroup:
    """Post the digests of a unit in this group."""

    unit_id: int


@dataclass(frozen=True, slots=True)
class EndGroup:
    """Stop posting in this group."""


@dataclass(frozen=True, slots=True)
class MoveGroup:
    """Record the group's new address."""

    to: str


@dataclass(frozen=True, slots=True)
class NoteWrongCode:
    """Count an attempt to join with a code that was never issued. A code with a wrong check sign does not count."""


@dataclass(frozen=True, slots=True)
class Record:
    """Append answers to a report, by question path."""

    report_id: int
    answers: dict[str, Answer]


@dataclass(frozen=True, slots=True)
class Keep:
    """Store a file that was sent as evidence: the channel's reference to it, under the answer's name."""

    report_id: int
    path: str
    kind: str
    name: str
    reference: str


@dataclass(frozen=True, slots=True)
class Submit:
    """Submit a report as its next revision."""

    report_id: int
    on_time: bool


@dataclass(frozen=True, slots=True)
class Snooze:
    """Suppress reminders to the person until a moment, and send one then."""

    until: datetime


@dataclass(frozen=True, slots=True)
class LinkAccount:
    """Accept this code for joining another account as the same person, once, until the given moment."""

    code_hash: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Disconnect:
    """Unlink the account of this number from the person, and invalidate the person's unused codes."""

    account: int


@dataclass(frozen=True, slots=True)
class DigestsHere:
    """Deliver the person's digests to the channel of this chat."""


@dataclass(frozen=True, slots=True)
class RemindNow:
    """Send a reminder that a supervisor requested.

    `key` makes repeated requests send one message. Delivery keeps the quiet hours.
    """

    key: str
    reminder: SendReminder


@dataclass(frozen=True, slots=True)
class Decide:
    """Carry out a decision that an administrator has confirmed, and write it to the audit log."""

    decision: Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class Tell:
    """Send a message to another person, once for each `key`. Delivery keeps the quiet hours."""

    key: str
    person_id: int
    message: Message


Reply = (
    Say
    | Acknowledge
    | Rewrite
    | SendDigest
    | SendEvidence
    | SendWorkbook
    | SendOwnData
    | SendInvitation
    | SendInvitations
)
"""Effects that are delivered to the chat the event came from."""

Change = (
    Join
    | JoinByPhone
    | NoteWrongCode
    | Agree
    | Rename
    | Speak
    | Erase
    | AllowGroup
    | EndGroup
    | MoveGroup
    | Record
    | Keep
    | Submit
    | Snooze
    | LinkAccount
    | Disconnect
    | DigestsHere
    | Decide
)
"""Effects that change stored data."""

Effect = Reply | Change | RemindNow | Tell
