"""Fleets: lots of devices (preset, country, year, profile, count) from files or tables, rolled up to kg CO2e.

One Ibis expression, on DuckDB inside the process, on Spark, or on any connection passed in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from footprint.lazy import lazy

if TYPE_CHECKING:
    from footprint.fleet.assessing import assess_fleet
    from footprint.fleet.profiles import load_profiles
    from footprint.fleet.result import Fleet, Group, Inventory, Reason

_HOME = {
    "assess_fleet": "assessing", "load_profiles": "profiles", "Fleet": "result", "Group": "result",
    "Inventory": "result", "Reason": "result",
}  # fmt: skip

__all__ = ["Fleet", "Group", "Inventory", "Reason", "assess_fleet", "load_profiles"]

__getattr__ = lazy(__name__, _HOME)
