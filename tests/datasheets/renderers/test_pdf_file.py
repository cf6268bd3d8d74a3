"""The datasheet and its summary as files: metadata, outline, attachments, fonts, margins, the same bytes again."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any

import pikepdf
import pytest

from datasheets import pdf
from datasheets.content.blocks import Column, Content, Fact, Facts, Figure, Grid, Notice, Part, Prose, Value
from datasheets.renderers.pdf_file import datasheet_pdf, summary_pdf

from .conftest import Documents
from .contents import EMOJI, MARKUP, NO_BLANKS, attachments, drawing, figures, registers, small
from .reading import read

pypdfium2 = pytest.importorskip("pypdfium2")
pypdf = pytest.importorskip("pypdf")

ALL = [(name, summary) for name in ("small", "empty", "gesture", "pa1", "torture") for summary in (False, True)]
HASH_SEEDS = ("1", "2")
ZONES = ("UTC", "Asia/Tokyo")


@pytest.mark.parametrize("summary", [False, True])
def test_the_metadata_are_the_datasheet_s(documents: Documents, summary: bool) -> None:
    file = documents.read("small", summary).file
    title = "Gesture band: summary" if summary else "Gesture band: datasheet"
    info = {key: str(value) for key, value in file.docinfo.items()}
    assert info["/Title"] == title
    assert info["/Author"] == "A. Author"
    assert info["/Subject"] == "Tells gestures apart"
    assert info["/Keywords"] == "ML sensor"
    assert info["/CreationDate"] == info["/ModDate"] == "D:20261121000000Z"
    assert file.Root.Lang == "en-GB"
    assert bool(file.Root.ViewerPreferences.DisplayDocTitle) is True
    with file.open_metadata() as xmp:
        assert xmp["dc:title"] == title
        assert xmp["dc:language"] == {"en-GB"} or list(xmp["dc:language"]) == ["en-GB"]
        assert list(xmp["dc:creator"]) == ["A. Author"]
        assert xmp["pdf:Producer"] == "reportlab"
        assert xmp["xmp:CreateDate"] == "2026-11-21T00:00:00Z"


def test_nothing_is_made_up_where_the_datasheet_says_nothing() -> None:
    """No author, no subject and no date, least of all today's."""
    with pikepdf.open(BytesIO(datasheet_pdf(small(authors="", date="", subtitle="", keywords=())))) as file:
        assert set(file.docinfo.keys()) == {"/Title", "/Creator", "/Producer", "/Trapped"}
        with file.open_metadata() as xmp:
            assert {"dc:creator", "dc:description", "xmp:CreateDate", "xmp:ModifyDate"} & set(xmp) == set()


def test_what_no_file_can_hold_is_a_blank() -> None:
    """Control characters and halves of characters, wherever they stand; an address is percent-encoded."""
    bad = "a\x00b\ud800c\x1b"
    block = Facts((Fact(bad, Value(bad, link="https://example.org/é\ud800")),))
    figure = Figure(bad, bad, lambda w: drawing(w, 50, bad), bad)
    part = Part(bad, (block, figure, Prose(bad, (bad,))))
    content = small(title=bad, subtitle=bad, authors=bad, version=bad, date=bad, draft=bad, keywords=(bad,),
                    cover=(part,), summary=(part,))  # fmt: skip
    for made in (read(datasheet_pdf(content)), read(summary_pdf(content))):
        assert str(made.file.docinfo.Author) == "a b c "
        assert next(str(n.raw.Alt) for n in made.root.all("Figure")) == "a b c "
        assert {str(note.A.URI) for _, note in made.links() if "/A" in note} == {"https://example.org/%C3%A9?"}
        assert made.file.check_pdf_syntax() == []


def test_metadata_keep_what_the_font_lacks(documents: Documents) -> None:
    file = documents.read("torture").file
    assert str(file.docinfo.Author) == EMOJI


@pytest.mark.parametrize("name", ["small", "gesture", "pa1"])
def test_bookmarks_lead_to_chapters_and_parts(documents: Documents, name: str) -> None:
    """In order, parts below their chapters, each to the page where its heading stands."""
    content = documents.content(name)
    reader = pypdf.PdfReader(BytesIO(documents.file(name)))
    flat = list(_flat(reader.outline, 0))
    wanted = [(content.title, 0), ("Contents", 0)]
    for chapter in content.chapters:
        wanted.append((f"{chapter.number} {chapter.title}".strip(), 0))
        wanted += [(part.title, 1) for part in chapter.parts if part.title]
    assert [(str(item.title), level) for item, level in flat] == wanted
    headings = [(n.text.strip(), n.pages[0]) for n in documents.read(name).root.all("Title", "H1", "H2") if n.pages]
    for item, _ in flat:
        assert (str(item.title), reader.get_destination_page_number(item)) in headings


