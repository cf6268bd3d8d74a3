"""Blocks of a datasheet as pieces of a page: how each looks, and its place in the structure."""

from __future__ import annotations

from collections.abc import Iterator

from reportlab.lib.styles import ParagraphStyle

from datasheets import pdf
from datasheets.content.blocks import Block, Chapter, Facts, Figure, Grid, Items, Notice, Part, Prose, Value
from datasheets.renderers.flow_figure import Missing, Noticed, Picture
from datasheets.renderers.flow_pieces import Beside, Piece, Text
from datasheets.renderers.flow_table import Cell, Row, Table
from datasheets.renderers.flow_text import Run, linked, one_line, run
from datasheets.renderers.tagged import Element

SIDE = 138.0  # width of the column of titles [pt]
SIDE_GAP = 10.0
BODY = pdf.TEXT_WIDTH - SIDE  # room of a text beside its title
DOT, DOT_ROOM = "•", 9.0
BLOCK_GAP, TITLE_GAP, FIRST_GAP = 12.0, 3.0, 5.0
NO_REASON = "no reason is given"
SIDE_LINES = 12  # of a title in that column
UNTITLED = 420.0  # width of a text without a title [pt]
WHOLE = pdf.TEXT_HEIGHT * 0.3  # a table up to this height is not split
CHAPTER_FRESH = 0.3  # a chapter begins a new page where less than this share of one is left
MISSING = {"not provided": pdf.WARNING, "not disclosed": pdf.MUTED, "not assessed": pdf.MUTED}
EVIDENCE = "evidence"


def evidence_key(number: int) -> str:
    """Where a number of the evidence list leads to."""
    return f"{EVIDENCE}-{number}"


def address(text: str) -> str:
    """An address that a link may lead to, of the web or of mail; empty for all else."""
    if text.startswith(("http://", "https://", "mailto:")):
        return text
    return f"mailto:{text}" if "@" in text and not set(text) & set(":/ ") else ""


def chapter_pieces(chapter: Chapter, root: Element) -> Iterator[Piece]:
    """A chapter with its heading."""
    section = root.add("Sect", title=chapter.title)
    heading = Text([run(f"{chapter.number} {chapter.title}", pdf.CHAPTER)], pdf.CHAPTER, section.add("H1"), before=26,
                   keep=True, key=chapter.key)  # fmt: skip
    heading.fresh = CHAPTER_FRESH
    yield heading
    for index, part in enumerate(chapter.parts):
        yield from part_pieces(part, section, f"{chapter.key}-{index}", evidence=chapter.key == EVIDENCE)


def part_pieces(part: Part, parent: Element, key: str, *, evidence: bool = False) -> Iterator[Piece]:
    """A part with its heading, if it has one."""
    if part.title:
        style = pdf.SECTION
        yield Text([run(part.title, style)], style, parent.add("H2"), before=14, keep=True, key=key)
    level = "H3" if part.title else "H2"
    last: Block | None = None
    for block in part.blocks:
        pieces = list(block_pieces(block, parent, level, evidence))
        if pieces and last is None and (part.title or key.endswith("-0")):  # right below a heading
            pieces[0].before = FIRST_GAP
        elif pieces and _is_beside(block) and _is_beside(last):
            pieces[0].before = 0.0  # its hairline is the lower one of what is before
        elif pieces and isinstance(last, Grid) and not last.note:
            pieces[0].ruled = False  # two hairlines with a gap would look like an empty row
        last = block
        yield from pieces


def _is_beside(block: Block | None) -> bool:
    """Whether a block has its titles in the column at the left."""
    return isinstance(block, Facts) or (isinstance(block, Prose | Items) and bool(block.title))


def block_pieces(block: Block, parent: Element, level: str, evidence: bool = False) -> Iterator[Piece]:
    """The pieces of one block."""
    if isinstance(block, Facts):
        yield from _facts(block, parent)
    elif isinstance(block, Prose):
        yield from _prose(block, parent, level)
    elif isinstance(block, Items):
        yield from _items(block, parent, level)
    elif isinstance(block, Grid):
        yield from grid_pieces(block, parent, level, evidence=evidence)
    elif isinstance(block, Figure):
        yield from _figure(block, parent, level)
    else:
        yield _notice(block, parent)


def value_runs(value: Value, style: ParagraphStyle = pdf.SMALL) -> list[list[Run]]:
    """What a value says, its status and evidence beside it, and its note below."""
    words = value.mark and (value.mark if value.text.startswith(value.mark) else value.text)
    rest = value.text[len(words) :].lstrip(" :")
    first: list[Run] = []
    if words:
        quiet = pdf.SMALL_QUIET
        frame = MISSING.get(value.mark)
        first.append(run(words if frame or not rest else f"{words}:", quiet, frame=frame))
        first += [run(rest, quiet)] if rest else []
    elif value.link and address(value.link):
        first.append(run(value.text, style, link=address(value.link)))
    else:
        first += linked(value.text, style)
    if value.status and value.text != value.status:
        first.append(run(value.status, pdf.STATUS))
    if value.evidence:
        first.append(run(f"[{value.evidence}]", pdf.STATUS, link=f"#{evidence_key(value.evidence)}", tied=True))
    notes = [linked(value.note, pdf.SMALL_QUIET)] if value.note else []
    return [first, *notes] if first else notes


