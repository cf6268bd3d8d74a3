"""Lines, columns and pages: nothing wider than its room, nothing lost, nothing alone at the foot of a page."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datasheets import pdf
from datasheets.renderers.flow_pieces import Beside, Piece, Text, pages_of
from datasheets.renderers.flow_table import PAD_RIGHT, Cell, Row, Table, widths_of
from datasheets.renderers.flow_text import Line, Run, broken, linked, run
from datasheets.renderers.tagged import Element

WORDS = st.text(alphabet="ab /-_.Wil\u202fµé", max_size=200)
ROOM = st.floats(min_value=12, max_value=500)


def width_of(line: Line) -> float:
    """Where the text of a line ends, the blank at its end aside."""
    last = line[-1]
    return last.x + pdf.text_width(last.text.rstrip(), last.run.style.fontSize, last.run.style.fontName)


def text_of(lines: list[Line]) -> str:
    """All text of lines."""
    return "".join(s.text for line in lines for s in line)


@settings(deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=4), ROOM)
def test_lines_hold_all_text_within_their_width(texts: list[str], room: float) -> None:
    """A blank at the end of a line stays in the text, a word that is broken gets none."""
    runs = [run(text, (pdf.SMALL, pdf.HEAD_CELL)[i % 2]) for i, text in enumerate(texts) if pdf.drawable(text)]
    lines = broken(runs, room)
    assert text_of(lines) == " ".join(one.text for one in runs)
    assert all(width_of(line) <= room + 0.02 for line in lines)


@settings(deadline=None)
@given(WORDS.filter(lambda t: bool(t.split())), ROOM, st.integers(1, 4))
def test_cut_lines_are_the_beginning_and_say_that_there_is_more(text: str, room: float, most: int) -> None:
    whole = broken([run(text, pdf.SMALL)], room)
    lines = broken([run(text, pdf.SMALL)], room, most=most)
    assert len(lines) <= most
    assert all(width_of(line) <= room + 0.02 for line in lines)
    if len(whole) > most:
        assert text_of(lines).endswith(pdf.ELLIPSIS)
        assert text_of(whole).startswith(text_of(lines).removesuffix(pdf.ELLIPSIS))
    else:
        assert text_of(lines) == text_of(whole)


def test_an_address_is_a_link_of_its_own_without_the_stop_after_it() -> None:
    runs = linked("See (https://a.example/b_c?d=1), or <https://x.example>.", pdf.TEXT)
    assert [one.link for one in runs] == ["", "https://a.example/b_c?d=1", "", "https://x.example", ""]
    assert text_of(broken(runs, 1000)) == "See (https://a.example/b_c?d=1), or <https://x.example>."


def test_a_long_address_is_broken_after_a_slash() -> None:
    lines = broken([run("https://example.org/one/two/three/four/five", pdf.TEXT)], 120)
    assert len(lines) > 1
    assert all(line[-1].text.endswith(("/", ".", ":")) for line in lines[:-1])


def test_a_tied_run_stays_with_the_word_before_it() -> None:
    """The number of the evidence never begins a line."""
    for room in range(20, 90):
        lines = broken(
            [run("12.5 mW", pdf.SMALL), run("measured", pdf.STATUS), Run("[12]", pdf.STATUS, tied=True)], room
        )
        assert text_of(lines) == "12.5 mW measured [12]"
        if room > pdf.text_width("measured [12]", 7):
            assert not any(line[0].text.startswith("[12]") for line in lines)


def test_a_number_and_its_unit_are_on_one_line() -> None:
    """At every width that holds both."""
    for room in range(30, 300, 3):
        lines = broken([run("It draws 3.6 V and 40 mA (25 %), 0.27 kg CO₂e, of 12 others.", pdf.TEXT)], room)
        for line in lines[:-1]:
            assert not line[-1].text.rstrip().endswith(("3.6", "40", "(25", "0.27")) or room < 60


def cell(text: str, *, decimal: bool = False) -> Cell:
    """A cell of one paragraph."""
    return Cell([[run(text, pdf.SMALL)]], Element("TD"), decimal)


def test_short_columns_get_what_they_need_and_long_ones_the_rest() -> None:
    """Neither a status word nor a number is broken beside a long text."""
    rows = [Row([cell("not assessed"), cell("word " * 200), cell("12.5 mW")], None)]
    widths, _ = widths_of(rows, (1, 1, 1), 500)
    assert sum(widths) == pytest.approx(500, rel=1e-9)
    assert widths[0] >= pdf.text_width("not assessed") + PAD_RIGHT
    assert widths[2] >= pdf.text_width("12.5 mW")
    assert widths[1] > 350


def test_weights_share_what_long_texts_want() -> None:
    widths, _ = widths_of([Row([cell("word " * 300), cell("word " * 300)], None)], (3, 1), 500)
    assert widths[0] > 1.8 * widths[1]


@settings(deadline=None, max_examples=50)
@given(st.lists(st.lists(WORDS, min_size=1, max_size=12), min_size=1, max_size=4), st.floats(60, 500))
def test_columns_fill_the_width_whatever_is_in_them(texts: list[list[str]], room: float) -> None:
    count = min(len(row) for row in texts)
    rows = [Row([cell(text) for text in row[:count]], None) for row in texts]
    widths, _ = widths_of(rows, (1,) * count, room)
    assert sum(widths) == pytest.approx(room, rel=1e-9)
    assert min(widths) > 0


def table(rows: int, words: str = "one line") -> Table:
    """A table with a head."""
    head = Row([cell("Head"), cell("Second")], None)
    return Table(head, [Row([cell(f"{i}"), cell(words)], None) for i in range(rows)], (1, 1))


def test_rows_are_not_split_but_one_higher_than_a_page_is() -> None:
    pages = pages_of([table(200, "word " * 40)])
    assert len(pages) > 5
    rows = [row for page in pages for placed in page for row in placed.piece.rows]  # type: ignore[attr-defined]
    assert len(rows) == 200
    pages = pages_of([table(1, "word " * 3000)])
    rows = [row for page in pages for placed in page for row in placed.piece.rows]  # type: ignore[attr-defined]
    assert len(rows) == len(pages) > 2
    assert "".join(text_of(row.cells[1].lines) for row in rows).split() == ["word"] * 3000


def test_no_page_is_fuller_than_it_can_be() -> None:
    pieces: list[Piece] = []
    for index in range(60):
        pieces.append(Text([run("Heading", pdf.SECTION)], pdf.SECTION, Element("H2"), before=10, keep=True))
        pieces.append(Text([run("word " * (40 * index), pdf.TEXT)], pdf.TEXT, Element("P"), before=4))
        pieces.append(table(index))
    for page in pages_of(pieces):
        low = pdf.PAGE_HEIGHT - pdf.MARGIN + 0.01
        for piece, top in page:
            assert top <= low
            low = top - piece.high() + 0.01
        assert low >= pdf.MARGIN - 0.02


@pytest.mark.parametrize("filled", range(0, 741, 13))
def test_a_heading_stays_with_what_follows(filled: int) -> None:
    """However much of the page is taken, the heading is on the page of the first rows, and of two lines of a text."""
    for follows in (table(50), Text([run("word " * 400, pdf.TEXT)], pdf.TEXT, Element("P")), Blank(600)):
        heading = Text([run("Heading", pdf.SECTION)], pdf.SECTION, Element("H2"), before=10, keep=True)
        second = Text([run("Second", pdf.SECTION)], pdf.SECTION, Element("H3"), before=10, keep=True)
        pages = pages_of([Blank(filled), heading, second, follows])
        page = next(page for page in pages if any(placed.piece is heading for placed in page))
        assert page[-1].piece is not heading
        assert page[-1].piece is not second


class Blank(Piece):
    """Room that is taken."""

    def __init__(self, height: float) -> None:
        super().__init__()
        self.height = height

    def high(self) -> float:
        """As given."""
        return self.height


def test_a_note_stays_with_the_last_rows_of_its_table() -> None:
    """Wherever the table ends on its page; no row is lost or doubled."""
    for filled in range(0, 741, 5):
        long, note = table(40), Text([run("A note", pdf.SMALL)], pdf.SMALL, Element("P"), before=3)
        assert long.take(note)
        last = pages_of([Blank(filled), long])[-1][-1].piece
        assert isinstance(last, Table)
        assert last.foot is note
        assert len(last.rows) >= 2
        pages = pages_of([Blank(filled), long])
        rows = [row for page in pages for p in page if isinstance(p.piece, Table) for row in p.piece.rows]
        assert [row.cells[0].lines[0][0].text for row in rows] == [str(i) for i in range(40)]


def test_a_row_as_high_as_a_page_leaves_room_for_the_note() -> None:
    """Rows of 65 to 80 lines of 9.8 pt, about the 741.8 pt of a page: none reaches below its foot."""
    for words in range(60 * 9, 80 * 9, 3):
        long, note = table(1, "wordword " * words), Text([run("A note", pdf.SMALL)], pdf.SMALL, Element("P"), before=3)
        long.take(note)
        for page in pages_of([Blank(20), long]):
            for piece, top in page:
                assert top - piece.high() >= pdf.MARGIN - 0.02


def test_a_picture_stays_on_its_page_where_its_table_would_leave_much_of_it_empty() -> None:
    """620 pt are taken, or 400: of the 121 pt that are left a sixth of the page is none, of 341 nearly half is.

    Title, picture and source are on one page however much is taken.
    """
    for filled in range(0, 741, 7):
        title = Text([run("Finding", pdf.FINDING)], pdf.FINDING, Element("H3"), keep=True)
        picture = Blank(80)
        picture.keep = True
        source = Text([run("Source", pdf.STATUS)], pdf.STATUS, Element("P"), keep=True)
        source.loose = True
        head = Text([run("In numbers", pdf.SIDE_TITLE)], pdf.SIDE_TITLE, Element("H3"), keep=True)
        pages = pages_of([Blank(filled), title, picture, source, head, Blank(240)])
        on = [next(i for i, page in enumerate(pages) if any(p.piece is x for p in page))
              for x in (title, picture, source, head)]  # fmt: skip
        assert on[0] == on[1] == on[2]
        assert pages[on[3]][-1].piece is not head
        if filled in (399, 623):
            assert on[0] == (filled == 623)


def test_a_title_stays_beside_its_first_paragraph_over_the_end_of_a_page() -> None:
    title = Text([run("Title", pdf.SMALL)], pdf.SMALL, Element("H3"))
    words = [run("word " * 120, pdf.TEXT)]
    bodies = [Text(words, pdf.TEXT, Element("P"), x=100, width=300, before=5) for _ in range(4)]
    pages = pages_of([Blank(650), Beside(title, bodies, before=10)])
    assert len(pages) == 2
    first, rest = pages[0][1].piece, pages[1][0].piece
    assert isinstance(first, Beside)
    assert isinstance(rest, Beside)
    assert first.title is title
    assert not rest.title.lines
    kept = [line for piece in (first, rest) for text in piece.bodies for line in text.lines]
    assert len(kept) == sum(len(text.lines) for text in bodies)
