"""Lines of text that are tagged as they are drawn: runs of several styles, broken where it is wide enough.

Text from a file enters through `run` and is never read as markup. A line that ends at a blank is drawn
with it, so that a reader of the file does not glue the words together.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, islice
from typing import NamedTuple

from reportlab.lib.colors import Color
from reportlab.lib.styles import ParagraphStyle

from datasheets import pdf
from datasheets.renderers.tagged import Element, TaggedCanvas

BREAKS = frozenset("/-_.,:;?&=@#+")  # a long word, such as an address, is broken after one of them
ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]}']")
NUMBER = re.compile(r"\d$")
UNIT = re.compile(r"[^\W\d]{0,4}[%°₂]?[^\W\d]?[)\].,;]*$")  # a number and the short word behind it stay on one line
FRAME_PAD = 1.6  # between a framed word and its frame [pt]
EPSILON = 0.01


class Run:
    """Drawable text of one style. It stands after a blank, unless it is glued to what is before.

    Parameters
    ----------
    text : str
        Drawable text.
    style : ParagraphStyle
        Its font, size and colour.
    link : str
        Address it leads to, or after ``#`` a place of the document.
    frame : Color, optional
        Of a frame around it.
    glued : bool
        Whether nothing stands between it and the run before.
    tied : bool
        Whether it stays on the line of the word before it, after a blank.
    """

    __slots__ = ("element", "frame", "glued", "link", "style", "text", "tied")

    def __init__(self, text: str, style: ParagraphStyle, *, link: str = "", frame: Color | None = None,
                 glued: bool = False, tied: bool = False) -> None:  # fmt: skip
        self.text, self.style, self.link, self.frame, self.glued = text, style, link, frame, glued
        self.tied = tied
        self.element: Element | None = None


class Segment(NamedTuple):
    """A stretch of a line in one run."""

    x: float
    text: str
    run: Run


Line = list[Segment]


def run(text: str, style: ParagraphStyle, **more: object) -> Run:
    """A run of any text."""
    return Run(pdf.drawable(text), style, **more)  # type: ignore[arg-type]


def linked(text: str, style: ParagraphStyle) -> list[Run]:
    """Runs of any text, its web addresses as links."""
    out: list[Run] = []
    end = 0
    for found in ADDRESS.finditer(text):
        out += _between(text[end : found.start()], style, bool(out))
        glued = bool(out) and not text[: found.start()][-1:].isspace()
        out.append(run(found.group(), style, link=found.group(), glued=glued))
        end = found.end()
    return out + _between(text[end:], style, bool(out))


def _between(text: str, style: ParagraphStyle, glued: bool) -> list[Run]:
    return [run(text, style, glued=glued and not text[:1].isspace())] if text.strip() else []


@lru_cache(maxsize=50_000)
def word_width(word: str, font: str, size: float) -> float:
    """Width of drawable text. [pt]"""
    return pdf.text_width(word, size, font)


def _wide(text: str, style: ParagraphStyle) -> float:
    return word_width(text, style.fontName, style.fontSize)


def longest_word(runs: Sequence[Run]) -> float:
    """Width of the longest stretch without a blank. [pt]"""
    return max(map(_group_wide, _groups(runs)), default=0.0)


def one_line(runs: Sequence[Run]) -> float:
    """Width of all runs on one line. [pt]"""
    return sum(_wide(r.text, r.style) + (0.0 if r.glued else _wide(" ", r.style)) for r in runs)


def _groups(runs: Sequence[Run]) -> Iterator[list[tuple[str, Run]]]:
    """What stands between blanks: words, or several that are glued."""
    group: list[tuple[str, Run]] = []
    for one in runs:
        for index, word in enumerate(one.text.split(" ")):
            if group and one.tied and not index:
                group[-1] = group[-1][0] + " ", group[-1][1]
            elif group and (index or not one.glued):
                yield group
                group = []
            group.append((word, one))
    if group:
        yield group


def broken(runs: Sequence[Run], width: float, indent: float = 0.0, most: int = 0) -> list[Line]:
    """Runs as lines of a width; a word that is wider is broken.

    Parameters
    ----------
    runs : sequence of Run
    width : float
        Room of a line. [pt]
    indent : float
        By how much every line begins further right. [pt]
    most : int
        The most lines that are wanted, the last ended by an ellipsis; 0 for all.
    """
    lines = list(islice(_lines(runs, width, indent), most + 1 if most else None))
    return _cut(lines[:most], width) if 0 < most < len(lines) else lines


def _cut(lines: list[Line], width: float) -> list[Line]:
    """Lines of which the last is ended by an ellipsis within the width."""
    *line, last = lines[-1]
    style = last.run.style
    # Words that never fit make sure that it is cut, and not before its own end.
    text = pdf.fitted(last.text.rstrip() + " " + "x" * pdf.WIDEST_LINE, width - last.x, style.fontSize, style.fontName)
    words = text.removesuffix(pdf.ELLIPSIS)[: len(last.text.rstrip())].rstrip()
    return [*lines[:-1], [*line, last._replace(text=words + pdf.ELLIPSIS)]]


def _lines(runs: Sequence[Run], width: float, indent: float) -> Iterator[Line]:
    line: Line = []
    x, room = indent, max(width, indent + 1.0)
    groups = _groups(runs)
    following = next(groups, None)
    while following is not None:
        group, following = following, next(groups, None)
        wide = _group_wide(group)
        blank = _wide(" ", line[-1].run.style) if line else 0.0
        if line:
            # The blank belongs to the line it ends, or to what is before the next word.
            last = line[-1]
            line[-1] = last._replace(text=last.text + " ")
            whole = wide
            if following and NUMBER.search(group[-1][0]) and UNIT.match(following[0][0]):
                both = wide + blank + _group_wide(following)
                whole = both if both <= room - indent else wide
            if x + blank + whole > room + EPSILON:
                yield line
                line, x, blank = [], indent, 0.0
        x += blank
        for text, one in group:
            rest = text
            while rest:
                fits = rest if wide <= room - indent + EPSILON else _fitting(rest, one.style, room - x, room - indent)
                if fits:
                    x = _append(line, fits, one, x)
                rest = rest[len(fits) :]
                if rest:
                    yield line
                    line, x = [], indent
    if line:
        yield line


def _group_wide(group: Sequence[tuple[str, Run]]) -> float:
    return sum(_wide(text, one.style) for text, one in group)


def _append(line: Line, text: str, one: Run, x: float) -> float:
    """Add text to a line; where the line then ends."""
    if line and line[-1].run is one:
        line[-1] = line[-1]._replace(text=line[-1].text + text)
    else:
        line.append(Segment(x, text, one))
    return x + _wide(text, one.style)


def _fitting(word: str, style: ParagraphStyle, room: float, whole: float) -> str:
    """How much of a long word goes into the room that is left, at least a character of an empty line."""
    head = word[: int(room / style.fontSize * 8) + 1]  # no character is narrower than an eighth of its size
    count = bisect_right(list(accumulate(_wide(c, style) for c in head)), room + EPSILON)
    if count == len(word):
        return word
    for end in range(count, count * 2 // 3, -1):
        if word[end - 1] in BREAKS:
            return word[:end]
    return word[: max(count, 1 if room >= whole - EPSILON else 0)]


def draw_lines(
    canvas: TaggedCanvas, lines: Sequence[Line], element: Element | None, x: float, top: float, style: ParagraphStyle
) -> None:
    """Draw lines below a height.

    Parameters
    ----------
    canvas : TaggedCanvas
    lines : sequence of Line
    element : Element, optional
        What they belong to; None for an artifact.
    x, top : float
        Left and upper end. [pt]
    style : ParagraphStyle
        Leading, and size of the first line.
    """
    heights = [top - style.fontSize - style.leading * index for index in range(len(lines))]
    _frames(canvas, lines, heights, x)
    for target, segments in _by_target(canvas, lines, heights, element):
        if target is not None and element is not None and target is not element and target not in element.kids:
            element.kids.append(target)
        with canvas.marked(target) if target else canvas.artifact("/Type /Pagination"):
            for segment, y in segments:
                _draw(canvas, segment, x, y, target)


def _by_target(
    canvas: TaggedCanvas, lines: Sequence[Line], heights: Sequence[float], element: Element | None
) -> Iterator[tuple[Element | None, list[tuple[Segment, float]]]]:
    """Segments with their height, those that follow each other in one element together."""
    together: list[tuple[Segment, float]] = []
    last = element
    for line, y in zip(lines, heights, strict=True):
        for segment in line:
            target = _element(canvas, segment.run, element)
            if together and target is not last:
                yield last, together
                together = []
            last = target
            together.append((segment, y))
    if together:
        yield last, together


def _element(canvas: TaggedCanvas, one: Run, parent: Element | None) -> Element | None:
    """The element of a run: its own for a link, which is made when it is first drawn."""
    if parent is None or not canvas.leads(one.link):
        return parent
    one.element = one.element or Element("Link")
    return one.element


def _draw(canvas: TaggedCanvas, segment: Segment, x: float, y: float, target: Element | None) -> None:
    text, one = segment.text, segment.run
    canvas.setFont(one.style.fontName, one.style.fontSize)
    canvas.setFillColor(one.style.textColor)
    canvas.drawString(x + segment.x, y, text)
    if target is not None and target is one.element:
        size = one.style.fontSize
        box = canvas.absolute(x + segment.x, y - size * 0.25, _wide(text.rstrip(), one.style), size * 1.15)
        canvas.link(target, one.link, one.text, box)


def _frames(canvas: TaggedCanvas, lines: Sequence[Line], heights: Sequence[float], x: float) -> None:
    framed = [(s, y) for line, y in zip(lines, heights, strict=True) for s in line if s.run.frame]
    if not framed:
        return
    with canvas.artifact():
        canvas.setLineWidth(0.6)
        for segment, y in framed:
            size = segment.run.style.fontSize
            wide = _wide(segment.text.rstrip(), segment.run.style)
            canvas.setStrokeColor(segment.run.frame)
            canvas.rect(x + segment.x - FRAME_PAD, y - size * 0.24, wide + 2 * FRAME_PAD, size * 1.14)
