"""What a dialogue wants done: the turn does it, all in one transaction."""

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
    """Bind this chat to the invited person; the consent is given at that moment, to that version of the notice."""

    code_hash: str
    notice: str


@dataclass(frozen=True, slots=True)
class JoinByPhone:
    """Bind this chat to whoever has that phone number in the register; the consent is given as with a code."""

    phone_hash: str
    notice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Agree:
    """Note that the person agreed to a version of the notice, or did not."""

    notice: str
    agreed: bool


@dataclass(frozen=True, slots=True)
class Rename:
    """Write the person's name so."""

    name: str


@dataclass(frozen=True, slots=True)
class Speak:
    """Speak this language with the person: `vi` or `en`."""

    language: str


@dataclass(frozen=True, slots=True)
class Erase:
    """Erase everything that tells who this person is; what is said in the same step is said as a farewell."""


@dataclass(frozen=True, slots=True)
class AllowGroup:
    """Have the digests of a unit posted in this group."""

    unit_id: int


@dataclass(frozen=True, slots=True)
class EndGroup:
    """Post nothing in this group any more."""


@dataclass(frozen=True, slots=True)
class MoveGroup:
    """This group has another address."""

    to: str


@dataclass(frozen=True, slots=True)
class NoteWrongCode:
    """Count a code that was never given out and not merely mistyped, whoever tried it."""


@dataclass(frozen=True, slots=True)
class Record:
    """Append answers to a report, by question path."""

    report_id: int
    answers: dict[str, Answer]


@dataclass(frozen=True, slots=True)
class Keep:
    """Keep a file that was sent as evidence: the channel's reference to it, under the answer's name."""

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
    """Keep reminders from the person until then, and remind at that moment."""

    until: datetime


@dataclass(frozen=True, slots=True)
class LinkAccount:
    """Let whoever brings this code join as the person, once, until then."""

    code_hash: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Disconnect:
    """Have the account of this number be the person's no longer, and their unused codes count no longer."""

    account: int


@dataclass(frozen=True, slots=True)
class DigestsHere:
    """Have the person's digests come to the channel of this chat."""


@dataclass(frozen=True, slots=True)
class RemindNow:
    """Send somebody a reminder because a supervisor asked for it.

    The key makes asking twice send once. Whoever performs it keeps to the quiet hours.
    """

    key: str
    reminder: SendReminder


@dataclass(frozen=True, slots=True)
class Decide:
    """Carry out what an administrator has decided and confirmed, and write it into the audit."""

    decision: Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class Tell:
    """Tell somebody else something, once for each key; whoever performs it keeps to the quiet hours."""

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
"""What is delivered to the chat that the event came from."""

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
"""What changes what is stored."""

Effect = Reply | Change | RemindNow | Tell
