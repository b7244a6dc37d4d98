"""What is remembered of who did what: the deeds that the audit knows."""

from enum import StrEnum


class AuditEvent(StrEnum):
    """Kinds of audited actions."""

    JOINED = "joined"
    ANSWERED = "answered"  # counted: a row for each person and day, from the answers themselves
    SUBMITTED = "submitted"
    CORRECTED = "corrected"  # submitted again
    ENROLLED = "enrolled"  # given a role, by a workbook of people
    UNIT_CHANGED = "unit_changed"  # added, set right, renamed, moved, replaced or ended in the register
    INVITED = "invited"
    HANDED_OVER = "handed_over"  # one reporter's place given to another
    SUSPENDED = "suspended"
    REINSTATED = "reinstated"
    DISCONNECTED = "disconnected"  # an account taken from a person
    ROUND_OPENED = "round_opened"
    EXTENDED = "extended"
    ROUND_CLOSED = "round_closed"
    DELETION_PROPOSED = "deletion_proposed"
    DELETION_REFUSED = "deletion_refused"
    DELETED = "deleted"
    ERASED = "erased"  # what told who a person was; on request, or because its time was up
    BACKED_UP = "backed_up"  # a copy of everything was made
