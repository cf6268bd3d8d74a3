"""A label as a drawing: its frame, its columns, what stands above and below, and the same in one colour."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

from reportlab.graphics.shapes import Drawing, Group, Rect, String
from reportlab.lib.colors import black

from datasheets.drawings.frame import LIGHT, MOST_HEIGHT, Pen
from datasheets.drawings.label_pieces import pieces_of
from datasheets.drawings.label_text import BASE, LINE, TEXT, Piece, all_lines, chip, chip_width, size, written
from datasheets.labels.label import MARKS, Label
from datasheets.pdf import BOLD, HAIRLINE, HEADING, INK, MUTED, text_width

EDGE = 5.0  # from the frame to what is in it [pt]
BETWEEN = 11.0  # columns
FRAME = 1.2
HEAD = 11.0  # size of the title [pt]
MOST_COLUMNS = 2  # of one drawing in a datasheet

Columns = list[list[Piece]]


def inner_width() -> float:
    """Width of what stands in one column. [pt]"""
    return size("column") - 2 * EDGE


def label_drawing(label: Label, *, one_colour: bool = False) -> Drawing:
    """A label in its natural size, in one drawing however much it holds.

    Parameters
    ----------
    label : Label
    one_colour : bool
        Black only, on nothing: what is drawn in colours becomes outlines.
    """
    columns = _balanced(pieces_of(label, inner_width()), label.columns)
    drawing = _sheet(label, columns, 1, 1)
    return blackened(drawing) if one_colour else drawing


def part_count(label: Label) -> int:
    """On how many drawings a label stands whose height is that of a page at most."""
    return len(_parts(label))


def label_part(label: Label, number: int, *, narrow: bool = False) -> Drawing:
    """One of the drawings of a label, each at most as high as a page.

    Parameters
    ----------
    label : Label
    number : int
        From 1 to `part_count`.
    narrow : bool
        With one column, for a narrow window: higher than a page.
    """
    columns = _parts(label)[number - 1]
    return _sheet(label, [list(chain.from_iterable(columns))] if narrow else columns, number, part_count(label))


@lru_cache(maxsize=8)
def _parts(label: Label) -> list[Columns]:
    """The columns of each drawing; kept, since every drawing of a label asks for them."""
    pieces = pieces_of(label, inner_width())
    for wide in range(label.columns, MOST_COLUMNS + 1):
        columns = _balanced(pieces, wide)
        if _sheet(label, columns, 1, 1).height <= MOST_HEIGHT:
            return [columns]
    room = MOST_HEIGHT - _head_height(label, MOST_COLUMNS, "") - _foot_height(label, MOST_COLUMNS) - 2 * EDGE - 4
    columns = _flow(pieces, room)
    return [columns[i : i + MOST_COLUMNS] for i in range(0, len(columns), MOST_COLUMNS)]


def _flow(pieces: Sequence[Piece], room: float) -> Columns:
    """Pieces in columns of a height; those that keep with the next go with it, as far as a column holds them."""
    columns: Columns = [[]]
    used, start = 0.0, 0
    while start < len(pieces):
        end = start
        while pieces[end].keep and end + 1 < len(pieces):
            end += 1
        block = pieces[start : end + 1]
        high = sum(p.height for p in block)
        for i, piece in enumerate(block):
            needs = high if i == 0 and high <= room else piece.height
            if columns[-1] and used + needs > room and (i == 0 or high > room):
                columns.append([piece.again] if piece.again else [])
                used = piece.again.height if piece.again else 0.0
            columns[-1].append(piece)
            used += piece.height
        start = end + 1
    return columns


def _balanced(pieces: Sequence[Piece], wide: int) -> Columns:
    """Pieces in so many columns of about one height."""
    low, high = 0.0, sum(p.height for p in pieces) + 1.0
    if wide == 1:
        return [list(pieces)]
    for _ in range(24):
        middle = (low + high) / 2
        low, high = (low, middle) if len(_flow(pieces, middle)) <= wide else (middle, high)
    return _flow(pieces, high)


def _title(label: Label, number: int, of: int) -> str:
    return f"{label.title} ({number} of {of})" if of > 1 else label.title


def _width(columns: int) -> float:
    return size("column") * columns - (2 * EDGE - BETWEEN) * (columns - 1)


def _head(label: Label, columns: int, title: str) -> tuple[list[str], list[str]]:
    room = _width(columns) - 2 * EDGE
    return all_lines(title, room, HEAD, BOLD), all_lines(label.basis, room)


def _head_height(label: Label, columns: int, title: str) -> float:
    titles, basis = _head(label, columns, title or f"{label.title} (99 of 99)")
    return HEAD * 1.28 * len(titles) + LINE * len(basis) + EDGE + 4.5


def _foot(label: Label, columns: int) -> list[str]:
    return all_lines(label.beyond, _width(columns)) if label.beyond else []


def _tallies(label: Label, columns: int) -> list[list[tuple[str, str]]]:
    """Counts with their marks, on as many lines as they take."""
    counts = label.counts
    told = [("", f"Count, not part of the label: {counts.answered} of {counts.fields} answered")]
    told += [(mark, f"{counts.of(mark)} {mark}") for mark in MARKS if counts.of(mark)]
    lines: list[list[tuple[str, str]]] = [[]]
    used = 0.0
    for mark, words in told:
        wide = _told_width(mark, words)
        if lines[-1] and used + wide > _width(columns):
            lines.append([])
            used = 0.0
        lines[-1].append((mark, words))
        used += wide + 6.0
    return lines


def _told_width(mark: str, words: str) -> float:
    framed = mark in ("not disclosed", "not provided")
    return chip_width(words, mark) if framed else text_width(words, TEXT)  # type: ignore[arg-type]


def _foot_height(label: Label, columns: int) -> float:
    return 3.0 + (LINE + 2.5) * len(_tallies(label, columns)) + LINE * len(_foot(label, columns)) + 2.0


def _sheet(label: Label, columns: Columns, number: int, of: int) -> Drawing:
    wide, title = len(columns), _title(label, number, of)
    total = _width(wide)
    head, foot = _head_height(label, wide, title), _foot_height(label, wide)
    body = max(sum(p.height for p in column) for column in columns)
    pen = Pen(total, head + body + EDGE + foot)
    frame = FRAME / 2
    pen.rect(frame, foot, total - FRAME, pen.height - foot - frame, stroke=INK, line=FRAME)
    titles, basis = _head(label, wide, title)
    top = pen.height - EDGE + 1.0
    written(pen, EDGE, top, titles, bold=True, points=HEAD, colour=HEADING)
    top -= HEAD * 1.28 * len(titles)
    written(pen, EDGE, top, basis)
    top -= LINE * len(basis) + 2.5
    pen.line(EDGE, top, total - EDGE, top, INK, 2.0)
    for i, column in enumerate(columns):
        x, y = EDGE + i * (inner_width() + BETWEEN), pen.height - head
        if i:
            pen.line(x - BETWEEN / 2, y - 2, x - BETWEEN / 2, foot + EDGE, HAIRLINE, 0.5)
        for piece in column:
            piece.draw(pen, x, y)
            y -= piece.height
    _below(pen, label, wide, foot - 3.0)
    return pen.drawing


def _below(pen: Pen, label: Label, columns: int, top: float) -> None:
    """The counts and how the label differs from the published one, outside of its frame."""
    for line in _tallies(label, columns):
        x = 0.4
        for mark, words in line:
            if mark in ("not disclosed", "not provided"):
                chip(pen, x, top, [words], mark)  # type: ignore[arg-type]
            else:
                pen.text(x, top - BASE, words, size=TEXT)
            x += _told_width(mark, words) + 6.0
        top -= LINE + 2.5
    written(pen, 0.4, top, _foot(label, columns), colour=MUTED)


def blackened(drawing: Drawing) -> Drawing:
    """The same drawing in black on nothing: filled bars become outlines."""
    for shape in drawing.contents:
        _blacken(shape)
    return drawing


def _blacken(shape: Any) -> None:
    if isinstance(shape, Group):
        for inner in shape.contents:
            _blacken(inner)
    elif isinstance(shape, String):
        shape.fillColor = black
    elif isinstance(shape, Rect):
        if shape.fillColor is not None and shape.fillColor != LIGHT:
            shape.strokeColor, shape.strokeWidth = black, 0.5
        elif shape.strokeColor is not None:
            shape.strokeColor = black
        shape.fillColor = None
    else:
        if getattr(shape, "fillColor", None) is not None:
            shape.fillColor = black
        if shape.strokeColor is not None:
            shape.strokeColor = black
