"""A message's text as Telegram stores it: parsed, trimmed, with auto-detected entities."""

import json
import re
from dataclasses import dataclass, field

from sandbox.telegram.errors import BadRequest
from sandbox.telegram.markup import parse_html
from sandbox.world.wire import Wire, utf16_length

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024

_FOUND = re.compile(
    r"(?P<bot_command>(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?(?![\w/]))"
    r"|(?P<url>https?://[^\s<>\"]*[^\s<>\".,;:!?)\]])"
)


@dataclass(frozen=True, slots=True)
class FormattedText:
    """A text and its entities, with offsets in UTF-16 units."""

    text: str
    entities: list[Wire] = field(default_factory=list)

    def wire(self, text: str = "text", entities: str = "entities") -> Wire:
        """Return the message fields; entities are omitted if empty, as in Telegram."""
        return {text: self.text} | ({entities: self.entities} if self.entities else {})


def formatted(source: str, parse_mode: str = "", entities: str = "") -> FormattedText:
    """Return a sent text by its parse mode, or with its entities given as JSON.

    Markdown is rejected although Telegram supports it, because Baocao sends HTML only.
    """
    mode = parse_mode.lower()
    if mode not in ("", "none", "html"):
        raise BadRequest("unsupported parse_mode")
    if mode == "html":
        text, found = parse_html(source)
    else:
        text, found = source, _given(entities)
    return detected(_trimmed(text, found))


def detected(formatted_text: FormattedText) -> FormattedText:
    """Add the entities that Telegram detects: bot commands and bare links."""
    text, entities = formatted_text.text, list(formatted_text.entities)
    for match in _FOUND.finditer(text):
        offset, length = utf16_length(text[: match.start()]), utf16_length(match.group())
        if not any(_overlap(entity, offset, length) for entity in formatted_text.entities):
            entities.append({"type": match.lastgroup, "offset": offset, "length": length})
    entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return FormattedText(text, entities)


def _overlap(entity: Wire, offset: int, length: int) -> bool:
    if entity["type"] not in ("code", "pre", "text_link"):
        return False
    start, end = entity["offset"], entity["offset"] + entity["length"]
    return bool(start < offset + length and offset < end)


def _given(entities: str) -> list[Wire]:
    if not entities:
        return []
    try:
        given = json.loads(entities)
        return [dict(entity) for entity in given if isinstance(entity["type"], str)]
    except (ValueError, KeyError, TypeError):
        raise BadRequest("can't parse MessageEntity") from None


def _trimmed(text: str, entities: list[Wire]) -> FormattedText:
    """Trim whitespace at the end, and at the start up to the first entity."""
    first = min((entity["offset"] for entity in entities), default=utf16_length(text))
    text = text.rstrip()
    lead = min(len(text) - len(text.lstrip()), first)
    text = text[lead:]
    end = utf16_length(text)
    kept = []
    for entity in entities:
        offset = entity["offset"] - lead
        length = min(entity["length"], end - offset)
        if length > 0:
            kept.append(entity | {"offset": offset, "length": length})
    return FormattedText(text, kept)
