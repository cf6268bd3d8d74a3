"""Figures of a web page: charts drawn twice, for wide windows and for phones, and pictures of somebody else once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from datasheets.content.blocks import Figure
from datasheets.drawings.frame import Chart
from datasheets.drawings.svg import drawing_svg
from datasheets.renderers.html_pieces import Node, Page, make, setting, told, words
from datasheets.renderers.html_table import grid, scrolling
from datasheets.renderers.pdf_blocks import NO_REASON

_URL = re.compile(r"url\(#([^)]+)\)")
_SCALE = re.compile(r"matrix\(([-+.\deE]+) ([-+.\deE]+) ([-+.\deE]+) ([-+.\deE]+) ")


def figure(page: Page, given: Figure, level: int) -> Iterator[Node]:
    """The finding above, the picture, its source below, then the table behind it."""
    out = make("figure")
    if told(given.title):
        out.append(make("figcaption", given.title))
    drawings = list(_drawings(page, given))
    for drawing in drawings:
        out.append(drawing)
    if not drawings:
        why = make("p", make("span", "No picture:", cls="mark not-provided"), " ", *words(given.missing or NO_REASON))
        out.append(make("div", why, make("p", given.alt) if told(given.alt) else None, cls="missing"))
    if told(given.source):
        out.append(make("p", *words(f"Source: {given.source}"), cls="under"))
    yield out
    if given.table is not None:
        yield from grid(page, given.table, level)


def _drawings(page: Page, given: Figure) -> Iterator[Node]:
    wide: Any = given.draw(setting("wide_chart")) if given.draw else None
    if wide is None:
        return
    if not isinstance(wide, Chart):
        yield _shown(page, given, wide, "picture")
        return
    assert given.draw is not None
    narrow: Any = given.draw(setting("narrow_chart"))
    if narrow.width == wide.width:
        yield _shown(page, given, wide, "chart")
        return
    yield _shown(page, given, wide, "chart wide")
    yield _shown(page, given, narrow, "chart narrow")


def _shown(page: Page, given: Figure, drawing: Any, kind: str) -> Node:
    """A drawing in the page; one whose text would be too small on a phone keeps its size, and scrolls by itself."""
    node = etree.fromstring(drawing_svg(drawing, "", "", classes=True).encode())
    for child in list(node)[:2]:  # its name stands in an attribute, as those of elements are shown when pointed at
        node.remove(child)
    for name in ("aria-labelledby", "width", "height"):
        del node.attrib[name]
    node.set("aria-label", told(given.alt) or told(given.title) or "Picture")
    _rename(page, node)
    node.set("class", kind)
    for one in node.iter():  # on lines of their own that are not indented, which would take a tenth of the page
        if len(one):
            one.text = "\n"
        one.tail = "\n"
    points = float(drawing.width)
    least = _least_width(node, points)
    scrolls = least > setting("phone_room") and "wide" not in kind
    shown = max(points * setting("pixels_a_point"), least)
    node.set("style", f"--points:{points:.5g};--pixels:{shown:.5g}" + (f";--least:{least:.5g}" if scrolls else ""))
    if not scrolls:
        return node
    framed = scrolling(page, node, given.title or "Picture")
    framed.set("class", f"scroll {kind}")
    return framed


def _rename(page: Page, node: Node) -> None:
    """Names of places that no other drawing of the page has."""
    names = {one.get("id"): page.places.free(one.get("id")) for one in node.iter() if one.get("id")}
    for one in node.iter():
        if one.get("id"):
            one.set("id", names[one.get("id")])
        if one.get("clip-path"):
            one.set("clip-path", _URL.sub(lambda m: f"url(#{names[m[1]]})", one.get("clip-path")))


def _least_width(node: Node, width: float) -> float:
    """How wide a drawing has to be for its smallest text to be read. [px]"""
    sizes = [float(text.get("font-size")) * _scale(text) for text in node.iter("{*}text") if (text.text or "").strip()]
    sizes = [size for size in sizes if size > 0]
    if not sizes:
        return 0.0
    return width * float(min(setting("least_text") / min(sizes), setting("most_enlarged")))


def _scale(text: Node) -> float:
    """How much larger than it says a text is drawn, by the groups that it is in."""
    by = 1.0
    for one in text.iterancestors():
        found = _SCALE.match(one.get("transform") or "")
        if found:
            a, b, c, d = map(float, found.groups())
            by *= abs(a * d - b * c) ** 0.5
    return by
