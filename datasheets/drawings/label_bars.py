"""The footprint on a label: its number, and its parts as bars on one axis."""

from __future__ import annotations

from collections.abc import Callable

from reportlab.lib.colors import HexColor

from datasheets.drawings.frame import Pen, Scale, tick_texts, whisker
from datasheets.drawings.label_text import (
    BASE,
    GAP,
    HEADED,
    LINE,
    PAD,
    TEXT,
    Piece,
    all_lines,
    text_pieces,
    written,
)
from datasheets.labels.label import Bar, Label
from datasheets.pdf import BOLD, INK, MUTED, text_width
from datasheets.uncertainty_charts import FILL
from footprint import numbers

LARGE, LEAST_LARGE = 17.0, 9.0  # size of the number [pt]
BAR = 5.0  # height of a bar [pt]


def figure_pieces(label: Label, width: float) -> list[Piece]:
    """A number as large as fits, and what belongs to it."""
    points = LARGE
    while points > LEAST_LARGE and text_width(label.figure, points, BOLD) > width:
        points -= 0.5
    lines = all_lines(label.figure, width, points, BOLD)
    note = all_lines(label.figure_note, width) if label.figure_note else []
    return [
        *text_pieces(lines, points=points, bold=True, after=1.0),
        *text_pieces(note, after=3.0),
    ]


def bar_pieces(label: Label, width: float) -> list[Piece]:
    """A heading, each part with its words above its bar, and the axis that they share."""
    head = all_lines(label.bars_title, width, HEADED, BOLD)
    unit, factor = numbers.prefix(max(b.kg for b in label.bars))
    most = max(0.0, *(max(b.kg, b.high or 0.0) for b in label.bars)) / factor
    least = min(0.0, *(min(b.kg, b.low if b.low is not None else 0.0) for b in label.bars)) / factor
    high = most if most > least else least + 1.0

    def at(x: float) -> Scale:
        return Scale(least, high, x + 0.5, x + width - 8.0)

    def heading(pen: Pen, x: float, top: float) -> None:
        pen.line(x, top - 1.4, x + width, top - 1.4, INK, 1.2)
        written(pen, x, top - 3.2, head, bold=True, points=HEADED)

    def axis(pen: Pen, x: float, top: float) -> None:
        scale = at(x)
        pen.line(scale.start, top - 2, scale.end, top - 2)
        free = -1e9
        for tick, text in zip(scale.ticks(3), tick_texts(scale.ticks(3)), strict=True):
            half = text_width(text, TEXT) / 2
            middle = min(max(scale.at(tick), x + half), x + width - half)
            pen.line(scale.at(tick), top - 2, scale.at(tick), top - 4)
            if middle - half > free:
                pen.text(middle, top - 4 - BASE, text, size=TEXT, colour=MUTED, anchor="middle")
                free = middle + half + GAP
        title = f"{unit} {numbers.CO2E_TYPESET}, linear axis"
        pen.text(x, top - 4 - BASE - LINE, title, size=TEXT, colour=MUTED)

    drawn = [_bar(bar, width, factor, at) for bar in label.bars]
    top = Piece(HEADED * 1.28 * len(head) + 5.0, heading, keep=True)
    return [top, *drawn, Piece(2 * LINE + 6.0, axis)]


def _bar(bar: Bar, width: float, factor: float, at: Callable[[float], Scale]) -> Piece:
    names = all_lines(bar.title, width)
    words = all_lines(bar.text, width)
    used = text_width(names[0], TEXT) + text_width(words[0], TEXT) + GAP
    one = len(names) == 1 and len(words) == 1 and used <= width
    lines = 1 if one else len(names) + len(words)

    def draw(pen: Pen, x: float, top: float) -> None:
        scale = at(x)
        written(pen, x, top - PAD, names, bold=False)
        if one:
            pen.text(x + width, top - PAD - BASE, words[0], size=TEXT, anchor="end")
        else:
            written(pen, x, top - PAD - LINE * len(names), words)
        middle = top - PAD - LINE * lines - BAR / 2
        zero, end = scale.at(0.0), scale.at(bar.kg / factor)
        fill = HexColor(bar.colour) if bar.colour else FILL
        pen.rect(min(zero, end), middle - BAR / 2, max(abs(end - zero), 0.4), BAR, fill=fill)
        if bar.low is not None and bar.high is not None and bar.high > bar.low:
            whisker(pen, scale.at(bar.low / factor), scale.at(bar.high / factor), middle)
        pen.line(zero, middle - BAR / 2 - 1.0, zero, middle + BAR / 2 + 1.0)

    return Piece(LINE * lines + BAR + 2 * PAD + 1.5, draw, keep=True)
