"""Web pages that were made, taken apart by a strict parser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from datasheets.content.blocks import Attachment, Chapter, Column, Content, Evidence, Figure, Part, Value
from datasheets.renderers.html_pieces import told

SVG = "{http://www.w3.org/2000/svg}"
_PARSER = etree.XMLParser(recover=False, resolve_entities=False, huge_tree=True)


def parsed(page: str) -> Any:
    """The root of a page; fails where it is not well-formed."""
    return etree.fromstring(page.encode(), _PARSER)


def all_of(root: Any, tag: str) -> list[Any]:
    """The elements of a name, in the order of the page."""
    return list(root.iter(tag))


def by_class(root: Any, name: str) -> list[Any]:
    """The elements of a class."""
    return [one for one in root.iter("*") if name in (one.get("class") or "").split()]


def squeezed(text: str) -> str:
    """Text without white space."""
    return "".join(text.split())


def shown(node: Any) -> str:
    """The text of an element on one line."""
    return " ".join("".join(node.itertext()).split())


def written(one: Any) -> Iterator[str]:
    """Every text of blocks in the order in which it stands on a page; figures say it without their alternatives."""
    if isinstance(one, Value):
        status = one.status if one.status != told(one.text) else ""
        yield from (one.text, status, f"[{one.evidence}]" if one.evidence else "", one.note)
    elif isinstance(one, Column):
        yield one.title
    elif isinstance(one, Figure):
        yield from (one.title, one.missing if one.draw is None else "", f"Source: {one.source}" if one.source else "")
        if one.table is not None:
            yield from written(one.table)
    elif isinstance(one, str):
        yield one
    elif isinstance(one, tuple):
        for each in one:
            yield from written(each)
    elif is_dataclass(one) and not isinstance(one, Attachment | Evidence):
        for field in fields(one):
            if field.name not in ("mark", "key"):
                yield from written(getattr(one, field.name))


def check_said(node: Any, one: Chapter | Part | tuple[Part, ...]) -> None:
    """Every text of some blocks stands in an element, in the same order."""
    text, at = squeezed(shown(node)), 0
    for each in written(one):
        wanted = squeezed(told(each))
        found = text.find(wanted, at)
        assert found >= 0, (told(each)[:200], text[at : at + 200])
        at = found + len(wanted)


def sections(root: Any, content: Content) -> Iterator[tuple[Any, Chapter]]:
    """The sections of a page with the chapters that they are of; the title page apart."""
    found = [one for one in root.find("body/main") if one.tag == "section"]
    found = found[1:] if content.cover else found
    yield from zip(found, content.chapters, strict=False)


def outside_of_pictures(page: str) -> str:
    """A page without its drawings."""
    return re.sub(r"<svg.*?</svg>", "", page, flags=re.DOTALL)
