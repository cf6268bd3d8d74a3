"""What a device is compared with: the same task in the cloud, training of published models, familiar amounts.

from footprint.baselines import compare_cloud
found = compare_cloud(footprint.assess("keyword-spotting"), radio="nb-iot")
found.cloud.total_kg_co2e.typical, found.break_even, found.to_dict()
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from footprint.lazy import lazy

if TYPE_CHECKING:
    from footprint.baselines.break_even import Point
    from footprint.baselines.compare import CloudComparison, compare_cloud
    from footprint.baselines.parts import Side
    from footprint.baselines.training import Baseline, training_baselines

_HOME = {
    "compare_cloud": "compare", "CloudComparison": "compare", "Point": "break_even", "Side": "parts",
    "Baseline": "training", "training_baselines": "training",
}  # fmt: skip

__all__ = ["Baseline", "CloudComparison", "Point", "Side", "compare_cloud", "training_baselines"]

__getattr__ = lazy(__name__, _HOME)


def __dir__() -> list[str]:
    return sorted(__all__)
