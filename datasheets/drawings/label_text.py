"""Text of labels: lines that hold all of it, as pieces that stand below each other, and the frames of marks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from reportlab.lib.units import mm

from datasheets.drawings.frame import Pen
from datasheets.labels.label import RowMark
from datasheets.labels.reading import table
from datasheets.pdf import BOLD, INK, REGULAR, drawable, text_width


def size(key: str) -> float:
    """A size of labels [pt], or a number, from ``data/labels.yaml``."""
    entry = table("labels")["sizes"][key]
    return float(entry["value"]) * (mm if entry["unit"] == "mm" else 1.0)


TEXT = size("text")
LINE = TEXT * 1.28  # from one line to the next [pt]
BASE = TEXT * 0.95  # from the top of a line to its baseline
CHIP = 8.0  # width of the hatched end of a frame
HEADED = 7.5  # size of headings of groups [pt]
GAP = 4.0
PAD = 1.6  # above and below a row [pt]
MOST_LINES = 24  # of one piece; a longer value goes on in the next one


@dataclass(frozen=True)
class Piece:
    """Something that is drawn in one column.

    Attributes
    ----------
    height : float
        [pt]
    draw : callable
        From a pen, its left edge and its top. [pt]
    keep : bool
        Whether the next piece stands in the same column.
    again : Piece, optional
        What stands above it where a column begins with it.
    """

    height: float
    draw: Callable[[Pen, float, float], None]
    keep: bool = False
    again: Piece | None = None


def all_lines(text: str, width: float, points: float = TEXT, font: str = REGULAR) -> list[str]:
    """Drawable text in as many lines of a width as it takes; a word that is too long is broken."""
    lines, now, used = list[str](), "", 0.0
    space = text_width(" ", points, font)
    for word in drawable(text).split(" "):
        wide = text_width(word, points, font)
        if now and used + space + wide <= width:
            now, used = f"{now} {word}", used + space + wide
            continue
        if now:
            lines.append(now)
        if wide > width:
            *whole, word = _broken(word, width, points, font)
            lines += whole
            wide = text_width(word, points, font)
        now, used = word, wide
    return [*lines, now] if now or not lines else lines


def _broken(word: str, width: float, points: float, font: str) -> list[str]:
    """A word in pieces of a width, each of at least one letter."""
    pieces, now, used = list[str](), "", 0.0
    for letter in word:
        wide = text_width(letter, points, font)
        if now and used + wide > width:
            pieces.append(now)
            now, used = "", 0.0
        now, used = now + letter, used + wide
    return [*pieces, now]


def chip_width(words: str, mark: RowMark) -> float:
    """Width of a frame with its words. [pt]"""
    return text_width(words, TEXT) + 5.0 + (CHIP if mark == "not disclosed" else 0.0)


def chip(pen: Pen, x: float, top: float, lines: list[str], mark: RowMark) -> None:
    """Words in the frame of a mark: one with a hatched end is withheld, a dashed one is left open."""
    start = CHIP if mark == "not disclosed" else 0.0
    wide = max(text_width(line, TEXT) for line in lines) + 5.0 + start
    high = LINE * len(lines) + 1.6
    bottom = top - high + 0.8
    top += 0.8
    if mark == "not disclosed":
        pen.rect(x, bottom, wide, high, stroke=INK, line=0.5)
        hatch(pen, x, bottom, CHIP - 1.5, high)
    else:
        corners = [(x, bottom), (x + wide, bottom), (x + wide, top), (x, top), (x, bottom)]
        pen.path(corners, width=0.5, dash=(1.8, 1.3))
    for i, line in enumerate(lines):
        pen.text(x + start + 2.5, top - 0.6 - BASE - LINE * i, line, size=TEXT)


def hatch(pen: Pen, x: float, y: float, wide: float, high: float, step: float = 2.2) -> None:
    """Slanted lines in a rectangle, and its right edge."""
    offset = -wide + step / 2
    while offset < high:
        start, end = max(0.0, -offset), min(wide, high - offset)
        if end > start:
            pen.line(x + start, y + start + offset, x + end, y + end + offset, INK, 0.6)
        offset += step
    pen.line(x + wide, y, x + wide, y + high, INK, 0.5)


def written(pen: Pen, x: float, top: float, lines: list[str], *, bold: bool = False, points: float = TEXT,
            colour: object = INK) -> None:  # fmt: skip
    """Lines of text from a height down."""
    for i, line in enumerate(lines):
        pen.text(x, top - points * 0.95 - points * 1.28 * i, line, size=points, font=BOLD if bold else REGULAR,
                 colour=colour)  # fmt: skip


def text_pieces(
    lines: Sequence[str], *, points: float = TEXT, bold: bool = False, after: float = 0.0, colour: object = INK
) -> Iterator[Piece]:
    """Lines of text in pieces of at most so many."""
    for start in range(0, len(lines), MOST_LINES):
        part = list(lines[start : start + MOST_LINES])
        last = start + MOST_LINES >= len(lines)

        def draw(pen: Pen, x: float, top: float, part: list[str] = part) -> None:
            written(pen, x, top, part, points=points, bold=bold, colour=colour)

        yield Piece(points * 1.28 * len(part) + (after if last else 0.0), draw, keep=not last and len(part) < 3)
