"""The notice to administrators about undelivered messages."""

from conversations.chat.messages import Message
from texts import catalogue
from texts.formatting import Writer


def given_up_notice(count: int, language: str) -> Message:
    """Return the notice: the number of undelivered messages, and what to do."""
    return Message(text=catalogue(language)("undelivered.told", count=Writer(language).count(count)))