def _flat(outline: Any, level: int) -> Any:
    for item in outline:
        if isinstance(item, list):
            yield from _flat(item, level + 1)
        else:
            yield item, level


@pytest.mark.parametrize("summary", [False, True])
def test_files_are_inside_byte_by_byte(documents: Documents, summary: bool) -> None:
    file = documents.read("small", summary).file
    given = {a.name: a for a in attachments()}
    assert set(file.attachments) == set(given)
    for name, spec in file.attachments.items():
        assert spec.get_file().read_bytes() == given[name].content
        assert spec.get_file().mime_type == given[name].media_type
        assert spec.description == given[name].description
    relations = {str(spec.UF): str(spec.AFRelationship) for spec in file.Root.AF}
    assert relations == {"datasheet.yaml": "/Source", "datasheet.json": "/Data", "flow.svg": "/Supplement"}


@pytest.mark.parametrize(("name", "summary"), ALL)
def test_only_the_shipped_fonts_and_all_of_them_embedded(documents: Documents, name: str, summary: bool) -> None:
    fonts = [
        font for page in documents.read(name, summary).file.pages for font in page.Resources.get("/Font", {}).values()
    ]
    assert {str(font.BaseFont).split("+")[1] for font in fonts} <= {pdf.REGULAR, pdf.BOLD}
    assert fonts
    assert all("/FontFile2" in font.FontDescriptor and "/ToUnicode" in font for font in fonts)


@pytest.mark.parametrize(("name", "summary"), ALL)
def test_no_text_leaves_the_margins(documents: Documents, name: str, summary: bool) -> None:
    """Text stands between the margins, the running lines above and below it aside."""
    lines = pdf.HEADER_GAP + 2 * pdf.TABLE_SIZE
    with pypdfium2.PdfDocument(documents.file(name, summary)) as document:
        for page in document:
            text = page.get_textpage()
            letters = text.get_text_range()
            for index in range(text.count_chars()):
                if letters[index : index + 1].isspace():
                    continue
                left, low, right, high = text.get_charbox(index)
                assert left >= pdf.MARGIN - 1
                assert right <= pdf.PAGE_WIDTH - pdf.MARGIN + 1
                assert low >= pdf.MARGIN - lines
                assert high <= pdf.PAGE_HEIGHT - pdf.MARGIN + lines


@pytest.mark.parametrize(("name", "summary"), ALL)
def test_a4_with_its_number_on_every_page(documents: Documents, name: str, summary: bool) -> None:
    with pypdfium2.PdfDocument(documents.file(name, summary)) as document:
        assert len(document) == 1 or not summary
        assert documents.read(name, summary).file.check_pdf_syntax() == []
        for number, page in enumerate(document, start=1):
            assert page.get_size() == pytest.approx((pdf.PAGE_WIDTH, pdf.PAGE_HEIGHT), rel=1e-4)
            assert f"page {number} of {len(document)}" in page.get_textpage().get_text_bounded()


def test_running_header_names_section_product_version_and_draft() -> None:
    made = datasheet_pdf(small(draft="draft, 3 errors"))
    with pypdfium2.PdfDocument(made) as document:
        text = document[len(document) - 1].get_textpage().get_text_bounded()
    assert text.count("Evidence") == 1  # begun on a page with what is before it, whose section the header names
    for words in ("5 End-to-end performance", "draft, 3 errors", "Gesture band, version 0.1.0"):
        assert words in text


@pytest.mark.parametrize(("version", "words"), [("1.2", "version 1.2"), ("Rev. 3", "Rev. 3"), ("", "")])
def test_a_version_that_is_no_number_stands_by_itself(version: str, words: str) -> None:
    content = small(version=version)
    first = read(datasheet_pdf(content)).root.text
    with pypdfium2.PdfDocument(datasheet_pdf(content)) as document:
        header = document[0].get_textpage().get_text_bounded()
    assert (f"Gesture band, {words}" in header) == bool(words)
    assert ("ersion Rev" in first + header) is False


