"""How many files and connections the program may have open: as many as the system lets it."""

import resource
from contextlib import suppress

WANTED = 8192


def raise_descriptors() -> None:
    """Raise the limit as far as may be, where it is lower than is wanted."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = WANTED if hard == resource.RLIM_INFINITY else min(WANTED, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        with suppress(OSError, ValueError):  # then it stays as it is
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def descriptors() -> int:
    """Return how many may be open."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return WANTED if soft == resource.RLIM_INFINITY else soft
