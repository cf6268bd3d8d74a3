"""From one device to any number of them: totals, models of growth, flows of a growing stock, the world beside them.

from footprint.scaling import scale
scaled = scale("keyword-spotting", "250 billion")
scaled.total_kg_co2e, scaled.per_year_kg_co2e, scaled.milestones, scaled.to_dict()
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from footprint.lazy import lazy

if TYPE_CHECKING:
    from footprint.scaling.counts import parse_count
    from footprint.scaling.series import read_growth
    from footprint.scaling.totals import Scaled, scale

_HOME = {"Scaled": "totals", "parse_count": "counts", "read_growth": "series", "scale": "totals"}

__all__ = ["Scaled", "parse_count", "read_growth", "scale"]

__getattr__ = lazy(__name__, _HOME)


def __dir__() -> list[str]:
    return sorted(__all__)
