"""Fixed phrases and what they mean, found whatever diacritics were left out."""

from collections.abc import Mapping
from typing import Generic, TypeVar

from texts.folding import fold, spells

Meaning = TypeVar("Meaning")


class Phrases(Generic[Meaning]):
    """A book of phrases: those of one line (parted by commas) share a meaning.

    A phrase is found with all, some or none of its diacritics, but never with others: 'dừng' is not 'đúng'.
    """

    def __init__(self, lines: Mapping[str, Meaning]) -> None:
        self._by_folded: dict[str, list[tuple[str, Meaning]]] = {}
        for line, meaning in lines.items():
            for phrase in map(str.strip, line.split(",")):
                self._by_folded.setdefault(fold(phrase), []).append((phrase, meaning))

    def meaning(self, typed: str) -> Meaning | None:
        """Return what the phrase means; None for a text that is no phrase of the book."""
        for phrase, meaning in self._by_folded.get(fold(typed), ()):
            if spells(typed, phrase):
                return meaning
        return None
