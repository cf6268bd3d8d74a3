"""Blocks of a datasheet as elements of a web page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from datasheets.content.blocks import Block, Fact, Facts, Figure, Items, Notice, Prose, Value
from datasheets.renderers.flow_tiles import HEAD
from datasheets.renderers.html_figure import figure
from datasheets.renderers.html_pieces import Node, Page, make, marked, spaced, told, words
from datasheets.renderers.html_table import evidence_list, evidence_numbers, grid


def blocks(page: Page, given: Sequence[Block], level: int, *, evidence: bool = False) -> Iterator[Node]:
    """The elements of some blocks, whose titles are headings of a level.

    Parameters
    ----------
    page : Page
    given : sequence of Block
    level : int
        2 to 6.
    evidence : bool
        Whether a table of numbered rows is the list of evidence.
    """
    for block in given:
        if isinstance(block, Facts):
            yield from facts(page, block.facts)
        elif isinstance(block, Prose):
            yield from _prose(block, level)
        elif isinstance(block, Items):
            yield from _items(block, level)
        elif isinstance(block, Figure):
            yield from figure(page, block, level)
        elif isinstance(block, Notice):
            yield notice(block)
        else:
            numbers = evidence_numbers(block) if evidence else []
            yield from [evidence_list(page, block, numbers)] if numbers else grid(page, block, level)


def facts(page: Page, given: Sequence[Fact]) -> Iterator[Node]:
    """Short fields: what it is, then its value."""
    rows = [f for f in given if told(f.title) or told(f.value.text)]
    if rows:
        pairs = (make("div", make("dt", f.title), make("dd", *page.value(f.value))) for f in rows)
        yield make("dl", *pairs, cls="facts")


def tiles(page: Page, given: Sequence[Fact]) -> Node:
    """Key numbers side by side: what it is, the number large, and how it is known."""
    return make("dl", *(make("div", make("dt", f.title), make("dd", *_tile(page, f.value))) for f in given),
                cls="tiles")  # fmt: skip


def _tile(page: Page, value: Value) -> Iterator[Node | str]:
    found = HEAD.match(told(value.text)) if not value.mark else None
    if found is None or value.link:
        yield from page.value(value)
        return
    yield make("span", found["head"].strip(), cls="big")
    rest = (found["rest"] or "").lstrip(" ,")
    pieces = [make("span", rest, cls="rest")] if rest else []
    yield " "
    yield from spaced([*pieces, make("span", *spaced(page.known(value)), cls="known")])


def _prose(block: Prose, level: int) -> Iterator[Node]:
    paragraphs = [make("p", marked(p, block.mark)) if block.mark else make("p", *words(p))
                  for p in block.paragraphs if told(p)]  # fmt: skip
    yield from _beside(block.title, level, paragraphs)


def _items(block: Items, level: int) -> Iterator[Node]:
    if block.mark:
        yield from _prose(Prose(block.title, block.items, block.mark), level)
        return
    items = [make("li", "", *words(item)) for item in block.items if told(item)]
    yield from _beside(block.title, level, [make("ul", *items)] if items else [])


def _beside(title: str, level: int, bodies: Sequence[Node]) -> Iterator[Node]:
    """A title, and what it heads beside it; without a title that alone."""
    if told(title):
        yield make("div", make(f"h{level}", title), make("div", *bodies), cls="beside")
    elif bodies:
        yield make("div", *bodies, cls="plain")


def notice(given: Notice) -> Node:
    """Words that must be seen."""
    return make("div", make("p", make("strong", given.title)), make("p", *words(given.text)), cls="notice", role="note")
