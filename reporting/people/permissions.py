"""Permissions: which role allows which action."""

from collections.abc import Mapping
from enum import StrEnum

from reporting.people.role import RoleKind


class Action(StrEnum):
    """An action at a unit that requires a role."""

    ANSWER = "answer"
    READ = "read"  # another person's answers, with their evidence
    OVERSEE = "oversee"  # the progress of a round's units: lists, digest, workbook
    REMIND = "remind"
    EXTEND = "extend"  # a later deadline
    READ_AUDIT = "read_audit"
    REPLACE = "replace"  # replace a reporter
    INVITE = "invite"
    SUSPEND = "suspend"  # also withdraw
    OPEN_ROUND = "open_round"
    CLOSE_ROUND = "close_round"
    PROPOSE_DELETION = "propose_deletion"
    CONFIRM_DELETION = "confirm_deletion"
    ALLOW_GROUP = "allow_group"


_OVERSEERS = frozenset({RoleKind.SUPERVISOR, RoleKind.ADMINISTRATOR})

_ADMINISTRATORS = frozenset({RoleKind.ADMINISTRATOR})

RULES: Mapping[Action, frozenset[RoleKind]] = {
    Action.ANSWER: frozenset({RoleKind.REPORTER}),
    Action.READ: _OVERSEERS,
    Action.OVERSEE: _OVERSEERS,
    Action.REMIND: _OVERSEERS,
    Action.EXTEND: _OVERSEERS,
    Action.READ_AUDIT: _OVERSEERS,
    Action.REPLACE: _OVERSEERS,
    Action.INVITE: _ADMINISTRATORS,
    Action.SUSPEND: _ADMINISTRATORS,
    Action.OPEN_ROUND: _ADMINISTRATORS,
    Action.CLOSE_ROUND: _ADMINISTRATORS,
    Action.PROPOSE_DELETION: _ADMINISTRATORS,
    Action.CONFIRM_DELETION: _ADMINISTRATORS,
    Action.ALLOW_GROUP: _ADMINISTRATORS,
}
"""The kinds of roles that allow each action, at the role's unit and below."""
