"""Unprompted messages about units that ended, moved, or were renamed, and about their reports."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from markupsafe import Markup

from conversations.chat.messages import Message
from conversations.chat.orders import UnitNewsItem
from conversations.chat.phrases import enumerate_names
from conversations.notices.reminders import start_rows
from conversations.notices.round_news import waiting
from reporting.queries.reports import ReportView
from reporting.queries.units import UnitStory
from reporting.units.unit import Unit
from texts import Catalogue
from texts.formatting import Writer
from texts.markup import paragraphs

MOST_NAMED = 10  # units in one sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceStory:
    """A change with the unit that it is about."""

    change: UnitNewsItem
    story: UnitStory


def unit_news(
    told: Sequence[PlaceStory], views: Sequence[ReportView], now: datetime, texts: Catalogue
) -> Message:
    """Return the news about units and about the reports that wait for this person."""
    together: dict[tuple[str, date, str, str], list[PlaceStory]] = {}
    for each in told:
        old = each.change.was if each.change.news == "renamed" else ""
        key = (each.change.news, each.change.on, name_units(_others(each), texts), old)
        together.setdefault(key, []).append(each)
    said = [_sentence(group, texts) for group in together.values()]
    unchanged = all(each.change.news != "ended" for each in told)
    return Message(
        text=paragraphs(
            [
                paragraphs(said, between="\n"),
                texts("unit_news.unchanged") if unchanged else None,
                *(waiting(views, now, texts) if views else ()),
            ]
        ),
        rows=start_rows(views, now, texts) if views else (),
    )


def _others(each: PlaceStory) -> Sequence[Unit]:
    """Return the units that a change leads to: successors, or the units above now."""
    if each.change.news == "ended" and each.story.heirs:
        return each.story.heirs
    if each.change.news == "renamed" or each.story.above is None:
        return ()
    return (each.story.above,)


def _sentence(group: Sequence[PlaceStory], texts: Catalogue) -> Markup:
    change, story = group[0].change, group[0].story
    others, units = (
        name_units(_others(group[0]), texts),
        name_units([each.story.unit for each in group], texts),
    )
    name: str = change.news
    if change.news == "ended" and len(story.heirs) != 1:
        name = "divided" if story.heirs else "gone"
    day = Writer(texts.language).date(change.on)
    parts = [texts(f"unit_news.{name}", units=units, others=others, old=change.was, day=day)]
    if owed := sum(each.story.open_reports for each in group if change.news == "ended"):
        parts.append(texts("unit_news.owed", n=owed, others=others))
    return paragraphs(parts, between=" ")


def name_units(units: Sequence[Unit], texts: Catalogue) -> str:
    """Name the units, or give their number if they are many."""
    return enumerate_names([unit.full_name for unit in units], texts, MOST_NAMED)
