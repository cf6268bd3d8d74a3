"""The one-page summary as a PDF: its parts give way to each other until all of them are on the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from reportlab.platypus import Flowable

from datasheets import pdf
from datasheets.content.blocks import Block, Content, Facts, Grid, Part
from datasheets.layout import Limits, Section, lay_out
from datasheets.renderers.flow_pieces import Piece, Text, stacked
from datasheets.renderers.flow_text import run
from datasheets.renderers.flow_tiles import Tiles
from datasheets.renderers.pdf_blocks import part_pieces
from datasheets.renderers.pdf_pages import KIND, TaggedDocument, version_words
from datasheets.renderers.tagged import Element, plain

PARTS_MOST = 10  # more never fit beside each other
LINE = 10.0  # by which a part gives way [pt]
LEAST, FLOOR = 9, 4  # lines of a part while others can still give way, and at all
STYLES = (pdf.TITLE_LARGE, pdf.TITLE)
MORE = "More of this in the datasheet."


def summary_pdf(content: Content) -> bytes:
    """The summary of a datasheet as a PDF of exactly one A4 page, which can stand alone.

    Parameters
    ----------
    content : Content
        What does not fit is left to the datasheet, and the page says so.

    Returns
    -------
    bytes
        The same for the same content.
    """
    with pdf.ONE_AT_A_TIME:
        document = TaggedDocument(content, f"{content.title}: summary" if content.title else "Summary")
        document.start_page(KIND)
        lay_out(document, _sections(content, document))
        document.end_page(1, 1)
        return document.finish()


def _sections(content: Content, document: TaggedDocument) -> list[Section]:
    """The head of the page, then the parts."""
    head = Stack(_head(content, document))
    out = [Section(plain(content.title) or KIND, lambda _: [head])]
    for index, part in enumerate(content.summary[:PARTS_MOST]):
        title, pieces = _pieces(part, document.root)
        name = plain(part.title) or f"Part {index + 1}"
        name = name if name not in {s.name for s in out} else f"{name} {index + 1}"
        more = Text([run(MORE, pdf.STATUS)], pdf.STATUS, document.root.add("P"), before=2)
        lines = int(Stack(pieces).high() / LINE) + 1
        build = partial(_built, name=name, title=title, pieces=pieces, more=more)
        out.append(Section(name, build, lines, min(LEAST, lines), min(FLOOR, lines)))
    return out


def _head(content: Content, document: TaggedDocument) -> list[Piece]:
    """Name, type, version and date."""
    lines: list[Piece] = [document.name_text(STYLES, most=3)]
    dated = [version_words(content)] if content.version else []
    dated += [content.date] if content.date else []
    for text, style in ((content.subtitle, pdf.TEXT), (" · ".join(dated), pdf.QUIET)):
        if text:
            lines.append(Text([run(text, style)], style, document.root.add("P"), before=2, most=2))
    return lines


def _pieces(part: Part, root: Element) -> tuple[list[Piece], list[Piece]]:
    """The heading of a part, and what is below it."""
    title: list[Piece] = []
    if part.title:
        title.append(Text([run(part.title, pdf.SECTION)], pdf.SECTION, root.add("H1"), most=1))
    blocks = tuple(_without_evidence(block) for block in part.blocks)
    if len(blocks) == 1 and isinstance(blocks[0], Facts) and any(fact.value.status for fact in blocks[0].facts):
        return title, [Tiles(blocks[0].facts, root.add("Table"), before=3)]
    pieces = list(part_pieces(Part("", blocks), root, ""))
    for piece in pieces:
        piece.before = min(piece.before, 4.0)
    return title, pieces


def _without_evidence(block: Block) -> Block:
    """The numbers of a list that stands in the datasheet only would lead nowhere."""
    if isinstance(block, Facts):
        return Facts(tuple(replace(fact, value=replace(fact.value, evidence=0)) for fact in block.facts))
    if isinstance(block, Grid):
        return replace(block, rows=tuple(tuple(replace(v, evidence=0) for v in row) for row in block.rows))
    return block


def _built(limits: Limits, *, name: str, title: list[Piece], pieces: list[Piece], more: Text) -> list[Flowable]:
    """A part as high as its limit lets it be."""
    return [Stack([*title, *_within(pieces, limits[name] * LINE, more)])]


def _within(pieces: Sequence[Piece], room: float, more: Text) -> list[Piece]:
    """The beginning of some pieces, which says that there is more."""
    if Stack(pieces).high() <= room:
        return list(pieces)
    room -= more.before + more.high()
    out: list[Piece] = []
    for piece in pieces:
        left = room - piece.before
        if piece.high() > left:
            split = piece.parts(left)
            out += [split[0]] if split else []
            break
        out.append(piece)
        room = left - piece.high()
    return [*out, more]


class Stack(Piece):
    """Pieces below each other as one."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        super().__init__()
        self.pieces = pieces

    def high(self) -> float:
        """All of them, with the room between."""
        return stacked(self.pieces)

    def draw(self) -> None:
        """Draw one below the other."""
        y = self.high()
        for index, piece in enumerate(self.pieces):
            y -= piece.high() + (piece.before if index else 0.0)
            piece.drawOn(self.canv, 0, y)
