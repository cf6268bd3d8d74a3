"""What every PDF of this project shares: fonts, styles, page furniture, and how text gets in. No content.

Text from a file is never read as markup: it enters through `paragraph`, `fitted` or `drawable`.
Glyphs that the font lacks (most emoji, CJK) are drawn as ``?``; format characters, such as those
that turn the writing direction, are dropped. Right-to-left text is drawn in the order in which it
is stored. The document's metadata keep the text as it was written.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from threading import RLock
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, Table, TableStyle

from footprint.version import VERSION

FONTS = Path(__file__).parent / "fonts"
REGULAR, BOLD = "DejaVuSans", "DejaVuSans-Bold"

PAGE_WIDTH, PAGE_HEIGHT = A4
MARGIN = 18 * mm
TEXT_WIDTH = PAGE_WIDTH - 2 * MARGIN
TEXT_HEIGHT = PAGE_HEIGHT - 2 * MARGIN
HEADER_GAP = FOOTER_GAP = 5 * mm  # between the text block and the running lines, inside the margin

HEADING = HexColor("#1F3A5F")
INK = HexColor("#1A1A1A")
MUTED = HexColor("#595959")
HAIRLINE = HexColor("#C8C8C8")
WARNING = HexColor("#D55E00")

TEXT_SIZE, TABLE_SIZE = 9.5, 8
TOOL = f"tinyml-footprint {VERSION}"
ELLIPSIS = "…"
DASH = "–"  # between the ends of an interval
WIDEST_LINE = 400  # characters; no line of table text holds more, so a longer text can be cut before it is measured

ONE_AT_A_TIME = RLock()
"""Held while a document is made: all documents share reportlab's registered fonts, which count what they draw."""


def _style(name: str, size: float, leading: float, **more: Any) -> ParagraphStyle:
    base = {"fontName": REGULAR, "bulletFontName": REGULAR, "textColor": INK, "splitLongWords": 1}
    return ParagraphStyle(name, fontSize=size, leading=leading, **{**base, **more})


TEXT = _style("text", TEXT_SIZE, 12)
QUIET = _style("quiet", TEXT_SIZE, 12, textColor=MUTED)
SMALL = _style("small", TABLE_SIZE, 9.8)
LISTED = _style("listed", TABLE_SIZE, 9.8, leftIndent=21, bulletFontSize=TABLE_SIZE)
SMALL_QUIET = _style("small quiet", TABLE_SIZE, 9.8, textColor=MUTED)
SMALL_RIGHT = _style("small right", TABLE_SIZE, 9.8, alignment=2)
STATUS = _style("status", 7, 9.8, textColor=MUTED)
HEAD_CELL = _style("head cell", TABLE_SIZE, 9.8, fontName=BOLD, textColor=MUTED)
HEAD_CELL_RIGHT = _style("head cell right", TABLE_SIZE, 9.8, fontName=BOLD, textColor=MUTED, alignment=2)
TITLE = _style("title", 13, 16, fontName=BOLD, textColor=HEADING)
SECTION = _style("section", 10.5, 13, fontName=BOLD, textColor=HEADING)
FINDING = _style("finding", TEXT_SIZE, 12, fontName=BOLD)
CHAPTER = _style("chapter", 16, 20, fontName=BOLD, textColor=HEADING)
SIDE_TITLE = _style("side title", TABLE_SIZE, 11, fontName=BOLD)
COVER = _style("cover", 26, 31, fontName=BOLD, textColor=HEADING)
LEAD = _style("lead", 12, 16)
TITLE_LARGE = _style("title large", 20, 24, fontName=BOLD, textColor=HEADING)
NUMBER = _style("number", 14, 17)
BIG = _style("big", 22, 30)


@cache
def register_fonts() -> frozenset[int]:
    """Make the shipped fonts known to reportlab; the characters that both of them have."""
    faces = [TTFont(name, str(FONTS / f"{name}.ttf")) for name in (REGULAR, BOLD)]
    for font in faces:
        pdfmetrics.registerFont(font)
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD)
    return frozenset.intersection(*(frozenset(f.face.charToGlyph) for f in faces))


def drawable(text: str) -> str:
    """Text on one line with only what the font can draw: ``?`` for a missing glyph, no format characters."""
    known = register_fonts()
    line = " ".join(text.split())
    if line.isascii() and line.isprintable():  # the font has all of these
        return line
    kept = (c for c in line if unicodedata.category(c) not in {"Cf", "Cc", "Cs"})
    return "".join(c if ord(c) in known else "?" for c in kept)


def text_width(text: str, size: float = TABLE_SIZE, font: str = REGULAR) -> float:
    """Width of drawable text. [pt]"""
    register_fonts()
    return float(pdfmetrics.stringWidth(text, font, size))


def fitted(text: str, width: float, size: float = TABLE_SIZE, font: str = REGULAR) -> str:
    """Drawable text on one line of a width, cut with an ellipsis where it is too long."""
    clean = drawable(text)
    if text_width(clean, size, font) <= width:
        return clean
    clean = clean[:WIDEST_LINE]
    while clean and text_width(clean + ELLIPSIS, size, font) > width:
        clean = clean[:-1]
    return clean.rstrip() + ELLIPSIS


def wrapped(text: str, width: float, lines: int, size: float = TABLE_SIZE, font: str = REGULAR) -> list[str]:
    """Drawable text in at most so many lines of a width, the last one cut with an ellipsis where it is too long."""
    rest, out = drawable(text), list[str]()
    while rest and len(out) < lines - 1 and text_width(rest, size, font) > width:
        head = fitted(rest, width, size, font).removesuffix(ELLIPSIS)
        cut = head.rfind(" ") if rest[len(head) : len(head) + 1] != " " else len(head)
        cut = cut if cut > 0 else len(head)
        out.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*out, fitted(rest, width, size, font)]


