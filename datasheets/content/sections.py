"""The sections of the template as chapters: fields in their order, under the headings of their groups."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from datasheets.content.blocks import Block, Chapter, Fact, Facts, Figure, Grid, Items, Part, Prose
from datasheets.content.bom import bom_coverage
from datasheets.content.figures import figures_after, picture
from datasheets.content.grids import grid
from datasheets.content.reading import Reading
from datasheets.content.security import PARTS
from datasheets.content.words import mark_of, paragraphs, typeset
from datasheets.sheet.files import Image
from datasheets.sheet.sheet import Place
from datasheets.sheet.template import Field, Section

_SHORT = 100
"""Letters up to which a prose stands in a table of facts."""
EMPTY = "Nothing is given here, and nothing of it is required."


def chapter(reading: Reading, section: Section) -> Chapter:
    """A section; one that holds nothing says so."""
    found = parts(reading, section) or (Part("", (Prose("", (EMPTY,)),)),)
    return Chapter(section.key, section.number, section.title, found)


def parts(reading: Reading, section: Section) -> tuple[Part, ...]:
    """The fields of a section by group: required ones that are missing stand marked, others are left out."""
    found = []
    for group, fields in groupby(section.fields, key=lambda f: f.group):
        made = PARTS.get((section.key, group))
        blocks = made(reading) if made else tuple(_blocks(reading, section.key, tuple(fields), group))
        if blocks:
            found.append(Part(group, blocks))
    return tuple(found)


def _blocks(reading: Reading, section: str, fields: tuple[Field, ...], group: str) -> Iterator[Block]:
    """Blocks of a group; short fields that follow each other are merged."""
    facts: list[Fact] = []
    given = reading.sheet.sections.get(section, {})
    for field in fields:
        path: Place = (section, field.key)
        if field.key in given or field.need == "required":
            value = given.get(field.key)
            if mark_of(value) or _is_short(reading, field, value, path):
                facts.append(Fact(field.title, reading.value(field, value, path)))
            else:
                yield from _flushed(facts)
                yield from _BLOCKS[field.kind](reading, field, value, path, "" if field.title == group else field.title)
        after = figures_after(reading, section, field.key)
        if after:
            yield from _flushed(facts)
            yield from after
    yield from _flushed(facts)


def _is_short(reading: Reading, field: Field, value: Any, path: Place) -> bool:
    """Whether a field stands in a table of facts; a prose of a few words does, or there would be tables of one row."""
    if field.kind == "prose":
        return len(value) <= _SHORT and len(paragraphs(value)) == 1
    return field.kind not in _BLOCKS


def _flushed(facts: list[Fact]) -> Iterator[Facts]:
    if facts:
        yield Facts(tuple(facts))
        facts.clear()


def _prose(reading: Reading, field: Field, value: Any, path: Place, title: str) -> Iterator[Block]:
    """A text; one that was taken says in its last words where from."""
    from_where = reading.where_from(path)
    texts = paragraphs(typeset(value) if from_where else value)
    yield Prose(title, (*texts, from_where) if from_where else texts)


def _items(reading: Reading, field: Field, value: Any, path: Place, title: str) -> Iterator[Block]:
    yield Items(title, tuple(" ".join(item.split()) for item in value))
    from_where = reading.where_from(path)
    if from_where:
        yield Prose("", (from_where,))


def _image(reading: Reading, field: Field, value: Any, path: Place, title: str) -> Iterator[Block]:
    yield picture(value, field.title)


def _table(reading: Reading, field: Field, value: Any, path: Place, title: str) -> Iterator[Block]:
    """A table; one of drawings is its drawings, a bill of materials is followed by its coverage."""
    images = [c.key for c in field.columns if c.kind == "image"]
    if images:
        yield from _drawings(reading, field, value, path, images[0], title)
        return
    yield grid(reading, field, value, path, title)
    if path == ("hardware", "bom"):
        yield from bom_coverage(value)


def _drawings(
    reading: Reading, field: Field, rows: Any, path: Place, key: str, title: str
) -> Iterator[Figure | Grid]:  # fmt: skip
    missing = [row for row in rows if not isinstance(row[key], Image)]
    for row in rows:
        if isinstance(row[key], Image):
            yield picture(row[key], "" if mark_of(row["caption"]) else row["caption"])
    if missing:
        yield grid(reading, field, missing, path, title)


_BLOCKS = {"prose": _prose, "list": _items, "image": _image, "table": _table}
