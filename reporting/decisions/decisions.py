"""Decisions of administrators. Each is shown, confirmed, checked again, and then carried out."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from reporting.people.role import RoleKind


class _Decision(BaseModel):
    model_config = ConfigDict(frozen=True)


class Appoint(_Decision):
    """Register a person with a role at a unit and invite them. The role of the person `instead_of` ends at once.

    The code is issued when the decision is carried out.
    """

    kind: Literal["appoint"] = "appoint"
    unit_id: int
    role: RoleKind
    name: str
    phone_hash: str | None = None
    instead_of: int | None = None
    code_hash: str = ""
    expires_at: datetime | None = None


class InviteAgain(_Decision):
    """Give a registered person a new code; their unused codes expire.

    The code is issued when the decision is carried out.
    """

    kind: Literal["invite_again"] = "invite_again"
    person_id: int
    unit_id: int
    role: RoleKind
    code_hash: str = ""
    expires_at: datetime | None = None


class Suspend(_Decision):
    """Suspend a person's roles at a unit until they are reinstated."""

    kind: Literal["suspend"] = "suspend"
    person_id: int
    unit_id: int


class Reinstate(_Decision):
    """Reinstate a person's suspended roles at a unit."""

    kind: Literal["reinstate"] = "reinstate"
    person_id: int
    unit_id: int


class DisconnectAccount(_Decision):
    """Disconnect an account from a person. `account` is the account's number."""

    kind: Literal["disconnect_account"] = "disconnect_account"
    person_id: int
    unit_id: int
    account: int


class OpenRound(_Decision):
    """Open a round: a form, some units, a period as a DHIS2 code, and a deadline."""

    kind: Literal["open_round"] = "open_round"
    unit_id: int
    form_hash: str
    title: str
    period: str
    due: date
    inclusive: bool
    unit_ids: tuple[int, ...]


class LetterRound(BaseModel):
    """One round of a letter: a form, its title, and the units that are asked."""

    model_config = ConfigDict(frozen=True)

    form_hash: str
    title: str
    unit_ids: tuple[int, ...]


class OpenLetter(_Decision):
    """Open the rounds of a letter: number, date, issuer and subject as printed, one period, one deadline."""

    kind: Literal["open_letter"] = "open_letter"
    unit_id: int
    number: str
    issued_on: date
    issuer: str
    subject: str
    period: str
    due: date
    inclusive: bool
    rounds: tuple[LetterRound, ...]


class ExtendReport(_Decision):
    """Give the report of one unit a later last day."""

    kind: Literal["extend_report"] = "extend_report"
    report_id: int
    last_day: date


class ExtendRound(_Decision):
    """Give a round a later last day."""

    kind: Literal["extend_round"] = "extend_round"
    round_id: int
    last_day: date


class CloseRound(_Decision):
    """Close a round. It takes no more answers."""

    kind: Literal["close_round"] = "close_round"
    round_id: int


class ProposeDeletion(_Decision):
    """Propose to delete a round with its answers, or a person; another administrator has to confirm it."""

    kind: Literal["propose_deletion"] = "propose_deletion"
    unit_id: int
    round_id: int | None = None
    person_id: int | None = None


class ConfirmDeletion(_Decision):
    """Confirm a deletion that another administrator has proposed, and delete."""

    kind: Literal["confirm_deletion"] = "confirm_deletion"
    deletion_id: int


class RefuseDeletion(_Decision):
    """Refuse a proposed deletion."""

    kind: Literal["refuse_deletion"] = "refuse_deletion"
    deletion_id: int


Decision = Annotated[
    Appoint
    | InviteAgain
    | Suspend
    | Reinstate
    | DisconnectAccount
    | OpenRound
    | OpenLetter
    | ExtendReport
    | ExtendRound
    | CloseRound
    | ProposeDeletion
    | ConfirmDeletion
    | RefuseDeletion,
    Field(discriminator="kind"),
]
