"""The electricity of the device itself: what its use stage holds, what a state is named for, and what a kWh emits."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from footprint import tables
from footprint.baselines.arithmetic import exact, quotient, total
from footprint.electricity import Use
from footprint.engine import assess
from footprint.errors import InputError
from footprint.factors import ZERO, Factor, Interval
from footprint.items import Notes
from footprint.quantities import HOURS_PER_YEAR
from footprint.result import Footprint, Row
from footprint.stages.grid import resolve_grid, socket_kwh
from footprint.stages.supply import at_supply_mw
from footprint.stages.use import energy_kwh
from footprint.system import System

STATE_PARTS = ("inference", "sensing", "radio")
"""The parts that a power state can be named for; an earlier one wins."""


class Device(NamedTuple):
    """Electricity of a device over its lifetime.

    Attributes
    ----------
    use_kwh : Interval
        What the use stage holds, at the socket or at the cells. [kWh]
    fed_by : str
        grid, cells, light, declared (only kg CO2e are known), or none (the use stage is not described).
    at_source : float
        kWh at the socket or the cells for one more kWh at the load: losses of regulator, adapter, charger and grid.
    kg_per_kwh : Interval
        What a kWh there emits. [kg CO2e]
    kg_known : bool
        False for cells without a factor: a kWh of them counts as nothing, and is not assessed.
    declared_kg : Interval
        The declared footprint of the use stage; zero where its electricity is known. [kg CO2e]
    states_kwh : dict of str to Interval
        Electricity of the states that are named for a part, over the lifetime. [kWh]
    """

    use_kwh: Interval
    fed_by: str
    at_source: float
    kg_per_kwh: Interval
    kg_known: bool
    grid: Factor | None
    declared_kg: Interval
    states_kwh: dict[str, Interval]
    status: str
    source: str


def state_part(name: str) -> str | None:
    """The part that a power state is named for: ``LoRa message`` is radio, ``active`` none."""
    words = set(re.findall(r"[a-z]+(?:-[a-z]+)?", name.casefold()))
    listed = tables.cloud_tasks()["state_words"]
    return next((part for part in STATE_PARTS if words & set(listed[part])), None)


def at_source(use: Use | None) -> float:
    """kWh at the socket or the cells for one more kWh at the load.

    Every loss is linear, so it is the slope: a switching regulator of 80 % behind a charger of 90 % takes
    1 / 0.8 / 0.9 = 1.39 kWh. What they draw at rest is in the use stage and in both options.
    """
    if use is None:
        return 1.0
    slope = 1.0
    if use.states:
        slope = at_supply_mw(2.0, use.regulator) - at_supply_mw(1.0, use.regulator)
        supply = use.supply
        if supply is not None and supply.kind == "mains":
            slope /= supply.efficiency or 1.0
        elif supply is not None and supply.kind != "primary":
            slope /= supply.charge_efficiency or tables.DEFAULTS["charge_efficiency"]
    return socket_kwh(slope, use.grid)


def device_of(result: Footprint, notes: Notes) -> Device:
    """What a footprint says about the electricity of its device."""
    system, use = result.system, result.system.use
    rows = [row for row in result.rows if row.stage == "use"]
    # Replaced cells may be counted in kWh too; they come before what they feed.
    power = next((row for row in reversed(rows) if row.unit == "kWh"), None)
    described = use is not None and use.include
    slope = at_source(use) if described else 1.0
    declared = ZERO
    if power is not None:
        known = Interval(power.quantity_bounds[0], power.quantity, power.quantity_bounds[1]) if (
            power.quantity_bounds) else exact(power.quantity)  # fmt: skip
        fed_by = "grid" if power.factor_key else "light" if _kind(use) == "solar" else "cells"
        status, source = power.status, power.source
    else:
        known, status, source = ZERO, "declared" if rows else "not assessed", ""
        fed_by = "declared" if rows else "none"
        if rows:
            declared, source = total(*(r.kg_co2e for r in rows)), rows[0].source
    factor, kg = _per_kwh(result, fed_by, power, notes)
    states = _states(system, use, slope) if described and use is not None else {}
    return Device(known, fed_by, slope, kg, fed_by != "cells" or kg.high > 0, factor, declared, states, status, source)


def _kind(use: Use | None) -> str | None:
    return use.supply.kind if use is not None and use.supply is not None else None


def _per_kwh(result: Footprint, fed_by: str, row: Row | None, notes: Notes) -> tuple[Factor | None, Interval]:
    """The grid factor of the device, where a grid feeds it, and what a kWh emits."""
    if fed_by == "light":
        return None, ZERO
    if fed_by == "cells":
        return None, _cells_per_kwh(result, notes)
    if row is not None and row.factor_key in result.factors:
        factor = result.factors[row.factor_key]
    else:
        factor = resolve_grid(None, "device.grid", notes)
    return factor, factor.kg_co2e


def _cells_per_kwh(result: Footprint, notes: Notes) -> Interval:
    """Making one set of cells over the energy it gives: 0.1 kg for 5 Wh is 20 kg per kWh. [kg CO2e/kWh]"""
    use, life = result.system.use, result.battery_life
    supply = use.supply if use is not None else None
    if supply is None or life is None:
        return ZERO
    part: dict[str, Any] | None = None
    if supply.replacement is not None:
        part = supply.replacement.model_dump(exclude_none=True)
    elif supply.cell is not None:
        part = {"part": supply.cell, "quantity": float(supply.count or tables.DEFAULTS["cell_count"]), "unit": "pcs"}
    try:
        if part is None:
            raise InputError("what a set is made of is not given")
        made = {"name": "cells", "lifetime_years": 1.0, "blocks": {"power_supply": {"parts": [part]}}}
        one = assess(made, factors=result.factor_set, fill_from=result.fill_sets or None)
        if one.unvalued or not one.rows:
            raise InputError("no factor set that was asked for has a factor for them")
    except InputError as error:
        notes.warnings.append(
            f"Cells feed the device and {error.message}: its electricity is shown, and emits nothing here"
        )
        return ZERO
    return quotient(one.total_kg_co2e, life.energy_kwh)


def _states(system: System, use: Use, slope: float) -> dict[str, Interval]:
    """Electricity over the lifetime of the states that are named for a part, at the socket or cells. [kWh]"""
    found: dict[str, list[Interval]] = {}
    powers = [use.state_powers_mw(end) for end in ("low", "typical", "high")] if use.states else []
    for index, state in enumerate(use.states):
        part = state_part(state.name)
        if part is not None:
            kwh = [energy_kwh(duty * mw, system.lifetime_years) * slope for duty, mw in (p[index] for p in powers)]
            found.setdefault(part, []).append(Interval(*kwh))
    return {part: total(*intervals) for part, intervals in found.items()}


def inferences_in(lifetime_years: float, per_hour: float) -> float:
    """Inferences in a lifetime: rate x 8760 h x years."""
    return per_hour * HOURS_PER_YEAR * lifetime_years
