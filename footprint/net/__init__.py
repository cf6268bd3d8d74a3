"""What an application claims to save, against the footprint of the devices that it takes.

from footprint.net import net_effect
found = net_effect(result, case="smart-hvac", baseline="12000 kWh per year", devices=1000)
found.net_kg_co2e, found.payback_years, found.break_even_effectiveness, found.to_dict()
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from footprint.lazy import lazy

if TYPE_CHECKING:
    from footprint.net.baseline import Baseline, parse_baseline
    from footprint.net.claims import Case, Claim, cases, claim
    from footprint.net.effect import NetEffect
    from footprint.net.given import net_effect

_HOME = {
    "Baseline": "baseline", "Case": "claims", "Claim": "claims", "NetEffect": "effect", "cases": "claims",
    "claim": "claims", "net_effect": "given", "parse_baseline": "baseline",
}  # fmt: skip

__all__ = ["Baseline", "Case", "Claim", "NetEffect", "cases", "claim", "net_effect", "parse_baseline"]

__getattr__ = lazy(__name__, _HOME)


def __dir__() -> list[str]:
    return sorted(__all__)
