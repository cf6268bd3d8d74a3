"""A PDF as its reader sees it: structure, the text of each element, what is drawn outside of the structure, links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pikepdf

PAINTING = frozenset(["S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "Tj", "TJ", "'", '"', "Do", "sh"])
CODES = re.compile(rb"<([0-9A-Fa-f]{2})>\s*<([0-9A-Fa-f]{4,})>")
RANGES = re.compile(rb"<([0-9A-Fa-f]{2})>\s*<([0-9A-Fa-f]{2})>\s*\[([^\]]*)\]")


@dataclass
class Node:
    """An element with its text and that of all below, and the pages of its own text."""

    tag: str
    kids: list[Node] = field(default_factory=list)
    text: str = ""
    pages: list[int] = field(default_factory=list)
    raw: Any = None

    def walk(self) -> Iterator[Node]:
        """It and all below, in reading order."""
        yield self
        for kid in self.kids:
            yield from kid.walk()

    def all(self, *tags: str) -> list[Node]:
        """All below of some tags."""
        return [node for node in self.walk() if node.tag in tags]


@dataclass
class Read:
    """An open PDF."""

    file: pikepdf.Pdf
    root: Node
    marks: list[dict[int, str]]
    outside: list[str]

    def links(self) -> list[tuple[int, Any]]:
        """Annotations with the index of their page."""
        return [(i, note) for i, page in enumerate(self.file.pages) for note in page.obj.get("/Annots", [])]

    def page_of(self, note: Any) -> int:
        """Index of the page that a link inside leads to."""
        return [page.obj.objgen for page in self.file.pages].index(note.Dest[0].objgen)


def read(data: bytes) -> Read:
    """Open a PDF; every element gets the text of its marked content in reading order."""
    file = pikepdf.open(BytesIO(data))
    marks, outside = [], list[str]()
    for number, page in enumerate(file.pages, start=1):
        found, loose = _marks(page)
        marks.append(found)
        outside += [f"page {number}: {what}" for what in loose]
    order = {page.obj.objgen: i for i, page in enumerate(file.pages)}
    tree = file.Root.StructTreeRoot
    return Read(file, _node(tree.K[0], order, marks), marks, outside)


def _marks(page: pikepdf.Page) -> tuple[dict[int, str], list[str]]:
    """Text by number of marked content, and what is drawn in none, or in one within another."""
    texts: dict[int, str] = {}
    loose: list[str] = []
    fonts = {name: _codes(font) for name, font in page.Resources.get("/Font", {}).items()}
    now: int | str | None = None
    font: dict[int, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name == "BDC":
            if now is not None:
                loose.append("marked content within marked content")
            now = "artifact" if operands[0] == "/Artifact" else int(operands[1].MCID)
            if isinstance(now, int):
                loose += [f"{now} is used twice"] if now in texts else []
                texts[now] = ""
        elif name == "EMC":
            now = None
        elif name == "Tf":
            font = fonts[str(operands[0])]
        elif name in PAINTING and now is None:
            loose.append(f"{name} {operands}")
        if name == "Tj" and isinstance(now, int):
            texts[now] += "".join(font.get(code, "\ufffd") for code in bytes(operands[0]))
    return texts, loose


def _codes(font: Any) -> dict[int, str]:
    """What a code of a font stands for."""
    table = font.ToUnicode.read_bytes()
    out: dict[int, str] = {}
    for start, _, targets in RANGES.findall(table):
        for index, target in enumerate(re.findall(rb"<([0-9A-Fa-f]+)>", targets)):
            out[int(start, 16) + index] = bytes.fromhex(target.decode()).decode("utf-16-be")
    for code, target in CODES.findall(RANGES.sub(b"", table)):
        out[int(code, 16)] = bytes.fromhex(target.decode()).decode("utf-16-be")
    return out


def _node(element: Any, order: dict[Any, int], marks: list[dict[int, str]]) -> Node:
    node = Node(str(element.S)[1:], raw=element)
    own = order[element.Pg.objgen] if "/Pg" in element else None
    kids = element.get("/K", pikepdf.Array())
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, int):
            assert own is not None
            node.pages.append(own)
            node.text += marks[own][kid]
        elif kid.get("/Type") == "/MCR":
            page = order[kid.Pg.objgen]
            node.pages.append(page)
            node.text += marks[page][int(kid.MCID)]
        elif kid.get("/Type") != "/OBJR":
            made = _node(kid, order, marks)
            node.kids.append(made)
            node.text += made.text
    return node
