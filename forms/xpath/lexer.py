"""Lexer for expressions (XPath 1.0, section 3.7, and XLSForm's `${name}`)."""

import re
from dataclasses import dataclass
from enum import StrEnum

from forms.xpath.errors import ExpressionError


class TokenKind(StrEnum):
    """The kind of a token."""

    NUMBER = "number"
    LITERAL = "literal"
    NAME = "name"
    OPERATOR = "operator"
    PUNCTUATION = "punctuation"
    REFERENCE = "reference"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """A token: `text` of a literal is without quotes, of a reference without `${` and `}`."""

    kind: TokenKind
    text: str
    at: int


_NAME = r"[^\W\d][\w.\-]*"
_PATTERN = re.compile(
    rf"""(?P<space>\s+)
    |(?P<number>\d+(?:\.\d*)?|\.\d+)
    |(?P<literal>"[^"]*"|'[^']*')
    |(?P<reference>\$\{{\s*(?:last-saved\#)?{_NAME}\s*\}})
    |(?P<name>{_NAME}(?::(?!:)(?:{_NAME}|\*))?)
    |(?P<operator>!=|<=|>=|[+\-=<>|])
    |(?P<punctuation>::|//|\.\.|[/()\[\],@.*])
    """,
    re.VERBOSE,
)
_WORD_OPERATOR = re.compile(r"(?:and|or|mod|div)(?![^\W\d]|[.\-]\w)|\*")  # `1div2` is three tokens
_MISTAKES = {
    "==": "double_equals",
    "&&": "double_ampersand",
    "||": "double_bar",
    "<>": "angle_unequal",
    "“": "curly_quote",
    "”": "curly_quote",
    "‘": "curly_quote",
    "’": "curly_quote",
}


def tokens(text: str) -> list[Token]:
    """Split the text into tokens, the last of kind END; raises ExpressionError for an unknown character."""
    found: list[Token] = []
    at = 0
    while at < len(text):
        _refuse_mistake(text, at)
        operator = _WORD_OPERATOR.match(text, at) if _ends_operand(found) else None
        match = operator or _PATTERN.match(text, at)
        if match is None:
            raise _misfit(text, at)
        if match.lastgroup != "space":
            found.append(_token(match))
        at = match.end()
    found.append(Token(TokenKind.END, "", len(text)))
    return found


def _token(match: re.Match[str]) -> Token:
    kind, text = TokenKind(match.lastgroup or TokenKind.OPERATOR), match.group()
    if kind is TokenKind.LITERAL:
        return Token(kind, text[1:-1], match.start())
    if kind is TokenKind.REFERENCE:
        return Token(kind, text[2:-1].strip(), match.start())
    return Token(kind, text, match.start())


def _ends_operand(before: list[Token]) -> bool:
    """Tell whether an operator may follow: `*`, `and`, `or`, `mod`, `div` are names elsewhere."""
    if not before or before[-1].kind is TokenKind.OPERATOR:
        return False
    return before[-1].kind is not TokenKind.PUNCTUATION or before[-1].text in {")", "]", ".", "..", "*"}


def _refuse_mistake(text: str, at: int) -> None:
    for mistake in (text[at : at + 2], text[at]):
        if mistake in _MISTAKES:
            raise ExpressionError(_MISTAKES[mistake], at, mistake)


def _misfit(text: str, at: int) -> ExpressionError:
    if text[at] in "\"'":
        return ExpressionError("unclosed_quote", at, text[at:])
    if text[at] == "$":
        return ExpressionError("malformed_reference", at, text[at : at + 30])
    return ExpressionError("unexpected_character", at, text[at])
