"""One of our drawings as an SVG that can stand in a page: real text, named for who does not see it, no script.

The colours of a chart are variables, ``--fp-ink`` and so on, with the printed colour as fallback, so that a dark page
can set others; shades let the ground through. A picture of somebody else keeps its colours, on white.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from itertools import pairwise
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from reportlab.graphics import shapes
from reportlab.lib.colors import Color, white

from datasheets.drawings.frame import BLACK, Chart, Shade
from datasheets.drawings.timeline import SPREAD
from datasheets.pdf import BOLD, HAIRLINE, HEADING, INK, MUTED, drawable
from datasheets.uncertainty_charts import BAND, FILL

_THEME = {
    "ink": INK, "muted": MUTED, "line": HAIRLINE, "heading": HEADING, "ground": white, "band": BAND, "fill": FILL,
    "spread": SPREAD, "pale": BLACK,
}  # fmt: skip
_VARIABLES = {colour.hexval(): name for name, colour in _THEME.items()}
_ANCHORS = {"start": "start", "middle": "middle", "end": "end"}
_CAPS, _JOINS = ("butt", "round", "square"), ("miter", "round", "bevel")


def drawing_svg(drawing: shapes.Drawing, title: str, alt: str, *, classes: bool = False, fixed: bool = False) -> str:
    """A drawing as a standalone SVG.

    Parameters
    ----------
    drawing : reportlab.graphics.shapes.Drawing
        From `blocks.Figure.draw`.
    title, alt : str
        Its name and its text alternative.
    classes : bool
        Whether colours that a page can set are classes, such as ``fill-ink``, that its style sheet knows, rather than
        styles of each shape: half as long.
    fixed : bool
        Whether a page can set none of its colours.

    Returns
    -------
    str
        With ``role="img"``, a title, a description and a viewBox in points; the same on every call.
    """
    mark = hashlib.sha256(f"{title}\0{alt}\0{drawing.width}".encode()).hexdigest()[:12]
    ours = isinstance(drawing, Chart)
    writer = _Writer(mark, ours and not fixed, classes)
    body = "".join(writer.group(drawing.contents))
    size = f'width="{_n(drawing.width)}pt" height="{_n(drawing.height)}pt"'
    box = f'viewBox="0 0 {_n(drawing.width)} {_n(drawing.height)}"'
    paper = "" if ours else f'<rect width="{_n(drawing.width)}" height="{_n(drawing.height)}" fill="#ffffff"/>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} {box} role="img" aria-labelledby="t{mark} d{mark}" '
        f'font-family="DejaVu Sans, Verdana, sans-serif">'
        f'<title id="t{mark}">{escape(_clean(title))}</title><desc id="d{mark}">{escape(_clean(alt))}</desc>'
        f'{paper}<g transform="matrix(1 0 0 -1 0 {_n(drawing.height)})">{body}</g></svg>\n'
    )


def _clean(text: str) -> str:
    """Text without characters that XML does not know."""
    return "".join(
        c for c in text if c in "\t\n" or (ord(c) >= 32 and not 0xD800 <= ord(c) <= 0xDFFF and c != "\ufffe")
    )


def _n(value: float) -> str:
    """A coordinate with three decimals at most."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


@lru_cache(maxsize=1024)
def _said(rgba: tuple[float, float, float, float] | None) -> tuple[str, float, str]:
    """A colour as SVG writes it, its opacity, and the variable that may stand for it."""
    if rgba is None:
        return "none", 1.0, ""
    *rgb, alpha = rgba
    digits = Color(*rgb).hexval()
    return f"#{digits[2:]}", alpha, _VARIABLES.get(digits, "")


