"""Key numbers side by side: what it is, the number large, and how it is known."""

from __future__ import annotations

import re
from collections.abc import Sequence

from datasheets import pdf
from datasheets.content.blocks import Fact, Value
from datasheets.renderers.flow_pieces import EPSILON, Piece
from datasheets.renderers.flow_text import Line, Run, broken, draw_lines, one_line, run
from datasheets.renderers.pdf_blocks import value_runs
from datasheets.renderers.tagged import Element

ACROSS = 4
GAP = 12.0  # between tiles [pt]
ABOVE, BELOW = 3.0, 5.0  # inside a tile
TITLE_LINES, REST_LINES = 2, 3
WIDTH = (pdf.TEXT_WIDTH - GAP * (ACROSS - 1)) / ACROSS
HEAD = re.compile(r"(?P<head>[-−±≤≥<>~≈ ]*\d[^(,]*?)(?P<rest>(?: \(|, ).*)?$")


class Tile:
    """One number: lines of its title, of the number, and of the rest."""

    def __init__(self, fact: Fact, row: Element) -> None:
        self.title = broken([run(fact.title, pdf.STATUS)], WIDTH, most=TITLE_LINES)
        self.head, self.rest = _split(fact.value)
        self.elements = row.add("TH", scope="Row"), row.add("TD")

    def high(self, titles: int) -> float:
        """With so many lines for the title, which stand above the numbers of all tiles beside it. [pt]"""
        number = pdf.NUMBER.leading if self.head else 0.0
        return ABOVE + BELOW + float(titles * pdf.STATUS.leading + number + len(self.rest) * pdf.STATUS.leading)


def _split(value: Value) -> tuple[list[Line], list[Line]]:
    """The number itself where the value begins with one that fits, and all else."""
    found = HEAD.match(pdf.drawable(value.text)) if not value.mark else None
    head = [Run(found["head"].strip(), pdf.NUMBER)] if found else []
    if not found or one_line(head) > WIDTH:
        runs = [one for paragraph in value_runs(value, pdf.SMALL) for one in paragraph]
        return [], broken(runs, WIDTH, most=REST_LINES + 1)
    rest = [run((found["rest"] or "").lstrip(" ,"), pdf.STATUS), run(value.status, pdf.STATUS)]
    return broken(head, WIDTH), broken([r for r in rest if r.text], WIDTH, most=REST_LINES)


class Tiles(Piece):
    """Several numbers, as many side by side as fit.

    Parameters
    ----------
    facts : sequence of Fact
    table : Element
        Their table, a row for each.
    """

    def __init__(self, facts: Sequence[Fact], table: Element, *, before: float) -> None:
        super().__init__()
        tiles = [Tile(fact, table.add("TR")) for fact in facts]
        self.rows = [tiles[i : i + ACROSS] for i in range(0, len(tiles), ACROSS)]
        self.before = before

    @staticmethod
    def _row_high(row: Sequence[Tile]) -> float:
        return max(tile.high(max(len(t.title) for t in row)) for tile in row)

    def high(self) -> float:
        """Of all rows."""
        return sum(map(self._row_high, self.rows))

    def parts(self, room: float) -> tuple[Piece, Piece] | None:
        """Whole rows."""
        count, left = 0, room + EPSILON
        while count < len(self.rows) and self._row_high(self.rows[count]) <= left:
            left -= self._row_high(self.rows[count])
            count += 1
        return (self._with(self.rows[:count]), self._with(self.rows[count:])) if count else None

    def _with(self, rows: list[list[Tile]]) -> Tiles:
        out = Tiles((), Element("Table"), before=self.before)
        out.rows = rows
        return out

    def draw(self) -> None:
        """Draw the tiles in reading order, each below a line."""
        y = self.high()
        for row in self.rows:
            titles = max(len(tile.title) for tile in row)
            for index, tile in enumerate(row):
                self._tile(tile, index * (WIDTH + GAP), y, titles)
            y -= self._row_high(row)

    def _tile(self, tile: Tile, x: float, top: float, titles: int) -> None:
        with self.canv.artifact():
            self.canv.setStrokeColor(pdf.HAIRLINE)
            self.canv.setLineWidth(0.6)
            self.canv.line(x, top, x + WIDTH, top)
        head, body = tile.elements
        draw_lines(self.canv, tile.title, head, x, top - ABOVE, pdf.STATUS)
        y = top - ABOVE - titles * pdf.STATUS.leading
        if tile.head:
            draw_lines(self.canv, tile.head, body, x, y, pdf.NUMBER)
            y -= pdf.NUMBER.leading
        draw_lines(self.canv, tile.rest, body, x, y, pdf.STATUS if tile.head else pdf.SMALL)
