"""Tolerates temporary token refusals: a token that worked before is given up only after several refusals."""

MOST_REFUSALS = 10  # in a row
PAUSE = 30.0  # seconds after a refusal


class TokenTrust:
    """Counts the refusals of a token that has worked."""

    def __init__(self) -> None:
        self._refusals = 0

    def taken(self) -> None:
        """Reset the count: the channel accepted the token."""
        self._refusals = 0

    def refused(self, refusal: Exception) -> None:
        """Count a refusal; after MOST_REFUSALS in a row raise it."""
        self._refusals += 1
        if self._refusals >= MOST_REFUSALS:
            raise refusal
