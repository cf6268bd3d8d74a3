"""A value of a datasheet in one line of plain text, as it was read."""

from __future__ import annotations

from datetime import date
from typing import Any

from datasheets.sheet.files import Image
from datasheets.sheet.values import Quantity


def value_words(value: Any) -> str:
    """A value in one line: a quantity with its status, a list with its items, a table by the number of its rows."""
    if isinstance(value, Quantity):
        ends = [m.text for m in (value.minimum, value.value, value.maximum) if m is not None]
        interval = f" ({value.low.text} to {value.high.text})" if value.low and value.high else ""
        return f"{' to '.join(ends)}{interval}{', ' if ends else ''}{value.status}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Image):
        return value.file
    if isinstance(value, list):
        rows = len(value)
        return "; ".join(map(str, value)) if all(isinstance(v, str) for v in value) else f"{rows} rows"
    return "" if value is None else str(value)
