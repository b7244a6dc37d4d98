"""Invitation codes: how they look, how long they are valid, how they are stored."""

import hashlib
import re
from datetime import datetime, time, timedelta

from reporting.people.invitation_code import spelled
from reporting.queries.invitations import InvitationView

INVITED_FOR = timedelta(days=30)
"""How long an invitation can be used: to the end of its last day."""

_CODE = re.compile(r"[A-Za-z0-9_-]{8,64}")


def looks_like_code(text: str) -> bool:
    """Tell whether a text from a stranger may be a code: no channel but Telegram carries it in a link."""
    code = spelled(text)
    has_digit, has_letter = (any(map(kind, code)) for kind in (str.isdigit, str.isalpha))
    return _CODE.fullmatch(code) is not None and has_digit and has_letter


def hash_code(code: str) -> str:
    """Return the form in which a code is stored and looked up; the code itself is never kept.

    Capitals do not count: a phone's keyboard makes the first letter one by itself.
    """
    return hashlib.sha256(spelled(code).encode()).hexdigest()


def invited_until(now: datetime) -> datetime:
    """Return the end of the last day of an invitation that is given out now."""
    return datetime.combine(now.date() + INVITED_FOR, time.max, now.tzinfo)


def is_usable(invitation: InvitationView, now: datetime) -> bool:
    """Return True if the invitation can be used now."""
    return not invitation.used and not _expired(invitation.expires_at, now)


def _expired(expires_at: datetime, now: datetime) -> bool:
    return now >= expires_at
