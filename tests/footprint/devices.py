"""Small devices for worked examples: one section or one block each, round numbers, and how results are compared.

A year of service is 8760 h, so 1 mW over a year is 8.76 Wh. Where nothing else matters the grid is
0.5 kg CO2e per kWh, which makes 1 mW over three years 26.28 Wh and 0.01314 kg.
"""

from __future__ import annotations

from typing import Any

import pytest

import footprint

REL = 1e-9
GRID = {"intensity": "0.5 kgCO2e/kWh", "source": "a round number"}
ON_1_MW = [{"name": "on", "power": "1 mW", "duty": 1}]
PIRSON, ACT, DEFRA, DELTALCA = "pirson-bol-2021", "act", "defra-2025", "deltalca-2024"


def device(lifetime: str = "3 years", **sections: Any) -> dict[str, Any]:
    return {"name": "a", "lifetime": lifetime, **sections}


def used(lifetime: str = "3 years", *, fill_from: str | None = None, **use: Any) -> footprint.Footprint:
    """A device of which only the use stage is described."""
    return footprint.assess(device(lifetime, use=use), fill_from=fill_from)


def board(*parts: dict[str, Any], block: str = "processing") -> dict[str, Any]:
    return {"name": "a", "lifetime": "3 years", "blocks": {block: {"parts": list(parts)}}}


def die(part: str = "die-28nm", quantity: str = "10 mm2", **more: Any) -> dict[str, Any]:
    return {"part": part, "quantity": quantity, **more}


def line(quantity: str = "1 pcs", **more: Any) -> dict[str, Any]:
    return {"quantity": quantity, **more}


def close(value: Any) -> Any:
    return pytest.approx(value, rel=REL)


def row_of(result: footprint.Footprint, item: str) -> footprint.Row:
    (found,) = [r for r in result.rows if item in r.item]
    return found


def assumed(result: footprint.Footprint) -> dict[str, Any]:
    return {a.field: a.value for a in result.assumed}
