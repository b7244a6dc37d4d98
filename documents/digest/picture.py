"""The weekly digest as a picture for a phone: which units have submitted, are answering, have not begun."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from documents.digest.canvas import Canvas, fitted, width_of
from reporting.figures.completeness import Standing
from reporting.figures.digest import Digest
from reporting.reports.report import Progress
from texts.catalogue import Catalogue, catalogue
from texts.formatting import Writer

WIDTH, HEIGHT = 1080, 1350  # pixels; Telegram shows this format uncropped on a phone
MARGIN = 48
LEFT, RIGHT = MARGIN, WIDTH - MARGIN
ROWS_TOP = 396
CAPTION = 48  # height in pixels of a line above or below the rows
MOST_PITCH = 50  # pixels from one row to the next
MOST_ROWS = 24  # more would be too small to read
COLUMN_GAP = 40

INK, GREY, PALE, WHITE, ALARM = "#1d2733", "#5b6876", "#e6eaee", "#ffffff", "#b3261e"


@dataclass(frozen=True, slots=True)
class _Look:
    """The look of a stage of progress: a colour, and a mark for colour-blind readers."""

    color: str
    on_color: str
    mark: str


_LOOKS = {
    Progress.SUBMITTED: _Look("#14639e", WHITE, "✓"),
    Progress.IN_PROGRESS: _Look("#f0a63c", INK, "◐"),
    Progress.NOT_STARTED: _Look("#c3cbd4", INK, "○"),
}


@dataclass(frozen=True, slots=True)
class _Plan:
    """The units to draw; `rest` is the number of units without submission that do not fit."""

    standings: tuple[Standing, ...]
    only_missing: bool
    columns: int
    rest: int

    @property
    def rows(self) -> int:
        return -(-len(self.standings) // self.columns)

    @property
    def top(self) -> int:
        return ROWS_TOP + (CAPTION if self.only_missing else 0)

    @property
    def pitch(self) -> float:
        return min(
            MOST_PITCH, (HEIGHT - MARGIN - self.top - (CAPTION if self.rest else 0)) / max(1, self.rows)
        )

    @property
    def bottom(self) -> int:
        return round(self.top + self.rows * self.pitch)


def digest_picture(digest: Digest, language: str) -> bytes:
    """Return the digest's picture as PNG, 1080 pixels wide and at most 1350 high; output is deterministic.

    Up to 24 units each have a bar. Of more units, only those without a submission are drawn, if necessary in two
    columns; those that do not fit are counted.
    """
    return _Drawing(digest, language).png()


def _plan(digest: Digest) -> _Plan:
    standings = digest.standings
    only_missing = len(standings) > MOST_ROWS
    if only_missing:
        standings = tuple(one for one in standings if one.progress is not Progress.SUBMITTED)
    columns = 1 if len(standings) <= MOST_ROWS else 2
    rest = max(0, len(standings) - columns * MOST_ROWS)
    if rest:  # the least advanced units come first: they need reminding most
        standings = tuple(sorted(standings, key=_share)[: columns * MOST_ROWS])
    return _Plan(standings=standings, only_missing=only_missing, columns=columns, rest=rest)


@dataclass(frozen=True, slots=True)
class _Rows:
    """The dimensions common to all rows, in pixels: of the row, its parts and its letters."""

    width: float
    name_width: float
    count_width: float
    bar_height: float
    size: float


def _rows(plan: _Plan) -> _Rows:
    width = (RIGHT - LEFT - (plan.columns - 1) * COLUMN_GAP) / plan.columns
    size = min(28 if plan.columns == 1 else 25, plan.pitch * 0.72)
    longest_name = max((width_of(one.unit.name, size) for one in plan.standings), default=0)
    return _Rows(
        width=width,
        name_width=min(longest_name, width * (0.4 if plan.columns == 1 else 0.5)),
        count_width=max((width_of(_count(one), size) for one in plan.standings), default=0),
        bar_height=plan.pitch * 0.68,
        size=size,
    )


class _Drawing:
    """A picture in progress."""

    def __init__(self, digest: Digest, language: str) -> None:
        self._digest = digest
        self._words: Catalogue = catalogue(language)
        self._write = Writer(language)
        self._plan = _plan(digest)
        height = self._plan.bottom + MARGIN + (CAPTION if self._plan.rest else 0)
        self._canvas = Canvas(WIDTH, height)

    def png(self) -> bytes:
        self._heading()
        self._summary(top=136)
        self._timeline(middle=306)
        self._units()
        return self._canvas.png()

    def _heading(self) -> None:
        digest, width = self._digest, RIGHT - LEFT
        title = digest.round.title
        size = 42 if width_of(title, 42, bold=True) <= width else 34
        self._canvas.text(LEFT, 50, fitted(title, size, width, bold=True), size=size, color=INK, bold=True)
        line = self._words.plain(
            "reporting.picture.subtitle",
            week=digest.week,
            unit=digest.unit.full_name,
            time=self._write.time(digest.made_at),
            day=self._write.date(digest.made_at.date()),
        )
        self._canvas.text(LEFT, 100, fitted(line, 28, width), size=28, color=GREY)

    def _summary(self, top: float) -> None:
        """Draw one bar of all units by stage, with names and counts of the stages below."""
        counts = dict.fromkeys(_LOOKS, 0)
        for standing in self._digest.standings:
            counts[standing.progress] += 1
        x: float = LEFT
        for progress, look in _LOOKS.items():
            width = (RIGHT - LEFT) * counts[progress] / max(1, len(self._digest.standings))
            self._canvas.box(x, top, width, 44, color=look.color, edge=WHITE)
            label = str(counts[progress])
            if width_of(label, 28, bold=True) + 12 < width:
                self._canvas.text(
                    x + width / 2, top + 23, label, size=28, color=look.on_color, bold=True, align="center"
                )
            x += width
        self._legend(counts, middle=top + 74)

    def _legend(self, counts: dict[Progress, int], middle: float) -> None:
        labels = {
            progress: self._words.plain(f"reporting.picture.{progress}", n=count)
            for progress, count in counts.items()
        }
        widths = [width_of(label, 28) + 74 for label in labels.values()]
        gap = (RIGHT - LEFT - sum(widths)) / (len(widths) - 1)
        x: float = LEFT
        for (progress, label), width in zip(labels.items(), widths, strict=True):
            self._mark(x + 15, middle, progress, size=30)
            self._canvas.text(x + 38, middle, label, size=28, color=INK)
            x += width + gap

    def _mark(self, x: float, middle: float, progress: Progress, size: float) -> None:
        look = _LOOKS[progress]
        color = GREY if progress is Progress.NOT_STARTED else look.color
        self._canvas.text(x, middle - 2, look.mark, size=size, color=color, bold=True, align="center")

    def _timeline(self, middle: float) -> None:
        """Draw the time line from opening to deadline, with the deadline as a tick and today as a dot."""
        canvas = self._canvas
        today, deadline = self._place(self._digest.made_at), self._place(self._ends) - 4
        canvas.line((LEFT, middle), (RIGHT, middle), color=PALE, width=10)
        canvas.line((LEFT, middle), (min(today, deadline), middle), color=GREY, width=10)
        canvas.line((deadline, middle), (max(today, deadline), middle), color=ALARM, width=10)
        canvas.line((deadline, middle - 20), (deadline, middle + 22), color=ALARM, width=8)
        canvas.dot(today, middle, color=INK, size=30)
        self._today_label(today, middle - 42)
        self._end_labels(deadline, middle + 42)

    @property
    def _ends(self) -> datetime:
        """The first instant after the deadline."""
        day = self._digest.round.due.last_day + timedelta(days=1)
        return datetime.combine(day, time(), tzinfo=self._digest.made_at.tzinfo)

    def _place(self, moment: datetime) -> float:
        """Return the x coordinate of an instant between the opening and the later of deadline and today."""
        opened = self._digest.round.opened_at
        share = (moment - opened) / max(self._ends - opened, self._digest.made_at - opened, timedelta(days=1))
        return LEFT + (RIGHT - LEFT) * min(max(share, 0), 1)

    def _today_label(self, x: float, middle: float) -> None:
        days = self._digest.days_left
        message = "reporting.picture.days_left" if days >= 0 else "reporting.picture.days_over"
        color = INK if days >= 0 else ALARM
        self._near(x, middle, self._words.plain(message, n=abs(days)), color=color, bold=True)

    def _end_labels(self, x: float, middle: float) -> None:
        opened_on, due = self._digest.round.opened_at.date(), self._digest.round.due.last_day
        opened = self._words.plain("reporting.picture.opened", day=self._write.short_date(opened_on))
        deadline = self._words.plain(
            "reporting.picture.deadline", weekday=self._write.weekday(due), day=self._write.short_date(due)
        )
        self._canvas.text(LEFT, middle, opened, size=26, color=GREY)
        least = LEFT + width_of(opened, 26) + 24
        self._near(x, middle, deadline, color=ALARM, bold=True, least=least)

    def _near(
        self, x: float, middle: float, text: str, *, color: str, bold: bool, least: float = LEFT
    ) -> None:
        """Write a line centred on x, shifted if necessary to stay between `least` and the right margin."""
        half = width_of(text, 26, bold=bold) / 2
        x = min(max(x, least + half), RIGHT - half)
        self._canvas.text(x, middle, text, size=26, color=color, bold=bold, align="center")

    def _units(self) -> None:
        """Draw the bars by column."""
        plan = self._plan
        if plan.only_missing:
            message = "reporting.picture.only_missing" if plan.standings else "reporting.picture.all_in"
            self._caption(ROWS_TOP + 8, message, len(plan.standings) + plan.rest)
        if plan.rest:
            self._caption(plan.bottom + CAPTION / 2, "reporting.picture.more", plan.rest)
        rows = _rows(plan)
        for n, standing in enumerate(plan.standings):
            column, row = divmod(n, plan.rows)
            x = LEFT + column * (rows.width + COLUMN_GAP)
            self._row(standing, rows, x, plan.top + (row + 0.5) * plan.pitch)

    def _caption(self, middle: float, message: str, n: int) -> None:
        text = self._words.plain(message, n=n, kind=self._digest.unit_kind)
        self._canvas.text(LEFT, middle, text, size=28, color=GREY)

    def _row(self, standing: Standing, rows: _Rows, x: float, middle: float) -> None:
        """Draw one unit: mark, name, bar of answered questions, and their number."""
        canvas, size = self._canvas, rows.size
        name = fitted(standing.unit.name, size, rows.name_width)
        self._mark(x + 15, middle, standing.progress, size=size + 2)
        canvas.text(x + 38, middle, name, size=size, color=INK)
        bar_x, top = x + 38 + rows.name_width + 20, middle - rows.bar_height / 2
        bar_width = x + rows.width - rows.count_width - 20 - bar_x
        filled = bar_width * _share(standing)
        canvas.box(bar_x, top, bar_width, rows.bar_height, color=PALE)
        canvas.box(bar_x, top, filled, rows.bar_height, color=_LOOKS[standing.progress].color)
        if standing.submitted_at is not None:
            self._submitted(standing, standing.submitted_at, bar_x + 14, middle, size * 0.86)
        canvas.text(x + rows.width, middle, _count(standing), size=size, color=INK, align="right")

    def _submitted(self, standing: Standing, at: datetime, x: float, middle: float, size: float) -> None:
        message = "reporting.picture.on_time" if standing.on_time else "reporting.picture.late"
        text = self._words.plain(message, day=self._write.short_date(at.date()))
        self._canvas.text(x, middle, text, size=size, color=WHITE)


def _share(standing: Standing) -> float:
    if standing.progress is Progress.SUBMITTED:
        return 1
    return standing.answered / standing.asked if standing.asked else 0


def _count(standing: Standing) -> str:
    return f"{standing.answered}/{standing.asked}"