def paragraph(
    text: str, style: ParagraphStyle = SMALL, *, width: float = TEXT_WIDTH, lines: int = 0, lead: str = "",
    mark: str | None = None, lead_colour: Color = INK,
) -> Paragraph:  # fmt: skip
    """A paragraph of literal text, after a lead in bold and in a colour of its own.

    Parameters
    ----------
    text, lead : str
        Any text; nothing in it is taken as markup.
    style : ParagraphStyle
        One of this module's styles.
    width : float
        Width it is cut for. [pt]
    lines : int
        The most lines it may take, cut with an ellipsis; 0 leaves it whole.
    mark : str, optional
        Written in the indent before the first line, for the style `LISTED`.
    """
    start = f'<b><font color="#{lead_colour.hexval()[2:]}">{escape(drawable(lead))}</font></b> ' if lead else ""
    return Paragraph(_cut_markup(start, text, style, width, lines), style, mark)


@lru_cache(maxsize=512)
def _cut_markup(start: str, text: str, style: ParagraphStyle, width: float, lines: int) -> str:
    """Markup, and after it literal text as far as it fits; kept, since a page is laid out several times."""
    clean = drawable(text)
    low, high = 0, min(len(clean), lines * WIDEST_LINE)
    if not lines or (high == len(clean) and _fits(Paragraph(start + escape(clean), style), width, lines)):
        return start + escape(clean)
    while low < high:  # the longest beginning that fits
        middle = (low + high + 1) // 2
        cut = Paragraph(start + escape(clean[:middle].rstrip() + ELLIPSIS), style)
        low, high = (middle, high) if _fits(cut, width, lines) else (low, middle - 1)
    return start + escape(clean[:low].rstrip() + ELLIPSIS)


def _fits(flowable: Paragraph, width: float, lines: int) -> bool:
    return bool(flowable.wrap(width, TEXT_HEIGHT)[1] <= lines * flowable.style.leading + 0.01)


def ruled_table(rows: Sequence[Sequence[Any]], widths: Sequence[float], *more: tuple[Any, ...]) -> Table:
    """A table with a head row and hairlines; `more` are further reportlab table commands."""
    commands = [
        ("FONT", (0, 0), (-1, -1), REGULAR, TABLE_SIZE),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 6),
        ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 1),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5),
        ("LINEBELOW", (0, 0), (-1, 0), 0.6, MUTED),
        ("LINEBELOW", (0, 1), (-1, -1), 0.3, HAIRLINE),
        *more,
    ]
    return Table(rows, colWidths=widths, repeatRows=1, splitByRow=1, splitInRow=0, style=TableStyle(commands))


class Document:
    """A PDF that gives the same bytes for the same content, with its metadata and running lines.

    Parameters
    ----------
    title, subject : str
        For the metadata, as written.
    keywords : sequence of str
        For the metadata.
    header : tuple of str
        Left and right of the running header.
    author, language : str
        For the metadata; the language as a BCP 47 tag.
    canvas : type of Canvas
        What it is drawn on.
    """

    def __init__(self, title: str, subject: str, keywords: Sequence[str], header: tuple[str, str], *,
                 author: str = TOOL, language: str = "en", canvas: type[Canvas] = Canvas) -> None:  # fmt: skip
        register_fonts()
        self._buffer = BytesIO()
        # initialFontName: otherwise reportlab lists a standard font that is not embedded.
        self.canvas = canvas(self._buffer, pagesize=A4, invariant=1, pageCompression=1, initialFontName=REGULAR,
                             lang=language, pdfVersion=(1, 7))  # fmt: skip
        self.canvas.setTitle(title)
        self.canvas.setAuthor(author)
        self.canvas.setSubject(subject)
        self.canvas.setKeywords(", ".join(keywords))
        self.canvas.setCreator(TOOL)
        self.canvas.setProducer("reportlab")
        self.canvas.setViewerPreference("DisplayDocTitle", "true")
        self._header = header

    def start_page(self) -> None:
        """Draw the running header, before anything else of a page."""
        left, right = self._header
        right = fitted(right, TEXT_WIDTH * 0.6)
        left = fitted(left, TEXT_WIDTH - text_width(right) - 4 * mm)
        self._line(PAGE_HEIGHT - MARGIN + HEADER_GAP, left, right)

    def end_page(self, page: int, pages: int) -> None:
        """Draw the running footer, after all else of a page: the order is the reading order."""
        self._line(MARGIN - FOOTER_GAP - TABLE_SIZE, TOOL, f"page {page} of {pages}")
        self.canvas.showPage()

    def _line(self, y: float, left: str, right: str) -> None:
        self.canvas.setFont(REGULAR, TABLE_SIZE)
        self.canvas.setFillColor(MUTED)
        self.canvas.drawString(MARGIN, y, left)
        self.canvas.drawRightString(PAGE_WIDTH - MARGIN, y, right)

    def bookmark(self, title: str, key: str, top: float, level: int = 0) -> None:
        """An entry of the outline, at most one level below the last one, that leads to a height of the page."""
        self.canvas.bookmarkPage(key, fit="XYZ", left=0, top=top, zoom=0)
        self.canvas.addOutlineEntry(title, key, level=level)

    def place(self, flowable: Flowable, top: float) -> float:
        """Draw a flowable below a height; the height at which it ends."""
        _, height = flowable.wrapOn(self.canvas, TEXT_WIDTH, TEXT_HEIGHT)
        flowable.drawOn(self.canvas, MARGIN, top - height)
        return top - float(height)

    def finish(self) -> bytes:
        """The bytes of the document, after its last page."""
        self.canvas.save()
        return self._buffer.getvalue()
