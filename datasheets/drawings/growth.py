"""Growth of a number of devices over the years: models as lines on a log axis, milestones across, data as points."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import white

from datasheets.drawings.frame import (
    DASHES,
    GAP,
    LINE,
    LINE_COLOURS,
    SMALL,
    Pen,
    Scale,
    tick_texts,
)
from datasheets.pdf import HAIRLINE, INK, MUTED, TABLE_SIZE, text_width, wrapped
from footprint.numbers import significant

HIGH = 200.0  # of the plot [pt]
NARROW = 300.0  # a narrower drawing has fewer words beside its marks [pt]
TITLE, YEARS, KEY = 15.0, 14.0, 12.0  # heights of the axis title, of the years, and of the key [pt]
LEAST_GAP = 9.0  # between two texts one above the other [pt]
_NAMES = {"observed": "observed", "forecast": "forecast", "assumed": "forecast, not verified (assumed)"}


class Curve(NamedTuple):
    """A model: its name, and billions by year."""

    title: str
    points: Sequence[tuple[int, float]]


class Point(NamedTuple):
    """A value of the series: observed, forecast or assumed."""

    year: int
    billion: float
    mark: str


class Crossing(NamedTuple):
    """The year in which a model has as many as a milestone."""

    year: int
    billion: float


class Apart(NamedTuple):
    """A number that is another count than that of the axis."""

    year: int
    billion: float
    text: str


class Box(NamedTuple):
    """Where a text stands. [pt]"""

    left: float
    bottom: float
    right: float
    top: float

    def meets(self, other: Box) -> bool:
        """Whether two texts would stand on each other."""
        across = min(self.right, other.right) - max(self.left, other.left)
        return across > -2 and min(self.top, other.top) - max(self.bottom, other.bottom) > 0


class Growth(NamedTuple):
    """What is drawn: curves, the series, milestones, when they are reached, and what is counted apart."""

    curves: Sequence[Curve]
    points: Sequence[Point]
    milestones: Sequence[float]
    crossings: Sequence[Crossing]
    apart: Apart | None
    axis: str


def milestone_text(billion: float) -> str:
    """A milestone as its axis says it: ``250 bn``, ``1 tn``."""
    return f"{significant(billion / 1000)} tn" if billion >= 1000 else f"{significant(billion)} bn"


def growth_drawing(shown: Growth, width: float, high: float = HIGH) -> Drawing:
    """The chart in a width, its plot of a height. [pt]"""
    values = [n for c in shown.curves for _, n in c.points] + [p.billion for p in shown.points]
    years = [y for c in shown.curves for y, _ in c.points] + [p.year for p in shown.points]
    kinds = [kind for kind in _NAMES if any(p.mark == kind for p in shown.points)]
    keys = _key_rows(kinds, width)
    foot = YEARS + KEY * len(keys) + 4
    pen = Pen(width, foot + high + TITLE)
    ticks = _ticks(shown.milestones, min(values))
    texts = [milestone_text(t) for t in ticks]
    left = max(map(text_width, texts, [SMALL] * len(texts))) + GAP
    right = width - max(text_width(c.title) for c in shown.curves) - GAP - 2
    across = Scale(min(years), max(years), left, right)
    up = Scale(min(values) * 0.85, max(*values, *shown.milestones) * 1.25, foot, foot + high, log=True)
    for value in ticks:
        is_milestone = value in shown.milestones
        pen.line(left, up.at(value), right, up.at(value), MUTED if is_milestone else HAIRLINE,
                 0.5 if is_milestone else 0.4, (1.2, 1.6) if is_milestone else None)  # fmt: skip
    for value in _apart_from_each_other([*reversed(shown.milestones), *ticks], up):
        pen.text(left - GAP, up.at(value) - SMALL * 0.36, milestone_text(value), size=SMALL, colour=MUTED, anchor="end")
    pen.text(0, foot + high + 6, shown.axis, size=SMALL, colour=MUTED)
    _years(pen, across, foot)
    for i, curve in enumerate(shown.curves):
        track = [(across.at(y), up.at(n)) for y, n in curve.points]
        pen.path(track, LINE_COLOURS[i % len(LINE_COLOURS)], 1.6, DASHES[i % len(DASHES)])
    for point in shown.points:
        _mark(pen, across.at(point.year), up.at(point.billion), point.mark)
    taken = _names(pen, shown.curves, across, up)
    if shown.apart is not None:
        taken += _apart(pen, shown.apart, across, up, right)
    _crossings(pen, shown.crossings, across, up, taken)
    _key(pen, keys, foot - YEARS)
    return pen.drawing


def _ticks(milestones: Sequence[float], least: float) -> list[float]:
    """The milestones, and decades below the first one down to the least value."""
    first = math.floor(math.log10(min(milestones)) + 1e-9)
    last = math.ceil(math.log10(least * 0.85) - 1e-9)
    return [*(10.0**e for e in range(last, first + 1)), *milestones]


def _apart_from_each_other(values: Sequence[float], up: Scale) -> list[float]:
    """The values, first ones first, whose labels do not stand on each other."""
    kept: list[float] = []
    for value in values:
        if all(abs(up.at(value) - up.at(other)) >= LEAST_GAP for other in kept):
            kept.append(value)
    return kept


def _years(pen: Pen, across: Scale, foot: float) -> None:
    """The axis of years."""
    pen.line(across.start, foot, across.end, foot)
    ticks = [t for t in across.ticks(8 if pen.width > NARROW else 4) if t == int(t)]
    for value, text in zip(ticks, tick_texts(ticks), strict=True):
        x = across.at(value)
        pen.line(x, foot, x, foot - 2.5)
        pen.text(x, foot - 10, text.replace(" ", ""), size=SMALL, colour=MUTED, anchor="middle")


def _mark(pen: Pen, x: float, y: float, kind: str) -> None:
    """Observed: a full dot. Forecast: a hollow one. Assumed: a hollow square."""
    if kind == "assumed":
        pen.rect(x - 2.2, y - 2.2, 4.4, 4.4, fill=white, stroke=INK, line=0.8)
    else:
        pen.dot(x, y, 2.2, fill=INK if kind == "observed" else white)


def _crossings(pen: Pen, crossings: Sequence[Crossing], across: Scale, up: Scale, taken: list[Box]) -> None:
    """A dot on a milestone for each model, with its year where no other text stands."""
    for year, billion in sorted(set(crossings)):
        if not across.low <= year <= across.high:
            continue
        x, y = across.at(year), up.at(billion)
        pen.dot(x, y, 1.6)
        wide = text_width(str(year), SMALL)
        box = Box(x - 2 - wide, y + 2.5, x - 2, y + 2.5 + SMALL)
        if box.left > across.start and not any(box.meets(other) for other in taken):
            pen.text(box.right, box.bottom, str(year), size=SMALL, anchor="end", backed=True)
            taken.append(box)


def _names(pen: Pen, curves: Sequence[Curve], across: Scale, up: Scale) -> list[Box]:
    """The name of each curve at its end; of one that ends early, at the end that is further from the others."""
    free = -math.inf
    last = max(curve.points[-1][0] for curve in curves)
    taken = []
    for curve in sorted(curves, key=lambda c: c.points[-1][1]):
        (year, billion), least = curve.points[-1], free
        if year < last:
            year, billion = max((curve.points[0], curve.points[-1]), key=lambda p: _distance(p, curve, curves, up))
            least = -math.inf
        x, y = across.at(year) + GAP + 2, max(up.at(billion) - TABLE_SIZE * 0.36, least)
        pen.text(x, y, curve.title)
        taken.append(Box(x, y - 2, x + text_width(curve.title), y + TABLE_SIZE))
        if year == last:
            free = y + LEAST_GAP
    return taken


def _distance(point: tuple[int, float], curve: Curve, curves: Sequence[Curve], up: Scale) -> float:
    """How far the nearest other curve lies above or below a point. [pt]"""
    others = [dict(c.points).get(point[0]) for c in curves if c is not curve]
    return min((abs(up.at(n) - up.at(point[1])) for n in others if n), default=math.inf)


def _apart(pen: Pen, apart: Apart, across: Scale, up: Scale, right: float) -> list[Box]:
    """A diamond, and what it counts."""
    x, y = across.at(apart.year), up.at(apart.billion)
    pen.area([(x - 3.2, y), (x, y + 3.2), (x + 3.2, y), (x, y - 3.2)], INK)
    room = (right - x) * (0.45 if pen.width > NARROW else 0.5)
    lines = wrapped(apart.text, room, 3, SMALL)
    bottom = min(y + 3, up.end - LINE * len(lines))  # a high diamond has its text beside it, below the axis title
    for i, line in enumerate(lines):
        pen.text(x + GAP + 2, bottom + LINE * (len(lines) - 1 - i), line, size=SMALL, backed=True)
    wide = max(text_width(line, SMALL) for line in lines)
    return [Box(x, min(y, bottom), x + GAP + 2 + wide, bottom + LINE * len(lines))]


def _key_rows(kinds: Sequence[str], width: float) -> list[list[str]]:
    """What the marks mean, on as many lines as they need."""
    rows: list[list[str]] = [[]]
    used = 0.0
    for kind in kinds:
        wide = 12 + text_width(_NAMES[kind], SMALL) + 10
        if rows[-1] and used + wide > width:
            rows.append([])
            used = 0.0
        rows[-1].append(kind)
        used += wide
    return rows


def _key(pen: Pen, rows: Sequence[Sequence[str]], top: float) -> None:
    for i, row in enumerate(rows):
        x, y = 4.0, top - KEY * (i + 1) + 3
        for kind in row:
            _mark(pen, x, y + SMALL * 0.36, kind)
            pen.text(x + 8, y, _NAMES[kind], size=SMALL, colour=MUTED)
            x += 12 + text_width(_NAMES[kind], SMALL) + 10
