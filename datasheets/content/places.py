"""Places of the source file, such as ``hardware.registers.3.stores``, in the words that are printed."""

from __future__ import annotations

import re
from functools import cache

from datasheets.sheet.template import template


def place_words(place: str) -> str:
    """A place by the titles of the template: ``Registers, row 3, Keeps data``; as it is where it is none of these."""
    found = _pattern().fullmatch(place)
    return _words(found) if found else place


def in_words(message: str) -> str:
    """A sentence with its places in words, each in quotes."""
    return _pattern().sub(lambda m: f'"{_words(m)}"', message)


@cache
def _pattern() -> re.Pattern[str]:
    fields = "|".join(re.escape(f"{s.key}.{f.key}") for s in template() for f in s.fields)
    return re.compile(rf"(?<![\w.])(?:(?P<field>{fields})|claims)(?:\.(?P<row>\d+))?(?:\.(?P<cell>\w+))?(?!\w|\.\w)")


def _words(found: re.Match[str]) -> str:
    row, cell = found["row"], found["cell"]
    if not found["field"]:
        return found[0] if cell and not row else f"Claim {row}" if row else "Claims"
    section, _, key = found["field"].partition(".")
    field = next(s for s in template() if s.key == section).field(key)
    columns = {c.key: c.title for c in field.columns}
    if cell and not row and cell not in columns:
        return found[0]
    out = [field.title]
    if row:
        out.append(f"row {row}" if columns else f"item {row}")
    if cell:
        out.append(columns.get(cell, cell))
    return ", ".join(out)
