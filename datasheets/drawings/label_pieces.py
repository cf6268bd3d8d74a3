"""What a label is put together from, from the top down: headings and rows. Each piece knows its height."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from datasheets.drawings.frame import Pen
from datasheets.drawings.label_bars import bar_pieces, figure_pieces
from datasheets.drawings.label_code import code_piece
from datasheets.drawings.label_text import (
    GAP,
    HEADED,
    LINE,
    MOST_LINES,
    PAD,
    TEXT,
    Piece,
    all_lines,
    chip,
    text_pieces,
    written,
)
from datasheets.labels.label import Group, Label, Row
from datasheets.pdf import BOLD, HAIRLINE, INK, MUTED, drawable, text_width

TITLE = 0.41  # share of a column that titles of rows take
FRAMED = 0.8  # more of it, where the value stands in a frame
STACKED = 3  # a value of more lines, or with a longer word, stands below its title, as wide as the column
NAMED = 8.5  # size of the name of what the label is about [pt]


def pieces_of(label: Label, width: float) -> list[Piece]:
    """A label as pieces of a width [pt], without what stands above and below its frame."""
    found: list[Piece] = []
    if label.subject:
        found += list(text_pieces(all_lines(label.subject, width, NAMED, BOLD), points=NAMED, bold=True, after=2.0))
    if label.figure:
        found += figure_pieces(label, width)
    below = bool(found)
    found += [piece for i, row in enumerate(label.header) for piece in row_pieces(row, width, ruled=below or i > 0)]
    if label.bars:
        found += bar_pieces(label, width)
    for group in label.groups:
        found += _group(group, width)
    if label.code:
        found += [_rule(width, 1.2), *row_pieces(label.code.row, width, ruled=False)]
        if label.code.address:
            found.append(code_piece(label.code.address))
    return found


def _rule(width: float, thick: float) -> Piece:
    def draw(pen: Pen, x: float, top: float) -> None:
        pen.line(x, top - thick / 2 - 1.0, x + width, top - thick / 2 - 1.0, INK, thick)

    return Piece(thick + 2.5, draw, keep=True)


def row_pieces(row: Row, width: float, ruled: bool = True) -> list[Piece]:
    """A row: its title at the left and its value beside it, or below it where the value is long."""
    room = width * TITLE
    titles = all_lines(row.title, room - GAP, TEXT, BOLD)
    beside = _value(row, width - room)
    apart = any(text_width(word, TEXT) > width - room for word in drawable(row.text).split(" "))
    if not beside.framed and (apart or len(beside.lines) > STACKED):
        titles = all_lines(row.title, width, TEXT, BOLD)
        return _stacked(titles, _value(row, width), width, ruled)
    pad = PAD + (FRAMED if beside.framed else 0.0)
    high = max(len(titles), len(beside.lines)) * LINE + 2 * pad

    def draw(pen: Pen, x: float, top: float) -> None:
        _over(pen, x, top, width, ruled)
        written(pen, x, top - pad, titles, bold=True)
        _fill(pen, x + room, top - pad, beside)

    return [Piece(high, draw)]


@dataclass(frozen=True)
class _Value:
    row: Row
    lines: list[str]
    framed: bool
    bold: int = 0


def _value(row: Row, width: float) -> _Value:
    """The value of a row in lines of a width."""
    if row.mark in ("not disclosed", "not provided"):
        return _Value(row, [row.mark.capitalize()], True)
    if row.mark:
        return _Value(row, all_lines(row.words, width), False)
    badge = [row.badge.capitalize()] if row.badge else []
    text = all_lines(row.text, width) if row.text or not badge else []
    return _Value(row, [*badge, *text], False, len(badge))


def _over(pen: Pen, x: float, top: float, width: float, ruled: bool) -> None:
    if ruled:
        pen.line(x, top, x + width, top, HAIRLINE, 0.4)


def _fill(pen: Pen, x: float, top: float, value: _Value) -> None:
    if value.framed:
        chip(pen, x, top, value.lines, value.row.mark)
        return
    colour = MUTED if value.row.mark else INK
    written(pen, x, top, value.lines[: value.bold], bold=True)
    written(pen, x, top - LINE * value.bold, value.lines[value.bold :], colour=colour)


def _stacked(titles: list[str], value: _Value, width: float, ruled: bool) -> list[Piece]:
    """Title and value below each other; the first piece holds the title."""
    lines, bold = value.lines, value.bold
    colour = MUTED if value.row.mark else INK
    first, rest = lines[: max(MOST_LINES - len(titles), 2)], lines[max(MOST_LINES - len(titles), 2) :]

    def draw(pen: Pen, x: float, top: float) -> None:
        _over(pen, x, top, width, ruled)
        written(pen, x, top - PAD, titles, bold=True)
        below = top - PAD - LINE * len(titles)
        written(pen, x, below, first[:bold], bold=True)
        written(pen, x, below - LINE * bold, first[bold:], colour=colour)

    more = list(text_pieces(rest, after=PAD, colour=colour)) if rest else []
    high = (len(titles) + len(first)) * LINE + PAD + (0.0 if more else PAD)
    return [Piece(high, draw), *more]


def _group(group: Group, width: float) -> list[Piece]:
    """A heading, its rows, and what was left open together."""
    tally = group.tally if group.counted else ""
    beside = text_width(tally, TEXT) + GAP if tally else 0.0
    own_line = text_width(group.title, HEADED, BOLD) + beside > width
    titles = all_lines(group.title, width if own_line else width - beside, HEADED, BOLD)
    step = HEADED * 1.28
    high = step * len(titles) + (LINE if own_line and tally else 0.0) + 5.0

    def draw(pen: Pen, x: float, top: float) -> None:
        pen.line(x, top - 1.4, x + width, top - 1.4, INK, 1.2)
        written(pen, x, top - 3.2, titles, bold=True, points=HEADED)
        down = top - 3.2 - (step * len(titles) if own_line else 0.0)
        if tally:
            pen.text(x + width, down - HEADED * 0.95, tally, size=TEXT, colour=INK, anchor="end")

    rows = [piece for i, row in enumerate(group.rows) for piece in row_pieces(row, width, ruled=i > 0)]
    rows += _open(group.open, width) if group.open else ()
    again = _again(group, width)
    return [Piece(high, draw, keep=True), *(replace(piece, again=again) for piece in rows)]


def _again(group: Group, width: float) -> Piece:
    """The heading of a group that goes on in another column."""
    (*more, last) = text_pieces(
        all_lines(f"{group.title}, continued", width, HEADED, BOLD)[:MOST_LINES], points=HEADED, bold=True, after=2.0
    )
    assert not more
    return last


def _open(titles: Sequence[str], width: float) -> Iterator[Piece]:
    """Fields that nobody answered, in one frame."""
    lines = all_lines(f"Not provided: {'; '.join(titles)}", width - 5.0)

    def draw(pen: Pen, x: float, top: float) -> None:
        chip(pen, x, top - PAD - FRAMED, lines, "not provided")

    yield Piece(LINE * len(lines) + 2 * (PAD + FRAMED), draw)
