"""A device whose net effect is solved by hand: 2 kg made, 1 kWh a year for 4 years at 0.25 kg/kWh, so 3 kg in all."""

from __future__ import annotations

from typing import Any

import footprint
from footprint.net import NetEffect, net_effect
from footprint.result import Footprint

GRID = {"intensity": "0.25 kgCO2e/kWh", "source": "a test"}
MADE = {"declared": "2 kgCO2e", "low": "1.5 kgCO2e", "high": "2.5 kgCO2e", "source": "a test"}


def device(made: dict[str, Any] | None = None, kwh: float = 1.0, **more: Any) -> dict[str, Any]:
    """The system, with another block or energy."""
    use = {"grid": GRID, "energy": {"amount": f"{kwh} kWh", "over": "1 year"}}
    return {"name": "a", "lifetime": "4 years", "blocks": {"casing": made or MADE}, "use": use, **more}


def assessed(system: dict[str, Any] | None = None, draws: int = 0) -> Footprint:
    return footprint.assess(device() if system is None else system, draws=draws)


def effect(result: Footprint | None = None, **more: Any) -> NetEffect:
    """Of a baseline of 100 kWh a year: 100 kg over the lifetime, of which 20 to 40 kg are claimed to be saved."""
    given = {"baseline": "100 kWh per year", "case": "smart-hvac", **more}
    return net_effect(assessed() if result is None else result, **given)
