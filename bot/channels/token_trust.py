"""How often a channel has refused a token that it took before: one that worked is not given up at one answer."""

MOST_REFUSALS = 10  # in a row
PAUSE = 30.0  # seconds after a refusal


class TokenTrust:
    """The trust in a token that has worked."""

    def __init__(self) -> None:
        self._refusals = 0

    def taken(self) -> None:
        """Note that the channel took the token."""
        self._refusals = 0

    def refused(self, refusal: Exception) -> None:
        """Note a refusal; raises it where there were MOST_REFUSALS in a row."""
        self._refusals += 1
        if self._refusals >= MOST_REFUSALS:
            raise refusal
