"""The head of the web datasheet: what the sensor is, its key numbers, and the rest of the summary."""

from __future__ import annotations

from datasheets.content.blocks import Content, Fact, Facts, Notice, Part, Prose
from datasheets.renderers.html_blocks import blocks, notice, tiles
from datasheets.renderers.html_pieces import Node, Page, make, told, words
from datasheets.renderers.pdf_pages import KIND, version_words

SUMMARY = "Summary"


def lead(content: Content) -> str:
    """The first text of the summary: what the sensor is, in one sentence."""
    first = _lead_block(content)
    return first.paragraphs[0] if first else ""


def _lead_block(content: Content) -> Prose | None:
    found = (b for p in content.summary[:1] for b in p.blocks if isinstance(b, Prose) and not b.mark and b.paragraphs)
    return next(found, None)


def header(page: Page, content: Content) -> Node:
    """Name, type, one sentence and the key numbers; then the rest of the summary."""
    page.enter("summary", SUMMARY)
    dated = " · ".join(filter(None, (version_words(content) if content.version else "", content.date)))
    out = make("header", make("p", KIND, cls="kind"), make("h1", content.title or KIND), id="top")
    for text, kind in ((content.subtitle, "type"), (dated, "dated")):
        if told(text):
            out.append(make("p", text, cls=kind))
    if not content.summary:
        return out
    summary = make("section", make("h2", SUMMARY, cls="unseen"), id="summary")
    said = _lead_block(content)
    if said:
        for paragraph in said.paragraphs:
            summary.append(make("p", *words(paragraph), cls="lead"))
    first, *rest = content.summary
    for block in first.blocks:
        if isinstance(block, Notice):
            summary.append(notice(block))
    left = Part(first.title, tuple(b for b in first.blocks if b is not said and not isinstance(b, Notice)))
    cards = [_card(page, left)] if left.blocks else []
    for part in rest:
        numbers = _numbers(part)
        if numbers:
            summary.append(make("div", make("h3", part.title) if told(part.title) else None, tiles(page, numbers)))
        elif part.blocks:
            cards.append(_card(page, part))
    if cards:
        summary.append(make("div", *cards, cls="cards"))
    out.append(summary)
    return out


def _card(page: Page, part: Part) -> Node:
    title = told(part.title)
    return make("section", make("h3", title) if title else None, *blocks(page, part.blocks, 4 if title else 3))


def _numbers(part: Part) -> tuple[Fact, ...]:
    """The facts of a part of key numbers alone; none for another part."""
    first = part.blocks[0] if len(part.blocks) == 1 else None
    return first.facts if isinstance(first, Facts) and any(fact.value.status for fact in first.facts) else ()
