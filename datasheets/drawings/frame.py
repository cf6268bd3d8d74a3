"""What every chart of a datasheet is drawn with: a pen that collects shapes, and the scales of its axes. No data.

Shapes are those of `reportlab.graphics.shapes` with embedded fonts only. Texts are cut to what the font can draw.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from reportlab.graphics.shapes import Circle, Drawing, Line, Polygon, PolyLine, Rect, String
from reportlab.lib.colors import Color, HexColor, white

from datasheets.charts import ticks_from
from datasheets.pdf import HAIRLINE, INK, MUTED, REGULAR, TABLE_SIZE, drawable, register_fonts, text_width, wrapped
from footprint import numbers

SMALL = TABLE_SIZE - 1.0  # of ticks and notes [pt]
LINE = 9.6  # from one line of text to the next [pt]
GAP = 4.0  # between a text and what it belongs to [pt]
WIDEST = 450.0  # a wider chart says no more [pt]
MOST_ROWS = 20  # of one figure; with two lines each they stay below the height of a page
MOST_HEIGHT = 600.0  # of one drawing, so that it fits on a page with its title [pt]
DARK, LIGHT = HexColor("#111111"), HexColor("#FDFDFD")  # on a shade; they stay where a page turns dark
BLACK = HexColor("#000000")  # on a pale `Shade`, which is no longer pale where a page turns dark
LINE_COLOURS = tuple(HexColor(c) for c in ("#0072B2", "#1A1A1A", "#009E73", "#B0527F"))
DASHES: tuple[tuple[float, ...] | None, ...] = (
    None, (4, 2), (1.2, 1.6), (6, 2, 1.2, 2), (2.4, 2.4), (9, 2.5), (6, 2, 1.2, 2, 1.2, 2), (3, 1),
)  # fmt: skip
"""Patterns that tell lines apart without colour; no more lines than these are named in one plot."""


class Chart(Drawing):  # type: ignore[misc]
    """A drawing of ours, whose colours may follow the page that it stands on; a picture of somebody else keeps its."""


class Shade(Color):  # type: ignore[misc]
    """A share of a colour on the ground: on paper on white, on a page on whatever its ground is.

    Parameters
    ----------
    colour : reportlab.lib.colors.Color
    share : float
        1 for all of the colour, 0 for the ground alone.
    """

    def __init__(self, colour: Color, share: float) -> None:
        on_white = mixed(colour, share)
        super().__init__(on_white.red, on_white.green, on_white.blue)
        self.colour, self.share = colour, share


def fonted(drawing: Drawing) -> Drawing:
    """The same drawing, which begins with a shipped font: otherwise a standard one is named that is not embedded."""
    drawing.initialFontName = REGULAR
    return drawing


@cache
def _usual(kind: Any) -> dict[str, Any]:
    """What a shape of a kind has when nothing is said about it."""
    places = {Line: 4, Rect: 4, Circle: 3}.get(kind, 0)
    return dict(vars(String(0, 0, "") if kind is String else kind(*[0] * places)))


def shape(kind: Any, **given: Any) -> Any:
    """A shape whose attributes are not checked one by one, which takes most of the time; they are ours."""
    made = object.__new__(kind)
    vars(made).update(_usual(kind), **given)
    return made


class Pen:
    """Collects the shapes of one drawing. [pt], from its lower left corner."""

    def __init__(self, width: float, height: float) -> None:
        register_fonts()
        self.drawing = fonted(Chart(width, height))
        self.width, self.height = width, height

    def line(
        self, x: float, y: float, to_x: float, to_y: float, colour: Color = MUTED, width: float = 0.6,
        dash: Sequence[float] | None = None,
    ) -> None:  # fmt: skip
        """A straight line."""
        self.drawing.add(
            shape(Line, x1=x, y1=y, x2=to_x, y2=to_y, strokeColor=colour, strokeWidth=width,
                  strokeDashArray=list(dash) if dash else None)
        )  # fmt: skip

    def path(
        self, points: Iterable[tuple[float, float]], colour: Color = INK, width: float = 1.0,
        dash: Sequence[float] | None = None,
    ) -> None:  # fmt: skip
        """Straight lines from point to point."""
        flat = [coordinate for point in points for coordinate in point]
        self.drawing.add(
            shape(PolyLine, points=flat, strokeColor=colour, strokeWidth=width, strokeLineJoin=1,
                  strokeDashArray=list(dash) if dash else None)
        )  # fmt: skip

    def area(self, points: Iterable[tuple[float, float]], fill: Color) -> None:
        """A filled outline."""
        flat = [coordinate for point in points for coordinate in point]
        self.drawing.add(shape(Polygon, points=flat, fillColor=fill, strokeColor=None))

    def rect(
        self, x: float, y: float, width: float, height: float, fill: Color | None = None, stroke: Color | None = None,
        line: float = 0.6,
    ) -> None:  # fmt: skip
        """A rectangle."""
        self.drawing.add(
            shape(Rect, x=x, y=y, width=width, height=height, fillColor=fill, strokeColor=stroke, strokeWidth=line)
        )

    def dot(self, x: float, y: float, radius: float = 2.4, fill: Color = INK, stroke: Color = INK) -> None:
        """A round mark."""
        self.drawing.add(shape(Circle, cx=x, cy=y, r=radius, fillColor=fill, strokeColor=stroke, strokeWidth=0.8))

    def text(
        self, x: float, y: float, text: str, *, size: float = TABLE_SIZE, font: str = REGULAR, colour: Color = INK,
        anchor: str = "start", backed: bool = False,
    ) -> None:  # fmt: skip
        """Words on one line; `backed` draws white behind them, so that no line of the axis runs through them."""
        clean = drawable(text)
        if not clean:
            return
        if backed:
            wide = text_width(clean, size, font)
            left = x - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
            self.rect(left - 1, y - size * 0.22, wide + 2, size * 1.1, fill=white)
        self.drawing.add(
            shape(String, x=x, y=y, text=clean, fontName=font, fontSize=size, fillColor=colour, textAnchor=anchor)
        )

    def lines(
        self, x: float, middle: float, lines: Sequence[str], size: float = TABLE_SIZE, anchor: str = "start"
    ) -> None:
        """Words on several lines around a height."""
        for i, line in enumerate(lines):
            self.text(x, middle - size * 0.36 + LINE * ((len(lines) - 1) / 2 - i), line, size=size, anchor=anchor)


class Rows:
    """Rows from the top down with names at their left, an axis below them, and notes below that.

    Parameters
    ----------
    width : float
        Of the drawing. [pt]
    names : sequence of str
        Of the rows; they take `NAME_SHARE` of the width at most, on two lines.
    notes : sequence of str
        Each on lines of its own; empty ones are left out.
    lines : int
        That the words beside a row take.
    """

    ROW, NAME_SHARE = 15.0, 0.27

    def __init__(self, width: float, names: Sequence[str], notes: Sequence[str], lines: int = 1) -> None:
        self.names = [wrapped(name, width * self.NAME_SHARE - GAP, 2) for name in names]
        self.notes = [line for note in notes if note for line in wrapped(note, width, 3, SMALL)]
        self.heights = [self.ROW + LINE * (max(len(name), lines) - 1) for name in self.names]
        self.left = max(text_width(line) for name in self.names for line in name) + 2 * GAP
        self.foot = X_AXIS + LINE * len(self.notes) + 2
        self.pen = Pen(width, self.foot + math.fsum(self.heights) + 3)
        self.top = self.pen.height - 3

    def middles(self) -> Iterator[float]:
        """Write the notes and, row after row, the names: heights of the rows' middles. [pt]"""
        notes_below(self.pen, self.notes, self.foot)
        top = self.top
        for name, height in zip(self.names, self.heights, strict=True):
            self.pen.lines(self.left - GAP, top - height / 2, name, anchor="end")
            yield top - height / 2
            top -= height


