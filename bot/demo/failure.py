"""How a replay can fail."""


class ReplayFailed(Exception):
    """The replay did not go as it must."""
