"""How a message writes what stands in a datasheet: values, texts, places."""

from __future__ import annotations

from datetime import date
from typing import Any

from datasheets.sheet.files import Image
from datasheets.sheet.values import Quantity
from footprint.errors import shown


def texts(value: Any) -> list[tuple[int | None, str]]:
    """The texts of a value with the index of each, of a list; none of a quantity or a table."""
    if isinstance(value, str):
        return [(None, value)]
    if isinstance(value, list):
        return [(index, item) for index, item in enumerate(value) if isinstance(item, str)]
    return []


def written(value: Any, limit: int = 60) -> str:
    """A value as a message quotes it: the words of a text, the number of a quantity."""
    if value is None:
        return "missing"
    if isinstance(value, Quantity):
        ends = (value.minimum, value.maximum)
        if value.value is None and all(ends):
            return " to ".join(m.text for m in ends if m is not None)
        return ", ".join(m.text for m in value.measures) or value.status
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Image):
        return value.file
    if isinstance(value, list):
        return shown(", ".join(text for _, text in texts(value)) or f"{len(value)} rows", limit)
    return shown(str(value), limit)


def short(clause: str) -> str:
    """A clause as it is quoted."""
    return " ".join(clause.split()).strip(" ,;:.")


def told(quantity: Quantity) -> str:
    """The numbers of a quantity as they were written."""
    return " to ".join(m.text for m in quantity.measures)
