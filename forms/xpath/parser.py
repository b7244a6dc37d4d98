"""Recursive descent parser for XPath 1.0's grammar: tokens to syntax tree."""

from forms.xpath.errors import ExpressionError
from forms.xpath.lexer import Token, TokenKind, tokens
from forms.xpath.limits import MOST_PARTS
from forms.xpath.syntax import (
    Call,
    Expression,
    Literal,
    Negation,
    Number,
    Operation,
    Path,
    PathStep,
    Reference,
)

_LEVELS = (
    frozenset({"or"}),
    frozenset({"and"}),
    frozenset({"=", "!="}),
    frozenset({"<", "<=", ">", ">="}),
    frozenset({"+", "-"}),
    frozenset({"*", "div", "mod"}),
)
_NODE_TYPES = frozenset({"node", "text", "comment", "processing-instruction"})
_AXES = frozenset(
    {
        "ancestor",
        "ancestor-or-self",
        "attribute",
        "child",
        "descendant",
        "descendant-or-self",
        "following",
        "following-sibling",
        "namespace",
        "parent",
        "preceding",
        "preceding-sibling",
        "self",
    }
)
_DEEPEST = 60  # nested brackets; each costs Python a dozen stack frames while parsing
_LONGEST = 150  # operands of one level; each costs a stack frame during evaluation


def parse(text: str) -> Expression:
    """Return the syntax tree of an expression; raises ExpressionError."""
    stream = tokens(text)
    if len(stream) > MOST_PARTS:
        raise ExpressionError("too_deep", stream[MOST_PARTS].at)
    parser = _Parser(stream)
    if parser.at_end():
        raise ExpressionError("empty_expression", 0)
    expression = parser.expression()
    if not parser.at_end():
        raise parser.unexpected()
    return expression


