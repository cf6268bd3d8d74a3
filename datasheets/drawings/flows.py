"""What a growing stock of devices emits over the years: columns stacked by stage on a linear axis, with whiskers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import HexColor

from datasheets.drawings.frame import GAP, SMALL, Pen, Scale, tick_texts
from datasheets.pdf import HAIRLINE, INK, MUTED, text_width
from footprint import numbers, tables
from footprint.factors import Interval

HIGH = 130.0  # of the plot [pt]
TITLE, YEARS, KEY = 15.0, 14.0, 12.0
SWATCH = 6.0
WHISKER = 2.0  # least distance between two: columns that are narrower have none between [pt]


class Column(NamedTuple):
    """One year: its interval, and its parts by stage. [kg CO2e]"""

    year: int
    kg_co2e: Interval
    by_stage: dict[str, float]


def flows_drawing(columns: Sequence[Column], quantity: str, width: float, high: float = HIGH) -> Drawing:
    """The chart in a width and of a height [pt]; `quantity` is what the axis counts, after its unit."""
    stages = [s for s in tables.STAGES if any(c.by_stage.get(s) for c in columns)]
    rows = _key_rows(stages, width)
    foot = YEARS + KEY * len(rows) + 4
    pen = Pen(width, foot + high + TITLE)
    most = max(c.kg_co2e.high for c in columns) or 1.0
    unit, by = numbers.prefix(most)
    up = Scale(0.0, most / by, foot, foot + high)
    ticks = up.ticks(4)
    texts = tick_texts(ticks)
    left = max(text_width(t, SMALL) for t in texts) + GAP
    step = (width - left - 2) / len(columns)
    for value, text in zip(ticks, texts, strict=True):
        pen.line(left, up.at(value), width - 2, up.at(value), HAIRLINE if value else MUTED, 0.4)
        pen.text(left - GAP, up.at(value) - SMALL * 0.36, text, size=SMALL, colour=MUTED, anchor="end")
    pen.text(0, foot + high + 6, f"{unit} {quantity}, linear axis; lines: interval", size=SMALL, colour=MUTED)
    room = 2 * text_width("2000", SMALL)
    every = next((years for years in (5, 10, 20, 50, 100, 200) if step * years >= room), 500)
    for i, column in enumerate(columns):
        x, y = left + step * i, foot
        for stage in stages:
            tall = up.at(column.by_stage.get(stage, 0.0) / by) - foot
            pen.rect(x + step * 0.12, y, step * 0.76, tall, fill=HexColor(tables.STAGES[stage].colour))
            y += tall
        low, end, middle = up.at(column.kg_co2e.low / by), up.at(column.kg_co2e.high / by), x + step / 2
        if end > low and i % math.ceil(WHISKER / step) == 0:
            pen.line(middle, low, middle, end, INK, 0.7)
        if column.year % every == 0 or len(columns) <= 8:
            pen.line(middle, foot, middle, foot - 2.5)
            x = min(middle, width - room / 4)
            pen.text(x, foot - 10, str(column.year), size=SMALL, colour=MUTED, anchor="middle")
    for i, row in enumerate(rows):
        x, y = 0.0, foot - YEARS - KEY * (i + 1) + 3
        for stage in row:
            title = tables.STAGES[stage].title
            pen.rect(x, y, SWATCH, SWATCH, fill=HexColor(tables.STAGES[stage].colour))
            pen.text(x + SWATCH + GAP, y, title, size=SMALL, colour=MUTED)
            x += SWATCH + GAP + text_width(title, SMALL) + 10
    return pen.drawing


def _key_rows(stages: Sequence[str], width: float) -> list[list[str]]:
    """The stages on as many lines as their names need."""
    rows: list[list[str]] = [[]]
    used = 0.0
    for stage in stages:
        wide = SWATCH + GAP + text_width(tables.STAGES[stage].title, SMALL) + 10
        if rows[-1] and used + wide > width:
            rows.append([])
            used = 0.0
        rows[-1].append(stage)
        used += wide
    return rows
