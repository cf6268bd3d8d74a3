"""The command that puts systems and reference products side by side, and says how sure their order is."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from footprint.errors import InputError, nearest, shown
from footprint_app.answers import Answer
from footprint_app.options import assessed, drawing, factor_set

if TYPE_CHECKING:
    from footprint.findings import Compared
    from footprint.uncertainty import Difference
    from footprint.uncertainty.difference import Drawable

Differences = list[list["Difference | None"]]
"""Of each item (row) to each (column); none of an item to itself, and none at all without draws."""


def compare(arguments: argparse.Namespace) -> Answer:
    """Systems and reference products side by side."""
    import footprint
    from footprint import tables
    from footprint.engine import as_sets
    from footprint.findings import compared, reference_products
    from footprint.presets import is_file_name
    from footprint.result import INDICATOR, document, provenance
    from footprint_app.terminal_comparison import comparison_text

    if len(arguments.items) < 2:
        raise InputError("compare needs at least two systems or products")
    draws, seed = drawing(arguments, default=tables.uncertainty()["draws"])
    if seed is not None and not draws:
        raise InputError("a seed goes with draws", hint="Leave --draws away for the default number.")
    products = reference_products()
    as_sets([factor_set(arguments), *arguments.fill_from])  # a wrong name is wrong even where none is needed
    items: list[Compared] = []
    results: list[Any] = []
    drawn: list[Drawable] = []
    for name in arguments.items:
        if name in products:
            items.append(products[name])
            if draws:
                from footprint.uncertainty import DrawnProduct

                drawn.append(DrawnProduct(products[name], draws, seed))
                items[-1] = items[-1]._replace(kg_co2e=drawn[-1].total_kg_co2e)
            continue
        if not is_file_name(name) and name not in footprint.preset_names():
            known = [*footprint.preset_names(), *products]
            raise InputError(f"unknown preset or reference product {shown(name)}", valid=nearest(name, known))
        result = assessed(footprint.load_system(name), arguments, draws, seed)
        results.append(result)
        items.append(compared(name, result))
        if draws:
            drawn.append(results[-1])
    interval = drawn[0].interval if drawn else {"kind": "bounds", "draws": 0, "seed": None}
    whole, yearly = (_differences(drawn, len(items), per_year=per_year) for per_year in (False, True))
    found = {
        **document("compare"),
        **provenance(results, "reference_products", *(["uncertainty"] if draws else []), options=interval),
        "indicator": INDICATOR,
        "interval": interval,
        "items": [_listed(item) for item in items],
        "ratios": _ratios([i.kg_co2e.typical for i in items]),
        "ratios_per_year": _ratios([i.per_year_kg_co2e.typical for i in items]),
        "probability_below": [[d and d.below for d in row] for row in whole],
        "probability_below_per_year": [[d and d.below for d in row] for row in yearly],
        "differences": [row[0] and row[0].to_dict() for row in whole],
        "differences_per_year": [row[0] and row[0].to_dict() for row in yearly],
    }
    return found, lambda: comparison_text(items, interval, [(a[0], b[0]) for a, b in zip(whole, yearly, strict=True)])


def _listed(item: Compared) -> dict[str, Any]:
    return {
        "key": item.key,
        "name": item.name,
        "kind": item.kind,
        "lifetime_years": item.lifetime_years,
        "total_kg_co2e": item.kg_co2e.to_dict(),
        "per_year_kg_co2e": item.per_year_kg_co2e.to_dict(),
        "source": item.source,
        "not_covered": list(item.not_covered),
        "warnings": list(item.warnings),
    }


def _ratios(values: Sequence[float]) -> list[list[float | None]]:
    """Each value over every value."""
    return [[a / b if b else None for b in values] for a in values]


def _differences(drawn: Sequence[Drawable], count: int, *, per_year: bool) -> Differences:
    """The difference of each item to each."""
    found: Differences = [[None] * count for _ in range(count)]
    if drawn:
        from footprint.uncertainty import difference

        for i, one in enumerate(drawn):
            for j, other in enumerate(drawn[:i]):
                moved = difference(one, other, per_year=per_year)
                found[i][j], found[j][i] = moved, moved.turned()
    return found