class _Parser:
    def __init__(self, stream: list[Token]) -> None:
        self._stream = stream
        self._at = 0
        self._depth = 0

    @property
    def ahead(self) -> Token:
        return self._stream[self._at]

    def at_end(self) -> bool:
        return self.ahead.kind is TokenKind.END

    def unexpected(self) -> ExpressionError:
        token = self.ahead
        if token.kind is TokenKind.END:
            return ExpressionError("unexpected_end", token.at)
        if token.text in {")", "]"}:
            return ExpressionError("unbalanced_bracket", token.at, token.text)
        return ExpressionError("unexpected_token", token.at, token.text)

    def expression(self) -> Expression:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise ExpressionError("too_deep", self.ahead.at)
        result = self._level(0)
        self._depth -= 1
        return result

    def _level(self, level: int) -> Expression:
        if level == len(_LEVELS):
            return self._unary()
        first = self._level(level + 1)
        rest: list[tuple[Token, Expression]] = []
        while self.ahead.kind is TokenKind.OPERATOR and self.ahead.text in _LEVELS[level]:
            operator = self._take()
            rest.append((operator, self._level(level + 1)))
            if len(rest) > _LONGEST and level > 1:
                raise ExpressionError("too_deep", operator.at)
        return _joined(first, rest)

    def _unary(self) -> Expression:
        signs = 0
        at = self.ahead.at
        while self._takes(TokenKind.OPERATOR, "-"):
            signs += 1
        operand = self._union()
        if signs == 0:
            return operand
        return Negation(operand, at) if signs % 2 else Negation(Negation(operand, at), at)

    def _union(self) -> Expression:
        first = self._path()
        rest: list[tuple[Token, Expression]] = []
        while self.ahead.kind is TokenKind.OPERATOR and self.ahead.text == "|":
            operator = self._take()
            rest.append((operator, self._path()))
        return _joined(first, rest)

    def _path(self) -> Expression:
        token = self.ahead
        if self._starts_primary():
            return self._filtered(token)
        steps: list[PathStep] = []
        start: str | None = None
        if token.kind is TokenKind.PUNCTUATION and token.text in {"/", "//"}:
            start = "/"
            self._take()
            if token.text == "//":
                steps.append(PathStep("descendant-or-self", "node()", (), token.at))
            elif not self._starts_step():
                return Path(start, (), (), token.at)
        steps.append(self._step())
        return Path(start, (), (*steps, *self._further_steps()), token.at)

    def _filtered(self, token: Token) -> Expression:
        primary = self._primary()
        predicates = self._predicates()
        steps = self._further_steps()
        return Path(primary, predicates, steps, token.at) if predicates or steps else primary

    def _further_steps(self) -> tuple[PathStep, ...]:
        steps: list[PathStep] = []
        while self.ahead.kind is TokenKind.PUNCTUATION and self.ahead.text in {"/", "//"}:
            separator = self._take()
            if separator.text == "//":
                steps.append(PathStep("descendant-or-self", "node()", (), separator.at))
            steps.append(self._step())
        return tuple(steps)

    def _starts_primary(self) -> bool:
        token = self.ahead
        if token.kind in {TokenKind.NUMBER, TokenKind.LITERAL, TokenKind.REFERENCE}:
            return True
        if token.kind is TokenKind.PUNCTUATION:
            return token.text == "("
        return token.kind is TokenKind.NAME and self._next_is("(") and token.text not in _NODE_TYPES

    def _starts_step(self) -> bool:
        token = self.ahead
        return token.kind is TokenKind.NAME or (
            token.kind is TokenKind.PUNCTUATION and token.text in {".", "..", "@", "*"}
        )

    def _primary(self) -> Expression:
        token = self._take()
        if token.kind is TokenKind.NUMBER:
            return Number(float(token.text), token.at)
        if token.kind is TokenKind.LITERAL:
            return Literal(token.text, token.at)
        if token.kind is TokenKind.REFERENCE:
            return Reference(token.text.removeprefix("last-saved#"), "#" in token.text, token.at)
        if token.kind is TokenKind.NAME:
            return _called(token, self._arguments())
        inner = self.expression()
        self._close(")", token)
        return inner

    def _arguments(self) -> tuple[Expression, ...]:
        bracket = self._take()
        arguments: list[Expression] = []
        if not self._takes(TokenKind.PUNCTUATION, ")"):
            arguments.append(self.expression())
            while self._takes(TokenKind.PUNCTUATION, ","):
                arguments.append(self.expression())
            self._close(")", bracket)
        return tuple(arguments)

    def _step(self) -> PathStep:
        token = self.ahead
        if self._takes(TokenKind.PUNCTUATION, "."):
            return PathStep("self", "node()", self._predicates(), token.at)
        if self._takes(TokenKind.PUNCTUATION, ".."):
            return PathStep("parent", "node()", self._predicates(), token.at)
        axis = "child"
        if self._takes(TokenKind.PUNCTUATION, "@"):
            axis = "attribute"
        elif token.kind is TokenKind.NAME and self._next_is("::"):
            if token.text not in _AXES:
                raise ExpressionError("unknown_axis", token.at, token.text)
            axis = self._take().text
            self._take()
        return PathStep(axis, self._node_test(), self._predicates(), token.at)

    def _node_test(self) -> str:
        token = self.ahead
        if self._takes(TokenKind.PUNCTUATION, "*"):
            return "*"
        if token.kind is not TokenKind.NAME:
            raise self.unexpected()
        self._take()
        if token.text in _NODE_TYPES and self._takes(TokenKind.PUNCTUATION, "("):
            if self.ahead.kind is TokenKind.LITERAL:
                self._take()
            self._close(")", token)
            return f"{token.text}()"
        return token.text

    def _predicates(self) -> tuple[Expression, ...]:
        predicates: list[Expression] = []
        while self.ahead.kind is TokenKind.PUNCTUATION and self.ahead.text == "[":
            bracket = self._take()
            predicates.append(self.expression())
            self._close("]", bracket)
        return tuple(predicates)

    def _close(self, bracket: str, opened: Token) -> None:
        if self._takes(TokenKind.PUNCTUATION, bracket):
            return
        if self.ahead.kind is TokenKind.END:
            raise ExpressionError("unclosed_bracket", opened.at, opened.text)
        raise self.unexpected()

    def _next_is(self, text: str) -> bool:
        after = self._stream[self._at + 1]
        return after.kind is TokenKind.PUNCTUATION and after.text == text

    def _take(self) -> Token:
        token = self._stream[self._at]
        self._at += 1
        return token

    def _takes(self, kind: TokenKind, text: str) -> bool:
        if self.ahead.kind is kind and self.ahead.text == text:
            self._at += 1
            return True
        return False


def _called(name: Token, arguments: tuple[Expression, ...]) -> Call:
    """Return a call; the question in jr:choice-name may be quoted, as XLSForm writes it."""
    match name.text, arguments:
        case "jr:choice-name", (value, Literal(value=path)):
            return Call(name.text, (value, parse(path)), name.at)
        case _:
            return Call(name.text, arguments, name.at)


def _joined(first: Expression, rest: list[tuple[Token, Expression]]) -> Expression:
    """Combine operands from the left; a chain of `and` or of `or` stays one flat operation."""
    if rest and rest[0][0].text in {"and", "or"}:
        return Operation(rest[0][0].text, (first, *(operand for _, operand in rest)), rest[0][0].at)
    result = first
    for operator, operand in rest:
        result = Operation(operator.text, (result, operand), operator.at)
    return result
