"""The text of a message as Zalo shows it: plain or of its HTML, with the links it finds by itself."""

from sandbox.telegram import errors as telegram
from sandbox.telegram.formatting import FormattedText, formatted
from sandbox.world.wire import utf16_length
from sandbox.zalo.errors import ZaloBadRequest

TEXT_LIMIT = 2000
COMMANDS = "bot_command"


def written(text: str, parse_mode: str = "") -> FormattedText:
    """Return a text as the apps show it; raises ZaloBadRequest for a parse mode or markup that Zalo does not take.

    Markdown is refused although Zalo knows it: Baocao writes HTML or nothing.
    """
    if parse_mode not in ("", "html"):
        raise ZaloBadRequest("parse_mode is invalid")
    try:
        found = formatted(text, parse_mode)
    except telegram.BadRequest as refusal:
        raise ZaloBadRequest(refusal.description) from None
    return FormattedText(found.text, [entity for entity in found.entities if entity["type"] != COMMANDS])


def checked_length(text: str, name: str) -> str:
    """Return a text of 1 to 2,000 characters as it was sent, its tags counted; raises ZaloBadRequest."""
    if not 1 <= utf16_length(text) <= TEXT_LIMIT:
        raise ZaloBadRequest(f"{name} must have 1 to {TEXT_LIMIT} characters")
    return text
