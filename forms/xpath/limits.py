"""How much an expression may do: what a form asks for beyond that is refused, whatever anybody typed."""

from enum import StrEnum

MOST_STEPS = (
    2_000_000  # nodes looked at for one expression, or while a whole form is recomputed: about a second
)
LONGEST_TEXT = 32_767  # characters that an expression may put together, as many as a cell of Excel holds
MOST_PARTS = 5_000  # operands, calls and paths of one expression
PATTERN_SECONDS = 0.1  # of computing, within which a pattern that has to backtrack must have matched
PATTERN_STEPS = 2_000  # that the match of such a pattern counts for
NODE_STEPS = 20  # that the making of a node counts for


class Excess(StrEnum):
    """Of what there was too much."""

    STEPS = "steps"
    TEXT = "text"
    PATTERN = "pattern"


class TooMuchWork(Exception):
    """A form's expressions would take too long, or too much room, with the answers given."""

    def __init__(self, excess: Excess) -> None:
        super().__init__(excess.value)
        self.excess = excess


def bounded(text: str) -> str:
    """Return a text that was put together; raises TooMuchWork for one too long."""
    if len(text) > LONGEST_TEXT:
        raise TooMuchWork(Excess.TEXT)
    return text
