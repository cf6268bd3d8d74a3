"""The pages of a datasheet: a tagged document with running lines, and what every page of it is drawn with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm

from datasheets import pdf
from datasheets.content.blocks import Content
from datasheets.renderers.flow_pieces import Page, Text
from datasheets.renderers.flow_text import run
from datasheets.renderers.tagged import Element, TaggedCanvas, Target, plain
from datasheets.renderers.tagged_file import finished

KIND = "ML sensor datasheet"
TITLE_LINES = 3  # a longer name is set smaller
PRODUCT_WIDTH = pdf.TEXT_WIDTH * 0.4  # of name and version in the running header [pt]
GAP = 4 * mm  # between the words of a running line


class TaggedDocument(pdf.Document):
    """A PDF with structure, links and attached files, from a datasheet's content.

    Parameters
    ----------
    content : Content
    title : str
        Of the document.
    """

    def __init__(self, content: Content, title: str) -> None:
        self.content, self.title = content, plain(title)
        super().__init__(self.title, plain(content.subtitle), [plain(word) for word in content.keywords],
                         ("", _product(content)), author=plain(content.authors), language=plain(content.language),
                         canvas=TaggedCanvas)  # fmt: skip
        self.root = Element("Document", title=title)

    def name_text(self, styles: Sequence[ParagraphStyle], most: int = 0) -> Text:
        """The sensor's name, in the largest of some styles that needs few lines; `most` of them at most."""
        element, words = self.root.add("Title"), self.content.title or KIND
        texts = (Text([run(words, s)], s, element, before=6, key="title-page", most=most) for s in styles)
        small = None
        for small in texts:
            if len(small.lines) <= TITLE_LINES:
                break
        assert small is not None
        return small

    def start_page(self, section: str = "") -> None:
        """Draw the running header: the section at the left, at the right the product after why it is a draft."""
        right = self._header[1]
        left_of = pdf.PAGE_WIDTH - pdf.MARGIN - pdf.text_width(right) - GAP
        draft = pdf.fitted(self.content.draft, pdf.TEXT_WIDTH * 0.3, font=pdf.BOLD)
        y = pdf.PAGE_HEIGHT - pdf.MARGIN + pdf.HEADER_GAP
        start = left_of - (pdf.text_width(draft, font=pdf.BOLD) + GAP if draft else 0.0)
        self._line(y, pdf.fitted(section, start - pdf.MARGIN), right)
        if draft:
            with self.canvas.artifact("/Type /Pagination /Subtype /Header"):
                self.canvas.setFont(pdf.BOLD, pdf.TABLE_SIZE)
                self.canvas.setFillColor(pdf.WARNING)
                self.canvas.drawRightString(left_of, y, draft)

    def _line(self, y: float, left: str, right: str) -> None:
        where = "Header" if y > pdf.PAGE_HEIGHT / 2 else "Footer"
        with self.canvas.artifact(f"/Type /Pagination /Subtype /{where}"):
            super()._line(y, left, right)

    def draw(self, pages: Sequence[Page], sections: Sequence[str], targets: Mapping[str, Target],
             outline: Mapping[str, tuple[str, int]]) -> None:  # fmt: skip
        """Draw all pages.

        Parameters
        ----------
        pages : sequence of list of Placed
        sections : sequence of str
            Left of each page's running header.
        targets : mapping
            Where links lead to.
        outline : mapping
            Title and level by the key of a place; in the order of the places.
        """
        self.canvas.targets.update(targets)
        for number, (page, section) in enumerate(zip(pages, sections, strict=True), start=1):
            self.start_page(section)
            for piece, top in page:
                if piece.key in outline:
                    title, level = outline[piece.key]
                    self.bookmark(plain(title), piece.key, top + 6, level)
                piece.drawOn(self.canvas, pdf.MARGIN, top - piece.high())
            self.end_page(number, len(pages))

    def finish(self) -> bytes:
        """The bytes of the document, with structure, links, metadata and files."""
        canvas: Any = self.canvas
        return finished(super().finish(), canvas, self.root, self.content, self.title)


def version_words(content: Content) -> str:
    """``Version 1.2``; a version that is no number, such as ``Rev. 3``, stands by itself."""
    return f"Version {content.version}" if content.version[:1].isdigit() else content.version


def _product(content: Content) -> str:
    """Name and version as far as there is room for them; of both the beginning can be read."""
    version = version_words(content).replace("Version", "version", 1)
    version = pdf.fitted(f", {version}", PRODUCT_WIDTH / 2) if version else ""
    return pdf.fitted(content.title, PRODUCT_WIDTH - pdf.text_width(version)) + version
