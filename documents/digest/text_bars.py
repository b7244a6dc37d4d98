"""The digest as a text bar chart, for channels without pictures."""

from collections.abc import Iterator

from markupsafe import Markup

from reporting.figures.completeness import Standing
from reporting.figures.digest import Digest
from reporting.reports.report import Progress
from texts import Catalogue, catalogue

CELLS = 8
MOST_UNITS = 12  # single units; their bars keep the message within 2,000 characters


def digest_bars(digest: Digest, language: str) -> Markup:
    """Return a bar of all units and one for each unit in progress, most advanced first: '▓▓▓▓▓░░░ 13/21 xã'."""
    return Markup("\n").join(_bars(digest, catalogue(language)))


def _bars(digest: Digest, texts: Catalogue) -> Iterator[Markup]:
    stands = digest.completeness
    yield texts(
        "bars.all",
        bar=_bar(stands.actual, stands.expected),
        actual=stands.actual,
        expected=stands.expected,
        kind=digest.unit_kind,
    )
    under_way = [each for each in digest.standings if each.progress is Progress.IN_PROGRESS]
    under_way.sort(key=_share, reverse=True)
    for each in under_way[:MOST_UNITS]:
        bar = _bar(each.answered, each.asked)
        yield texts("bars.unit", bar=bar, answered=each.answered, asked=each.asked, unit=each.unit.name)
    if more := len(under_way[MOST_UNITS:]):
        yield texts("bars.more", n=more, kind=digest.unit_kind)


def _share(standing: Standing) -> float:
    return standing.answered / standing.asked if standing.asked else 0


def _bar(part: int, whole: int) -> str:
    """Fill one cell for each full eighth: at least one if `part` is positive, all only for the whole."""
    filled = max(part > 0, part * CELLS // whole) if whole else 0
    return "▓" * filled + "░" * (CELLS - filled)
