"""Scores of each class in bins: how many samples of the class, and below how many of all others."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from itertools import accumulate, pairwise
from typing import Any

from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import Color, HexColor, white

from datasheets.content.blocks import Column, Figure, Grid, Value
from datasheets.drawings.frame import GAP, SMALL, X_AXIS, Pen, Scale, tick_texts, x_axis
from datasheets.drawings.shares import in_parts, short
from datasheets.pdf import BOLD, DASH, HAIRLINE, INK, MUTED, fitted, text_width
from footprint import numbers

UP, DOWN = HexColor("#0072B2"), HexColor("#8C99A8")
PANEL = 100.0  # height of both strips of a panel [pt]
STRIP_HEAD = 20.0
HEAD = 24.0
LEFT = 34.0
WIDEST = 230.0  # of a panel
MOST_PANELS = 4  # of one figure


def histogram_figures(found: Any, source: str) -> tuple[Figure, ...]:
    """Histograms of the scores, four classes to a figure."""
    histogram = found.curves.histogram
    classes = [c for c in histogram.classes if sum(c.of_class) + sum(c.of_others)]
    if not classes:
        return ()
    edges = histogram.edges
    return in_parts(
        classes,
        MOST_PANELS,
        partial(finding, edges),
        partial(_alt, edges),
        partial(_draw, found),
        source,
        partial(_table, edges),
    )


def finding(edges: Sequence[float], classes: Sequence[Any]) -> str:
    """From where on at least half of a class scores, and up to where at least half of the others; of the first class
    with both whose halves are closest."""
    known = [(c, _half_from(edges, c.of_class), _half_to(edges, c.of_others)) for c in classes]
    one, least, most = min(known, key=lambda k: math.inf if k[1] is None or k[2] is None else k[1] - k[2])
    name = short(one.name)
    others = "" if most is None else f"of the others {numbers.significant(most)} or less"
    if least is None:
        return f"Of {name} there are no samples"
    own = f"At least half of the samples of {name} score {numbers.significant(least)} or more for it"
    return f"{own}, {others}" if others else own


def _half_from(edges: Sequence[float], counts: Sequence[int]) -> float | None:
    """The highest edge from which on at least half of the counts are; None without counts."""
    return _half_to(edges[::-1], counts[::-1])


def _half_to(edges: Sequence[float], counts: Sequence[int]) -> float | None:
    """The lowest edge up to which at least half of the counts are; None without counts."""
    halves = (edge for edge, seen in zip(edges[1:], accumulate(counts), strict=True) if 2 * seen >= sum(counts))
    return next(halves) if sum(counts) else None


def _bins(edges: Sequence[float]) -> list[str]:
    texts = tick_texts(list(edges))
    return [f"{a}{DASH}{b}" for a, b in pairwise(texts)]


def _alt(edges: Sequence[float], classes: Sequence[Any]) -> str:
    said = "; ".join(
        f"{c.name}: samples of the class {', '.join(map(str, c.of_class))}; "
        f"all others {', '.join(map(str, c.of_others))}"
        for c in classes
    )
    ends = f"{numbers.significant(edges[0])} to {numbers.significant(edges[-1])}"
    return f"Histogram of scores in {len(edges) - 1} equal bins from {ends}, samples in each bin. {said}."


def _table(edges: Sequence[float], classes: Sequence[Any]) -> Grid:
    columns = (Column("Score"), *(Column(f"{c.name}: the class / all others", weight=1.6) for c in classes))
    rows = tuple(
        (Value(name), *(Value(f"{c.of_class[i]} / {c.of_others[i]}", "measured") for c in classes))
        for i, name in enumerate(_bins(edges))
    )
    return Grid("Scores in numbers", columns, rows, "Samples in each bin; the last bin holds its upper end too.")


def _draw(found: Any, classes: Sequence[Any], width: float) -> Drawing:
    across = 2 if len(classes) > 1 and width >= 200 else 1
    panel = min(width / across, WIDEST + (60 if across == 1 else 0))
    down = -(-len(classes) // across)
    tall = HEAD + PANEL + X_AXIS
    pen = Pen(panel * across, tall * down)
    for at, one in enumerate(classes):
        left = panel * (at % across)
        bottom = pen.height - tall * (at // across + 1)
        _panel(pen, found, one, left, bottom, panel - 2 * GAP)
    return pen.drawing


def _panel(pen: Pen, found: Any, one: Any, left: float, bottom: float, width: float) -> None:
    edges, threshold = found.curves.histogram.edges, found.threshold if one.name == found.positive else None
    base, top = bottom + X_AXIS, bottom + X_AXIS + PANEL
    strip = (PANEL - STRIP_HEAD) / 2
    x = Scale(edges[0], edges[-1], left + LEFT, left + width)
    pen.text(left, top + HEAD - 9, fitted(one.name, width - 4, SMALL, BOLD), size=SMALL, font=BOLD)
    what = "score, 0 to 1" if found.probabilities else "score"
    x_axis(pen, x, base, base, f"{what}; {len(edges) - 1} bins", steps=5)
    rows = (("of the class", one.of_class, base + strip + STRIP_HEAD, UP), ("all others", one.of_others, base, DOWN))
    for words, counts, low, colour in rows:
        title = f"samples, {words}: {numbers.count(sum(counts))}"
        pen.text(left, low + strip + 6, title, size=SMALL, colour=MUTED)
        _strip(pen, edges, counts, x, Scale(0.0, float(max(*counts, 1)), low, low + strip), colour)
    if threshold is not None and edges[0] <= threshold <= edges[-1]:
        at = x.at(threshold)
        said = f"threshold {numbers.significant(threshold)}"
        end = at + GAP + text_width(said, SMALL) > x.end
        for low in (base, base + strip + STRIP_HEAD):
            pen.line(at, low, at, low + strip, INK, 0.8, (3, 2))
        pen.text(at - GAP if end else at + GAP, base + strip - 7, said, size=SMALL, anchor="end" if end else "start",
                 backed=True)  # fmt: skip


def _strip(pen: Pen, edges: Sequence[float], counts: Sequence[int], x: Scale, y: Scale, colour: Color) -> None:
    """Bars of one kind of samples, from zero to their own greatest count."""
    for value in y.ticks(3):
        if value == round(value):
            pen.line(x.start - 2.5, y.at(value), x.end, y.at(value), HAIRLINE, 0.4)
            text = numbers.count(round(value))
            pen.text(x.start - GAP, y.at(value) - SMALL * 0.36, text, size=SMALL, colour=MUTED, anchor="end")
    for i, count in enumerate(counts):
        if count:
            start, end = x.at(edges[i]), x.at(edges[i + 1])
            pen.rect(start, y.start, end - start, y.at(count) - y.start, fill=colour, stroke=white, line=0.4)
    pen.line(x.start, y.start, x.end, y.start)
