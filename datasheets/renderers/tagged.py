"""What is drawn, with its place in the document's structure: elements, marked content, links. No layout, no content."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from reportlab.pdfgen.canvas import Canvas

from datasheets import pdf

FONTS = {True: pdf.BOLD, False: pdf.REGULAR}

Box = tuple[float, float, float, float]


def plain(text: str) -> str:
    """Text as metadata can hold it: control characters and halves of characters are blanks."""
    return "".join(" " if unicodedata.category(c) in {"Cc", "Cs"} else c for c in text)


class Mark(NamedTuple):
    """Marked content of a page that belongs to an element."""

    page: int
    number: int


class Element:
    """A node of the structure tree.

    Parameters
    ----------
    tag : str
        A standard structure type, such as ``H1``, ``P``, ``TD``.
    scope : {"", "Row", "Column"}
        What a head cell heads.
    alt : str
        Text alternative, of a figure.
    title : str
        Name of the element, for who walks the tree.
    """

    __slots__ = ("alt", "box", "kids", "scope", "tag", "title")

    def __init__(self, tag: str, *, scope: str = "", alt: str = "", title: str = "") -> None:
        self.tag, self.scope, self.alt, self.title = tag, scope, plain(alt), plain(title)
        self.kids: list[Element | Mark] = []
        self.box: Box | None = None

    def add(self, tag: str, **more: Any) -> Element:
        """A new element below this one, after all others."""
        kid = Element(tag, **more)
        self.kids.append(kid)
        return kid


class Link(NamedTuple):
    """A place on a page that leads to an address or, after ``#``, to a place of this document."""

    page: int
    element: Element
    target: str
    words: str
    boxes: list[Box]


class Target(NamedTuple):
    """A place that a link can lead to: index of the page, and height on it."""

    page: int
    top: float


class TaggedCanvas(Canvas):  # type: ignore[misc]
    """A canvas that notes which element everything belongs to, and draws with the shipped fonts only."""

    def __init__(self, *args: Any, **more: Any) -> None:
        self.pages: list[list[Element]] = [[]]
        self.links: dict[tuple[int, int], Link] = {}
        self.targets: dict[str, Target] = {}
        more["pageCompression"] = 0  # done when the file is finished, and without writing it as letters
        super().__init__(*args, **more)

    def setFont(self, name: str, size: float, leading: float | None = None) -> None:  # noqa: N802
        """Set a shipped font; drawings begin with a standard one, which would not be embedded."""
        super().setFont(name if name in FONTS.values() else FONTS["Bold" in name], size, leading)

    def showPage(self) -> None:  # noqa: N802
        """End a page."""
        super().showPage()
        self.pages.append([])

    @contextmanager
    def marked(self, element: Element) -> Iterator[None]:
        """What is drawn within belongs to an element."""
        marks = self.pages[-1]
        element.kids.append(Mark(len(self.pages) - 1, len(marks)))
        self.addLiteral(f"/{element.tag} <</MCID {len(marks)}>> BDC")
        marks.append(element)
        yield
        self.addLiteral("EMC")

    @contextmanager
    def artifact(self, kind: str = "/Type /Layout") -> Iterator[None]:
        """What is drawn within carries no meaning of its own, such as a line of a table or a running header."""
        self.addLiteral(f"/Artifact <<{kind}>> BDC")
        yield
        self.addLiteral("EMC")

    def absolute(self, x: float, y: float, width: float, height: float) -> Box:
        """A box of the current system of coordinates on the page."""
        return (*self.absolutePosition(x, y), *self.absolutePosition(x + width, y + height))

    def leads(self, target: str) -> bool:
        """Whether a link has somewhere to lead to: an address, or a place that this document has."""
        return bool(target) and (not target.startswith("#") or target[1:] in self.targets)

    def link(self, element: Element, target: str, words: str, box: Box) -> None:
        """Make a box of the page lead to a target; boxes of one element on one page are one link."""
        page = len(self.pages) - 1
        self.links.setdefault((page, id(element)), Link(page, element, target, words, [])).boxes.append(box)
