"""Pagination of long lists: the buttons of one page, and those for the previous and the next page."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from conversations.chat.action import Command
from conversations.chat.step import Offers, Visit
from conversations.chat.typed_choices import Offer
from texts.markup import paragraphs

A_PAGE, A_ROW = 24, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of a list: its buttons, with those that turn the page, and a note for below the list's title."""

    rows: Offers
    note: Markup | None


def page_of(visit: Visit, offers: Sequence[Offer], number: int, turn: Command) -> Page:
    """Return page `number`, counted from 0, or the last page. `turn` is the paging command without its number.

    On any such list a name can be typed. The note says so if there are several pages.
    """
    pages = max(1, -(-len(offers) // A_PAGE))
    number = min(max(number, 0), pages - 1)
    shown = offers[number * A_PAGE : (number + 1) * A_PAGE]
    rows = [tuple(shown[start : start + A_ROW]) for start in range(0, len(shown), A_ROW)]
    turning: list[Offer] = []
    if number > 0:
        turning.append((visit.texts.plain("button.page_before"), turn.with_number(number - 1), "page_before"))
    if number < pages - 1:
        turning.append((visit.texts.plain("button.page_after"), turn.with_number(number + 1), "page_after"))
    if pages == 1:
        return Page(rows=tuple(rows), note=None)
    said = [visit.texts("supervise.page", page=number + 1, pages=pages), visit.texts("administer.or_type")]
    return Page(rows=(*rows, tuple(turning)), note=paragraphs(said, between="\n"))
