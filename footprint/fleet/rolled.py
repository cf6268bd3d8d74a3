"""The roll-up of a fleet: its groups, totals and stages, with bounds or with joint draws."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from footprint.factors import ZERO, Interval
from footprint.fleet.engines import Progress
from footprint.fleet.known import Known, Places
from footprint.fleet.result import Group
from footprint.fleet.rollup import Cut, Finest, cut, finest_groups, groups_of, kg_of


class Rolled(NamedTuple):
    """A fleet without its record."""

    groups: tuple[Group, ...]
    devices: int
    total_kg_co2e: Interval
    by_stage: dict[str, Interval]
    kinds: tuple[int, ...]  # numbers of the kinds in the fleet
    outside: bool  # whether the deterministic total is outside of its interval


def roll_up(
    table: Any, by: Sequence[str], known: Known, places: Places, interval: dict[str, Any], told: Progress | None
) -> Rolled:
    """The groups of some keys from the finest groups that an engine gave.

    Parameters
    ----------
    table : pyarrow.Table
        The finest groups.
    interval : dict
        Kind, draws and seed.
    """
    found = finest_groups(table, known, places)
    one = cut(found, [key for key in by if key != "stage"], known, places)
    wanted: list[str | None] = list(known.stages) if "stage" in by else [None]
    kg = _kg(found, one, wanted, known, places, interval, told)
    whole = cut(found, (), known, places)
    totals = _kg(found, whole, [None, *known.stages], known, places, interval, told)
    has = {stage for number in set(found.kind.tolist()) for stage in known.kinds[number].fixed}
    total = totals[None][0] if totals[None] else ZERO
    return Rolled(
        tuple(groups_of(found, one, by, known, kg)), (int(found.high.sum()) << 32) + int(found.low.sum()), total,
        {stage: totals[stage][0] for stage in known.stages if stage in has}, tuple(sorted(set(found.kind.tolist()))),
        not total.low <= total.typical <= total.high,
    )  # fmt: skip


def _kg(
    found: Finest, one: Cut, wanted: list[str | None], known: Known, places: Places, interval: dict[str, Any],
    told: Progress | None,
) -> dict[str | None, list[Interval]]:  # fmt: skip
    """Low, typical and high of each group by stage, or over all stages by None."""
    kg: dict[str | None, list[Interval]] = {}
    for number, stage in enumerate(wanted):
        stages = known.stages if stage is None else (stage,)
        kg[stage] = kg_of(found, one, stages)
        if interval["draws"] and one.keys:
            from footprint.fleet.draws import draw_groups

            kg[stage] = draw_groups(
                found, one, kg[stage], stages, known, places, interval["draws"], interval["seed"],
                _ticks(told, number, len(wanted)),
            )  # fmt: skip
    return kg


def _ticks(told: Progress | None, number: int, of: int) -> Callable[[float], None]:
    def tick(share: float) -> None:
        if told is not None:
            told("drawing", (number + share) / of)

    return tick
