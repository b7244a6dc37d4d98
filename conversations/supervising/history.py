"""The audit trail of a report, for its supervisors."""

from datetime import date

from markupsafe import Markup

from conversations.chat.step import Talk, Visit, remark
from reporting.queries.audit import Trace, Trail
from reporting.queries.query import ask
from reporting.queries.reports import ReportView
from texts import Catalogue
from texts.formatting import Writer
from texts.markup import paragraphs

MOST_LINES = 30


def put_trail(visit: Visit, view: ReportView) -> Talk:
    """Show the audit trail of one report, the newest line first. Answers are counted by person and day."""
    texts = visit.texts
    traces = yield from ask(Trail(view.report.id))
    title = texts("trail.title", title=view.report.round.title, unit=view.report.unit.full_name)
    lines = [_line(visit, trace) for trace in traces[:MOST_LINES]]
    more = texts("trail.more", n=len(traces) - MOST_LINES) if len(traces) > MOST_LINES else None
    return remark(visit, paragraphs([title, *(lines or [texts("trail.nothing")]), more], between="\n"))


def _line(visit: Visit, trace: Trace) -> Markup:
    texts, writer = visit.texts, Writer(visit.texts.language)
    return texts(
        "trail.line",
        date=writer.date(trace.at),
        time=writer.time(trace.at),
        what=describe_trace(texts, trace),
    )


def describe_trace(texts: Catalogue, trace: Trace) -> Markup:
    """Return the text of one entry of the audit log."""
    writer = Writer(texts.language)
    until = trace.detail.get("until")
    return texts(
        f"deed.{trace.deed}",
        by=trace.by or texts.plain("trail.office"),
        to=trace.to or "",
        count=writer.count(trace.count),
        number=trace.detail.get("number", ""),
        until=writer.day(date.fromisoformat(until)) if isinstance(until, str) else "",
    )
