"""The acronyms of a datasheet, collected from what is printed, with their meanings. Which are known is data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

from datasheets.content.blocks import Chapter, Column, Grid, Part, Value
from datasheets.content.reading import Reading
from datasheets.data_files import data_file
from datasheets.sheet.values import NOT_PROVIDED
from footprint import tables
from footprint.numbers import CO2E, CO2E_TYPESET

_ADDRESS = re.compile(r"://|@|\\")
"""What makes a word an address or a path."""
_WORD = re.compile(r"(?<![\w.])[^\W\d_]\w*(?:-\d+\b)?(?!\w|\.\w)")
_ALONE = re.compile(r"(?<![\w./+#-])[^\W\d_]\w*(?![\w/+-]|\.\w)")
"""A word that is no part of a path, a part number or a compound."""
_CLEAR = re.compile(r"[A-Z]{2,6}")
"""What is an acronym although nobody says what it means: capitals alone, no digits as part numbers have."""
_NOT_WORDS = ("link", "sha256", "key", "number", "status", "mark")
"""Attributes of blocks that are no text of the page."""


@cache
def _known() -> tuple[dict[str, str], frozenset[str]]:
    data = data_file("acronyms.yaml")
    return data["acronyms"], frozenset(data["names"])


def acronym_grid(reading: Reading, chapters: Iterable[Chapter], cover: Iterable[Part]) -> Grid | None:
    """Every acronym of the printed text, with its meaning: the datasheet's own, else that of the field.

    Those that the datasheet explains stand even where the text does not use them. None where there is none.
    """
    own = _own(reading)
    known, _ = _known()
    said = [_without_addresses(text) for text in texts((tuple(cover), tuple(chapters)))]
    words = {CO2E if w == CO2E_TYPESET else w for text in said for w in _WORD.findall(text)}
    alone = {w for text in said for w in _ALONE.findall(text)}
    found = set(own) | {w for w in words if w in known} | _unexplained(alone, words)
    rows = []
    for one in sorted(found, key=lambda w: (w.casefold(), w)):
        shown = CO2E_TYPESET if one == CO2E else one
        meaning = own.get(one) or known.get(one)
        rows.append((Value(shown), Value(meaning) if meaning else Value(NOT_PROVIDED, mark="not provided")))
    if not rows:
        return None
    return Grid("Acronyms", (Column("Acronym"), Column("Meaning", weight=4)), tuple(rows), "Collected from the text.")


def _without_addresses(text: str) -> str:
    return " ".join(word for word in text.split() if not _ADDRESS.search(word)) if _ADDRESS.search(text) else text


def _own(reading: Reading) -> dict[str, str]:
    return {
        str(row["acronym"]): str(row["meaning"])
        for row in reading.sheet.rows("glossary.acronyms")
        if row["meaning"] != NOT_PROVIDED
    }


def _unexplained(alone: set[str], words: set[str]) -> set[str]:
    """Words in capitals that must be acronyms: no names, no countries, and nowhere written in small letters."""
    known, names = _known()
    small = {w.casefold() for w in words if not w.isupper()}
    clear = {w for w in alone if _CLEAR.fullmatch(w) and w not in known and w not in names}
    return {w for w in clear if w.casefold() not in small and w not in _countries()}


@cache
def _countries() -> frozenset[str]:
    return frozenset(tables.countries())


def texts(one: Any) -> Iterator[str]:
    """Every text of the page within blocks."""
    if isinstance(one, str):
        yield one
    elif isinstance(one, tuple):
        for each in one:
            yield from texts(each)
    elif is_dataclass(one):
        for field in fields(one):
            if field.name not in _NOT_WORDS:
                yield from texts(getattr(one, field.name))
