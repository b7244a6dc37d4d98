"""A drawing surface in pixels with Vietnamese fonts, written as PNG."""

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Literal

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.textpath import text_to_path
from PIL import Image

DPI = 100
COLOURS = 256  # of the palette: flat colours and the shades of their edges
POINTS_PER_INCH = 72
BASELINE = (
    0.33  # fraction of the font size below the middle: between half the x-height and half the cap height
)

Align = Literal["left", "center", "right"]


class Canvas:
    """A white surface of `width` x `height` pixels; y increases downwards from the top edge.

    Output is deterministic: the font is the one included in matplotlib, and neither the time nor local matplotlib
    settings affect the bytes.
    """

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._figure = Figure(figsize=(width / DPI, height / DPI), dpi=DPI, facecolor="white")
        self._axes = self._figure.add_axes((0, 0, 1, 1))
        self._axes.set_xlim(0, width)
        self._axes.set_ylim(height, 0)
        self._axes.set_axis_off()

    def text(
        self,
        x: float,
        middle: float,
        text: str,
        *,
        size: float,
        color: str,
        bold: bool = False,
        align: Align = "left",
    ) -> None:
        """Write one line, vertically centred on its letters without diacritics; `size` in pixels."""
        baseline = middle + BASELINE * size
        self._axes.text(
            x, baseline, text, fontproperties=_font(size, bold), color=color, ha=align, parse_math=False
        )

    def box(
        self, x: float, top: float, width: float, height: float, *, color: str, edge: str = "none"
    ) -> None:
        """Fill a rectangle; `edge` is the colour of its outline."""
        self._axes.add_patch(Rectangle((x, top), width, height, facecolor=color, edgecolor=edge, linewidth=1))

    def line(self, start: tuple[float, float], end: tuple[float, float], *, color: str, width: float) -> None:
        """Draw a straight line; `width` in pixels."""
        points = (start[0], end[0]), (start[1], end[1])
        self._axes.add_line(
            Line2D(*points, color=color, linewidth=width * POINTS_PER_INCH / DPI, solid_capstyle="butt")
        )

    def dot(self, x: float, y: float, *, color: str, size: float) -> None:
        """Draw a dot with a white rim; `size` is its diameter in pixels."""
        points = size * POINTS_PER_INCH / DPI
        self._axes.add_line(
            Line2D((x,), (y,), marker="o", markersize=points, color=color, markeredgecolor="white")
        )

    def png(self) -> bytes:
        """Return the PNG with a palette: a third of the bytes for a weak signal. Output is deterministic."""
        surface = FigureCanvasAgg(self._figure)
        surface.draw()  # type: ignore[no-untyped-call]  # -- matplotlib's gap
        pixels = bytes(surface.buffer_rgba())  # type: ignore[no-untyped-call]  # -- matplotlib's gap
        drawn = Image.frombytes("RGBA", surface.get_width_height(), pixels).convert("RGB")
        out = BytesIO()
        palette = drawn.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        palette.save(out, "PNG", optimize=True)
        return out.getvalue()


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of a line in pixels."""
    points, _, _ = text_to_path.get_text_width_height_descent(text, _font(size, bold), ismath=False)
    return float(points) * DPI / POINTS_PER_INCH


def fitted(text: str, size: float, width: float, *, bold: bool = False) -> str:
    """Return the text, truncated to `width` pixels at a word, with an ellipsis."""
    words = text.split()
    shown = text
    while width_of(shown, size, bold=bold) > width and len(words) > 1:
        words.pop()
        shown = " ".join(words) + "…"
    return shown


@cache
def _font(size: float, bold: bool) -> FontProperties:  # noqa: FBT001 -- a cache key, private to this file
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    path = Path(mpl.get_data_path()) / "fonts" / "ttf" / name
    return FontProperties(fname=path, size=size * POINTS_PER_INCH / DPI)
