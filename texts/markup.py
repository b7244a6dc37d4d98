"""Joining of markup into paragraphs."""

from collections.abc import Iterable

from markupsafe import Markup, escape


def paragraphs(parts: Iterable[str | Markup | None], *, between: str = "\n\n") -> Markup:
    """Join the non-empty parts; plain strings are escaped."""
    said = [part if isinstance(part, Markup) else escape(part) for part in parts if part]
    return Markup(between.join(said))  # noqa: S704 -- line breaks between what is markup
