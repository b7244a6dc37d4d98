"""Converts message HTML to text and entities by Telegram's own grammar.

The reference is parse_html in tdlib's MessageEntity.cpp, with its exact error texts. Custom emoji are unsupported.
Error offsets count UTF-8 bytes; entity offsets count UTF-16 units.
"""

import re
from dataclasses import dataclass, field
from typing import NoReturn

from sandbox.telegram.errors import BadRequest
from sandbox.world.wire import Wire, utf16_length

ENTITY_TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
}
LAST_CODE = 0x10FFFF
SURROGATES = range(0xD800, 0xE000)
REFERENCE_LIMIT = 10
CHARACTERS = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}

_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|([a-zA-Z]+));?")
_PLAIN = re.compile(r"[^<&]+")
_TAG_NAME = re.compile(r"[^\s>]*")
_ATTRIBUTE_NAME = re.compile(r"[^\s=>]*")
_NAME_TOKEN = re.compile(r"[A-Za-z0-9.-]*")
_SPACE = re.compile(r"\s*")


@dataclass(slots=True)
class _OpenTag:
    name: str
    argument: str
    offset: int
    text_start: int


@dataclass(slots=True)
class _Reader:
    source: str
    position: int = 0
    text: list[str] = field(default_factory=list)
    length: int = 0
    open_tags: list[_OpenTag] = field(default_factory=list)
    entities: list[Wire] = field(default_factory=list)

    def refuse(self, reason: str, at: int | None = None) -> NoReturn:
        where = "" if at is None else f" at byte offset {len(self.source[:at].encode())}"
        raise BadRequest(f"can't parse entities: {reason}{where}")

    def take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.source, self.position)
        taken = match.group() if match else ""
        self.position += len(taken)
        return taken

    def peek(self) -> str:
        return self.source[self.position : self.position + 1]

    def write(self, text: str) -> None:
        self.text.append(text)
        self.length += utf16_length(text)


def parse_html(source: str) -> tuple[str, list[Wire]]:
    """Return the text and entities of message HTML, outer entities before inner ones.

    Raises BadRequest with Telegram's text for invalid markup.
    """
    reader = _Reader(source)
    while reader.position < len(source):
        if reader.peek() == "&":
            reader.write(_character(reader))
        elif source.startswith("</", reader.position):
            _close(reader)
        elif reader.peek() == "<":
            _open(reader)
        else:
            reader.write(reader.take(_PLAIN))
    if reader.open_tags:
        reader.refuse(f'Can\'t find end tag corresponding to start tag "{reader.open_tags[-1].name}"')
    reader.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return "".join(reader.text), reader.entities


def _character(reader: _Reader) -> str:
    """Parse a character reference; an ampersand without a known reference stands for itself."""
    match = _REFERENCE.match(reader.source, reader.position)
    decoded = _decode(match) if match else None
    if match is None or decoded is None:
        reader.position += 1
        return "&"
    reader.position = match.end()
    return decoded


def _decode(match: re.Match[str]) -> str | None:
    hexadecimal, decimal, name = match.groups()
    if name is not None:
        return CHARACTERS.get(name)
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    impossible = code == 0 or code >= LAST_CODE or code in SURROGATES or len(match.group()) > REFERENCE_LIMIT
    return None if impossible else chr(code)


def _open(reader: _Reader) -> None:
    begin = reader.position
    reader.position += 1
    name = reader.take(_TAG_NAME).lower()
    if not reader.peek():
        reader.refuse("Unclosed start tag", begin)
    if name not in ENTITY_TYPES:
        reader.refuse(f'Unsupported start tag "{name}"', begin)
    argument = ""
    while attribute := _attribute(reader, name, begin):
        argument = _argument(name, *attribute) or argument
    reader.position += 1
    if name == "span" and argument != "spoiler":
        reader.refuse('Tag "span" must have class "tg-spoiler"', begin)
    reader.open_tags.append(_OpenTag(name, argument, reader.length, len(reader.text)))


