"""Fields as properties of CycloneDX and back: one property for a text, one for each part of a quantity."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from datasheets.exchange.cyclonedx_names import named
from datasheets.exchange.exact import measure_text
from datasheets.exchange.saying import PARTS, Saying
from datasheets.sheet.template import Field, field_at
from datasheets.sheet.values import Quantity

Property = dict[str, str]
NUMBERS, WORDS = PARTS[:7], PARTS[7:]
"""Parts of a quantity beside its value: those that are numbers, then status, evidence and note."""


def properties(saying: Saying, places: Iterable[str]) -> list[Property]:
    """What a datasheet says at some places; a list gives one property for each item."""
    found: list[Property] = []
    for place in places:
        field = field_at(place)
        assert field is not None
        found += _of_field(saying, place, field)
    return found


def parts(place: str, quantity: Quantity, only: Iterable[str] = PARTS) -> list[Property]:
    """The parts of a quantity beside its value."""
    said: dict[str, str] = {
        key: measure_text(measure)
        for key, measure in (
            ("min", quantity.minimum), ("max", quantity.maximum), ("low", quantity.low), ("high", quantity.high),
        )
        if measure is not None
    }  # fmt: skip
    said |= {key: str(value) for key, value in (("count", quantity.count), ("n", quantity.n)) if value is not None}
    if quantity.level is not None:
        said["level"] = f"{quantity.level:.15g}"
    said |= {key: getattr(quantity, key) for key in WORDS if getattr(quantity, key)}
    return [{"name": named(f"{place}.{key}"), "value": said[key]} for key in only if key in said]


def whole(place: str, quantity: Quantity) -> list[Property]:
    """All of a quantity."""
    value = [{"name": named(place), "value": measure_text(quantity.value)}] if quantity.value is not None else []
    return value + parts(place, quantity)


def _of_field(saying: Saying, place: str, field: Field) -> list[Property]:
    if field.kind == "quantity":
        quantity = saying.quantity(place)
        return whole(place, quantity) if quantity is not None else []
    if field.kind == "list":
        return [{"name": named(place), "value": item} for item in saying.items(place)]
    if field.kind == "table":
        rows = saying.rows(place, *(c.key for c in field.columns))
        return [one for number, row in enumerate(rows, 1) for one in _of_row(f"{place}.{number}", row)]
    text = saying.text(place)
    return [{"name": named(place), "value": text}] if text is not None else []


def _of_row(place: str, row: dict[str, Any]) -> list[Property]:
    found: list[Property] = []
    for key, value in row.items():
        at = f"{place}.{key}"
        if isinstance(value, Quantity):
            found += whole(at, value)
        else:
            found.append({"name": named(at), "value": str(value)})
    return found
