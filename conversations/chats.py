"""A chat: where a person is reached."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Chat:
    """An address on a channel: ('telegram', '123456')."""

    channel: str
    address: str
