"""Tables that are tagged as they are drawn: widths from what stands in them, numbers on their decimal point.

A row is never split, except one that is higher than a page. The look is that of `pdf.ruled_table`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from reportlab.lib.styles import ParagraphStyle

from datasheets import pdf
from datasheets.renderers.flow_pieces import EPSILON, Piece, Text
from datasheets.renderers.flow_text import Line, Run, broken, draw_lines, longest_word, one_line, word_width
from datasheets.renderers.tagged import Element

PAD_RIGHT, PAD_TOP, PAD_BOTTOM = 6.0, 1.5, 2.0  # inside a cell [pt]
LONGEST_WORD = 0.3  # share of the width beyond which a word is broken rather than the others squeezed
LONGEST_LINES = 3.0  # of the whole width; a longer text asks for no more room than that
SPARE = 10.0  # what a column gets at most beyond its text, the last one aside [pt]
NUMBER = re.compile(r"[-−+±≤≥<>~≈ ]*\d[\d\u202f\u00a0 ,]*")
FOOT_HIGH = 60.0  # of a note that stays with the last row [pt]
HEAD_LINES = 8  # of a title of a column; a longer one is cut, as it is repeated on every page
LEAST_LINES = 3  # of a row that is higher than a page, at the foot of one


class Cell:
    """Paragraphs in a cell.

    Parameters
    ----------
    paragraphs : sequence of sequence of Run
    element : Element, optional
        What they belong to; None in a head row that is repeated.
    decimal : bool
        Whether it begins with a number that is aligned on its decimal point.
    """

    __slots__ = ("decimal", "element", "lines", "paragraphs")

    def __init__(self, paragraphs: Sequence[Sequence[Run]], element: Element | None, decimal: bool = False) -> None:
        self.paragraphs, self.element = paragraphs, element
        self.lines: list[Line] = []
        self.decimal = decimal and bool(self.lead())

    def lead(self) -> float:
        """How far the decimal point is from where the text begins; 0 where it begins with no number. [pt]"""
        first = self.paragraphs[0][0] if self.paragraphs and self.paragraphs[0] else None
        found = NUMBER.match(first.text) if first and not first.frame else None
        if not first or not found:
            return 0.0
        return word_width(found.group().rstrip(" ,"), first.style.fontName, first.style.fontSize)

    def least(self) -> float:
        """Width of its longest word. [pt]"""
        return max((longest_word(runs) for runs in self.paragraphs), default=0.0)

    def ideal(self) -> float:
        """Width of its longest paragraph on one line. [pt]"""
        return max((one_line(runs) for runs in self.paragraphs), default=0.0)

    def fill(self, width: float, point: float, most: int = 0) -> None:
        """Break it into lines of a width, a number with its decimal point at a place; each paragraph cut if asked."""
        self.lines = []
        indent = max(point - self.lead(), 0.0) if self.decimal else 0.0
        # Where the column is too narrow for both, the point gives way and the words stay whole.
        indent = min(indent, max(width - self.least(), 0.0))
        for runs in self.paragraphs:
            self.lines += broken(runs, width, indent, most)


class Row:
    """Cells beside each other, with the place that links to it lead to."""

    __slots__ = ("cells", "element", "key")

    def __init__(self, cells: Sequence[Cell], element: Element | None, key: str = "") -> None:
        self.cells, self.element, self.key = cells, element, key

    def lines(self) -> int:
        """Of its highest cell."""
        return max((len(cell.lines) for cell in self.cells), default=0)

    def slice(self, start: int, end: int) -> Row:
        """Some of its lines, as the same elements."""
        cells = []
        for cell in self.cells:
            part = Cell((), cell.element)
            part.lines = cell.lines[start:end]
            cells.append(part)
        return Row(cells, self.element, "" if start else self.key)


def widths_of(rows: Sequence[Row], weights: Sequence[float], width: float) -> tuple[list[float], list[float]]:
    """Widths of columns from what stands in them, and where the decimal point is in each.

    A column is at least as wide as its longest word, as long as that leaves the others theirs. What is
    left is shared by how much text waits for it, and by weight.
    """
    count = len(weights)
    points, least, ideal = [0.0] * count, [0.0] * count, [0.0] * count
    for index in range(count):
        cells = [row.cells[index] for row in rows]
        numbers = [cell for cell in cells if cell.decimal]
        points[index] = max((cell.lead() for cell in numbers), default=0.0)
        shift = max((points[index] + cell.ideal() - cell.lead() for cell in numbers), default=0.0)
        least[index] = min(max((cell.least() for cell in cells), default=0.0), width * LONGEST_WORD) + PAD_RIGHT
        ideal[index] = max(shift, *(cell.ideal() for cell in cells), 0.0) + PAD_RIGHT
    least[-1] = max(least[-1] - PAD_RIGHT, PAD_RIGHT)
    ideal[-1] = max(ideal[-1] - PAD_RIGHT, PAD_RIGHT)
    return _shared(least, ideal, weights, width), points


def _shared(least: list[float], ideal: list[float], weights: Sequence[float], width: float) -> list[float]:
    ideal = [max(a, b) for a, b in zip(least, ideal, strict=True)]
    if sum(ideal) <= width:
        spare = min((width - sum(ideal)) / max(len(ideal), 1), SPARE)
        out = [w + spare for w in ideal]
        out[-1] = width - sum(out[:-1])
        return out
    if sum(least) > width:
        return _levelled(least, width)
    # Short columns get what they need, long ones share the rest; none less than its longest word.
    out = list(least)
    long = sorted(range(len(ideal)), key=lambda i: ideal[i])
    left = width - sum(least)
    while long and (ideal[long[0]] - least[long[0]]) <= left / len(long):
        first = long.pop(0)
        left -= ideal[first] - least[first]
        out[first] = ideal[first]
    wants = {i: math.sqrt(min(ideal[i], LONGEST_LINES * width) - least[i]) * weights[i] for i in long}
    total = sum(wants.values())
    for i, want in wants.items():
        out[i] += left * want / total
    return out


def _levelled(least: Sequence[float], width: float) -> list[float]:
    """Widths that together are a width, by cutting the largest ones to one level."""
    rest, count = width, len(least)
    level = 0.0
    for value in sorted(least):
        level = rest / count
        if value > level:
            break
        rest, count = rest - value, count - 1
    return [min(value, level) for value in least]


class Table(Piece):
    """Rows with hairlines below, and a head row that is repeated on every page.

    Parameters
    ----------
    head : Row, optional
    rows : sequence of Row
        Without them it has no height.
    weights : sequence of float
        Of the columns.
    style : ParagraphStyle
        Leading and size of all cells.
    widths : sequence of float, optional
        Of the columns, where they do not follow from what is in them. [pt]
    whole : float
        Up to this height it is not split. [pt]
    above : bool
        Whether hairlines stand above the rows, which are less dense then.
    """

    def __init__(self, head: Row | None, rows: Sequence[Row], weights: Sequence[float], *,
                 style: ParagraphStyle = pdf.SMALL, widths: Sequence[float] | None = None, before: float = 0.0,
                 whole: float = 0.0, above: bool = False) -> None:  # fmt: skip
        super().__init__()
        self.head, self.rows, self.style, self.before, self.whole = head, rows, style, before, whole
        self.above = above
        self.pad_top, self.pad_bottom = (3.0, 3.5) if above else (PAD_TOP, PAD_BOTTOM)
        self.repeated = False
        self.foot: Text | None = None
        every = [head, *rows] if head else list(rows)
        self.widths, points = widths_of(every, weights, pdf.TEXT_WIDTH)
        if widths:
            self.widths = list(widths)
        for row in every:
            for index, cell in enumerate(row.cells):
                pad = PAD_RIGHT if index < len(row.cells) - 1 else 0.0
                cell.fill(self.widths[index] - pad, points[index], HEAD_LINES if row is head else 0)

    @cached_property
    def heights(self) -> list[float]:
        """Of the rows. [pt]"""
        return [self._row_high(row) for row in self.rows]

    def _row_high(self, row: Row) -> float:
        return row.lines() * float(self.style.leading) + self.pad_top + self.pad_bottom

    @cached_property
    def head_high(self) -> float:
        """Of the head row. [pt]"""
        return self._row_high(self.head) if self.head else 0.0

    def take(self, note: Text) -> bool:
        """Let a note stand below the last row and stay with it, unless it is long."""
        if note.high() <= FOOT_HIGH:
            self.foot = note
        return self.foot is note

    def _foot_high(self) -> float:
        return self.foot.before + self.foot.high() if self.foot else 0.0

    def high(self) -> float:
        """The head, all rows, and the note."""
        return self.head_high + sum(self.heights) + self._foot_high()

    def _giant(self, index: int) -> bool:
        return self.heights[index] > float(pdf.TEXT_HEIGHT) - self.head_high - self._foot_high()

    def least(self) -> float:
        """The head and two rows, or all of a table that is to stay whole."""
        if self.high() <= self.whole:
            return self.high()
        if self.rows and self._giant(0):
            return self.head_high + LEAST_LINES * float(self.style.leading) + self.pad_top + self.pad_bottom
        first_two = self.head_high + sum(self.heights[:2])
        return first_two if first_two <= pdf.TEXT_HEIGHT / 2 else self.head_high + sum(self.heights[:1])

    def parts(self, room: float) -> tuple[Piece, Piece] | None:
        """Whole rows on either page, or lines of a row that is higher than a page."""
        count, left = 0, room - self.head_high + EPSILON
        while count < len(self.rows) and self.heights[count] <= left:
            left -= self.heights[count]
            count += 1
        if count and count == len(self.rows) and self._giant(count - 1):  # only the note does not fit
            count -= 1
            left += self.heights[count]
        if count < len(self.rows) and self._giant(count):
            row = self.rows[count]
            lines = min(int((left - self.pad_top - self.pad_bottom) / self.style.leading), row.lines() - 1)
            if lines >= LEAST_LINES:
                first, rest = row.slice(0, lines), row.slice(lines, row.lines())
                return self._parted([*self.rows[:count], first], [rest, *self.rows[count + 1 :]])
        if count >= len(self.rows) - 1 and count > 3:
            count = len(self.rows) - 2  # neither a row nor the note alone on the next page
        elif count == len(self.rows):
            count -= 1
        if not count:
            return None
        return self._parted(self.rows[:count], self.rows[count:])

    def _parted(self, now: Sequence[Row], rest: Sequence[Row]) -> tuple[Table, Table]:
        first, second = self._with(now), self._with(rest)
        first.repeated, second.repeated, second.foot = self.repeated, True, self.foot
        first.ruled = self.ruled
        return first, second

    def _with(self, rows: Sequence[Row]) -> Table:
        """The same table with other rows, without its note."""
        out = Table.__new__(Table)
        Piece.__init__(out)
        out.head, out.rows, out.style, out.before, out.whole = self.head, rows, self.style, self.before, 0.0
        out.widths, out.above, out.foot = self.widths, self.above, None
        out.pad_top, out.pad_bottom = self.pad_top, self.pad_bottom
        return out

    def places(self) -> list[tuple[str, float]]:
        """Of its rows."""
        below, found = self.head_high, list[tuple[str, float]]()
        for row, high in zip(self.rows, self.heights, strict=True):
            if row.key:
                found.append((row.key, below))
            below += high
        return found

    def draw(self) -> None:
        """Draw the cells in reading order, then the lines."""
        y, ends = self.high(), list[float]()
        for row, high in self._all():
            x = 0.0
            for cell, width in zip(row.cells, self.widths, strict=True):
                element = None if row is self.head and self.repeated else cell.element
                if cell.lines:
                    draw_lines(self.canv, cell.lines, element, x, y - self.pad_top, self.style)
                x += width
            ends.append(y if self.above else y - high)
            y -= high
        with self.canv.artifact():
            for index, end in enumerate(ends):
                if self.above and not index and not self.ruled:
                    continue
                heading = index == 0 and self.head is not None
                self.canv.setStrokeColor(pdf.MUTED if heading else pdf.HAIRLINE)
                self.canv.setLineWidth(0.6 if heading else 0.3)
                self.canv.line(0, end, pdf.TEXT_WIDTH, end)
        if self.foot:
            self.foot.draw_below(self.canv, y - self.foot.before)

    def _all(self) -> Iterator[tuple[Row, float]]:
        if self.head:
            yield self.head, self.head_high
        yield from zip(self.rows, self.heights, strict=True)
