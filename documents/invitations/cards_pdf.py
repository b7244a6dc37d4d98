"""Invitation cards as PDF with searchable text: A4 sheets to cut, two cards across and five down."""

from collections.abc import Callable, Sequence
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path

from fpdf import FPDF

from documents.invitations.card import Card
from texts.catalogue import Catalogue
from texts.formatting import Writer

# All lengths are in millimetres, from the upper left corner.
PAGE_WIDTH, PAGE_HEIGHT = 210, 297
CARD_WIDTH, CARD_HEIGHT = 105, 56
ACROSS, DOWN = 2, 5
TOP = (PAGE_HEIGHT - DOWN * CARD_HEIGHT) / 2
EDGE = 7  # margin of a card
QR_SIZE, QR_TOP = 33, 12
GAP = 3
SMALL, MIDDLE, LARGE = 2.9, 3.5, 5.0  # font sizes
SMALLEST = 0.55  # smallest fraction of a font size before text is truncated

POINTS_PER_MM = 72 / 25.4
INK, GREY, CUT = (29, 39, 51), (91, 104, 118), (154, 165, 177)
DASH = 1.4
ELLIPSIS = "…"

_FONTS = {"plain": "DejaVuSans.ttf", "bold": "DejaVuSans-Bold.ttf", "code": "DejaVuSansMono-Bold.ttf"}
"""matplotlib's fonts, which have all Vietnamese letters."""


def cards_pdf(
    cards: Sequence[Card], words: Catalogue, made_at: datetime, seen: Callable[[], None] = lambda: None
) -> bytes:
    """Return the sheets as PDF; `seen` is called for each card."""
    sheets = _Sheets(words, made_at)
    for number, card in enumerate(cards):
        place = number % (ACROSS * DOWN)
        if place == 0:
            sheets.begin()
        sheets.draw(card, place)
        seen()
    return sheets.content()


class _Sheets:
    """A PDF in progress."""

    def __init__(self, words: Catalogue, made_at: datetime) -> None:
        self._words = words
        self._writer = Writer(words.language)
        self._pdf = pdf = FPDF(unit="mm", format=(PAGE_WIDTH, PAGE_HEIGHT))
        pdf.set_creation_date(made_at)
        pdf.set_auto_page_break(auto=False)
        for family, file in _FONTS.items():
            pdf.add_font(family, fname=_font_folder() / file)

    def begin(self) -> None:
        """Begin a sheet with its cutting lines."""
        self._pdf.add_page()
        self._pdf.set_draw_color(CUT)
        self._pdf.set_line_width(0.18)
        self._pdf.set_dash_pattern(dash=DASH, gap=DASH)
        for row in range(DOWN + 1):
            self._pdf.line(0, TOP + row * CARD_HEIGHT, PAGE_WIDTH, TOP + row * CARD_HEIGHT)
        self._pdf.line(CARD_WIDTH, 0, CARD_WIDTH, PAGE_HEIGHT)
        self._pdf.set_dash_pattern()

    def draw(self, card: Card, place: int) -> None:
        """Draw a card at its position, counted row by row."""
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

    def content(self) -> bytes:
        """Return the PDF."""
        return bytes(self._pdf.output())

    def _text(
        self,
        at: tuple[float, float],
        text: str,
        size: float,
        width: float,
        *,
        font: str = "plain",
        color: tuple[int, int, int] = INK,
    ) -> None:
        """Write a line from a point of its baseline: smaller if it is too wide, then truncated."""
        self._pdf.set_font(font, size=size * POINTS_PER_MM)
        fits = min(1.0, width / max(self._pdf.get_string_width(text), 0.01))
        self._pdf.set_font_size(size * max(fits, SMALLEST) * POINTS_PER_MM)
        self._pdf.set_text_color(color)
        self._pdf.text(*at, text=text if font == "code" else self._fitted(text, width))

    def _fitted(self, text: str, width: float) -> str:
        """Return a text, truncated if it is too wide."""
        if self._pdf.get_string_width(text) <= width + 0.01:
            return text
        while text and self._pdf.get_string_width(text + ELLIPSIS) > width:
            text = text[:-1].rstrip()
        return text + ELLIPSIS

    def _qr(self, card: Card, at: tuple[float, float]) -> None:
        """Draw the dark modules as vector squares, sharp at any size."""
        matrix = card.matrix()
        module = QR_SIZE / len(matrix)
        self._pdf.set_fill_color(0, 0, 0)
        for down, line in enumerate(matrix):
            for across, dark in enumerate(line):
                if dark:
                    self._pdf.rect(at[0] + across * module, at[1] + down * module, module, module, style="F")


def _font_folder() -> Path:
    """Return the folder of matplotlib's fonts, without importing matplotlib."""
    found = find_spec("matplotlib")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("matplotlib brings the fonts of the cards")
    return Path(found.origin).parent / "mpl-data" / "fonts" / "ttf"
