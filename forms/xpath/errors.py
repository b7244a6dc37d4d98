"""Errors in expressions."""

from collections.abc import Mapping


class ExpressionError(Exception):
    """An invalid expression: `code` says why, `at` is the offset, `text` the faulty part."""

    def __init__(self, code: str, at: int, text: str = "", **parameters: str) -> None:
        super().__init__(f"{code} at {at}: {text}")
        self.code = code
        self.at = at
        self.text = text
        self.parameters: Mapping[str, str] = parameters
