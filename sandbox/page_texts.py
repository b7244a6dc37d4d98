"""The page's texts, by the names that its scripts use."""

from collections.abc import Iterable

from texts import catalogue

NAMES = ("title",)


def page_texts(language: str, jumps: Iterable[str]) -> dict[str, str]:
    """Return every text of the page in a language; `{count}` and `{name}` are left to the page."""
    sentences = catalogue(language)
    page = {name: sentences.plain(f"sandbox.page.{name}", count="{count}", name="{name}") for name in NAMES}
    return page | {f"jump.{name}": sentences.plain(f"sandbox.jump.{name}") for name in jumps}
