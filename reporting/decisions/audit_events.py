"""The kinds of actions that the audit records."""

from enum import StrEnum


class AuditEvent(StrEnum):
    """Kinds of audited actions."""

    JOINED = "joined"
    ANSWERED = "answered"  # one row for each person and day, counted from the answers
    SUBMITTED = "submitted"
    CORRECTED = "corrected"  # submitted again
    ENROLLED = "enrolled"  # given a role, by a workbook of people
    UNIT_CHANGED = "unit_changed"  # added, set right, renamed, moved, replaced or ended in the register
    INVITED = "invited"
    HANDED_OVER = "handed_over"  # one reporter replaced by another
    SUSPENDED = "suspended"
    REINSTATED = "reinstated"
    DISCONNECTED = "disconnected"  # an account disconnected from a person
    LETTER_OPENED = "letter_opened"
    ROUND_OPENED = "round_opened"
    EXTENDED = "extended"
    ROUND_CLOSED = "round_closed"
    DELETION_PROPOSED = "deletion_proposed"
    DELETION_REFUSED = "deletion_refused"
    DELETED = "deleted"
    ERASED = "erased"  # personal data deleted, on request or by retention
    BACKED_UP = "backed_up"  # a backup was made
