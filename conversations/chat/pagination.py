"""A long list on several pages: one page of it as buttons, and those that turn it."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from conversations.chat.step import Offers, Visit
from conversations.chat.typed_choices import Offer
from texts.markup import paragraphs

A_PAGE, A_ROW = 24, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of a list: its buttons with those that turn it, and what is said under the list's title."""

    rows: Offers
    note: Markup | None


def page_of(visit: Visit, offers: Sequence[Offer], number: int, turn: str) -> Page:
    """Return the page of that number, from 0, or the last; `turn` is the command that shows one, without its number.

    A name may be typed wherever there is such a list; it is said where there is more than one page.
    """
    pages = max(1, -(-len(offers) // A_PAGE))
    number = min(max(number, 0), pages - 1)
    shown = offers[number * A_PAGE : (number + 1) * A_PAGE]
    rows = [tuple(shown[start : start + A_ROW]) for start in range(0, len(shown), A_ROW)]
    turning: list[Offer] = []
    if number > 0:
        turning.append((visit.texts.plain("button.page_before"), f"{turn}.{number - 1}", "page_before"))
    if number < pages - 1:
        turning.append((visit.texts.plain("button.page_after"), f"{turn}.{number + 1}", "page_after"))
    if pages == 1:
        return Page(rows=tuple(rows), note=None)
    said = [visit.texts("supervise.page", page=number + 1, pages=pages), visit.texts("administer.or_type")]
    return Page(rows=(*rows, tuple(turning)), note=paragraphs(said, between="\n"))