@dataclass(frozen=True)
class Scale:
    """Values on an axis.

    Attributes
    ----------
    low, high : float
        Values at its ends, different; above zero where `log`.
    start, end : float
        Where its ends are. [pt]
    log : bool
        Whether equal distances are equal ratios.
    """

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    def at(self, value: float) -> float:
        """Where a value is drawn. [pt]"""
        if self.log:
            share = math.log(value / self.low) / math.log(self.high / self.low)
        else:
            share = (value - self.low) / (self.high - self.low)
        return self.start + (self.end - self.start) * share

    def ticks(self, steps: int = 4) -> tuple[float, ...]:
        """Round values on it: whole decades where `log`, else in at most so many steps of 1, 2 or 5."""
        if not self.log:
            return ticks_from(self.low, self.high, steps)
        first, last = round(math.log10(self.low)), round(math.log10(self.high))
        every = max(1, math.ceil((last - first) / 8))
        return tuple(10.0**e for e in range(first, last + 1, every))


def decades(values: Sequence[float], start: float, end: float) -> Scale:
    """A log scale of whole decades that holds some values above zero."""
    low = math.floor(math.log10(min(values)) + 1e-9)
    high = max(math.ceil(math.log10(max(values)) - 1e-9), low + 1)
    return Scale(10.0**low, 10.0**high, start, end, log=True)


