"""Detection at load time of calculations whose text would exhaust memory."""

from collections.abc import Iterable, Iterator, Mapping

from forms.model.findings import Finding
from forms.model.references import static_path
from forms.xpath.limits import LONGEST_TEXT
from forms.xpath.syntax import Call, Expression, Literal, Path


def endless_texts(calculations: Iterable[tuple[str, Expression]]) -> Iterator[Finding]:
    """Yield calculations whose text is too long even if every answer has one character.

    `calculations` are pairs of path and expression in order of dependence.
    """
    lengths: dict[str, int] = {}
    for path, expression in calculations:
        lengths[path] = least = min(_least(expression, path, lengths), LONGEST_TEXT + 1)
        if least > LONGEST_TEXT:
            yield Finding(
                code="endless_text", sheet=path, column="calculate", parameters={"limit": str(LONGEST_TEXT)}
            )
            lengths[path] = 0  # its dependents are not at fault


def _least(expression: Expression, at: str, lengths: Mapping[str, int]) -> int:
    match expression:
        case Literal(value=text):
            return len(text)
        case Call(name="concat", arguments=arguments):
            return sum(_least(each, at, lengths) for each in arguments)
        case Call(name="join", arguments=(separator, *rest)):
            between = _least(separator, at, lengths) * max(len(rest) - 1, 0)
            return between + sum(_least(each, at, lengths) for each in rest)
        case Call(name="if", arguments=(_, then, otherwise)):
            return min(_least(then, at, lengths), _least(otherwise, at, lengths))
        case Path():
            return lengths.get(static_path(expression, at) or "", 1)
        case _:
            return 0
