"""Sections that share one page: each can give way, so that all of them are on it. No content."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import fsum
from typing import Any, NamedTuple

from reportlab.platypus import Flowable

from datasheets import pdf

GAP_LEAST, GAP_MOST = 6.0, 15.0  # between sections [pt]
STEP = 150.0  # how much of a page too long is worth one item more of a step [pt]

Limits = dict[str, int]


class Section(NamedTuple):
    """A part of the page with its bookmark, and the limits between which it can give way.

    It goes down to `least` while the page is too long, and to `floor` only when all others are at theirs.
    """

    name: str
    build: Callable[[Limits], list[Flowable]]
    most: int = 0
    least: int = 0
    floor: int = 0


def lay_out(document: pdf.Document, sections: Sequence[Section]) -> None:
    """Draw sections on the current page, each with its bookmark."""
    parts, gap = fit(sections)
    page = document.canvas.getPageNumber()  # two pages of one kind have sections of one name
    top = pdf.PAGE_HEIGHT - pdf.MARGIN
    for section, flowables in zip(sections, parts, strict=True):
        document.bookmark(section.name, f"{page} {section.name.lower()}", top + gap / 2)
        for flowable in flowables:
            top = document.place(flowable, top)
        top -= gap


def fit(sections: Sequence[Section]) -> tuple[list[list[Flowable]], float]:
    """The sections with the highest limits that fit the page together, and the gap between them.

    The tallest section that can still give way gives way first.
    """
    limits = {s.name: s.most for s in sections}
    parts = [s.build(limits) for s in sections]
    heights = [_height(p) for p in parts]
    gaps = len(sections) - 1
    while (over := fsum(heights) + GAP_LEAST * gaps - pdf.TEXT_HEIGHT) > 0:
        giving = [i for i, s in enumerate(sections) if limits[s.name] > s.least]
        giving = giving or [i for i, s in enumerate(sections) if limits[s.name] > s.floor]
        tallest = max(giving, key=lambda i: heights[i])
        name, least, floor = sections[tallest].name, sections[tallest].least, sections[tallest].floor
        below = least if limits[name] > least else floor
        limits[name] = max(below, limits[name] - max(1, int(over / STEP)))
        parts[tallest] = sections[tallest].build(limits)
        heights[tallest] = _height(parts[tallest])
    # A row refers only to sources that are listed, which is known only now.
    parts = [s.build(limits) for s in sections]
    return parts, min((pdf.TEXT_HEIGHT - fsum(heights)) / max(gaps, 1), GAP_MOST)


def _height(flowables: Iterable[Flowable]) -> float:
    return fsum(f.wrap(pdf.TEXT_WIDTH, pdf.TEXT_HEIGHT)[1] for f in flowables)


def split(items: Sequence[Any], limit: int) -> tuple[Sequence[Any], Sequence[Any]]:
    """The first items up to a limit, and the rest."""
    return items[:limit], items[limit:]
