"""Invitation codes: shape, validity, and hash."""

import hashlib
import re
from datetime import datetime, time, timedelta

from reporting.people.invitation_code import normalize_code
from reporting.queries.invitations import InvitationView

INVITED_FOR = timedelta(days=30)
"""The validity of an invitation, to the end of its last day."""

_CODE = re.compile(r"[A-Za-z0-9_-]{8,64}")


def looks_like_code(text: str) -> bool:
    """Tell whether a text may be a code. Telegram passes codes in links; on other channels they are typed."""
    code = normalize_code(text)
    has_digit, has_letter = (any(map(kind, code)) for kind in (str.isdigit, str.isalpha))
    return _CODE.fullmatch(code) is not None and has_digit and has_letter


def hash_code(code: str) -> str:
    """Return the hash under which a code is stored. The code itself is never stored.

    Case is ignored, because phone keyboards capitalize the first letter.
    """
    return hashlib.sha256(normalize_code(code).encode()).hexdigest()


def invited_until(now: datetime) -> datetime:
    """Return the end of validity of an invitation issued now."""
    return datetime.combine(now.date() + INVITED_FOR, time.max, now.tzinfo)


def is_usable(invitation: InvitationView, now: datetime) -> bool:
    """Return True if the invitation can be used now."""
    return not invitation.used and not is_expired(invitation.expires_at, now)


def is_expired(expires_at: datetime, now: datetime) -> bool:
    """Return True from the moment `expires_at` on."""
    return now >= expires_at