def test_the_same_bytes_again_and_in_another_process() -> None:
    """Whatever the seed of hashes, the zone of time and the locale."""
    code = (
        "from hashlib import sha256; from tests.datasheets.renderers.contents import small;"
        "from datasheets.renderers.pdf_file import datasheet_pdf, summary_pdf;"
        "print(sha256(datasheet_pdf(small()) + summary_pdf(small())).hexdigest())"
    )
    runs = set()
    for seed, zone in zip(HASH_SEEDS, ZONES, strict=True):
        env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": ".", "TZ": zone, "LC_ALL": "C"}
        made = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
        runs.add(made.stdout)
    assert len(runs) == 1
    assert datasheet_pdf(small()) == datasheet_pdf(small())


def test_several_at_a_time_give_the_same_bytes() -> None:
    wanted = datasheet_pdf(small()), summary_pdf(small())
    with ThreadPoolExecutor(4) as pool:
        files = list(pool.map(lambda _: (datasheet_pdf(small()), summary_pdf(small())), range(8)))
    assert set(files) == {wanted}


def test_markup_is_text_and_no_file_is_read(documents: Documents) -> None:
    found = documents.read("torture")
    assert any(MARKUP in n.text for n in found.root.all("P"))
    for page in found.file.pages:
        assert "/XObject" not in page.Resources
    assert b"root:" not in documents.file("torture")


@pytest.mark.parametrize("words", ["not provided", "no hash was stated"])
def test_a_mark_has_a_frame_and_not_a_colour_alone(words: str) -> None:
    """One rectangle more than for the same words without a mark."""
    counts = []
    for mark in ("", "not provided"):
        facts = Facts((Fact("Power", Value(words, mark=mark)),))  # type: ignore[arg-type]
        with pikepdf.open(BytesIO(summary_pdf(small(summary=(Part("A", (facts,)),))))) as file:
            counts.append(sum(str(o) == "re" for _, o in pikepdf.parse_content_stream(file.pages[0])))
    assert counts[1] == counts[0] + 1


def test_numbers_stand_on_their_decimal_point() -> None:
    """The points of 0.5, 10.25 and 1234.5 below each other; words beside them begin at the left."""
    rows = tuple((Value(f"r{i}"), Value(text, "measured")) for i, text in enumerate(("0.5 W", "10.25 W", "1234.5 W")))
    grid = Grid("", (Column("Row"), Column("Power", "decimal")), rows)
    made = datasheet_pdf(small(cover=(Part("", (grid,)),), version="1", chapters=()))
    points = []
    with pypdfium2.PdfDocument(made) as document:
        text = document[0].get_textpage()
        letters = text.get_text_range()
        for words in ("0.5 W", "10.25 W", "1234.5 W"):
            points.append(text.get_charbox(letters.index(words) + words.index("."))[0])
    assert points == pytest.approx([points[0]] * 3, rel=1e-3)


@pytest.mark.parametrize(
    "block",
    [
        Facts((Fact("A", Value(NO_BLANKS)),)),
        Prose(NO_BLANKS, (NO_BLANKS,)),
        Notice(NO_BLANKS, NO_BLANKS),
        Figure(NO_BLANKS, "", None, missing=NO_BLANKS),
        Figure("A", "", lambda w: drawing(w, 5000), NO_BLANKS),
        figures()[0],
        registers(),
        Grid("", tuple(Column(NO_BLANKS) for _ in range(12)), (tuple(Value("a") for _ in range(12)),) * 3),
    ],
)
def test_the_summary_is_one_page_whatever_stands_in_it(block: Any) -> None:
    """Alone and many times, and says that there is more where it is cut."""
    for parts in ((Part("A", (block,)),), tuple(Part("A", (block,)) for _ in range(14))):
        made = read(summary_pdf(small(summary=parts)))
        assert len(made.file.pages) == 1
        assert made.outside == []
    assert any(n.text.strip().startswith("More") for n in made.root.all("P"))


def test_the_summary_shows_its_numbers_with_how_they_are_known(documents: Documents) -> None:
    content: Content = documents.content("gesture")
    found = documents.read("gesture", summary=True)
    cells = " ".join(n.text for n in found.root.all("TD"))
    facts = [f for part in content.summary for b in part.blocks if isinstance(b, Facts) for f in b.facts]
    known = [f.value for f in facts if f.value.status]
    assert len(known) > 5
    for value in known:
        assert value.status in cells
        assert value.text.split(" (")[0] in cells
    assert "More of this" not in " ".join(n.text for n in found.root.all("P"))
