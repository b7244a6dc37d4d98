"""XLSForm's Markdown and HTML in a form's texts, as markup for a channel or as plain text."""

import re
from collections.abc import Iterator
from functools import partial
from html import unescape

from markupsafe import Markup, escape

_SPECIAL = re.compile("[*_#<&\\\\\\[\ue000-\ue07f]")
_FIRST = 0xE000
_SHIELDED = {ord(sign): _FIRST + ord(sign) for sign in "\\`*_{}[]()#+-.!<>&~|"}
_SHOWN = {shield: sign for sign, shield in _SHIELDED.items()}
_OPEN, _CLOSE, _BREAK = "\ue100", "\ue101", "\ue102"
"""Private-use characters around a recognized tag, and for a line break before or after a block."""

_LONGEST = 600  # characters between a pair of marks

_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!<>&~|])")
_TAG = re.compile(
    r"<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:\s+[\w:-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'<>]+))*)\s*/?>"
)
_HREF = re.compile(r"\bhref\s*=\s*[\"']?([^\"'\s<>]+)", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:https?://|mailto:|tel:)\S+", re.IGNORECASE)
_LINK = re.compile(r"\[([^\[\]\n]+)\]\(\s*((?:https?://|mailto:|tel:)[^\s()]+)\s*\)", re.IGNORECASE)
_BARE_ADDRESS = re.compile(rf"https?://[^\s<>()\[\]*{_OPEN}]+", re.IGNORECASE)
_HEADING = re.compile(r"^[ \t]*#{1,6}[ \t]+(\S.*?)[ \t]*#*[ \t]*$", re.MULTILINE)
_BULLET = re.compile(r"^([ \t]*)\*(?=[ \t]+\S)", re.MULTILINE)
_MARKS = tuple(
    (
        re.compile(
            pattern.replace("…", rf"((?=[^\s)\]}}.,:;]).{{1,{_LONGEST}}}?(?<=[^\s(\[{{]))"), re.DOTALL
        ),
        tags,
    )
    for pattern, tags in (
        (r"\*\*\*…\*\*\*", ("b", "i")),
        (r"\*\*…\*\*", ("b",)),
        (r"(?<!\w)__…__(?!\w)", ("b",)),
        (r"(?<![\w*])\*(?!\*)…\*(?!\*)|\*(?!\*)…\*(?![\w*])", ("i",)),
        (r"(?<!\w)_(?!_)…_(?!\w)", ("i",)),
    )
)
_ENTITY = re.compile(r"&(?:#\d{1,6}|#[xX][0-9a-fA-F]{1,5}|[a-zA-Z][a-zA-Z0-9]{1,30});")
_TOKEN = re.compile(rf"{_OPEN}(/?)(\w+)\|([^{_CLOSE}]*){_CLOSE}|([^{_OPEN}]+)|.", re.DOTALL)
_AROUND_BREAK = re.compile(rf"[ \t\n]*{_BREAK}[ \t\n{_BREAK}]*")

_SHOWN_AS = {
    "b": "b",
    "strong": "b",
    "i": "i",
    "em": "i",
    "u": "u",
    "ins": "u",
    "s": "s",
    "strike": "s",
    "del": "s",
    **{f"h{level}": "b" for level in range(1, 7)},
    "a": "a",
}
_BLOCKS = frozenset({"p", "div", "ul", "ol", "li", "table", "tr", "center", "blockquote", "pre", "hr"}) | {
    f"h{level}" for level in range(1, 7)
}
_LEFT_OUT = frozenset(
    {"span", "font", "small", "big", "sub", "sup", "code", "img", "td", "th", "tbody", "thead", "mark"}
)
_KNOWN = _SHOWN_AS.keys() | _BLOCKS | _LEFT_OUT | {"br"}


def literal(value: str) -> str:
    """Escape a value for insertion into an author's text, so that none of its characters is read as a mark."""
    return value.translate(_SHIELDED) if _SPECIAL.search(value) else value


def as_markup(text: str, *, within: str = "") -> Markup:
    """Return an author's text as markup that every channel supports; `within` is the tag that already surrounds it."""
    if not _is_marked(text):
        return escape(text)
    return Markup("".join(_balanced(_tagged(text), within)))  # noqa: S704 -- tags of ours, around what is escaped


def as_plain(text: str) -> str:
    """Return an author's text without marks."""
    if not _is_marked(text):
        return text
    return "".join(_words(found[4]) for found in _TOKEN.finditer(_tagged(text)) if found[4])


def _is_marked(text: str) -> bool:
    return _SPECIAL.search(text) is not None


def _tagged(text: str) -> str:
    """Return the text with recognized tags and marks as tags between private-use characters."""
    text = _ESCAPED.sub(lambda found: literal(found[1]), text)
    text = _TAG.sub(_from_html, text)
    text = _LINK.sub(lambda found: _tag("a", found[2]) + found[1] + _tag("/a"), text)
    text = _BARE_ADDRESS.sub(lambda found: literal(found[0]), text)
    text = _BULLET.sub(r"\1-", text)
    for pattern, tags in _MARKS:
        opening, closing = "".join(map(_tag, tags)), "".join(_tag(f"/{tag}") for tag in reversed(tags))
        text = pattern.sub(partial(_between, opening, closing), text)
    text = _HEADING.sub(lambda found: _tag("b") + found[1] + _tag("/b"), text)
    return _AROUND_BREAK.sub(lambda found: "\n" * max(1, min(2, found[0].count("\n"))), text).strip()


def _between(opening: str, closing: str, found: re.Match[str]) -> str:
    return opening + next(each for each in found.groups() if each) + closing


def _from_html(found: re.Match[str]) -> str:
    end, name = found[1], found[2].lower()
    if name not in _KNOWN:
        return found[0]
    if name == "br":
        return "\n"
    shown = _SHOWN_AS.get(name)
    address = _HREF.search(found[3]) if name == "a" else None
    tag = _tag(f"{end}{shown}", unescape(address[1]) if address else "") if shown else ""
    if name not in _BLOCKS:
        return tag
    bullet = "- " if name == "li" and not end else ""
    return f"{tag}{_BREAK}" if end else f"{_BREAK}{bullet}{tag}"


def _tag(name: str, address: str = "") -> str:
    return f"{_OPEN}{name}|{literal(address)}{_CLOSE}"


def _words(text: str) -> str:
    return _ENTITY.sub(lambda found: unescape(found[0]), text).translate(_SHOWN)


def _balanced(text: str, within: str) -> Iterator[str]:
    """Yield the text with properly nested tags, even if the author's are not."""
    opened: list[tuple[str, str]] = []
    for found in _TOKEN.finditer(text):
        end, name, address, words = found.groups()
        if words is not None:
            yield str(escape(_words(words)))
        elif name is None or name == within or (end and all(name != each for each, _ in opened)):
            continue
        elif not end:
            yield from _opening(name, address, opened)
        else:
            yield from _closing(name, opened)
    yield from (f"</{name}>" for name, _ in reversed(opened))


def _opening(name: str, address: str, opened: list[tuple[str, str]]) -> Iterator[str]:
    href = address.translate(_SHOWN)
    if any(name == each for each, _ in opened) or (name == "a" and not _ADDRESS.fullmatch(href)):
        return
    tag = f'<a href="{escape(href)}">' if name == "a" else f"<{name}>"
    opened.append((name, tag))
    yield tag


def _closing(name: str, opened: list[tuple[str, str]]) -> Iterator[str]:
    """Close a tag and the tags opened inside it, then reopen the inner ones."""
    reopened: list[tuple[str, str]] = []
    while opened:
        each = opened.pop()
        yield f"</{each[0]}>"
        if each[0] == name:
            break
        reopened.insert(0, each)
    for each in reopened:
        opened.append(each)
        yield each[1]
