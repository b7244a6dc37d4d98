"""What can be wrong with an expression."""

from collections.abc import Mapping


class ExpressionError(Exception):
    """An expression cannot be understood: `code` says why, `at` where, `text` what is at fault."""

    def __init__(self, code: str, at: int, text: str = "", **parameters: str) -> None:
        super().__init__(f"{code} at {at}: {text}")
        self.code = code
        self.at = at
        self.text = text
        self.parameters: Mapping[str, str] = parameters
