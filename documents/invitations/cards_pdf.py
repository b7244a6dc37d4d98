"""The cards on A4 sheets to cut apart, as PDF: two beside each other, five below each other."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path as File

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from documents.digest.canvas import fitted, width_of
from documents.invitations.card import Card
from texts.catalogue import Catalogue
from texts.formatting import Writer

# All measures in millimetres, from the upper left corner.
PAGE_WIDTH, PAGE_HEIGHT = 210, 297
CARD_WIDTH, CARD_HEIGHT = 105, 56
ACROSS, DOWN = 2, 5
TOP = (PAGE_HEIGHT - DOWN * CARD_HEIGHT) / 2
EDGE = 7  # of a card, kept free
QR_SIZE, QR_TOP = 33, 12
GAP = 3
SMALL, MIDDLE, LARGE = 2.9, 3.5, 5.0  # height of letters
ROUNDING = 1.01  # what widths of letters add up to is not exact
SMALLEST = 0.55  # of the size wanted, before a text is cut

MM_PER_INCH, POINTS_PER_INCH = 25.4, 72
INK, GREY, CUT = "#1d2733", "#5b6876", "#9aa5b1"

_FONTS = {"plain": "DejaVuSans.ttf", "bold": "DejaVuSans-Bold.ttf", "code": "DejaVuSansMono-Bold.ttf"}


def cards_pdf(
    cards: Sequence[Card], words: Catalogue, made_at: datetime, seen: Callable[[], None] = lambda: None
) -> bytes:
    """Return the sheets as PDF; `seen` is called for every card."""
    out = BytesIO()
    a_page = ACROSS * DOWN
    with PdfPages(out, metadata={"CreationDate": made_at}) as pages:
        for first in range(0, len(cards), a_page):
            page = _Page(words)
            for place, card in enumerate(cards[first : first + a_page]):
                page.draw(card, place)
                seen()
            pages.savefig(page.figure)
    return out.getvalue()


class _Page:
    """One sheet in the making."""

    def __init__(self, words: Catalogue) -> None:
        self._words = words
        self._writer = Writer(words.language)
        self.figure = Figure(figsize=(PAGE_WIDTH / MM_PER_INCH, PAGE_HEIGHT / MM_PER_INCH), facecolor="white")
        self._axes: Axes = self.figure.add_axes((0, 0, 1, 1))
        self._axes.set_xlim(0, PAGE_WIDTH)
        self._axes.set_ylim(PAGE_HEIGHT, 0)
        self._axes.set_axis_off()
        for row in range(DOWN + 1):
            self._cut((0, TOP + row * CARD_HEIGHT), (PAGE_WIDTH, TOP + row * CARD_HEIGHT))
        self._cut((CARD_WIDTH, 0), (CARD_WIDTH, PAGE_HEIGHT))

    def draw(self, card: Card, place: int) -> None:
        """Draw a card at its place, counted along the rows."""
        row, column = divmod(place, ACROSS)
        x, y = column * CARD_WIDTH + EDGE, TOP + row * CARD_HEIGHT
        whole = CARD_WIDTH - 2 * EDGE
        beside = whole - QR_SIZE - GAP if card.link else whole
        say = self._words.plain
        self._text((x, y + 8), card.office, SMALL, whole, color=GREY)
        self._text((x, y + 16), card.name, LARGE, beside, font="bold")
        self._text((x, y + 22), card.role, MIDDLE, beside)
        self._text((x, y + 27.5), card.unit, MIDDLE, beside)
        if card.link:
            self._text((x, y + 34.5), say("register.card.scan"), SMALL, beside, color=GREY)
            self._qr(card, (x + whole - QR_SIZE, y + QR_TOP))
        self._text((x, y + 39), say("register.card.type"), SMALL, beside, color=GREY)
        self._text((x, y + 45.5), card.code, LARGE, beside, font="code")
        expiry = say("register.card.expiry", day=self._writer.date(card.last_day))
        self._text((x, y + 51.5), expiry, SMALL, whole, color=GREY)

    def _text(
        self,
        at: tuple[float, float],
        text: str,
        size: float,
        width: float,
        *,
        font: str = "plain",
        color: str = INK,
    ) -> None:
        """Write a line that begins at a point of its baseline, smaller or in the end cut where it is too wide."""
        bold = font != "plain"
        fits = min(1.0, width / max(width_of(text, size, bold=bold), 0.01))
        size = size * max(fits, SMALLEST)
        shown = text if font == "code" else fitted(text, size, width * ROUNDING, bold=bold)
        self._axes.text(*at, shown, fontproperties=_font(font, size), color=color, parse_math=False)

    def _qr(self, card: Card, at: tuple[float, float]) -> None:
        """Draw the dark modules as one path: sharp at any size."""
        matrix = card.matrix()
        module = QR_SIZE / len(matrix)
        corners: list[tuple[float, float]] = []
        for down, line in enumerate(matrix):
            for across, dark in enumerate(line):
                if dark:
                    left, top = at[0] + across * module, at[1] + down * module
                    right, bottom = left + module, top + module
                    corners += [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
        codes = [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY] * (len(corners) // 5)
        self._axes.add_patch(
            PathPatch(Path(corners, codes), facecolor="black", linewidth=0, antialiased=False)
        )

    def _cut(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        line = Line2D((start[0], end[0]), (start[1], end[1]), color=CUT, linewidth=0.5, dashes=(4, 4))
        self._axes.add_line(line)


@cache
def _font(name: str, size: float) -> FontProperties:
    path = File(mpl.get_data_path()) / "fonts" / "ttf" / _FONTS[name]
    return FontProperties(fname=path, size=size * POINTS_PER_INCH / MM_PER_INCH)
