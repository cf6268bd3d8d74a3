"""The confusion matrix: in each cell how many samples, and which share of the row; the shade says the share again."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import HexColor

from datasheets.content.blocks import Column, Figure, Grid, Value
from datasheets.drawings.frame import GAP, LIGHT, LINE, SMALL, Pen, ink_on, mixed
from datasheets.drawings.shares import numbered, parts_of, percent_with, short
from datasheets.pdf import BOLD, HAIRLINE, MUTED, REGULAR, fitted, text_width, wrapped
from footprint import numbers

SHADE = HexColor("#1F5F99")
CELL = 62.0  # width of a cell, at most [pt]
TALL = 26.0
NAMES = 96.0  # at most, for the names of the rows
MOST_COLUMNS = 12  # of one figure; more classes are told in parts
HEAD_LINE = 8.6
HEAD_LINES, SIDE_LINES = 3, 2


def confusion_figures(found: Any, source: str) -> tuple[Figure, ...]:
    """The confusion matrix, in parts of rows and columns where there are many classes."""
    spans = parts_of(range(len(found.classes)), MOST_COLUMNS)
    pairs = [(rows, columns) for rows in spans for columns in spans]
    title = _title(found)
    return tuple(
        Figure(
            title=numbered(title, number, len(pairs)),
            alt=_alt(found, rows, columns),
            draw=partial(_draw, found.classes, found.confusion, rows, columns),
            source=source,
            table=_table(found, rows, columns),
        )
        for number, (rows, columns) in enumerate(pairs, 1)
    )


def _title(found: Any) -> str:
    accuracy = found.metrics.accuracy
    right = percent_with(accuracy.value, accuracy.low, accuracy.high)
    said = f"{right} of {numbers.count(found.n)} samples are told right"
    wrong = [
        (count, -i, -k) for i, row in enumerate(found.confusion) for k, count in enumerate(row) if i != k and count
    ]
    if not wrong:
        return said
    count, i, k = max(wrong)
    true, told = found.classes[-i], found.classes[-k]
    return f"{said}; most often wrong: {short(true)} told as {short(told)}, {count} of {sum(found.confusion[-i])}"


def _cell(row: Sequence[int], k: int) -> tuple[str, str]:
    whole = sum(row)
    return numbers.count(row[k]), numbers.percent(row[k] / whole) if whole else "no samples"


def _alt(found: Any, rows: Sequence[int], columns: Sequence[int]) -> str:
    said = "; ".join(
        f"{found.classes[i]} told as "
        + ", ".join(f"{found.classes[k]} {' or '.join(_cell(found.confusion[i], k))}" for k in columns)
        for i in rows
    )
    return f"Confusion matrix, a row for each true class, a column for what it was told as: {said}."


def _table(found: Any, rows: Sequence[int], columns: Sequence[int]) -> Grid:
    heads = (Column("True class", weight=1.4), *(Column(f"Told as {found.classes[k]}", "decimal") for k in columns))
    cells = tuple(
        (Value(found.classes[i]), *(Value(_of_row(found.confusion[i], k), "measured") for k in columns)) for i in rows
    )
    return Grid("Confusion matrix in numbers", heads, cells, "Samples, and their share of the true class.")


def _of_row(row: Sequence[int], k: int) -> str:
    count, share = _cell(row, k)
    return f"{count} ({share})"


def _draw(
    classes: Sequence[str], confusion: Sequence[Sequence[int]], rows: Sequence[int], columns: Sequence[int],
    width: float,
) -> Drawing:  # fmt: skip
    sides = [wrapped(classes[i], min(NAMES, width * 0.3), SIDE_LINES) for i in rows]
    left = max(text_width(line) for lines in [*sides, ["True"]] for line in lines) + 2 * GAP
    cell = min(CELL, (width - left - 1) / len(columns))
    heads = [wrapped(classes[k], cell - 3, HEAD_LINES, SMALL) for k in columns]
    head = 14.0 + HEAD_LINE * max(len(lines) for lines in heads)
    pen = Pen(left + cell * len(columns) + 1, TALL * len(rows) + head + 1)
    top = pen.height - head
    pen.text(left, pen.height - 9, "Told as", size=SMALL, colour=MUTED)
    pen.text(left - GAP, top + 4, "True", size=SMALL, colour=MUTED, anchor="end")
    for at, _ in enumerate(columns):
        for i, line in enumerate(reversed(heads[at])):
            pen.text(left + cell * (at + 0.5), top + 4 + HEAD_LINE * i, line, size=SMALL, anchor="middle")
    for at, i in enumerate(rows):
        middle = top - TALL * (at + 0.5)
        for number, line in enumerate(sides[at]):
            base = middle - 3 + LINE * ((len(sides[at]) - 1) / 2 - number)
            pen.text(left - GAP, base, line, anchor="end")
        whole = sum(confusion[i])
        for column, k in enumerate(columns):
            share = confusion[i][k] / whole if whole else 0.0
            fill = mixed(SHADE, 0.06 + 0.94 * share) if confusion[i][k] else LIGHT
            x = left + cell * column
            pen.rect(x, middle - TALL / 2, cell, TALL, fill=fill, stroke=HAIRLINE, line=0.4)
            count, said = _cell(confusion[i], k)
            ink = ink_on(fill)
            font = BOLD if i == k else REGULAR
            pen.text(x + cell / 2, middle + 2, fitted(count, cell - 2, SMALL, font), size=SMALL, font=font,
                     colour=ink, anchor="middle")  # fmt: skip
            if whole:
                pen.text(x + cell / 2, middle - 8, fitted(said, cell - 2, SMALL), size=SMALL, colour=ink,
                         anchor="middle")  # fmt: skip
        if not whole:
            pen.text(left + GAP, middle - 8, "no samples", size=SMALL, colour=MUTED)
    return pen.drawing