def _facts(block: Facts, parent: Element) -> Iterator[Piece]:
    """Short fields as a table: what heads the row, then the value."""
    if not block.facts:
        return
    table = parent.add("Table")
    rows = []
    for fact in block.facts:
        element = table.add("TR")
        what = Cell([[run(fact.title, pdf.SMALL_QUIET)]], element.add("TH", scope="Row"))
        rows.append(Row([what, Cell(value_runs(fact.value), element.add("TD"))], element))
    yield Table(None, rows, (1, 1), widths=(SIDE, BODY), before=BLOCK_GAP, above=True)


def _prose(block: Prose, parent: Element, level: str) -> Iterator[Piece]:
    heading = parent.add(level) if block.title else Element(level)
    x, width = (SIDE, BODY) if block.title else (0.0, UNTITLED)
    bodies = []
    for paragraph in block.paragraphs:
        style = pdf.SMALL if block.mark else pdf.TEXT
        runs = value_runs(Value(paragraph, mark=block.mark), style)[:1]
        bodies.append(Text(runs[0] if runs else (), style, parent.add("P"), x=x, width=width, before=5.0))
    yield _titled(block.title, heading, bodies)


def _titled(title: str, heading: Element, bodies: list[Text]) -> Piece:
    head = Text([run(title, pdf.SMALL_QUIET)] if title else (), pdf.SMALL_QUIET, heading, width=SIDE - SIDE_GAP,
                most=SIDE_LINES)  # fmt: skip
    return Beside(head, bodies, before=BLOCK_GAP)


def _items(block: Items, parent: Element, level: str) -> Iterator[Piece]:
    if block.mark:
        yield from _prose(Prose(block.title, block.items, block.mark), parent, level)
        return
    heading = parent.add(level) if block.title else Element(level)
    items = parent.add("L")
    x, width = (SIDE, BODY) if block.title else (0.0, UNTITLED)
    brief = all(one_line([run(item, pdf.SMALL)]) <= width - DOT_ROOM for item in block.items)
    style = pdf.SMALL if brief else pdf.TEXT
    bodies = []
    for item in block.items:
        entry = items.add("LI")
        label, body = entry.add("Lbl"), entry.add("LBody")
        text = Text(linked(item, style), style, body, x=x + DOT_ROOM, width=width - DOT_ROOM, before=2.0)
        text.dotted(DOT, label, x)
        bodies.append(text)
    yield _titled(block.title, heading, bodies)


def grid_pieces(grid: Grid, parent: Element, level: str, *, evidence: bool = False) -> Iterator[Piece]:
    """A table with its title above and its note below."""
    if grid.title:
        style = pdf.SIDE_TITLE
        yield Text([run(grid.title, style)], style, parent.add(level), before=BLOCK_GAP, keep=True)
    table = None
    if grid.columns and grid.rows:
        table = _table(grid, parent.add("Table"), evidence)
        table.before = TITLE_GAP if grid.title else BLOCK_GAP
        yield table
    elif grid.columns:
        words = f"No rows: {', '.join(c.title for c in grid.columns)}"
        yield Text([run(words, pdf.SMALL_QUIET)], pdf.SMALL_QUIET, parent.add("P"), before=TITLE_GAP)
    if grid.note:
        note = Text(linked(grid.note, pdf.SMALL_QUIET), pdf.SMALL_QUIET, parent.add("P"), before=TITLE_GAP)
        if table is None or not table.take(note):
            yield note


def _table(grid: Grid, element: Element, evidence: bool) -> Table:
    heads = element.add("TR")
    head = Row([Cell([[run(c.title, pdf.HEAD_CELL)]], heads.add("TH", scope="Column")) for c in grid.columns], heads)
    rows = []
    for values in grid.rows:
        row = element.add("TR")
        cells = []
        for index, column in enumerate(grid.columns):
            cell = row.add("TD") if index else row.add("TH", scope="Row")
            value = values[index] if index < len(values) else Value("")
            cells.append(Cell(value_runs(value), cell, column.align == "decimal" and not value.mark))
        first = values[0].text.strip("[]") if values else ""
        rows.append(Row(cells, row, evidence_key(int(first)) if evidence and first.isdecimal() else ""))
    return Table(head, rows, [c.weight for c in grid.columns], whole=WHOLE)


def _figure(figure: Figure, parent: Element, level: str) -> Iterator[Piece]:
    """The finding above, the picture, its source below, then the table behind it."""
    if figure.title:
        yield Text([run(figure.title, pdf.FINDING)], pdf.FINDING, parent.add(level), before=BLOCK_GAP, keep=True)
    drawing = figure.draw(pdf.TEXT_WIDTH) if figure.draw else None
    gap, below = TITLE_GAP + 1 if figure.title else BLOCK_GAP, figure.source or figure.table
    if drawing is not None:
        last: Piece = Picture(drawing, parent.add("Figure", alt=figure.alt), before=gap, keep=bool(below))
    else:
        last = Missing(figure.missing or NO_REASON, parent.add("P"), before=gap, keep=bool(below))
    yield last
    if figure.source:
        words = linked(f"Source: {figure.source}", pdf.STATUS)
        last = Text(words, pdf.STATUS, parent.add("P"), before=TITLE_GAP, keep=figure.table is not None)
        yield last
    if figure.table:
        last.loose = True
        yield from grid_pieces(figure.table, parent, level)


def _notice(notice: Notice, parent: Element) -> Piece:
    lines = ([run(notice.title, pdf.FINDING)], linked(notice.text, pdf.TEXT))
    texts = [Text(runs, pdf.TEXT, parent.add("P"), x=Noticed.LEFT, width=Noticed.INNER, before=1.0) for runs in lines]
    return Noticed(texts, before=BLOCK_GAP)
