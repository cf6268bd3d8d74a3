"""The datasheet as a PDF: title page, contents, chapters. Only the order of what stands in it."""

from __future__ import annotations

from collections.abc import Iterator

from reportlab.lib.styles import ParagraphStyle

from datasheets import pdf
from datasheets.content.blocks import Content
from datasheets.renderers.flow_contents import Entry
from datasheets.renderers.flow_pieces import Page, Piece, Text, pages_of, targets_of
from datasheets.renderers.flow_text import Run, run
from datasheets.renderers.pdf_blocks import chapter_pieces, part_pieces
from datasheets.renderers.pdf_pages import KIND, TaggedDocument, version_words
from datasheets.renderers.pdf_summary import summary_pdf
from datasheets.renderers.tagged import Element

__all__ = ["datasheet_pdf", "summary_pdf"]

CONTENTS = "Contents"
COVER_TOP, COVER_GAP = 30.0, 20.0  # above the first line of the title page, and below the last about the whole [pt]
TITLE_STYLES = (pdf.COVER, pdf.CHAPTER, pdf.TITLE)


def datasheet_pdf(content: Content) -> bytes:
    """A datasheet as a PDF with structure, outline, links and its files inside.

    Parameters
    ----------
    content : Content
        What stands on it. Nothing in it is taken as markup.

    Returns
    -------
    bytes
        A PDF on A4 pages, the same for the same content. Glyphs that the font lacks are drawn as ``?``.
    """
    with pdf.ONE_AT_A_TIME:
        return _drawn(content)


def _drawn(content: Content) -> bytes:
    document = TaggedDocument(content, f"{content.title}: datasheet" if content.title else "Datasheet")
    outline = _outline(content)
    cover = pages_of(list(_cover(content, document)))
    entries = pages_of(list(_contents(content, document)))
    chapters = pages_of([p for chapter in content.chapters for p in chapter_pieces(chapter, document.root)])
    pages = [page for page in (*cover, *entries, *chapters) if page]
    titles = {c.key: f"{c.number} {c.title}".strip() for c in content.chapters}
    sections = ["" for page in cover] + [CONTENTS for page in entries if page] + _sections(chapters, titles)
    document.draw(pages, sections, targets_of(pages), outline)
    return document.finish()


def _outline(content: Content) -> dict[str, tuple[str, int]]:
    """Title and level of every place that has a bookmark."""
    out = {"title-page": (content.title or KIND, 0), "contents": (CONTENTS, 0)}
    for chapter in content.chapters:
        out[chapter.key] = (f"{chapter.number} {chapter.title}".strip(), 0)
        for index, part in enumerate(chapter.parts):
            if part.title:
                out[f"{chapter.key}-{index}"] = (part.title, 1)
    return out


def _sections(pages: list[Page], titles: dict[str, str]) -> list[str]:
    """The section of each page's running header: the one it begins with."""
    out, now = [], ""
    for page in pages:
        found = [titles[placed.piece.key] for placed in page if placed.piece.key in titles]
        if page and page[0].piece.key in titles:
            now = found[0]
        if page:
            out.append(now)
        now = found[-1] if found else now
    return out


def _cover(content: Content, document: TaggedDocument) -> Iterator[Piece]:
    root = document.root
    yield Text((), pdf.QUIET, Element("P"))  # room above a first piece is left only where something is before it
    yield _line([run(KIND, pdf.QUIET)], pdf.QUIET, document, before=COVER_TOP)
    yield document.name_text(TITLE_STYLES)
    if content.subtitle:
        yield _line([run(content.subtitle, pdf.LEAD)], pdf.LEAD, document, before=6)
    dated = [run(version_words(content), pdf.LEAD)] if content.version else []
    dated += [run("·" if dated else "", pdf.LEAD), run(content.date, pdf.LEAD)] if content.date else []
    if dated:
        yield _line([r for r in dated if r.text], pdf.LEAD, document, before=12)
    for index, part in enumerate(content.cover):
        pieces = list(part_pieces(part, root, f"cover-{index}"))
        if pieces and not index:
            pieces[0].before = COVER_GAP
        yield from pieces


def _line(runs: list[Run], style: ParagraphStyle, document: TaggedDocument, *, before: float = 0.0) -> Text:
    return Text(runs, style, document.root.add("P"), before=before)


def _contents(content: Content, document: TaggedDocument) -> Iterator[Piece]:
    """Chapters and parts with their page numbers."""
    if not content.chapters:
        return
    yield Text([run(CONTENTS, pdf.CHAPTER)], pdf.CHAPTER, document.root.add("H1"), keep=True, key="contents")
    listed = document.root.add("TOC")
    for chapter in content.chapters:
        yield Entry(chapter.number, chapter.title, chapter.key, 0, listed.add("TOCI"))
        for index, part in enumerate(chapter.parts):
            if part.title and chapter.number:  # what the template does not number is listed by its title alone
                yield Entry("", part.title, f"{chapter.key}-{index}", 1, listed.add("TOCI"))
