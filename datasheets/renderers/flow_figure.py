"""Pictures and frames that stand on a page: drawings as vectors, frames for what is missing, notices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reportlab.graphics import renderPDF
from reportlab.graphics.shapes import Group, String

from datasheets import pdf
from datasheets.renderers.flow_pieces import Piece, Text, filled, stacked
from datasheets.renderers.flow_text import run
from datasheets.renderers.tagged import FONTS, Element

ROOM_BESIDE = 130.0  # what a picture leaves of a page for headings above and its source below [pt]
WHY_LINES = 12


class Picture(Piece):
    """A drawing, made smaller where it is larger than a page.

    Parameters
    ----------
    drawing : reportlab.graphics.shapes.Drawing
    element : Element
        Its figure, with the text alternative.
    """

    def __init__(self, drawing: Any, element: Element, *, before: float, keep: bool) -> None:
        super().__init__()
        self.drawing, self.element, self.before, self.keep = drawing, element, before, keep
        wide, high = max(float(drawing.width), 1.0), max(float(drawing.height), 1.0)
        self.scale = min(1.0, pdf.TEXT_WIDTH / wide, (pdf.TEXT_HEIGHT - ROOM_BESIDE) / high)
        self.size: tuple[float, float] = (wide * self.scale, high * self.scale)
        _in_shipped_fonts(drawing)

    def high(self) -> float:
        """Of the drawing as it is drawn."""
        return self.size[1]

    def draw(self) -> None:
        """Draw it, with its box for the structure."""
        self.element.box = self.canv.absolute(0, 0, *self.size)
        with self.canv.marked(self.element):
            self.canv.saveState()
            self.canv.scale(self.scale, self.scale)
            renderPDF.draw(self.drawing, self.canv, 0, 0)
            self.canv.restoreState()


def _in_shipped_fonts(node: Any) -> None:
    """Give every text of a drawing a font that is embedded, and only characters that it has."""
    for shape in node.contents:
        if isinstance(shape, Group):
            _in_shipped_fonts(shape)
        elif isinstance(shape, String):
            if shape.fontName not in FONTS.values():
                shape.fontName = FONTS["bold" in str(shape.fontName).lower()]
            shape.text = pdf.drawable(shape.text)


class Missing(Piece):
    """A frame where a picture would stand, with why there is none."""

    PAD = 14.0

    def __init__(self, why: str, element: Element, *, before: float, keep: bool) -> None:
        super().__init__()
        self.before, self.keep = before, keep
        runs = [run("No picture:", pdf.SMALL_QUIET), run(why, pdf.SMALL_QUIET)]
        self.text = Text(runs, pdf.SMALL_QUIET, element, x=self.PAD, width=pdf.TEXT_WIDTH - 2 * self.PAD,
                         most=WHY_LINES)  # fmt: skip

    def high(self) -> float:
        """The words with room around them."""
        return self.text.high() + 2 * self.PAD

    def draw(self) -> None:
        """Draw the frame, dashed, and the words."""
        high = self.high()
        with self.canv.artifact():
            self.canv.setStrokeColor(pdf.MUTED)
            self.canv.setLineWidth(0.6)
            self.canv.setDash(3, 2)
            self.canv.rect(0.3, 0.3, pdf.TEXT_WIDTH - 0.6, high - 0.6)
            self.canv.setDash()
        self.text.draw_below(self.canv, high - self.PAD)


class Noticed(Piece):
    """Words that must be seen: a frame with a thick edge at the left."""

    PAD, LEFT = 6.0, 11.0
    INNER = pdf.TEXT_WIDTH - LEFT - PAD

    def __init__(self, texts: Sequence[Text], *, before: float) -> None:
        super().__init__()
        self.texts, self.before = texts, before

    def high(self) -> float:
        """The words with room around them."""
        return stacked(self.texts) + 2 * self.PAD

    def least(self) -> float:
        """The first of the texts, and two lines."""
        return min(self.high(), self.texts[0].high() + 2 * float(pdf.TEXT.leading) + 2 * self.PAD)

    def parts(self, room: float) -> tuple[Piece, Piece] | None:
        """Lines on either page."""
        now, rest = filled(self.texts, room - 2 * self.PAD)
        return (Noticed(now, before=self.before), Noticed(rest, before=0.0)) if now and rest else None

    def draw(self) -> None:
        """Draw the frame and the words."""
        high = self.high()
        with self.canv.artifact():
            self.canv.setStrokeColor(pdf.WARNING)
            self.canv.setFillColor(pdf.WARNING)
            self.canv.setLineWidth(0.6)
            self.canv.rect(0.3, 0.3, pdf.TEXT_WIDTH - 0.6, high - 0.6)
            self.canv.rect(0, 0, 3, high, stroke=0, fill=1)
        y = high - self.PAD
        for text in self.texts:
            text.draw_below(self.canv, y)
            y -= text.high() + 1.0