def tick_texts(ticks: Sequence[float]) -> list[str]:
    """Values of ticks as a person reads them: as many digits as tell neighbours apart."""
    step = abs(ticks[1] - ticks[0]) if len(ticks) > 1 else 0.0
    size = max((abs(t) for t in ticks), default=0.0)
    digits = math.floor(math.log10(size)) - math.floor(math.log10(step) + 1e-9) + 1 if step and size else 3
    return [numbers.significant(0.0 if step and abs(t) < step * 1e-9 else t, max(digits, 1)) for t in ticks]


def x_axis(
    pen: Pen, scale: Scale, y: float, top: float, title: str, *, steps: int = 4, texts: Sequence[str] | None = None
) -> None:
    """A horizontal axis at a height, its grid up to another, its ticks and its title below: takes `X_AXIS` points."""
    ticks = scale.ticks(steps)
    free = -math.inf
    for value, text in zip(ticks, texts or tick_texts(ticks), strict=True):
        x = scale.at(value)
        pen.line(x, y - 2.5, x, top, HAIRLINE, 0.4)
        half = text_width(text, SMALL) / 2
        middle = min(max(x, half), pen.width - half)
        if middle - half >= free:
            pen.text(middle, y - 10, text, size=SMALL, colour=MUTED, anchor="middle")
            free = middle + half + GAP
    pen.line(scale.start, y, scale.end, y)
    pen.text(scale.start, y - 20, title, size=SMALL, colour=MUTED)


X_AXIS = 23.0  # height that `x_axis` takes below the axis [pt]


def y_axis(
    pen: Pen, scale: Scale, x: float, right: float, title: str, *, steps: int = 4, texts: Sequence[str] | None = None,
    above: float = 7.0,
) -> None:  # fmt: skip
    """A vertical axis, its grid to the right and its title above, so that no text stands on its side."""
    ticks = scale.ticks(steps)
    for value, text in zip(ticks, texts or tick_texts(ticks), strict=True):
        y = scale.at(value)
        pen.line(x - 2.5, y, right, y, HAIRLINE, 0.4)
        pen.text(x - GAP, y - SMALL * 0.36, text, size=SMALL, colour=MUTED, anchor="end")
    pen.line(x, scale.start, x, scale.end)
    pen.text(0, scale.end + above, title, size=SMALL, colour=MUTED)


def notes_below(pen: Pen, notes: Sequence[str], foot: float) -> None:
    """Lines of small text below an axis at a height."""
    for i, note in enumerate(notes):
        pen.text(0, foot - X_AXIS - LINE * (i + 1) + 3, note, size=SMALL, colour=MUTED)


Y_TITLE = 16.0  # height that the title of `y_axis` takes above it [pt]


def whisker(pen: Pen, low: float, high: float, y: float) -> None:
    """An interval on a horizontal line, with caps at its ends."""
    pen.line(low, y, high, y, INK, 0.8)
    for x in (low, high):
        pen.line(x, y - 1.9, x, y + 1.9, INK, 0.8)


def mixed(colour: Color, share: float) -> Color:
    """A colour on white: all of it for 1, white for 0."""
    if share >= 1:
        return colour
    return Color(*(1 - share * (1 - part) for part in (colour.red, colour.green, colour.blue)))


def ink_on(colour: Color) -> Any:
    """Dark or light, whichever is read better on a colour, by relative luminance: the contrast is 4.5 at least."""

    def linear(part: float) -> float:
        return float(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)

    light = 0.2126 * linear(colour.red) + 0.7152 * linear(colour.green) + 0.0722 * linear(colour.blue)
    return BLACK if (light + 0.05) ** 2 > 1.03 * 0.05 else LIGHT
