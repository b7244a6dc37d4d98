"""Cutting a text into messages that a channel takes."""

import re
from collections.abc import Sequence
from html import unescape

from markupsafe import Markup
from telegram.constants import MessageLimit

from reporting.digest_text import shown_length

_TOKEN = re.compile(r"<(?P<end>/?)(?P<tag>[a-z-]+)[^>]*>|&#?\w+;|.", re.DOTALL)


def pieces(text: Markup, limit: int = MessageLimit.MAX_TEXT_LENGTH) -> list[Markup]:
    """Cut a text into messages that Telegram takes: between lines, else between words, else anywhere.

    Tags that a cut falls into are closed before it and opened again after it; Telegram refuses a message whose
    tags do not match. Pieces without anything to see are left out, Telegram refuses these too.
    """
    if shown_length(text) <= limit:
        return [text]
    found: list[Markup] = []
    tags: list[re.Match[str]] = []
    tokens = list(_TOKEN.finditer(text))
    while tokens:
        end = _end_of_piece(tokens, limit)
        opening = "".join(tag[0] for tag in tags)
        body = "".join(token[0] for token in tokens[:end])
        tags = _open_tags(tags, tokens[:end])
        closing = "".join(f"</{tag['tag']}>" for tag in reversed(tags))
        if Markup(body).striptags():  # noqa: S704 -- a part of what was markup
            found.append(Markup(opening + body + closing))  # noqa: S704 -- the same
        tokens = tokens[end:]
    return found or [text]


def _end_of_piece(tokens: Sequence[re.Match[str]], limit: int) -> int:
    """Return how many of the tokens make one message."""
    length = line = word = 0
    for place, token in enumerate(tokens):
        length += _token_length(token)
        if length > limit:
            return line or word or place
        if token[0] == "\n":
            line = place + 1
        elif token[0] == " ":
            word = place + 1
    return len(tokens)


def _token_length(token: re.Match[str]) -> int:
    """Count a token as Telegram counts it: tags not at all, all else in UTF-16 units."""
    return 0 if token["tag"] else len(unescape(token[0]).encode("utf-16-le")) // 2


def _open_tags(before: Sequence[re.Match[str]], tokens: Sequence[re.Match[str]]) -> list[re.Match[str]]:
    """Return the tags that are open after these tokens."""
    tags = list(before)
    for token in tokens:
        if token["end"]:
            tags.pop()
        elif token["tag"]:
            tags.append(token)
    return tags
