"""How much of the bill of materials is in the footprint: by lines, by mass and by cost."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from math import fsum
from typing import Any

from datasheets.content.blocks import Fact, Facts, Value
from datasheets.sheet.values import Quantity, says_not
from footprint.numbers import count, percent

_COST = re.compile(r"\s*([^\d\s.,-]*)\s*(\d+(?:\.\d+)?)\s*([^\d\s.,-]*)\s*")
Rows = Sequence[dict[str, Any]]


def bom_coverage(rows: Rows) -> Iterator[Facts]:
    """Lines in the footprint, and their share of mass and of cost, where every line says what that takes.

    A share is the sum over the lines in the footprint divided by that over all lines; a line counts its mass or cost
    of one times its quantity.
    """
    said = [row.get("in_footprint") for row in rows]
    inside = sum(one == "yes" for one in said)
    silent = sum(one not in ("yes", "no") for one in said)
    note = f"{count(silent)} of the lines do not say" if silent else ""
    lines = Value(f"{count(inside)} of {count(len(rows))}", "calculated", note=note)
    if silent == len(rows):
        lines = _none("no line says whether it is in the footprint")
    yield Facts((
        Fact("Lines in the footprint", lines),
        Fact("Share of the mass", _share(rows, _masses)),
        Fact("Share of the cost", _share(rows, _costs)),
    ))  # fmt: skip


def _share(rows: Rows, each: Callable[[Rows], list[float] | None]) -> Value:
    amounts = each(rows)
    if any(row.get("in_footprint") not in ("yes", "no") for row in rows):
        return _none("not every line says whether it is in the footprint")
    if amounts is None or not fsum(amounts) > 0:
        return _none("not every line says how much it is" if amounts is None else "all lines together are nothing")
    inside = fsum(a for a, row in zip(amounts, rows, strict=True) if row["in_footprint"] == "yes")
    return Value(percent(inside / fsum(amounts)), "calculated")


def _none(why: str) -> Value:
    return Value("not assessed", note=why, mark="not assessed")


def _pieces(row: dict[str, Any]) -> float | None:
    quantity = row["quantity"]
    return quantity.value.base if isinstance(quantity, Quantity) and quantity.value is not None else None


def _masses(rows: Rows) -> list[float] | None:
    """Of every line, in one unit; None where a line has none."""
    found = []
    for row in rows:
        mass, pieces = row.get("mass"), _pieces(row)
        if not isinstance(mass, Quantity) or mass.value is None or pieces is None:
            return None
        found.append(mass.value.base * pieces)
    return found


def _costs(rows: Rows) -> list[float] | None:
    """Of every line, in one currency; None where a line has none, or another."""
    found, currencies = [], set()
    for row in rows:
        cost, pieces = row.get("unit_cost"), _pieces(row)
        match = _COST.fullmatch(cost) if isinstance(cost, str) and not says_not(cost) else None
        if match is None or pieces is None or (match[1] and match[3]):
            return None
        currencies.add(match[1] or match[3])
        found.append(float(match[2]) * pieces)
    return found if len(currencies) == 1 else None
