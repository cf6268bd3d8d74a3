"""The confusion matrix: in each cell how many samples, and which share of the row; the shade says the share again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import HexColor

from datasheets.content.blocks import Column, Figure, Grid, Value
from datasheets.drawings.frame import GAP, SMALL, Pen, Shade, ink_on
from datasheets.drawings.shares import in_parts, parts_of, percent_with, short
from datasheets.pdf import BOLD, HAIRLINE, MUTED, REGULAR, drawable, fitted, text_width, wrapped
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
    alt, draw, table = (partial(_of_pair, made, found) for made in (_alt, _draw, _table))
    return in_parts(pairs, 1, lambda _: title, alt, draw, source, table)


def _of_pair(made: Callable[..., Any], found: Any, pairs: Sequence[Any], *width: float) -> Any:
    """What is made of the one pair of rows and columns of a figure."""
    return made(found, *pairs[0], *width)


def _title(found: Any) -> str:
    accuracy = found.metrics.accuracy
    right = percent_with(accuracy.value, accuracy.low, accuracy.high)
    said = f"{right} of {numbers.count(found.n)} sample{'s are' if found.n != 1 else ' is'} told right"
    wrong = [
        (count, -i, -k) for i, row in enumerate(found.confusion) for k, count in enumerate(row) if i != k and count
    ]
    if not wrong:
        return said
    count, i, k = max(wrong)
    true, told = found.classes[-i], found.classes[-k]
    return f"{said}; most often wrong: {short(true)} told as {short(told)}, {count} of {sum(found.confusion[-i])}"


def _share(row: Sequence[int], k: int) -> str:
    return numbers.percent(row[k] / sum(row)) if sum(row) else "no samples"


def _of_row(row: Sequence[int], k: int) -> str:
    return f"{numbers.count(row[k])} ({_share(row, k)})"


def _alt(found: Any, rows: Sequence[int], columns: Sequence[int]) -> str:
    said = "; ".join(
        f"{found.classes[i]} told as "
        + ", ".join(f"{found.classes[k]} {_of_row(found.confusion[i], k)}" for k in columns)
        if sum(found.confusion[i])
        else f"{found.classes[i]}: no samples"
        for i in rows
    )
    return f"Confusion matrix, a row for each true class, a column for what it was told as: {said}."


def _table(found: Any, rows: Sequence[int], columns: Sequence[int]) -> Grid:
    heads = (Column("True class", weight=1.4), *(Column(f"Told as {found.classes[k]}", "decimal") for k in columns))
    cells = tuple(
        (Value(found.classes[i]), *(Value(_of_row(found.confusion[i], k), "measured") for k in columns)) for i in rows
    )
    return Grid("Confusion matrix in numbers", heads, cells, "Samples, and their share of the true class.")


def _heads(classes: Sequence[str], columns: Sequence[int], room: float) -> list[list[str]]:
    """Names over the columns; the numbers of all classes where one of the names does not fit."""
    heads = [wrapped(classes[k], room, HEAD_LINES, SMALL) for k in columns]
    whole = all(" ".join(h).split() == drawable(classes[k]).split() for k, h in zip(columns, heads, strict=True))
    return heads if whole else [[str(k + 1)] for k in columns]


def _draw(found: Any, rows: Sequence[int], columns: Sequence[int], width: float) -> Drawing:
    names, most = found.classes, min(NAMES, width * 0.3)
    heads = _heads(names, columns, min(CELL, (width - most - 2 * GAP) / len(columns)) - 3)
    if heads[0] == [str(columns[0] + 1)]:
        names = [f"{i + 1}  {name}" for i, name in enumerate(names)]
    sides = [wrapped(names[i], most, SIDE_LINES) for i in rows]
    left = max(text_width(line) for lines in [*sides, ["True"]] for line in lines) + 2 * GAP
    cell = min(CELL, (width - left - 1) / len(columns))
    head = 14.0 + HEAD_LINE * max(len(lines) for lines in heads)
    pen = Pen(left + cell * len(columns) + 1, TALL * len(rows) + head + 1)
    top = pen.height - head
    pen.text(left, pen.height - 9, "Told as", size=SMALL, colour=MUTED)
    pen.text(left - GAP, top + 4, "True", size=SMALL, colour=MUTED, anchor="end")
    for at, lines in enumerate(heads):
        for i, line in enumerate(reversed(lines)):
            pen.text(left + cell * (at + 0.5), top + 4 + HEAD_LINE * i, line, size=SMALL, anchor="middle")
    for at, (i, side) in enumerate(zip(rows, sides, strict=True)):
        middle = top - TALL * (at + 0.5)
        pen.lines(left - GAP, middle, side, anchor="end")
        for column, k in enumerate(columns):
            _cell(pen, found.confusion[i], k, i == k, left + cell * column, middle, cell)
        if not sum(found.confusion[i]):
            pen.text(left + GAP, middle - 8, "no samples", size=SMALL, colour=MUTED)
    return pen.drawing


def _cell(pen: Pen, row: Sequence[int], k: int, right: bool, x: float, middle: float, cell: float) -> None:
    """A count and its share of the row, on a shade of the share; the counts that are right in bold."""
    whole = sum(row)
    fill = Shade(SHADE, 0.06 + 0.94 * row[k] / whole if row[k] else 0.0)
    pen.rect(x, middle - TALL / 2, cell, TALL, fill=fill, stroke=HAIRLINE, line=0.4)
    font, centre = BOLD if right else REGULAR, x + cell / 2
    count = fitted(numbers.count(row[k]), cell - 2, SMALL, font)
    pen.text(centre, middle + 2, count, size=SMALL, font=font, colour=ink_on(fill), anchor="middle")
    if whole:
        share = fitted(_share(row, k), cell - 2, SMALL)
        pen.text(centre, middle - 8, share, size=SMALL, colour=ink_on(fill), anchor="middle")
