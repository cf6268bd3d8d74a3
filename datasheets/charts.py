"""Charts as reportlab flowables. A chart draws what it is given: positions are layout, numbers come as text."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from reportlab.lib.colors import HexColor, white
from reportlab.platypus import Flowable

from datasheets.pdf import BOLD, HAIRLINE, INK, MUTED, REGULAR, TABLE_SIZE, TEXT_WIDTH, fitted, text_width
from footprint import numbers
from footprint.factors import Interval

ROW = 12.0  # height of one bar's row [pt]
BAR = 6.6  # height of a bar
BASELINE = 3.2  # of a row's text above the row's lower edge
CAP = 1.7  # half the height of a whisker's cap
LABEL_GAP = 4.0
AXIS = 23.0  # height of the axis with its ticks and label
TICKS = 4  # at most so many steps on the axis
HEADS = ("Block", "Contribution and share", "Status, basis", "Source")
WIDTHS = (84.0, 78.0, 110.0, 42.0)  # of the columns: title, interval, status, sources
SWATCH = 6.0


class Bar(NamedTuple):
    """One row: a bar with its whisker, and the words beside it."""

    title: str
    colour: str
    kg_co2e: Interval
    label: str
    interval: str
    status: str
    sources: str


class BarChart(Flowable):  # type: ignore[misc]
    """Horizontal bars on a linear axis from zero, each the first cell of a table row.

    Parameters
    ----------
    bars : sequence of Bar
        In the order to draw, largest first.
    quantity : str
        What the axis counts, written after its unit: ``kg CO₂e``.
    interval : str
        What the whiskers are, at the head of their column.
    heads : tuple of str
        Of the other columns: the title, the bar, the status and the sources.
    widths : tuple of float
        Of the columns beside the bar: the title, the interval, the status and the sources. [pt]
    """

    def __init__(
        self, bars: Sequence[Bar], quantity: str, interval: str, heads: tuple[str, str, str, str] = HEADS,
        widths: tuple[float, float, float, float] = WIDTHS,
    ) -> None:  # fmt: skip
        super().__init__()
        self.bars = tuple(bars)
        self.quantity, self.interval, self.heads = quantity, interval, heads
        self.width, self.height = TEXT_WIDTH, ROW * (len(self.bars) + 1) + AXIS
        longest = max((text_width(b.label) for b in self.bars), default=0.0)
        self.left, *self.beside = widths
        self.right = TEXT_WIDTH - sum(self.beside)
        self.most = max((max(b.kg_co2e) for b in self.bars), default=0.0)
        self.span = self.right - self.left - longest - 2 * LABEL_GAP

    def wrap(self, *_: float) -> tuple[float, float]:
        """Its size does not depend on the room offered."""
        return self.width, self.height

    def _x(self, kg: float) -> float:
        return self.left + (self.span * (kg / self.most) if self.most else 0.0)

    def draw(self) -> None:
        """Draw on the canvas: the grid below all, then the text in the order in which it is read."""
        unit, factor = numbers.prefix(self.most)
        ticks = {self._x(t * factor): numbers.significant(t) for t in tick_values(self.most / factor)}
        self._grid(ticks)
        self._head(self.height - ROW)
        for index, bar in enumerate(self.bars):
            self._row(bar, self.height - ROW * (index + 2))
        self.canv.setFont(REGULAR, TABLE_SIZE - 1)
        self.canv.setFillColor(MUTED)
        for x, text in ticks.items():
            self.canv.drawCentredString(x, AXIS - 10, text)
        self.canv.drawString(self.left, AXIS - 20, f"{unit} {self.quantity}")

    def _grid(self, ticks: Iterable[float]) -> None:
        for x in ticks:
            self.canv.setStrokeColor(HAIRLINE if x > self.left else MUTED)
            self.canv.setLineWidth(0.4 if x > self.left else 0.6)
            self.canv.line(x, AXIS - 2.5, x, self.height - ROW)

    def _texts(self, cells: tuple[str, str, str], y: float) -> None:
        """The cells on the right of the bars."""
        font = self.canv._fontname
        interval, status, source = self.beside
        at = self.right + interval
        self.canv.drawRightString(at - 2 * LABEL_GAP, y, fitted(cells[0], interval - LABEL_GAP, font=font))
        self.canv.drawString(at, y, fitted(cells[1], status - LABEL_GAP, font=font))
        self.canv.drawString(at + status, y, fitted(cells[2], source, font=font))

    def _head(self, y: float) -> None:
        self.canv.setFont(BOLD, TABLE_SIZE)
        self.canv.setFillColor(MUTED)
        title, bar, status, sources = self.heads
        self.canv.drawString(0, y + BASELINE, title)
        self.canv.drawString(self.left, y + BASELINE, bar)
        self._texts((self.interval, status, sources), y + BASELINE)
        self.canv.setStrokeColor(MUTED)
        self.canv.setLineWidth(0.6)
        self.canv.line(0, y, self.width, y)

    def _row(self, bar: Bar, y: float) -> None:
        self.canv.setFont(REGULAR, TABLE_SIZE)
        self.canv.setStrokeColor(HAIRLINE)
        self.canv.setLineWidth(0.3)
        self.canv.line(self.right + LABEL_GAP, y, self.width, y)
        self.canv.line(0, y, self.left - LABEL_GAP, y)
        self._bar(bar, y + ROW / 2)
        self.canv.setFillColor(INK)
        self.canv.drawString(0, y + BASELINE, fitted(bar.title, self.left - LABEL_GAP))
        self._label(bar.label, self._x(max(bar.kg_co2e)) + LABEL_GAP, y)
        self._texts((bar.interval, bar.status, bar.sources), y + BASELINE)

    def _bar(self, bar: Bar, middle: float) -> None:
        """The bar and its whisker."""
        low, typical, high = (self._x(kg) for kg in bar.kg_co2e)
        self.canv.setFillColor(HexColor(bar.colour))
        self.canv.rect(self.left, middle - BAR / 2, typical - self.left, BAR, stroke=0, fill=1)
        if high > low:
            self.canv.setStrokeColor(INK)
            self.canv.setLineWidth(0.6)
            self.canv.line(low, middle, high, middle)
            for x in (low, high):
                self.canv.line(x, middle - CAP, x, middle + CAP)

    def _label(self, text: str, x: float, y: float) -> None:
        """The value beside its bar, on white so that no line of the axis runs through it."""
        self.canv.setFillColor(white)
        self.canv.rect(x - 1, y + 1, text_width(text) + 2, ROW - 2, stroke=0, fill=1)
        self.canv.setFillColor(INK)
        self.canv.drawString(x, y + BASELINE, text)


class Legend(Flowable):  # type: ignore[misc]
    """Colours in words, on one line."""

    def __init__(self, entries: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.entries = tuple(entries)
        self.width, self.height = TEXT_WIDTH, ROW

    def wrap(self, *_: float) -> tuple[float, float]:
        """One line, as wide as the text."""
        return self.width, self.height

    def draw(self) -> None:
        """Draw a swatch and a word for every entry."""
        x = 0.0
        self.canv.setFont(REGULAR, TABLE_SIZE)
        for words, colour in self.entries:
            self.canv.setFillColor(HexColor(colour))
            self.canv.rect(x, BASELINE - 0.4, SWATCH, SWATCH, stroke=0, fill=1)
            self.canv.setFillColor(INK)
            self.canv.drawString(x + SWATCH + 3, BASELINE, words)
            x += SWATCH + 3 + text_width(words) + 12


def tick_values(most: float) -> tuple[float, ...]:
    """Round positions from zero to the largest value, in at most `TICKS` steps of 1, 2 or 5."""
    return ticks_from(0.0, most)


def ticks_from(least: float, most: float, steps: int = TICKS) -> tuple[float, ...]:
    """Round positions between two values, in at most so many steps of 1, 2 or 5; the value where they are one."""
    if most <= least:
        return (least,)
    raw = (most - least) / steps
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(m for m in (1, 2, 5, 10) if m * power >= raw * (1 - 1e-9)) * power
    first, last = math.ceil(least / step * (1 - 1e-9)), math.floor(most / step * (1 + 1e-9))
    return tuple(step * i for i in range(first, last + 1))
