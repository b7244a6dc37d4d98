"""A message's text as Zalo shows it: plain or HTML, with auto-detected links."""

from sandbox.telegram import errors as telegram
from sandbox.telegram.formatting import FormattedText, formatted
from sandbox.world.wire import utf16_length
from sandbox.zalo.errors import ZaloBadRequest

TEXT_LIMIT = 2000
COMMANDS = "bot_command"


def written(text: str, parse_mode: str = "") -> FormattedText:
    """Return a text as displayed; raises ZaloBadRequest for unsupported parse modes or markup.

    Markdown is rejected although Zalo supports it, because Baocao sends HTML or plain text.
    """
    if parse_mode not in ("", "html"):
        raise ZaloBadRequest("parse_mode is invalid")
    try:
        found = formatted(text, parse_mode)
    except telegram.BadRequest as refusal:
        raise ZaloBadRequest(refusal.description) from None
    return FormattedText(found.text, [entity for entity in found.entities if entity["type"] != COMMANDS])


def checked_length(text: str, name: str) -> str:
    """Return a text of 1 to 2,000 characters including tags; raises ZaloBadRequest."""
    if not 1 <= utf16_length(text) <= TEXT_LIMIT:
        raise ZaloBadRequest(f"{name} must have 1 to {TEXT_LIMIT} characters")
    return text
