"""The QR code of a label, dark on light whatever the page."""

from __future__ import annotations

from reportlab.graphics.shapes import Path

from datasheets.drawings.frame import DARK, LIGHT, Pen
from datasheets.drawings.label_text import Piece, size
from datasheets.labels.code import modules


def code_piece(address: str) -> Piece:
    """A QR code with its quiet zone."""
    dark = modules(address)
    quiet = int(size("quiet"))
    count = len(dark) + 2 * quiet
    step = max(size("code") / count, size("module"))

    def draw(pen: Pen, x: float, top: float) -> None:
        pen.rect(x, top - 2 - step * count, step * count, step * count, fill=LIGHT)
        path = Path(fillColor=DARK, strokeColor=None)
        for r, row in enumerate(dark):
            y = top - 2 - step * (quiet + r)
            start = 0
            for c, on in enumerate((*row, False)):
                if on:
                    continue
                if c > start:
                    left, right = x + step * (quiet + start), x + step * (quiet + c)
                    path.moveTo(left, y)
                    for corner in ((right, y), (right, y - step), (left, y - step)):
                        path.lineTo(*corner)
                    path.closePath()
                start = c + 1
        pen.drawing.add(path)

    return Piece(step * count + 4.0, draw)
