"""What administrators are told of messages that could not be sent."""

from conversations.chat.messages import Message
from texts import catalogue
from texts.formatting import Writer


def given_up(count: int, language: str) -> Message:
    """Return the word that so many messages could not be sent, and what to do."""
    return Message(text=catalogue(language)("undelivered.told", count=Writer(language).count(count)))
