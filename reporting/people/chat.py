"""A chat: a person's address on a channel."""

import re
from dataclasses import dataclass
from zlib import crc32


@dataclass(frozen=True, slots=True, order=True)
class Chat:
    """An address on a channel: ('telegram', '123456')."""

    channel: str
    address: str


NUMBERS = 900_000
LONGEST_NAME = 40
_UNSHOWN = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")


def account_number(chat: Chat) -> int:
    """Return six digits that distinguish an account from its owner's other accounts without revealing the address."""
    return 100_000 + crc32(f"{chat.channel}:{chat.address}".encode()) % NUMBERS


def shown_name(name: str) -> str:
    """Return an account's name on its channel for display: on one line, without invisible characters."""
    return " ".join(_UNSHOWN.sub(" ", name).split())[:LONGEST_NAME]
