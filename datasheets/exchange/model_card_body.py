"""The body of a model card: sections of Markdown, in which every word of the datasheet is shown as it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from datasheets.content.words import mark_of, paragraphs, quantity_text
from datasheets.exchange.model_card_words import TABLES, CardSection, Fact, card_sections, field_at
from datasheets.exchange.saying import Saying
from datasheets.renderers.markdown import escaped
from datasheets.sheet.values import NOT_PROVIDED, Quantity


def body(saying: Saying) -> str:
    """All sections; what the datasheet does not say is said to be not provided.

    Parameters
    ----------
    saying : Saying
        The datasheet; what is written counts as said.
    """
    title = saying.text("data_and_model.model_name") or saying.text("title_page.name") or "a model without a name"
    blocks = [f"# Model card: {escaped(title)}"]
    for part in card_sections():
        blocks += _section(saying, part)
    return "\n\n".join(blocks) + "\n"


def _section(saying: Saying, part: CardSection) -> Iterator[str]:
    yield f"{'#' * part.level} {part.title}"
    if part.text:
        yield from _text(saying, part.text)
    if part.facts:
        yield "\n".join(f"- **{fact.label}:** {text}" for fact in part.facts for text in _fact(saying, fact))
    if part.table:
        yield _table(saying, part.table)


def _text(saying: Saying, place: str) -> Iterator[str]:
    words = _words(saying, place)
    if words:
        yield words
    elif field_at(place).kind == "list":
        yield "\n".join(f"- {escaped(item)}" for item in saying.items(place))
    else:
        yield from (escaped(one) for one in paragraphs(saying.text(place) or ""))


def _fact(saying: Saying, fact: Fact) -> list[str]:
    """What follows the label; each item of a list has a line of its own."""
    words, kind = _words(saying, fact.place), field_at(fact.place).kind
    if words:
        return [words]
    if kind == "quantity":
        found = saying.quantity(fact.place)
        return [_quantity(found) if found else NOT_PROVIDED]
    if kind == "list":
        return [escaped(item) for item in saying.items(fact.place)]
    text = saying.text(fact.place) or ""
    if kind == "url":
        return [f"<{text}>"]
    return ["\n\n  ".join(escaped(one) for one in paragraphs(text))]  # what follows belongs to the item


def _quantity(found: Quantity) -> str:
    known = f"{found.status}, {found.evidence}" if found.evidence else found.status
    return escaped("; ".join(part for part in (quantity_text(found), known, found.note) if part))


def _words(saying: Saying, place: str) -> str:
    """The words that stand where a value would, empty where there is a value."""
    value = saying.sheet.get(place)
    mark = mark_of(value)
    return escaped(value) if mark and isinstance(value, str) else str(mark)


def _table(saying: Saying, place: str) -> str:
    columns = TABLES[place]
    rows = saying.rows(place, *columns)
    if not rows:
        value = saying.sheet.get(place)
        return escaped(value) if isinstance(value, str) else NOT_PROVIDED
    used = [c for c in columns if any(c in row for row in rows)]
    lines = [[columns[c] for c in used], ["---"] * len(used)]
    raw = saying.sheet.rows(place)
    lines += [[_cell(row.get(c), given.get(c)) for c in used] for row, given in zip(rows, raw, strict=True)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(value: Any, given: Any) -> str:
    if isinstance(value, Quantity):
        return _quantity(value)
    if isinstance(value, date):
        return value.isoformat()
    return escaped(str(value)) if value is not None else escaped(str(given)) if isinstance(given, str) else ""
