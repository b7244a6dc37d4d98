"""The kinds of actions that the audit records."""

from enum import StrEnum


class AuditEvent(StrEnum):
    """Kinds of audited actions."""

    JOINED = "joined"
    ANSWERED = "answered"  # counted from the answers: one row a person and day
    SUBMITTED = "submitted"
    CORRECTED = "corrected"  # submitted again
    ENROLLED = "enrolled"  # a role was given by a workbook of people
    UNIT_CHANGED = "unit_changed"  # added, corrected, renamed, moved, replaced or ended
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
