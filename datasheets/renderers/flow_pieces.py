"""Pieces that follow each other down the pages, and how they are put on pages. No content.

A piece is a reportlab flowable that also says how much room it leaves above itself, whether it stays
with what follows, and how high its least beginning is, so that no heading stands alone at the foot of
a page. Pages are laid out once, before anything is drawn: the numbers of the contents are known then.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import NamedTuple

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable

from datasheets import pdf
from datasheets.renderers.flow_text import Line, Run, broken, draw_lines
from datasheets.renderers.tagged import Element, TaggedCanvas, Target

EPSILON = 0.01
EMPTY = 0.25  # share of a page that what stays together loosely may leave empty


class Piece(Flowable, ABC):  # type: ignore[misc]
    """Something of a height that stands on a page.

    Attributes
    ----------
    before : float
        Room above it, except at the top of a page. [pt]
    keep : bool
        Whether it stays on the page of what follows.
    loose : bool
        Whether it stays there only where little of the page would be left empty.
    key : str
        Place that links lead to; empty for none.
    fresh : float
        A new page begins before it where less than this share of a page is left; 1 always.
    ruled : bool
        Whether a hairline stands above it, of those that have one.
    """

    before: float = 0.0
    keep: bool = False
    loose: bool = False
    key: str = ""
    fresh: float = 0.0
    ruled: bool = True
    width: float = pdf.TEXT_WIDTH

    def wrap(self, *_: float) -> tuple[float, float]:
        """Its width and height, which do not depend on the room offered."""
        return self.width, self.high()

    @abstractmethod
    def high(self) -> float:
        """Height of the whole. [pt]"""

    def least(self) -> float:
        """Height of the least beginning of it that can stand at the foot of a page. [pt]"""
        return self.high()

    def parts(self, room: float) -> tuple[Piece, Piece] | None:
        """What goes into a room, and the rest; None where it is not to be split there."""
        return None

    def places(self) -> list[tuple[str, float]]:
        """Places that links lead to, with how far they are below its upper end."""
        return [(self.key, 0.0)] if self.key else []


class Text(Piece):
    """A paragraph.

    Parameters
    ----------
    runs : sequence of Run
    style : ParagraphStyle
        Leading and size.
    element : Element
        What it belongs to.
    x, width : float
        Where it begins, and room of a line. [pt]
    most : int
        The most lines it may take, cut with an ellipsis; 0 leaves it whole.
    """

    def __init__(self, runs: Sequence[Run], style: ParagraphStyle, element: Element, *, x: float = 0.0,
                 width: float = pdf.TEXT_WIDTH, before: float = 0.0, keep: bool = False, key: str = "",
                 most: int = 0) -> None:  # fmt: skip
        super().__init__()
        self.style, self.element, self.x = style, element, x
        self.lines: list[Line] = broken(runs, width, most=most)
        self.before, self.keep, self.key = before, keep, key
        self.label: Text | None = None

    def dotted(self, mark: str, element: Element, x: float) -> None:
        """Let a mark stand left of its first line, before it in reading order."""
        self.label = Text([Run(mark, self.style)], self.style, element, x=x)

    def high(self) -> float:
        """Its lines."""
        return len(self.lines) * float(self.style.leading)

    def least(self) -> float:
        """Two lines, or all of three."""
        return (len(self.lines) if len(self.lines) <= 3 else 2) * float(self.style.leading)

    def parts(self, room: float) -> tuple[Text, Text] | None:
        """At least two lines on either page."""
        count = min(int((room + EPSILON) / self.style.leading), len(self.lines) - 2)
        if count < 2:
            return None
        return self.slice(0, count), self.slice(count, len(self.lines))

    def slice(self, start: int, end: int) -> Text:
        """Some of its lines, as the same element."""
        keep = self.keep and end == len(self.lines)
        key = "" if start else self.key
        out = Text((), self.style, self.element, x=self.x, before=self.before, keep=keep, key=key)
        out.lines, out.label = self.lines[start:end], None if start else self.label
        return out

    def draw(self) -> None:
        """Draw the lines."""
        self.draw_below(self.canv, self.high())

    def draw_below(self, canvas: TaggedCanvas, top: float) -> None:
        """Draw the lines below a height."""
        for text in (self.label, self) if self.label else (self,):
            draw_lines(canvas, text.lines, text.element, text.x, top, text.style)


class Beside(Piece):
    """A title at the left of its paragraphs; both begin on one line, below a hairline.

    Parameters
    ----------
    title : Text
        Without lines there is no hairline.
    bodies : sequence of Text
    """

    ABOVE, BELOW = 3.0, 3.5  # room below the hairline, and below the last paragraph [pt]

    def __init__(self, title: Text, bodies: Sequence[Text], *, before: float) -> None:
        super().__init__()
        self.title, self.bodies, self.before = title, bodies, before
        self.lower = max(bodies[0].style.fontSize - title.style.fontSize, 0.0) if bodies and title.lines else 0.0

    def _title_high(self) -> float:
        return self.lower + self.title.high()

    def high(self) -> float:
        """The higher of both."""
        return self.ABOVE + max(self._title_high(), stacked(self.bodies)) + self.BELOW

    def least(self) -> float:
        """The title, and the least of the first paragraph."""
        first = self.bodies[0].least() if self.bodies else 0.0
        return self.ABOVE + max(self._title_high(), first) + self.BELOW

    def parts(self, room: float) -> tuple[Piece, Piece] | None:
        """Paragraphs are parted or split, the title stays at their beginning."""
        if self.least() > room + EPSILON:
            return None
        now, rest = filled(self.bodies, room - self.ABOVE - self.BELOW)
        if not now or not rest:
            return None
        none = Text((), self.title.style, self.title.element)
        first = Beside(self.title, now, before=self.before)
        first.ruled = self.ruled
        return first, Beside(none, rest, before=0.0)

    def draw(self) -> None:
        """Draw the hairline, the title, the paragraphs."""
        high = self.high()
        if self.title.lines and self.ruled:
            with self.canv.artifact():
                self.canv.setStrokeColor(pdf.HAIRLINE)
                self.canv.setLineWidth(0.3)
                self.canv.line(0, high, pdf.TEXT_WIDTH, high)
        self.title.draw_below(self.canv, high - self.ABOVE - self.lower)
        y = high - self.ABOVE
        for index, body in enumerate(self.bodies):
            y -= body.before if index else 0.0
            body.draw_below(self.canv, y)
            y -= body.high()


def stacked(pieces: Sequence[Piece]) -> float:
    """Height of pieces below each other. [pt]"""
    return sum(piece.high() + (piece.before if index else 0.0) for index, piece in enumerate(pieces))


def filled(texts: Sequence[Text], room: float) -> tuple[list[Text], list[Text]]:
    """The paragraphs that go into a room, and the rest; the one between is split where it can be."""
    now: list[Text] = []
    for index, text in enumerate(texts):
        left = room - (stacked([*now, text]) - text.high())
        if text.high() <= left + EPSILON:
            now.append(text)
            continue
        split = text.parts(left)
        if split:
            return [*now, split[0]], [split[1], *texts[index + 1 :]]
        return now, list(texts[index:])
    return now, []


class Placed(NamedTuple):
    """A piece with its upper end on a page."""

    piece: Piece
    top: float


Page = list[Placed]


def pages_of(pieces: Sequence[Piece]) -> list[Page]:
    """Put pieces on pages.

    What stays together goes to a new page together where it does not fit and a page can hold it.
    """
    pages: list[Page] = [[]]
    left = pdf.TEXT_HEIGHT
    for index, piece in enumerate(pieces):
        held = index > 0 and pieces[index - 1].keep and not pieces[index - 1].loose  # room for it was found before
        if pages[-1] and not held and _moves(pieces, index, left):
            pages.append([])
            left = pdf.TEXT_HEIGHT
        rest: Piece | None = piece
        while rest is not None:
            before = rest.before if pages[-1] else 0.0
            split = None
            if before + rest.high() > left + EPSILON:
                split = rest.parts(left - before)
                if split is None and pages[-1]:
                    pages.append([])
                    left = pdf.TEXT_HEIGHT
                    continue
            now, rest = split or (rest, None)
            pages[-1].append(Placed(now, pdf.PAGE_HEIGHT - pdf.MARGIN - (pdf.TEXT_HEIGHT - left) - before))
            left -= before + now.high()
            if rest is not None:
                pages.append([])
                left = pdf.TEXT_HEIGHT
    return pages


def _moves(pieces: Sequence[Piece], index: int, left: float) -> bool:
    """Whether a piece goes to a new page with what it stays with, for the room that is left."""
    piece = pieces[index]
    if left < piece.fresh * pdf.TEXT_HEIGHT - EPSILON:
        return True
    room = left - piece.before + EPSILON
    needed = _needed(pieces, index)
    if needed > room and left > EMPTY * pdf.TEXT_HEIGHT:
        needed = _needed(pieces, index, loose=False)
    return bool(room < needed <= pdf.TEXT_HEIGHT)


def _needed(pieces: Sequence[Piece], index: int, *, loose: bool = True) -> float:
    """Height of a piece's least beginning, with all that it stays with, loosely or not, as far as a page holds it."""
    before, needed = 0.0, pieces[index].least()
    while pieces[index].keep and (loose or not pieces[index].loose) and index + 1 < len(pieces):
        before += pieces[index].high() + pieces[index + 1].before
        index += 1
        if before + pieces[index].least() > pdf.TEXT_HEIGHT:
            break
        needed = before + pieces[index].least()
    return needed


def targets_of(pages: Sequence[Page], first: int = 0) -> dict[str, Target]:
    """Where links lead to: the page's index, counted from a first one, and the height."""
    found: dict[str, Target] = {}
    for index, page in enumerate(pages):
        for piece, top in page:
            for key, below in piece.places():
                found.setdefault(key, Target(first + index, top - below))
    return found
