"""Datasheets as they are printed, for the tests of content and renderers, and ways to look into them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import yaml

from datasheets.content.blocks import Chapter, Content, Fact, Facts, Grid, Part, Value
from datasheets.content.compose import compose
from datasheets.lints.rules import lint
from datasheets.sheet.sheet import Datasheet, datasheet_from_text, load_datasheet
from tests.footprint.examples import ROOT

Kind = TypeVar("Kind")
EXAMPLES = ROOT / "docs/examples"


@cache
def example(name: str) -> tuple[Datasheet, Content]:
    """An example of the documentation, and what is printed of it."""
    sheet = load_datasheet(EXAMPLES / name / "datasheet.yaml")
    return sheet, compose(sheet, lint(sheet))


def sheet_of(folder: Path = Path(), file: str = "sensor.yaml", **sections: Any) -> Datasheet:
    """A datasheet of some sections only."""
    data = {"schema": "footprint.datasheet/1", "language": "en", **sections}
    text = yaml.safe_dump(json.loads(json.dumps(data)), allow_unicode=True, sort_keys=False, width=10_000)
    return datasheet_from_text(text, file, folder)


def content_of(folder: Path = Path(), **sections: Any) -> Content:
    """What is printed of some sections, as if the rules found nothing."""
    return compose(sheet_of(folder, **sections), ())


def chapter(content: Content, key: str) -> Chapter:
    return next(c for c in content.chapters if c.key == key)


def part(content: Content, key: str, title: str) -> Part:
    parts = content.cover if key == "title_page" else chapter(content, key).parts
    return next(p for p in parts if p.title == title)


def walk(one: Any, kind: type[Kind]) -> Iterator[Kind]:
    """Everything of a kind within blocks, in the order of the page."""
    if isinstance(one, kind):
        yield one
    if isinstance(one, tuple):
        for each in one:
            yield from walk(each, kind)
    elif is_dataclass(one):
        for field in fields(one):
            yield from walk(getattr(one, field.name), kind)


def fact(content: Content, key: str, title: str) -> Value:
    """The value of a short field of a section."""
    where = content.cover if key == "title_page" else chapter(content, key)
    return next(f.value for f in walk(where, Fact) if f.title == title)


def grid(content: Content, key: str, first: str) -> Grid:
    """The table of a section whose first column has a title."""
    where = content.cover if key == "title_page" else chapter(content, key)
    return next(g for g in walk(where, Grid) if g.columns[0].title == first)


def titles(content: Content, key: str) -> list[str]:
    """Titles of everything in a section, in order; those of facts among those of blocks."""
    where = content.cover if key == "title_page" else chapter(content, key).parts
    found = []
    for each in where:
        for block in each.blocks:
            names = [f.title for f in block.facts] if isinstance(block, Facts) else [block.title or each.title]
            found += names
    return found
