"""What a screen reader gets: every mark in the structure or an artifact, headings, tables, figures, links."""

from __future__ import annotations

from itertools import pairwise

import pikepdf
import pytest

from datasheets import pdf

from .conftest import Documents
from .contents import ADDRESS, MANY_WORDS, NO_BLANKS, REGISTERS
from .reading import Node, Read

NAMES = ("small", "gesture", "pa1", "torture")
BOTH = [(name, summary) for name in (*NAMES, "empty") for summary in (False, True)]


@pytest.mark.parametrize(("name", "summary"), BOTH)
def test_everything_drawn_is_tagged_or_an_artifact(documents: Documents, name: str, summary: bool) -> None:
    """And every number of marked content belongs to one element, the one that the parent tree names."""
    found = documents.read(name, summary)
    assert found.outside == []
    tree = found.file.Root.StructTreeRoot
    numbers = dict(zip(list(tree.ParentTree.Nums)[::2], list(tree.ParentTree.Nums)[1::2], strict=True))
    owners = {(page, mark): raw.objgen for raw, page, mark in _owned(found)}
    for index, (page, texts) in enumerate(zip(found.file.pages, found.marks, strict=True)):
        assert page.obj.Tabs == "/S"
        parents = list(numbers[int(page.obj.StructParents)])
        assert sorted(texts) == list(range(len(parents)))
        assert [owners[index, mark] for mark in sorted(texts)] == [p.objgen for p in parents]
    assert bool(found.file.Root.MarkInfo.Marked) is True


def _owned(found: Read) -> list[tuple[pikepdf.Object, int, int]]:
    """Elements with the marks that are theirs; none twice."""
    order = {page.obj.objgen: i for i, page in enumerate(found.file.pages)}
    out = []
    for node in found.root.walk():
        for kid in node.raw.get("/K", pikepdf.Array()):
            if isinstance(kid, int):
                out.append((node.raw, order[node.raw.Pg.objgen], kid))
            elif kid.get("/Type") == "/MCR":
                out.append((node.raw, order[kid.Pg.objgen], int(kid.MCID)))
    assert len({o[1:] for o in out}) == len(out)
    return out


@pytest.mark.parametrize(("name", "summary"), BOTH)
def test_headings_go_down_one_level_at_a_time(documents: Documents, name: str, summary: bool) -> None:
    levels = [int(n.tag[1]) for n in documents.read(name, summary).root.all("H1", "H2", "H3")]
    assert documents.read(name, summary).root.all("Title")[0].text
    assert documents.read(name, summary).file.Root.StructTreeRoot.RoleMap.Title == "/H1"
    assert all(b <= a + 1 for a, b in pairwise([1, *levels]))


@pytest.mark.parametrize("name", NAMES)
def test_no_heading_is_the_last_thing_on_a_page(documents: Documents, name: str) -> None:
    found = documents.read(name)
    tags = {(page, mark): str(raw.S) for raw, page, mark in _owned(found)}
    last = [tags[page, max(texts)] for page, texts in enumerate(found.marks)]
    assert {"/H1", "/H2", "/H3", "/Title"} & set(last) == set()


@pytest.mark.parametrize("name", NAMES)
def test_chapters_and_parts_are_headings(documents: Documents, name: str) -> None:
    content, found = documents.content(name), documents.read(name)
    chapters = [s for s in found.root.kids if s.tag == "Sect"]
    titles = [f"{c.number} {c.title}".strip() for c in content.chapters]
    assert [s.all("H1")[0].text.strip() for s in chapters] == [pdf.drawable(t) for t in titles]
    for section, chapter in zip(chapters, content.chapters, strict=True):
        wanted = [pdf.drawable(part.title) for part in chapter.parts if part.title]
        headings = [n.text.strip() for n in section.all("H2")]
        assert [h for h in headings if h in wanted] == wanted


@pytest.mark.parametrize(("name", "summary"), BOTH)
def test_tables_are_regular_and_their_heads_have_a_scope(documents: Documents, name: str, summary: bool) -> None:
    tables = documents.read(name, summary).root.all("Table")
    for table in tables:
        rows = [row for row in table.kids if row.tag == "TR"]
        assert rows
        assert len({len(row.kids) for row in rows}) == 1
        for row in rows:
            assert {cell.tag for cell in row.kids} <= {"TH", "TD"}
            assert row.kids[0].tag == "TH"
        for head in table.all("TH"):
            assert head.raw.A.Scope in ("/Row", "/Column")
    assert tables or name in ("empty",)


def test_a_table_over_many_pages_is_one_table_with_one_head(documents: Documents) -> None:
    """500 registers, each once; the head row that is repeated on every page is an artifact there."""
    tables = documents.read("torture").root.all("Table")
    table = next(t for t in tables if len(t.kids) == REGISTERS + 1)
    assert [row.kids[0].text.strip() for row in table.kids[1:]] == [f"0x{i:03X}" for i in range(REGISTERS)]
    assert len({page for node in table.walk() for page in node.pages}) > 5
    assert [cell.text.strip() for cell in table.kids[0].kids] == ["Address", "Name", "Default", "What it does"]
    assert all(cell.tag == "TH" and cell.raw.A.Scope == "/Column" for cell in table.kids[0].kids)
    for row in table.kids[1:]:
        assert len({page for cell in row.kids for page in cell.pages}) == 1


