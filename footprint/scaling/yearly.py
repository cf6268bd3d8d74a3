"""What a growing stock emits in a year: making for growth and replacement, use of the stock, end of life."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import fsum
from typing import Any, NamedTuple

from footprint import tables
from footprint.factors import Interval
from footprint.scaling.growth import Model
from footprint.scaling.mixes import Member
from footprint.scaling.stock import Flow, flows
from footprint.scaling.sums import MADE, Key, Sum, combined

_BILLION = 1e9


class Year(NamedTuple):
    """One year of a growing stock.

    Attributes
    ----------
    year : int
    stock_devices, produced_devices, replacing_devices, retired_devices : float
        In service at its end; made in it; of these in place of retired ones; retired in it.
    kg_co2e : Interval
        Of the year. [kg CO2e]
    by_stage : dict of str to float
        The deterministic value by life-cycle stage. [kg CO2e]
    """

    year: int
    stock_devices: float
    produced_devices: float
    replacing_devices: float
    retired_devices: float
    kg_co2e: Interval
    by_stage: dict[str, float]

    def to_dict(self) -> dict[str, Any]:
        """As it is printed."""
        out = self._asdict()
        out["by_stage_kg_co2e"] = out.pop("by_stage")
        return {**out, "kg_co2e": self.kg_co2e.to_dict()}


def yearly(stock: Mapping[int, float], members: Sequence[Member], sums: Mapping[Key, Sum]) -> tuple[Year, ...]:
    """Flows of a stock of some systems in the shares of their mix, and what they emit, from the second year on.

        kg(y) = made(y) x (production + transport + training) + stock(y) x use / lifetime + retired(y) x end of life

    Of a stock that stays at N it is N x total / lifetime in every year.

    Parameters
    ----------
    stock : map of int to float
        Devices in service at the end of each year.
    members : sequence of Member
        The systems; each share of the stock has flows of its own, by the lifetime of the system.
    sums : map of tuple to Sum
        From `sums`. [kg CO2e per device]
    """
    shares: dict[float, float] = {}
    for member in members:
        shares[member.lifetime_years] = shares.get(member.lifetime_years, 0.0) + member.share
    by_lifetime = {life: flows(stock, life) for life in shares}
    found = []
    for index, year in enumerate(sorted(stock)[1:]):
        of_year = {life: some[index] for life, some in by_lifetime.items()}
        # sums of a phase hold the share already: what they multiply is the flow of the whole stock at that lifetime
        parts = [(_times(key, of_year[key[1]]), key) for key in sums if key[0] == "phase"]
        kg = combined([(by, sums[key]) for by, key in parts])
        stages = {stage: _stage(stage, members, of_year) for stage in tables.STAGES}

        def total(field: str, of_year: dict[float, Flow] = of_year) -> float:
            return fsum(share * getattr(of_year[life], field) for life, share in shares.items())

        found.append(
            Year(year, stock[year], total("produced"), total("replacing"), total("retired"), kg, stages)
        )  # fmt: skip
    return tuple(found)


def _times(key: Key, flow: Flow) -> float:
    """How many devices' worth of a phase falls into a year."""
    _, life, phase = key
    return flow.stock / life if phase == "use" else flow.retired if phase == "end_of_life" else flow.produced


def _stage(stage: str, members: Sequence[Member], of_year: Mapping[float, Flow]) -> float:
    phase = "made" if stage in MADE else stage
    return fsum(
        m.share * m.by_stage.get(stage, 0.0) * _times(("phase", m.lifetime_years, phase), of_year[m.lifetime_years])
        for m in members
    )


def stock_of(model: Model) -> dict[int, float]:
    """The connections of a model in each of its years, in devices."""
    known = ((year, model.at(year)) for year in model.years())
    return {year: billion * _BILLION for year, billion in known if billion is not None}
