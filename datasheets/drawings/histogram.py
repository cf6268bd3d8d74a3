"""Scores of each class in bins: how many samples of the class, and below how many of all others."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from typing import Any

from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import Color, HexColor, white

from datasheets.content.blocks import Column, Figure, Grid, Value
from datasheets.drawings.frame import GAP, SMALL, X_AXIS, Pen, Scale, tick_texts, x_axis
from datasheets.drawings.shares import numbered, parts_of, short
from datasheets.pdf import BOLD, DASH, HAIRLINE, INK, MUTED, fitted, text_width
from footprint import numbers

UP, DOWN = HexColor("#0072B2"), HexColor("#8C99A8")
PANEL = 98.0  # height of both strips of a panel [pt]
STRIP_HEAD = 18.0
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
    parts = parts_of(classes, MOST_PANELS)
    return tuple(
        Figure(
            title=numbered(finding(histogram.edges, part), number, len(parts)),
            alt=_alt(histogram.edges, part),
            draw=partial(_draw, histogram.edges, part, found.probabilities, found.threshold, found.positive),
            source=source,
            table=_table(histogram.edges, part),
        )
        for number, part in enumerate(parts, 1)
    )


def finding(edges: Sequence[float], classes: Sequence[Any]) -> str:
    """From where on at least half of a class scores, and up to where at least half of the others; of the first class
    with both whose halves are closest."""
    known = [(c, _half_from(edges, c.of_class), _half_to(edges, c.of_others)) for c in classes]
    both = [(c, a, b) for c, a, b in known if a is not None and b is not None]
    if not both:
        return f"Scores of {short(classes[0].name)}"
    one, least, most = min(both, key=lambda item: item[1] - item[2])
    return (
        f"Half of the samples of {short(one.name)} score {numbers.significant(least)} or more for it, "
        f"half of the others {numbers.significant(most)} or less"
    )


def _half_from(edges: Sequence[float], counts: Sequence[int]) -> float | None:
    """The highest edge from which on at least half of the counts are."""
    total, seen = sum(counts), 0
    for at in range(len(counts) - 1, -1, -1):
        seen += counts[at]
        if total and 2 * seen >= total:
            return edges[at]
    return None


def _half_to(edges: Sequence[float], counts: Sequence[int]) -> float | None:
    """The lowest edge up to which at least half of the counts are."""
    total, seen = sum(counts), 0
    for at, count in enumerate(counts):
        seen += count
        if total and 2 * seen >= total:
            return edges[at + 1]
    return None


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


def _draw(
    edges: Sequence[float], classes: Sequence[Any], probabilities: bool, threshold: float | None,
    positive: str | None, width: float,
) -> Drawing:  # fmt: skip
    across = 2 if len(classes) > 1 and width >= 200 else 1
    panel = min(width / across, WIDEST + (60 if across == 1 else 0))
    down = -(-len(classes) // across)
    tall = HEAD + PANEL + X_AXIS
    pen = Pen(panel * across, tall * down)
    for at, one in enumerate(classes):
        left = panel * (at % across)
        bottom = pen.height - tall * (at // across + 1)
        line = threshold if one.name == positive else None
        _panel(pen, edges, one, left, bottom, panel - 2 * GAP, probabilities, line)
    return pen.drawing


def _panel(
    pen: Pen, edges: Sequence[float], one: Any, left: float, bottom: float, width: float, probabilities: bool,
    threshold: float | None,
) -> None:  # fmt: skip
    base, top = bottom + X_AXIS, bottom + X_AXIS + PANEL
    strip = (PANEL - STRIP_HEAD) / 2
    x = Scale(edges[0], edges[-1], left + LEFT, left + width)
    pen.text(left, top + HEAD - 9, fitted(one.name, width - 4, SMALL, BOLD), size=SMALL, font=BOLD)
    what = "score, 0 to 1" if probabilities else "score"
    x_axis(pen, x, base, base, f"{what}; {len(edges) - 1} bins", steps=5)
    rows = (("of the class", one.of_class, base + strip + STRIP_HEAD, UP), ("all others", one.of_others, base, DOWN))
    for words, counts, low, colour in rows:
        title = f"samples, {words}: {numbers.count(sum(counts))}"
        pen.text(left, low + strip + 4, title, size=SMALL, colour=MUTED)
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
