"""An entry of the contents: a title, dots, and the page it is on."""

from __future__ import annotations

from datasheets import pdf
from datasheets.renderers.flow_pieces import Piece, Text
from datasheets.renderers.flow_text import run
from datasheets.renderers.tagged import Element

NUMBER_WIDTH = 24.0  # of a chapter's number [pt]
PAGE_WIDTH = 26.0  # of the page number
DOT = " ."
STYLES = (pdf.FINDING, pdf.TEXT)
ABOVE = (8.0, 1.5)


class Entry(Piece):
    """A line of the contents, which leads to its place.

    Parameters
    ----------
    number, title : str
    target : str
        Key of the place it leads to.
    level : int
        0 for a chapter, 1 for a part.
    element : Element
        Its entry of the table of contents.
    """

    def __init__(self, number: str, title: str, target: str, level: int, element: Element) -> None:
        super().__init__()
        self.target, self.level, self.element, self.before = target, level, element, ABOVE[level]
        style = STYLES[level]
        link = f"#{target}"
        room = pdf.TEXT_WIDTH - NUMBER_WIDTH - PAGE_WIDTH - 20
        self.number = Text([run(number, style, link=link)] if number else (), style, element)
        self.title = Text([run(title, style, link=link)], style, element, x=NUMBER_WIDTH, width=room, most=2)
        self.keep = level == 0

    def high(self) -> float:
        """Of its lines."""
        return max(self.title.high(), float(STYLES[self.level].leading))

    def draw(self) -> None:
        """Draw title, dots and page number as one link."""
        style, high = STYLES[self.level], self.high()
        page = str(self.canv.targets[self.target].page + 1)
        runs = [line for text in (self.number, self.title) for line in text.lines]
        last = self.title.lines[-1][-1] if self.title.lines else None
        end = last.x + pdf.text_width(last.text, style.fontSize, style.fontName) if last else 0.0
        y = high - style.fontSize - style.leading * max(len(self.title.lines) - 1, 0)
        start, stop = NUMBER_WIDTH + end + 4, pdf.TEXT_WIDTH - pdf.text_width(page, style.fontSize, style.fontName) - 4
        dot = pdf.text_width(DOT, pdf.TABLE_SIZE)
        count = int((stop - start) / dot)
        if count > 0:
            with self.canv.artifact():
                self.canv.setFont(pdf.REGULAR, pdf.TABLE_SIZE)
                self.canv.setFillColor(pdf.MUTED)
                self.canv.drawRightString(stop, y, DOT * count)
        link = self.element.add("Link")
        with self.canv.marked(link):
            self.canv.setFont(style.fontName, style.fontSize)
            self.canv.setFillColor(style.textColor)
            for text in (self.number, self.title):
                for index, line in enumerate(text.lines):
                    below = high - style.fontSize - style.leading * index
                    for segment in line:
                        self.canv.drawString(text.x + segment.x, below, segment.text.rstrip() + " ")
            self.canv.drawRightString(pdf.TEXT_WIDTH, y, page)
        words = f"{' '.join(s.text.strip() for line in runs for s in line)}, page {page}"
        self.canv.link(link, f"#{self.target}", words, self.canv.absolute(0, 0, pdf.TEXT_WIDTH, high))