class _Writer:
    """Writes shapes one after the other, the vertical axis upwards as in a PDF."""

    def __init__(self, mark: str, themed: bool, classes: bool) -> None:
        self.mark, self.themed, self.classes, self.clips = mark, themed, classes, 0

    def group(self, contents: Any) -> Iterator[str]:
        """Shapes of a group; what follows a clipping path is cut by it."""
        open_clips = 0
        for shape in contents:
            if isinstance(shape, shapes.Path) and shape.isClipPath:
                self.clips += 1
                name = f"c{self.mark}{self.clips}"
                yield f'<clipPath id="{name}"><path d="{_path(shape)}"/></clipPath><g clip-path="url(#{name})">'
                open_clips += 1
            else:
                yield from self.shape(shape)
        yield "</g>" * open_clips

    def shape(self, s: Any) -> Iterator[str]:
        """One shape; of one that is not known nothing is written."""
        if isinstance(s, shapes.Group):
            a = " ".join(_n(v) if abs(v) > 0.01 or v == 0 else repr(round(v, 8)) for v in s.transform)
            yield f'<g transform="matrix({a})">{"".join(self.group(s.contents))}</g>'
        elif isinstance(s, shapes.String):
            yield self._string(s)
        elif isinstance(s, shapes.Image):
            yield self._image(s)
        else:
            data = _outline(s)
            if data:
                yield f"<{data}{self._paint(s)}/>"

    def _colours(self, **colours: Color | None) -> str:
        """Colours as attributes, and as variables where the page may set them."""
        parts, names = [], []
        for name, colour in colours.items():
            share = 1.0
            if self.themed and isinstance(colour, Shade):
                colour, share = colour.colour, colour.share
            plain, opacity, variable = _said(None if colour is None else colour.rgba())
            parts.append(f' {name}="{plain}"')
            if opacity * share < 1:
                parts.append(f' {name}-opacity="{_n(opacity * share)}"')
            if self.themed and variable:
                names.append((name, variable, plain))
        return "".join(parts) + self._variables(names)

    def _variables(self, names: list[tuple[str, str, str]]) -> str:
        if not names:
            return ""
        if self.classes:
            return f' class="{" ".join(f"{name}-{variable}" for name, variable, _ in names)}"'
        return f' style="{";".join(f"{name}:var(--fp-{variable},{plain})" for name, variable, plain in names)}"'

    def _paint(self, s: Any) -> str:
        """Fill and stroke of a shape."""
        fill = None if isinstance(s, (shapes.Line, shapes.PolyLine)) else s.fillColor
        parts = self._colours(fill=fill, stroke=s.strokeColor)
        if s.strokeColor is not None:
            parts += f' stroke-width="{_n(s.strokeWidth)}"'
            dash = s.strokeDashArray
            if dash:
                flat = dash[1] if isinstance(dash[-1], (list, tuple)) else dash
                parts += f' stroke-dasharray="{" ".join(_n(d) for d in flat)}"'
            if s.strokeLineCap:
                parts += f' stroke-linecap="{_CAPS[s.strokeLineCap]}"'
            if s.strokeLineJoin:
                parts += f' stroke-linejoin="{_JOINS[s.strokeLineJoin]}"'
        if getattr(s, "fillMode", None) == 0:
            parts += ' fill-rule="evenodd"'
        return parts

    def _string(self, s: shapes.String) -> str:
        weight = ' font-weight="bold"' if s.fontName == BOLD else ""
        anchor = _ANCHORS.get(s.textAnchor, "start")
        at = "" if anchor == "start" else f' text-anchor="{anchor}"'
        return (
            f'<text transform="matrix(1 0 0 -1 {_n(s.x)} {_n(s.y)})" font-size="{_n(s.fontSize)}"{weight}{at}'
            f"{self._colours(fill=s.fillColor)}>{escape(drawable(s.text))}</text>"
        )

    def _image(self, s: shapes.Image) -> str:
        """Pixels, inside of the file."""
        buffer = BytesIO()
        s.path.save(buffer, "PNG")
        data = base64.b64encode(buffer.getvalue()).decode()
        return (
            f'<image transform="matrix(1 0 0 -1 {_n(s.x)} {_n(s.y + s.height)})" width="{_n(s.width)}" '
            f'height="{_n(s.height)}" href={quoteattr("data:image/png;base64," + data)}/>'
        )


def _outline(s: Any) -> str:
    """Name and geometry of a shape; empty for one that is not known."""
    if isinstance(s, shapes.Line):
        return f'line x1="{_n(s.x1)}" y1="{_n(s.y1)}" x2="{_n(s.x2)}" y2="{_n(s.y2)}"'
    if isinstance(s, shapes.Rect):
        round_off = f' rx="{_n(s.rx)}" ry="{_n(s.ry)}"' if s.rx or s.ry else ""
        return f'rect x="{_n(s.x)}" y="{_n(s.y)}" width="{_n(s.width)}" height="{_n(s.height)}"{round_off}'
    if isinstance(s, shapes.Circle):
        return f'circle cx="{_n(s.cx)}" cy="{_n(s.cy)}" r="{_n(s.r)}"'
    if isinstance(s, shapes.Ellipse):
        return f'ellipse cx="{_n(s.cx)}" cy="{_n(s.cy)}" rx="{_n(s.rx)}" ry="{_n(s.ry)}"'
    if isinstance(s, (shapes.PolyLine, shapes.Polygon)):
        name = "polygon" if isinstance(s, shapes.Polygon) else "polyline"
        points = " ".join(f"{_n(x)},{_n(y)}" for x, y in list(pairwise(s.points))[::2])
        return f'{name} points="{points}"'
    if isinstance(s, shapes.Path):
        return f'path d="{_path(s)}"'
    return ""


_OPERATORS = (("M", 2), ("L", 2), ("C", 6), ("Z", 0))
"""Of a path of reportlab, in its order, and how many coordinates each takes."""


def _path(s: shapes.Path) -> str:
    parts, at = [], 0
    for operator in s.operators:
        letter, takes = _OPERATORS[operator]
        parts.append(letter + " ".join(_n(v) for v in s.points[at : at + takes]))
        at += takes
    return "".join(parts)
