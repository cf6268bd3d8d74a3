"""Variability: the same system with the blocks given by level at their best, typical and worst case.

Cases are other devices. They stand beside an interval and are never part of one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, get_args

from footprint import tables
from footprint.engine import Sets, assess
from footprint.errors import InputError
from footprint.factors import DEFAULT, FactorSet, Interval
from footprint.models import Case
from footprint.result import Footprint
from footprint.system import System

CASES: tuple[str, ...] = get_args(Case)


class BlockCases(NamedTuple):
    """A block given by level: its whole footprint in each case, bounds as interval. [kg CO2e]"""

    block: str
    title: str
    hsl: int
    case: str  # as the system has it
    best_kg_co2e: Interval | None  # None where no set values the case
    typical_kg_co2e: Interval | None
    worst_kg_co2e: Interval | None

    def to_dict(self) -> dict[str, Any]:
        """As it is printed."""
        return {k: v.to_dict() if isinstance(v, Interval) else v for k, v in self._asdict().items()}


class LeftOut(NamedTuple):
    """A case that no set values, and why; in the total of this case the block stays as it is."""

    block: str
    title: str
    case: str
    why: str


class Variability(NamedTuple):
    """The total in each case of the blocks given by level; false where no block varies.

    Attributes
    ----------
    best_kg_co2e, typical_kg_co2e, worst_kg_co2e : Interval
        Total with every such block in that case, bounds as interval. [kg CO2e]
    by_block : tuple of BlockCases
        The blocks that differ between cases, the widest first.
    left_out : tuple of LeftOut
        Cases that no set values.
    """

    best_kg_co2e: Interval
    typical_kg_co2e: Interval
    worst_kg_co2e: Interval
    by_block: tuple[BlockCases, ...]
    left_out: tuple[LeftOut, ...]

    def __bool__(self) -> bool:
        return bool(self.by_block)

    def to_dict(self) -> dict[str, Any]:
        """As it is printed."""
        totals = {k: v.to_dict() for k, v in self._asdict().items() if isinstance(v, Interval)}
        return {
            **totals,
            "by_block": [b.to_dict() for b in self.by_block],
            "left_out": [x._asdict() for x in self.left_out],
        }


def variability(
    system: System | Mapping[str, Any], *, factors: str | FactorSet = DEFAULT, fill_from: Sets | None = None
) -> Variability:
    """The footprint in the best, typical and worst case of every block given by level.

    Parameters
    ----------
    system, factors, fill_from
        As in `footprint.assess`.

    Raises
    ------
    InputError
        Bad input, or a system that the sets cannot value as it is.
    """
    if not isinstance(system, System):
        system = System.from_dict(system)
    now = assess(system, factors=factors, fill_from=fill_from)
    sets = (now.factor_set, *now.fill_sets)
    written = system.to_file_dict().get("blocks", {})
    levels = [name for name, block in system.blocks.items() if block.include and block.hsl is not None]

    def at(case: str, names: list[str]) -> Footprint:
        changes = {name: {**written[name], "case": case} for name in names}
        return assess(system.with_(blocks=changes), factors=sets[0], fill_from=sets[1:])

    left_out: list[LeftOut] = []
    by_block: dict[str, dict[str, Interval]] = {name: {} for name in levels}
    totals = {}
    for case in CASES:
        for name in levels:
            try:
                by_block[name][case] = at(case, [name]).by_block[name]
            except InputError as error:
                left_out.append(LeftOut(name, tables.title(name), case, error.message))
        totals[case] = at(case, [name for name in levels if case in by_block[name]]).total_kg_co2e
    found = [_cases(name, system, cases) for name, cases in by_block.items() if len(set(cases.values())) > 1]
    best, typical, worst = (totals[case] for case in CASES)
    return Variability(best, typical, worst, tuple(sorted(found, key=_narrow)), tuple(left_out))


def _cases(name: str, system: System, cases: dict[str, Interval]) -> BlockCases:
    block = system.blocks[name]
    case = block.case or tables.DEFAULTS["case"]
    return BlockCases(name, tables.title(name), block.hsl or 0, case, *(cases.get(c) for c in CASES))


def _narrow(one: BlockCases) -> float:
    """Minus the width between cases, for sorting."""
    known = [kg.typical for kg in (one.best_kg_co2e, one.typical_kg_co2e, one.worst_kg_co2e) if kg is not None]
    return min(known) - max(known)