def _attribute(reader: _Reader, tag: str, begin: int) -> tuple[str, str] | None:
    reader.take(_SPACE)
    if reader.peek() == ">":
        return None
    name = reader.take(_ATTRIBUTE_NAME)
    if not name:
        if not reader.peek():
            reader.refuse(f'Unclosed start tag "{tag}"', begin)
        reader.refuse(f'Empty attribute name in the tag "{tag}"', begin)
    reader.take(_SPACE)
    if reader.peek() != "=":
        if not reader.peek():
            reader.refuse(f'Unclosed start tag "{tag}"', begin)
        return name, ""
    reader.position += 1
    reader.take(_SPACE)
    if not reader.peek():
        reader.refuse(f'Unclosed start tag "{tag}"', begin)
    value = _quoted(reader) if reader.peek() in "'\"" else _token(reader)
    if not reader.peek():
        reader.refuse("Unclosed start tag", begin)
    return name, value


def _quoted(reader: _Reader) -> str:
    quote = reader.peek()
    reader.position += 1
    value = ""
    while reader.peek() not in (quote, ""):
        if reader.peek() == "&":
            value += _character(reader)
        else:
            value += reader.peek()
            reader.position += 1
    reader.position += len(reader.peek())
    return value


def _token(reader: _Reader) -> str:
    begin = reader.position
    token = reader.take(_NAME_TOKEN).lower()
    if reader.peek() not in (">", "") and not reader.peek().isspace():
        reader.refuse("Unexpected end of name token", begin)
    return token


def _argument(tag: str, name: str, value: str) -> str:
    """Return an entity's attribute: a link's URL, a code's language, or a span's class."""
    if tag == "a" and name == "href":
        return value
    if tag == "code" and name == "class" and value.startswith("language-"):
        return value.removeprefix("language-")
    if tag == "span" and name == "class" and value.startswith("tg-"):
        return value.removeprefix("tg-")
    if tag == "blockquote" and name == "expandable":
        return name
    return ""


def _close(reader: _Reader) -> None:
    begin = reader.position
    if not reader.open_tags:
        reader.refuse("Unexpected end tag", begin)
    reader.position += 2
    name = reader.take(_TAG_NAME).lower()
    reader.take(_SPACE)
    if reader.peek() != ">":
        reader.refuse("Unclosed end tag", begin)
    reader.position += 1
    tag = reader.open_tags.pop()
    if name not in ("", tag.name):
        where = len(reader.source[:begin].encode())
        reader.refuse(
            f'Unmatched end tag at byte offset {where}, expected "</{tag.name}>", found "</{name}>"'
        )
    if reader.length > tag.offset:
        _add_entity(reader, tag)


def _add_entity(reader: _Reader, tag: _OpenTag) -> None:
    entity: Wire = {
        "type": ENTITY_TYPES[tag.name],
        "offset": tag.offset,
        "length": reader.length - tag.offset,
    }
    if tag.name == "a":
        url = _checked_link(tag.argument or "".join(reader.text[tag.text_start :]))
        if url is None:
            return
        entity["url"] = url
    if tag.name == "blockquote" and tag.argument:
        entity["type"] = "expandable_blockquote"
    if tag.name == "code" and tag.argument:
        entity["language"] = tag.argument
    if tag.name == "pre":
        _take_language(reader.entities, entity)
    reader.entities.append(entity)


def _take_language(entities: list[Wire], pre: Wire) -> None:
    """Merge `<pre><code class="language-x">` into one entity with a language."""
    if entities and entities[-1]["type"] == "code" and "language" in entities[-1]:
        inner = entities[-1]
        if (inner["offset"], inner["length"]) == (pre["offset"], pre["length"]):
            pre["language"] = entities.pop()["language"]


def _checked_link(url: str) -> str | None:
    """Return the normalised link, or None where Telegram drops the link and keeps the text."""
    if re.match(r"(https?|tg|mailto|tel):", url, re.IGNORECASE):
        return url
    return f"http://{url}/" if re.fullmatch(r"[\w-]+(\.[\w-]+)+(/\S*)?", url) else None
