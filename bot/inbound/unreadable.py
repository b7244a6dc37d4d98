"""Stores updates that cannot be parsed as dead letters, so that a later version can process them."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from storage.turns.dead_letters import DeadLetter

MOST_KEPT = 1 << 16  # bytes of a body; an ordinary update has a tenth of this
_CONTACT = "contact"


def as_object(body: bytes) -> Mapping[str, Any]:
    """Parse a JSON object; raises ValueError."""
    try:
        read = json.loads(body)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if not isinstance(read, dict):
        raise ValueError("no object")  # noqa: TRY004 -- a bad body, whatever its type
    return read


def without_contacts(update: Mapping[str, Any]) -> dict[str, Any]:
    """Return an update without its phone numbers, which are never stored."""
    return dict(json.loads(json.dumps(update), object_hook=_less_contact))


def unread(channel: str, body: bytes, failure: Exception) -> DeadLetter:
    """Return a body's dead letter; equal bodies have equal keys. Of a body that is not an object the beginning is kept.

    If that may contain a phone number, no content is kept.
    """
    key = f"{channel}:{sha256(body).hexdigest()[:32]}"
    if len(body) <= MOST_KEPT:
        try:
            return DeadLetter.of_update(key, channel, without_contacts(as_object(body)), failure)
        except (ValueError, RecursionError):
            pass
    kept = b"" if _CONTACT.encode() in body else body[:MOST_KEPT]
    return DeadLetter.of_body(key, channel, kept, failure)


def _less_contact(read: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in read.items() if name != _CONTACT}
