"""Splits a text into messages within a channel's length limit."""

import re
from collections.abc import Sequence
from html import unescape

from markupsafe import Markup
from telegram.constants import MessageLimit

from documents.digest.text import shown_length

_TOKEN = re.compile(r"<(?P<end>/?)(?P<tag>[a-z-]+)[^>]*>|&#?\w+;|.", re.DOTALL)
_SENTENCE_ENDS = frozenset(".!?…")


def pieces(
    text: Markup, limit: int = MessageLimit.MAX_TEXT_LENGTH, *, tags_count: bool = False
) -> list[Markup]:
    """Split a text into messages, preferably between lines, then sentences, then words, else anywhere.

    Lengths are counted without tags, or with them if `tags_count`. Tags open at a split are closed before it and
    reopened after it, because channels refuse messages with unbalanced tags. Pieces without visible text are dropped,
    because channels refuse these too.
    """
    if len(text) <= limit // 2:  # a character has at most two UTF-16 units
        return [text]
    if (_utf16_length(text) if tags_count else shown_length(text)) <= limit:
        return [text]
    found: list[Markup] = []
    tags: list[re.Match[str]] = []
    tokens = list(_TOKEN.finditer(text))
    while tokens:
        end = _end_of_piece(tokens, limit, tags if tags_count else None)
        opening = "".join(tag[0] for tag in tags)
        body = "".join(token[0] for token in tokens[:end])
        tags = _open_tags(tags, tokens[:end])
        closing = "".join(f"</{tag['tag']}>" for tag in reversed(tags))
        if Markup(body).striptags():  # noqa: S704 -- a part of what was markup
            found.append(Markup(opening + body + closing))  # noqa: S704 -- the same
        tokens = tokens[end:]
    return found or [text]


def _end_of_piece(
    tokens: Sequence[re.Match[str]], limit: int, counted: Sequence[re.Match[str]] | None
) -> int:
    """Return how many tokens fit into one message; `counted` are the tags open before it, if tags count."""
    length = sum(len(tag[0]) + _closing_length(tag) for tag in counted or ())
    line = sentence = word = 0
    for place, token in enumerate(tokens):
        length += _token_length(token, tags_count=counted is not None)
        if length > limit:
            return line or sentence or word or max(place, 1)
        if token[0] == "\n":
            line = place + 1
        elif token[0] == " ":
            word = place + 1
            if place and tokens[place - 1][0] in _SENTENCE_ENDS:
                sentence = place + 1
    return len(tokens)


def _token_length(token: re.Match[str], *, tags_count: bool) -> int:
    """Return a token's length in UTF-16 units.

    With `tags_count` an opening tag includes its closing tag; else tags count 0.
    """
    if not token["tag"]:
        return _utf16_length(token[0] if tags_count else unescape(token[0]))
    if not tags_count or token["end"]:
        return 0
    return len(token[0]) + _closing_length(token)


def _closing_length(tag: re.Match[str]) -> int:
    return len(f"</{tag['tag']}>")


def _utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _open_tags(before: Sequence[re.Match[str]], tokens: Sequence[re.Match[str]]) -> list[re.Match[str]]:
    """Return the tags that are open after these tokens."""
    tags = list(before)
    for token in tokens:
        if token["end"]:
            tags.pop()
        elif token["tag"]:
            tags.append(token)
    return tags
