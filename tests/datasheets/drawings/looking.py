"""What tests read back from a drawing: where its texts and shapes are, and whether it can be printed as it is."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
from reportlab.graphics.shapes import Circle, Group, Line, Rect, String

from datasheets.content.blocks import Figure
from datasheets.pdf import BOLD, MUTED, REGULAR, text_width
from datasheets.sheet.values import Quantity, read_quantity
from firmware_profiles.evaluation import evaluate
from firmware_profiles.evaluation_file import Evaluation
from firmware_profiles.labelled import Labelled
from firmware_profiles.prediction import Prediction

SLACK = 0.3
"""Of what a text may lie beyond its place. [pt]"""


class Box(NamedTuple):
    """A text and the rectangle that it covers. [pt]"""

    text: str
    left: float
    bottom: float
    right: float
    top: float


def shapes(node: Any) -> Iterator[Any]:
    """All shapes of a drawing."""
    for child in node.contents:
        if isinstance(child, Group):
            yield from shapes(child)
        else:
            yield child


def of_kind(figure: Figure, kind: type, width: float = 480.0) -> list[Any]:
    """The shapes of a kind of a figure."""
    assert figure.draw is not None
    return [s for s in shapes(figure.draw(width)) if isinstance(s, kind)]


def texts(figure: Figure, width: float = 480.0) -> list[str]:
    return [s.text for s in of_kind(figure, String, width)]


def dots(figure: Figure) -> list[Circle]:
    return of_kind(figure, Circle)


def bars(figure: Figure, colour: str) -> list[Rect]:
    """Rectangles of a fill."""
    found = [r for r in of_kind(figure, Rect) if r.fillColor is not None]
    return [r for r in found if f"#{r.fillColor.hexval()[2:]}" == colour.lower()]


def ticks(figure: Figure) -> dict[str, float]:
    """Text of a tick of the horizontal axis to its place: the grid line above its middle. [pt]"""
    lines = [s for s in of_kind(figure, Line) if s.x1 == s.x2]
    middles = [s for s in of_kind(figure, String) if s.textAnchor == "middle" and s.fontSize == 7]
    return {s.text: s.x for s in middles if any(abs(line.x1 - s.x) < 0.01 for line in lines)}


def whiskers(figure: Figure) -> list[tuple[float, float]]:
    """Ends of the whiskers, from the top down. [pt]"""
    found = [s for s in of_kind(figure, Line) if s.y1 == s.y2 and abs(s.strokeWidth - 0.8) < 1e-9]
    return [(s.x1, s.x2) for s in sorted(found, key=lambda s: -s.y1)]


def axis(figure: Figure, every: bool = False) -> Any:
    """Ends of the line of the horizontal axis, of the first one drawn or of all. [pt]"""
    found = [(s.x1, s.x2) for s in of_kind(figure, Line) if s.y1 == s.y2 and _is_axis(s)]
    return found if every else found[0]


def upright(figure: Figure) -> tuple[float, float]:
    """Ends of the line of the vertical axis, of the last one drawn. [pt]"""
    return [(s.y1, s.y2) for s in of_kind(figure, Line) if s.x1 == s.x2 and _is_axis(s)][-1]


def _is_axis(line: Line) -> bool:
    return bool(line.strokeColor == MUTED and line.strokeWidth == 0.6 and not line.strokeDashArray)


def boxes(drawing: Any) -> list[Box]:
    found = []
    for s in shapes(drawing):
        if isinstance(s, String):
            wide = text_width(s.text, s.fontSize, s.fontName)
            left = s.x - {"start": 0.0, "middle": wide / 2, "end": wide}[s.textAnchor]
            found.append(Box(s.text, left, s.y - 0.2 * s.fontSize, left + wide, s.y + 0.72 * s.fontSize))
    return found


def check_layout(figure: Figure, width: float) -> None:
    """Within its width and a page's height, nothing cut, no text on another one, shipped fonts of 7 pt or more."""
    assert figure.draw is not None
    drawing = figure.draw(width)
    assert drawing.width <= width + SLACK, drawing.width
    assert drawing.height <= 600, drawing.height
    assert drawing.initialFontName == REGULAR
    for s in shapes(drawing):
        if isinstance(s, String):
            assert s.fontName in (REGULAR, BOLD), (s.text, s.fontName)
            assert s.fontSize >= 7, (s.text, s.fontSize)
    check_apart(drawing, below=1)


def check_apart(drawing: Any, below: float = 0) -> None:
    """All text within the drawing, but for `below` points under it, and none on another."""
    found = boxes(drawing)
    for box in found:
        assert -SLACK <= box.left <= box.right <= drawing.width + SLACK, (box, drawing.width)
        assert -below - SLACK <= box.bottom <= box.top <= drawing.height + SLACK, (box, drawing.height)
    for a, b in combinations(found, 2):
        apart = (
            a.right <= b.left + SLACK or b.right <= a.left + SLACK
            or a.top <= b.bottom + SLACK or b.top <= a.bottom + SLACK
        )  # fmt: skip
        assert apart, (a, b)


def q(value: str, unit: str = "", **more: Any) -> Quantity:
    """A measured quantity."""
    return read_quantity({"value": value, "status": "measured", "evidence": "bench.csv", **more}, unit)


def evaluated(truth: list[int], scores: Any, classes: tuple[str, ...], **options: Any) -> Evaluation:
    """The evaluation of scores that are made up."""
    labelled = Labelled(
        file="test.npz", sha256="0" * 64, x=np.zeros((len(truth), 1), dtype=np.float32), y=np.array(truth),
        classes=classes, named=True, slices={}, warnings=(),
    )  # fmt: skip
    prediction = Prediction(
        file="model.tflite", format="tflite int8", sha256="1" * 64, scores=np.array(scores, dtype=np.float64),
        probabilities=True, warnings=(),
    )  # fmt: skip
    return evaluate(labelled, prediction, **options)
