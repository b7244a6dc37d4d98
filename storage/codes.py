"""Codes that are given out with invitations."""

import secrets

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Small letters and digits that nobody takes for one another: no 0 and o, no 1, i and l."""

GROUPS, GROUP = 3, 4


def new_code() -> str:
    """Return a code that was never given out: three groups of four, with a digit, 59 bits of chance."""
    while True:
        code = "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS))
        if any(character.isdigit() for character in code):
            return code
