"""Names in one sentence: the first of them, and how many more there are."""

from collections.abc import Sequence

from texts import Catalogue

MOST_NAMED = 24
"""A sentence of more names is not read: whoever wants them all looks at the list."""


def first_of(names: Sequence[str], texts: Catalogue, most: int = MOST_NAMED) -> str:
    """Return the names with commas between them; of more than `most` the first and the number of the others."""
    named = ", ".join(names[:most])
    more = len(names) - most
    return texts.plain("unit_news.more", n=more, names=named) if more > 0 else named