def test_the_head_row_stands_on_every_page_of_a_table(documents: Documents) -> None:
    """A page with registers has their head as text, though the structure has it once."""
    pages = _texts(documents.file("torture"))
    holding = [text for text in pages if "REG_" in text]
    assert len(holding) > 5
    assert all("What it does" in text for text in holding)


def _texts(data: bytes) -> list[str]:
    pypdfium2 = pytest.importorskip("pypdfium2")
    with pypdfium2.PdfDocument(data) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def test_a_paragraph_over_pages_is_one_element_whose_words_are_apart(documents: Documents) -> None:
    root = documents.read("torture").root
    words = next(n for n in root.all("P") if n.text.split() == MANY_WORDS.split())
    assert len(set(words.pages)) > 2
    assert words.text.strip() == MANY_WORDS.strip()
    assert next(n for n in root.all("P") if n.text == NO_BLANKS)


@pytest.mark.parametrize("name", ["gesture", "pa1"])
def test_every_paragraph_reads_as_it_was_written(documents: Documents, name: str) -> None:
    """No words are glued at the end of a line, and none are lost."""
    content, found = documents.content(name), documents.read(name)
    texts = {n.text.strip() for n in found.root.all("P", "LBody", "H2", "H3", "TD", "TH")}
    wanted = [
        *(p for c in content.chapters for part in c.parts for b in part.blocks for p in getattr(b, "paragraphs", ())),
        *(i for c in content.chapters for part in c.parts for b in part.blocks for i in getattr(b, "items", ())),
        *(f.title for c in content.chapters for part in c.parts for b in part.blocks for f in getattr(b, "facts", ())),
    ]
    assert len(wanted) > 40
    assert [w for w in wanted if pdf.drawable(w) not in texts] == []


@pytest.mark.parametrize("name", ["small", "gesture", "pa1"])
def test_figures_have_their_text_alternative_and_box(documents: Documents, name: str) -> None:
    content, found = documents.content(name), documents.read(name)
    parts = [*content.cover, *(part for c in content.chapters for part in c.parts)]
    drawn = [b for part in parts for b in part.blocks if getattr(b, "draw", None)]
    figures = found.root.all("Figure")
    assert [str(f.raw.Alt) for f in figures] == [b.alt for b in drawn]  # type: ignore[union-attr]
    assert figures
    for figure in figures:
        left, low, right, high = (float(v) for v in figure.raw.A.BBox)
        assert pdf.MARGIN - 0.01 <= left < right <= pdf.PAGE_WIDTH - pdf.MARGIN + 0.01
        assert pdf.MARGIN - 0.01 <= low < high <= pdf.PAGE_HEIGHT - pdf.MARGIN + 0.01


def test_a_missing_picture_says_why(documents: Documents) -> None:
    texts = [n.text for n in documents.read("torture").root.all("P")]
    assert any(text.strip() == "No picture: the file pinout.svg is not there" for text in texts)


def test_lists_have_labels_and_bodies(documents: Documents) -> None:
    lists = documents.read("gesture").root.all("L")
    assert lists
    for node in lists:
        assert {kid.tag for kid in node.kids} == {"LI"}
        assert all([k.tag for k in item.kids] == ["Lbl", "LBody"] for item in node.kids)


@pytest.mark.parametrize("name", NAMES)
def test_links_have_words_an_element_and_somewhere_to_lead(documents: Documents, name: str) -> None:
    found = documents.read(name)
    tree = found.file.Root.StructTreeRoot
    numbers = dict(zip(list(tree.ParentTree.Nums)[::2], list(tree.ParentTree.Nums)[1::2], strict=True))
    links = found.links()
    assert links
    for index, note in links:
        assert str(note.Contents)
        parent = numbers[int(note.StructParent)]
        assert parent.S == "/Link"
        held = [k for k in parent.K if not isinstance(k, int) and k.get("/Type") == "/OBJR"]
        assert note.objgen in [k.Obj.objgen for k in held]
        assert held[0].Pg.objgen == found.file.pages[index].obj.objgen
        if "/A" in note:
            assert str(note.A.URI).startswith(("https://", "http://", "mailto:"))
        else:
            assert 0 <= found.page_of(note) < len(found.file.pages)
    addresses = {str(note.A.URI) for _, note in links if "/A" in note}
    if name == "torture":
        assert addresses == {ADDRESS, "mailto:a@example.org"}


def test_contents_lead_to_the_page_they_name(documents: Documents) -> None:
    """The printed number is that of the page where the heading stands."""
    for name in ("gesture", "pa1"):
        found = documents.read(name)
        entries = found.root.all("TOCI")
        headings = [n for n in found.root.all("H1", "H2") if n.pages]
        assert len(entries) > 20
        for entry in entries:
            words, number = entry.text.strip().rsplit(" ", 1)
            assert any(h.text.strip() == words and h.pages[0] == int(number) - 1 for h in headings), words


def test_a_number_leads_to_its_evidence(documents: Documents) -> None:
    """[1] to the page where row 1 of the list stands; [99], which is not in it, nowhere."""
    found = documents.read("torture")
    notes = [(str(n.Contents), n) for _, n in found.links() if str(n.Contents).startswith("[")]
    rows: list[Node] = next(t for t in found.root.all("Table") if "file 3" in t.text).kids
    assert {words for words, _ in notes} == {"[1]", "[2]", "[3]"}
    tops = {words: float(note.Dest[3]) for words, note in notes}
    assert tops["[1]"] > tops["[2]"] > tops["[3]"]
    for words, note in notes:
        row = rows[int(words.strip("[]"))]
        assert found.page_of(note) == row.kids[0].pages[0]
