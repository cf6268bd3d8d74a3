"""What the lines of a bill of materials weigh in kg CO2e with some factor sets, and which lines those cannot value."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from footprint.bom.mapping import Mapped
from footprint.bom.report import to_system_dict
from footprint.engine import assess
from footprint.factors import FactorSet
from footprint.result import Footprint
from footprint.system import System
from footprint.valuing import sets_that_value, valued_by


def valued_with(sets: Sequence[FactorSet]) -> Callable[[str, str], str | None]:
    """From a part and its unit to the key of the first of the sets that values it, or None; for `coverage`."""

    def valued(part: str, unit: str) -> str | None:
        found = valued_by(part, unit, sets)
        return found.key if found is not None else None

    return valued


def lacking(mapped: Sequence[Mapped], sets: Sequence[FactorSet]) -> dict[str, tuple[str, ...]]:
    """Parts that only sets not asked have a factor for, with those sets."""
    found = {}
    for part, unit in dict.fromkeys((m.part, m.unit) for m in mapped if m.part is not None):
        if valued_by(part, unit, sets) is None and (others := sets_that_value(part, unit)):
            found[part] = others
    return found


def production(mapped: Sequence[Mapped], name: str, sets: Sequence[FactorSet]) -> Footprint:
    """The footprint of making the lines that the sets can value; the others are listed as without a factor.

    Use, transport and the other stages are not described by a list, so the lifetime plays no part.
    """
    valued = valued_with(sets)
    kept = [
        m if m.part is None or valued(m.part, m.unit) else m._replace(part=None, reason=f"no factor for {m.part}")
        for m in mapped
    ]
    system = System.from_dict(to_system_dict(kept, name, "1 year"))
    return assess(system, factors=sets[0], fill_from=sets[1:] or None)
