"""tinyml-footprint: the embodied and operational CO2e of TinyML devices.

    import footprint
    result = footprint.assess(footprint.load_system("keyword-spotting"))
    result.total_kg_co2e.typical, result.by_stage, result.to_dict()

Names are imported when they are first used, so that `import footprint` costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from footprint.lazy import lazy
from footprint.version import VERSION as __version__

if TYPE_CHECKING:
    from footprint.engine import assess, inventory
    from footprint.errors import InputError
    from footprint.factors import Factor, FactorSet, Interval, load_set
    from footprint.presets import load_system, preset_names
    from footprint.result import Footprint, Row
    from footprint.system import System

_HOME = {
    "assess": "engine", "inventory": "engine", "InputError": "errors", "Factor": "factors", "FactorSet": "factors",
    "Interval": "factors", "load_set": "factors", "load_system": "presets", "preset_names": "presets",
    "Footprint": "result", "Row": "result", "System": "system",
}  # fmt: skip

__all__ = [
    "Factor", "FactorSet", "Footprint", "InputError", "Interval", "Row", "System", "__version__", "assess",
    "inventory", "load_set", "load_system", "preset_names",
]  # fmt: skip

__getattr__ = lazy(__name__, _HOME)


def __dir__() -> list[str]:
    return sorted(__all__)
