"""Charts of what is uncertain: a histogram, a tornado, and what stands beside an interval, each on a linear axis.

As in `charts`, positions are layout and numbers come as text. An axis that does not start at zero says so.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from reportlab.lib.colors import Color, HexColor, white
from reportlab.platypus import Flowable

from datasheets.charts import AXIS, BAR, BASELINE, CAP, LABEL_GAP, ROW, TICKS, ticks_from
from datasheets.pdf import (
    BOLD,
    HAIRLINE,
    HEADING,
    INK,
    MUTED,
    REGULAR,
    TABLE_SIZE,
    TEXT_WIDTH,
    fitted,
    text_width,
    wrapped,
)
from footprint import numbers
from footprint.factors import ZERO, Interval

FILL = HexColor("#7F94B2")  # of bars that belong to no life-cycle stage
BAND = HexColor("#E6EBF2")  # behind rows: the interval they are beside
ZERO_FROM = 0.4  # an axis whose least value is below this share of its greatest starts at zero
TITLE_WIDTH, INTERVAL_WIDTH, STATUS_WIDTH, SHARE_WIDTH = 168.0, 78.0, 52.0, 36.0
KIND_WIDTH = 52.0
UNIT_LINE = 10.0  # of text below an axis [pt]
TICK_LINE = AXIS - UNIT_LINE  # height of an axis whose quantity stands beside its ticks
WIDE_STEPS = 8  # at most so many on an axis across the page
TITLE_LINES = 2
LINE = 9.2  # from one line of a row's title to the next [pt]
DOT = 2.4
LABEL_MOST = 110.0  # of a label beside a dot; the dots have the rest


class Scale:
    """A linear axis over some masses, from zero unless they are close together.

    Parameters
    ----------
    values : iterable of float
        All that is to be drawn, some of them different. [kg]
    left, right : float
        Where its ends are. [pt]
    steps : int
        At most so many on the axis.
    """

    def __init__(self, values: Iterable[float], left: float, right: float, steps: int = TICKS) -> None:
        kept = list(values)
        low, high = min(kept), max(kept)
        self.unit, self._factor = numbers.prefix(high)
        self.from_zero = low < ZERO_FROM * high
        marks = ticks_from(0.0 if self.from_zero else low / self._factor, high / self._factor, steps)
        self._least = 0.0 if self.from_zero else low
        self._span = (high - self._least) or 1.0
        self.left, self.right = left, right
        width = marks[1] - marks[0] if len(marks) > 1 else 0.0
        size = max(marks)
        digits = math.floor(math.log10(size)) - math.floor(math.log10(width) + 1e-9) + 1 if width else 3
        self.ticks = [(self.x(s * self._factor), numbers.significant(s, max(digits, 1))) for s in marks]

    def x(self, kg: float) -> float:
        """Where a mass is drawn. [pt]"""
        return self.left + (self.right - self.left) * ((kg - self._least) / self._span)


class _Chart(Flowable):  # type: ignore[misc]
    """What the charts share: their size, the axis below, and text on white."""

    scale: Scale
    quantity: str

    def wrap(self, *_: float) -> tuple[float, float]:
        """Its size does not depend on the room offered."""
        return self.width, self.height

    @property
    def words(self) -> str:
        """What must be said of the axis, as a sentence after others."""
        return "" if self.scale.from_zero else " The axis does not start at zero."

    def _axis(self, bottom: float, top: float) -> None:
        """Grid, ticks and what the axis counts: left of the ticks where there is room, else below."""
        words = f"{self.scale.unit} {self.quantity}"
        beside = text_width(words, TABLE_SIZE - 1) < self.scale.left - 3 * LABEL_GAP
        free = self.scale.left - 2 * LABEL_GAP if beside else 0.0
        self._font(MUTED, TABLE_SIZE - 1)
        for x, text in self.scale.ticks:
            at_zero = self.scale.from_zero and x <= self.scale.left
            self._rule(x, bottom - 2.5, x, top, MUTED if at_zero else HAIRLINE, 0.6 if at_zero else 0.4)
            half = text_width(text, TABLE_SIZE - 1) / 2
            if x - half >= free and x + half <= self.width:
                self.canv.drawCentredString(x, bottom - UNIT_LINE, text)
                free = x + half + LABEL_GAP
        self._rule(self.scale.left, bottom, self.scale.right, bottom, MUTED, 0.6)
        if not self.scale.from_zero:  # a break in the axis
            for x in (self.scale.left + 3, self.scale.left + 5.5):
                self._rule(x - 1.2, bottom - 3, x + 1.2, bottom + 3, MUTED, 0.6)
        if beside:
            self.canv.drawRightString(self.scale.left - 3 * LABEL_GAP, bottom - UNIT_LINE, words)
        else:
            self.canv.drawString(self.scale.left, bottom - 2 * UNIT_LINE, words)

    def _rule(self, x: float, y: float, to_x: float, to_y: float, colour: Color, width: float) -> None:
        self.canv.setStrokeColor(colour)
        self.canv.setLineWidth(width)
        self.canv.line(x, y, to_x, to_y)

    def _font(self, colour: Color = INK, size: float = TABLE_SIZE, face: str = REGULAR) -> None:
        self.canv.setFont(face, size)
        self.canv.setFillColor(colour)

    def _on_white(self, text: str, x: float, y: float, face: str = REGULAR) -> None:
        """Text that no line runs through."""
        self.canv.setFillColor(white)
        self.canv.rect(x - 1, y + 1, text_width(text, font=face) + 2, ROW - 3, stroke=0, fill=1)
        self._font(face=face)
        self.canv.drawString(x, y + BASELINE, text)

    def _head(self, cells: Sequence[tuple[float, str]], right: Sequence[tuple[float, str]]) -> None:
        """The head of the rows: cells from their left, and cells up to their right."""
        y = self.height - ROW
        self._font(MUTED, face=BOLD)
        for x, text in cells:
            self.canv.drawString(x, y + BASELINE, text)
        for x, text in right:
            self.canv.drawRightString(x, y + BASELINE, text)
        self._rule(0, y, self.width, y, MUTED, 0.6)

    def _title(self, lines: Sequence[str], top: float) -> None:
        self._font()
        for number, line in enumerate(lines):
            self.canv.drawString(0, top - ROW + BASELINE - LINE * number, line)

    def _dot(self, x: float, y: float, filled: bool) -> None:
        self.canv.setStrokeColor(INK)
        self.canv.setLineWidth(0.8)
        self.canv.setFillColor(INK if filled else white)
        self.canv.circle(x, y, DOT, stroke=1, fill=1)


class Mark(NamedTuple):
    """A value that is named in a histogram."""

    kg_co2e: float
    label: str


class Histogram(_Chart):
    """How often a total fell where, with P5, P50, P95 and the deterministic value named at their places.

    Parameters
    ----------
    edges : sequence of float
        Of the bins. [kg]
    counts : sequence of int
        Draws in each.
    low, middle, high, typical : Mark
        P5, P50, P95, and the deterministic value.
    quantity : str
        What the axis counts, written after its unit.
    height : float
        Of the highest bin. [pt]
    """

    def __init__(
        self, edges: Sequence[float], counts: Sequence[int], low: Mark, middle: Mark, high: Mark, typical: Mark,
        quantity: str, height: float,
    ) -> None:  # fmt: skip
        super().__init__()
        self.edges, self.counts, self.quantity = tuple(edges), tuple(counts), quantity
        self.low, self.middle, self.high, self.typical = low, middle, high, typical
        self.bins = height
        self.width, self.height = TEXT_WIDTH, AXIS + height + 3 * ROW
        self.scale = Scale([*edges, typical.kg_co2e, low.kg_co2e, high.kg_co2e], 6.0, TEXT_WIDTH - 6.0, WIDE_STEPS)

    def draw(self) -> None:
        """Draw the axis, the bins, the lines, and last the labels."""
        x = self.scale.x
        self._axis(AXIS, AXIS)
        self.canv.setFillColor(FILL)
        self.canv.setStrokeColor(white)
        self.canv.setLineWidth(0.4)
        most = max(self.counts)
        for left, right, count in zip(self.edges, self.edges[1:], self.counts, strict=False):
            self.canv.rect(x(left), AXIS, x(right) - x(left), self.bins * count / most, stroke=1, fill=1)
        rows = [AXIS + self.bins + ROW * i for i in range(3)]
        for mark, top in ((self.low, rows[0]), (self.high, rows[0]), (self.middle, rows[1])):
            self._rule(x(mark.kg_co2e), AXIS, x(mark.kg_co2e), top + ROW / 2, INK, 0.7)
        self._rule(x(self.typical.kg_co2e), AXIS, x(self.typical.kg_co2e), rows[2] + ROW / 2, HEADING, 1.6)
        free = self._label(self.low, rows[0], to_left=True)
        self._label(self.high, rows[0], to_left=False, free=free)
        self._label(self.middle, rows[1], to_left=self.middle.kg_co2e < self.typical.kg_co2e)
        self._label(self.typical, rows[2], to_left=x(self.typical.kg_co2e) > self.width / 2, face=BOLD)

    def _label(self, mark: Mark, y: float, *, to_left: bool, free: float = 0.0, face: str = REGULAR) -> float:
        """Words beside their line, inside the chart; where they end."""
        width = text_width(mark.label, font=face)
        at = self.scale.x(mark.kg_co2e)
        start = at - LABEL_GAP - width if to_left else at + LABEL_GAP
        start = max(min(start, self.width - width), free)
        self._on_white(mark.label, start, y, face)
        return float(start + width + 2 * LABEL_GAP)


class TornadoBar(NamedTuple):
    """One input: the total at its ends, and the words beside it."""

    title: str
    kg_co2e: Interval
    swing: str
    interval: str
    status: str
    share: str


class Tornado(_Chart):
    """Horizontal bars around the deterministic total, each the total at P5 and at P95 of one input.

    Parameters
    ----------
    bars : sequence of TornadoBar
        In the order to draw, widest first.
    typical : Mark
        The deterministic total.
    quantity : str
        What the axis counts, written after its unit.
    """

    def __init__(self, bars: Sequence[TornadoBar], typical: Mark, quantity: str) -> None:
        super().__init__()
        self.bars, self.typical, self.quantity = tuple(bars), typical, quantity
        self.titles = [wrapped(b.title, TITLE_WIDTH - LABEL_GAP, TITLE_LINES) for b in bars]
        rows = math.fsum(ROW + LINE * (len(t) - 1) for t in self.titles)
        self.width, self.height = TEXT_WIDTH, ROW + rows + AXIS
        self.status = TEXT_WIDTH - SHARE_WIDTH - STATUS_WIDTH
        longest = max(text_width(b.swing) for b in bars)
        right = self.status - INTERVAL_WIDTH - longest - 3 * LABEL_GAP
        self.scale = Scale([kg for b in bars for kg in b.kg_co2e], TITLE_WIDTH, right)

    def draw(self) -> None:
        """Draw the axis, then row after row in the order in which they are read."""
        self._axis(AXIS, self.height - ROW)
        self._head(
            [(0, "Input"), (TITLE_WIDTH, "Total at its P5 and P95, swing"), (self.status, "Status")],
            [(self.status - 2 * LABEL_GAP, "Total"), (self.width, "Share")],
        )
        top = self.height - ROW
        for bar, lines in zip(self.bars, self.titles, strict=True):
            self._row(bar, lines, top)
            top -= ROW + LINE * (len(lines) - 1)
        x = self.scale.x(self.typical.kg_co2e)
        self._rule(x, AXIS - 2.5, x, self.height - ROW, HEADING, 1.2)
        half = text_width(self.typical.label, TABLE_SIZE - 1) / 2
        self._font(HEADING, TABLE_SIZE - 1)
        self.canv.drawCentredString(max(x, half), AXIS - 2 * UNIT_LINE, self.typical.label)

    def _row(self, bar: TornadoBar, lines: Sequence[str], top: float) -> None:
        x, y = self.scale.x, top - ROW
        bottom = y - LINE * (len(lines) - 1)
        for start, end in ((0.0, TITLE_WIDTH - LABEL_GAP), (self.status - INTERVAL_WIDTH, self.width)):
            self._rule(start, bottom, end, bottom, HAIRLINE, 0.3)
        self._title(lines, top)
        self.canv.setFillColor(FILL)
        self.canv.rect(
            x(bar.kg_co2e.low), y + (ROW - BAR) / 2, x(bar.kg_co2e.high) - x(bar.kg_co2e.low), BAR, stroke=0, fill=1
        )
        self._on_white(bar.swing, x(max(bar.kg_co2e)) + LABEL_GAP, y)
        self._font()
        interval = fitted(bar.interval, INTERVAL_WIDTH - 2 * LABEL_GAP)
        self.canv.drawRightString(self.status - 2 * LABEL_GAP, y + BASELINE, interval)
        self.canv.drawString(self.status, y + BASELINE, bar.status)
        self.canv.drawRightString(self.width, y + BASELINE, bar.share)


class BesideRow(NamedTuple):
    """One row: an interval, a span of cases, or a point."""

    title: str
    kind: str
    kg_co2e: Interval
    label: str
    ratio: str


_HEAD = BesideRow("What", "Kind", ZERO, "Total", "Ratio")


class Beside(_Chart):
    """What stands beside an interval, on one axis from zero: the interval in the first row, with a band below it.

    Parameters
    ----------
    rows : sequence of BesideRow
        The interval first. A row whose low and high differ is a span with open ends, any other one a dot.
    quantity : str
        What the axis counts, written after its unit.
    """

    def __init__(self, rows: Sequence[BesideRow], quantity: str) -> None:
        super().__init__()
        self.rows = tuple(r._replace(label=fitted(r.label, LABEL_MOST)) for r in rows)
        self.quantity = quantity
        self.titles = [wrapped(r.title, TITLE_WIDTH - LABEL_GAP, TITLE_LINES) for r in rows]
        self.width = TEXT_WIDTH
        self.height = ROW + math.fsum(ROW + LINE * (len(t) - 1) for t in self.titles) + TICK_LINE
        self.chart = TITLE_WIDTH + KIND_WIDTH
        self.ratios = TEXT_WIDTH - max(text_width(r.ratio) for r in (*rows, _HEAD))
        right = self.ratios - max(text_width(r.label) for r in self.rows) - 4 * LABEL_GAP
        self.scale = Scale([0.0, *(kg for r in rows for kg in r.kg_co2e)], self.chart, right)

    def draw(self) -> None:
        """Draw the band and the axis, then row after row."""
        x, first = self.scale.x, self.rows[0].kg_co2e
        self.canv.setFillColor(BAND)
        low, high = x(first.low), x(first.high)
        self.canv.rect(low, TICK_LINE, high - low, self.height - ROW - TICK_LINE, stroke=0, fill=1)
        self._axis(TICK_LINE, self.height - ROW)
        self._head(
            [(0, _HEAD.title), (TITLE_WIDTH, _HEAD.kind), (self.chart, _HEAD.label)], [(self.width, _HEAD.ratio)]
        )
        top = self.height - ROW
        for number, (row, lines) in enumerate(zip(self.rows, self.titles, strict=True)):
            self._row(row, lines, top, interval=not number)
            top -= ROW + LINE * (len(lines) - 1)

    def _row(self, row: BesideRow, lines: Sequence[str], top: float, *, interval: bool) -> None:
        x, y = self.scale.x, top - ROW
        bottom, middle = y - LINE * (len(lines) - 1), y + ROW / 2
        self._rule(0, bottom, self.chart - LABEL_GAP, bottom, HAIRLINE, 0.3)
        self._rule(self.ratios, bottom, self.width, bottom, HAIRLINE, 0.3)
        self._title(lines, top)
        self.canv.drawString(TITLE_WIDTH, y + BASELINE, row.kind)
        low, typical, high = (x(kg) for kg in row.kg_co2e)
        if high > low:
            self._rule(low, middle, high, middle, INK, 0.8)
        for end in (low, high) if high > low else ():
            if interval:
                self._rule(end, middle - CAP, end, middle + CAP, INK, 0.8)
            else:
                self._dot(end, middle, filled=False)
        self._dot(typical, middle, filled=True)
        self._on_white(row.label, max(low, typical, high) + 2 * LABEL_GAP, y)
        self._font()
        self.canv.drawRightString(self.width, y + BASELINE, row.ratio)
