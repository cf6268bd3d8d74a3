"""Blocks on the page: what a number has beside it, where it leads to, and how blocks are parted."""

from __future__ import annotations

from io import BytesIO

import pytest

from datasheets.content.blocks import Column, Fact, Facts, Grid, Part, Prose, Value
from datasheets.renderers.flow_pieces import Piece
from datasheets.renderers.pdf_blocks import block_pieces, part_pieces
from datasheets.renderers.tagged import Element, TaggedCanvas
from tests.datasheets.content.printed import walk

from .conftest import Documents


@pytest.mark.parametrize("note", ["", "A note."])
def test_no_two_hairlines_stand_around_nothing(note: str) -> None:
    """Below a table the first field has no line of its own: the gap between two would look like an empty row."""
    table = Grid("", (Column("A"),), ((Value("1"),),), note)
    fields = Facts((Fact("B", Value("2")), Fact("C", Value("3"))))
    for block in (fields, Prose("D", ("Text.",))):
        part = Part("", (table, block, Prose("E", ("More.",))))
        ruled = [piece.ruled for piece in part_pieces(part, Element("Sect"), "key")]
        assert ruled == [True, bool(note), True]


def test_a_line_is_left_out_above_and_nowhere_else() -> None:
    """Of three fields two have a line where the first has none, also of a table that is parted."""
    fields = Facts(tuple(Fact(str(i), Value(str(i))) for i in range(3)))
    for count, wanted in ((1, [2]), (2, [1, 1])):
        (piece,) = block_pieces(fields, Element("Sect"), "H2")
        piece.ruled = False
        parts = piece.parts(piece.high() - 1) if count == 2 else (piece,)
        assert parts is not None
        assert [lines_of(one) for one in parts] == wanted


def lines_of(piece: Piece) -> int:
    """How many lines a piece draws."""
    canvas = TaggedCanvas(BytesIO())
    drawn: list[object] = []
    canvas.line = lambda *ends: drawn.append(ends)
    piece.drawOn(canvas, 0, 0)
    return len(drawn)


@pytest.mark.parametrize("name", ["gesture", "pa1"])
def test_every_number_says_how_it_is_known_and_by_what(documents: Documents, name: str) -> None:
    """In one cell: the number, its status, the number of its evidence, the remark on it."""
    cells = ["".join(node.text.split()) for node in documents.read(name).root.all("TD", "TH")]
    content = documents.content(name)
    values = [v for v in walk((content.cover, content.chapters), Value) if v.status]
    assert len(values) > 50
    for value in values:
        evidence = f"[{value.evidence}]" if value.evidence else ""
        wanted = "".join(f"{value.text}{value.status}{evidence}{value.note}".split())
        assert any(cell.startswith(wanted) for cell in cells), value


@pytest.mark.parametrize("name", ["gesture", "pa1"])
def test_numbers_of_the_summary_say_how_they_are_known(documents: Documents, name: str) -> None:
    rows = {row.kids[0].text.strip(): row.kids[1].text for row in documents.read(name, True).root.all("TR")}
    facts = [f for f in walk(documents.content(name).summary, Fact) if f.value.status]
    assert len(facts) > 5
    for fact in facts:
        assert rows[fact.title].rstrip().endswith(fact.value.status), fact


@pytest.mark.parametrize("name", ["gesture", "pa1"])
def test_numbers_of_evidence_lead_to_their_row(documents: Documents, name: str) -> None:
    """Every number that is printed leads somewhere, and a greater one further down."""
    found, content = documents.read(name), documents.content(name)
    places: dict[int, set[tuple[int, float]]] = {}
    for _, note in found.links():
        words = str(note.Contents)
        if words.startswith("[") and words.strip("[]").isdecimal():
            places.setdefault(int(words.strip("[]")), set()).add((found.page_of(note), -float(note.Dest[3])))
    used = {v.evidence for v in walk((content.cover, content.chapters), Value) if v.evidence}
    assert set(places) == used
    assert all(len(one) == 1 for one in places.values())
    ordered = [min(places[number]) for number in sorted(places)]
    assert ordered == sorted(set(ordered))
