"""Labels as figures of a datasheet: in their natural size, on as many drawings as they need."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from reportlab.graphics.shapes import Drawing, Group

from datasheets.content.blocks import Figure
from datasheets.drawings.frame import Chart, fonted
from datasheets.drawings.label_sheet import label_part, part_count
from datasheets.labels.label import Label


def label_figures(labels: Iterable[Label]) -> tuple[Figure, ...]:
    """The figures of some labels; a label that does not fit on a page makes several, numbered ones."""
    return tuple(figure for label in labels for figure in _figures(label))


def _figures(label: Label) -> list[Figure]:
    of = part_count(label)
    return [
        Figure(
            title=label.finding + (f" ({number} of {of})" if of > 1 else ""),
            alt=label.alt
            if number == 1
            else f"Goes on from part {number - 1}, whose text alternative holds all of it.",
            draw=partial(_draw, label, number),
        )
        for number in range(1, of + 1)
    ]


def _draw(label: Label, number: int, width: float) -> Drawing:
    """In its natural size; where there is less room in one column, and below the width of that all of it smaller."""
    drawing = label_part(label, number)
    if drawing.width > width:
        drawing = label_part(label, number, narrow=True)
    if drawing.width <= width:
        return drawing
    scale = width / drawing.width
    smaller = fonted(Chart(width, drawing.height * scale))
    group = Group(*drawing.contents)
    group.transform = (scale, 0, 0, scale, 0, 0)
    smaller.add(group)
    return smaller
