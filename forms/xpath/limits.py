"""Limits on the work of expressions, which protect against hostile forms and answers."""

from enum import StrEnum

MOST_STEPS = 2_000_000  # nodes read by one expression, or during one recomputation of a form: about a second
LONGEST_TEXT = 32_767  # characters of a computed text, as many as an Excel cell holds
MOST_PARTS = 5_000  # operands, calls and paths of one expression
PATTERN_SECONDS = 0.1  # of CPU time for matching one backtracking pattern
PATTERN_STEPS = 2_000  # cost of matching such a pattern
NODE_STEPS = 20  # cost of creating a node


class Excess(StrEnum):
    """The exceeded limit."""

    STEPS = "steps"
    TEXT = "text"
    PATTERN = "pattern"


class TooMuchWork(Exception):
    """The form's expressions exceed a limit with the given answers."""

    def __init__(self, excess: Excess) -> None:
        super().__init__(excess.value)
        self.excess = excess


def bounded(text: str) -> str:
    """Return a computed text; raises TooMuchWork if it is too long."""
    if len(text) > LONGEST_TEXT:
        raise TooMuchWork(Excess.TEXT)
    return text
