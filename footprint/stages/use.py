"""Use: the electricity a device draws in service, times the grid intensity where it draws it; and its cells."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from math import ceil
from typing import NamedTuple

from footprint.electricity import Grid, GridPath, Regulator, Supply, Use
from footprint.errors import InputError
from footprint.factors import ZERO, Factor, Interval
from footprint.items import Add, BatteryLife, Excluded, Notes, Unvalued, take_declared, take_part
from footprint.models import Part
from footprint.numbers import power
from footprint.quantities import HOURS_PER_YEAR
from footprint.system import System
from footprint.tables import DEFAULTS, LIMITS, grid_factor
from footprint.tables import cell as known_cell

_KWH_PER_MW_YEAR = HOURS_PER_YEAR * 1e-6


def mean_power_mw(states: Iterable[tuple[float, float]]) -> float:
    """Time-weighted mean power of a device with several power states.

    Parameters
    ----------
    states : iterable of (duty, power)
        Duty cycle [1] and power [mW], the duties adding up to at most 1; the rest of the time
        draws nothing.

    Returns
    -------
    float
        Mean power, sum of duty x power over the states. [mW]
    """
    return sum(duty * power for duty, power in states)


def at_supply_mw(load_mw: float, regulator: Regulator | None) -> float:
    """Power a regulator draws for a load [mW]. [mW]

    A linear regulator passes the current on, so P = P_load x V_supply / V_load; a switching one
    passes the energy on, so P = P_load / efficiency. Both add what they draw themselves.
    """
    if regulator is None:
        return load_mw
    own = regulator.quiescent_mw or 0.0
    if regulator.kind == "ldo":
        return load_mw * (regulator.supply_voltage_v or 1.0) / (regulator.load_voltage_v or 1.0) + own
    return load_mw / (regulator.efficiency or 1.0) + own


def energy_kwh(power_mw: float, years: float) -> float:
    """Energy of a mean power [mW] over a time [years of 8760 h]: P x t x 1e-6. [kWh]"""
    return power_mw * years * HOURS_PER_YEAR * 1e-6


def scaled_energy_kwh(amount_kwh: float, over_years: float, lifetime_years: float) -> float:
    """Energy [kWh] stated for one time, over the lifetime: E x lifetime / stated time. [kWh]"""
    return amount_kwh * (lifetime_years / over_years)


def socket_kwh(energy: float, grid: Grid | None) -> float:
    """Energy to generate for an energy drawn [kWh]: E / (1 - transmission loss). [kWh]"""
    loss = grid.transmission_loss if grid is not None else None
    return energy / (1 - loss) if loss else energy


def battery_years(energy: float, power_mw: float, self_discharge_per_year: float) -> float:
    """Time that cells last: E / (P + E x self-discharge), with E [kWh], P [mW], self-discharge [1/year]. [years]

    Infinite where nothing is drawn and nothing is lost.
    """
    drawn = power_mw * _KWH_PER_MW_YEAR + energy * self_discharge_per_year
    return energy / drawn if drawn > 0 else float("inf")


def replacements(lifetime_years: float, battery_life_years: float) -> int:
    """Sets of cells after the first one: ceil(lifetime / battery life) - 1."""
    return max(0, ceil(lifetime_years / battery_life_years - 1e-9) - 1)


def take(system: System, add: Add, notes: Notes) -> None:
    """Take the rows of the use stage: a declared value, or energy and its grid factor, and replaced cells."""
    use = system.use
    if use is None:
        notes.missing.append("use")
        return
    if not use.include:
        notes.excluded.append(Excluded("use", use.why or ""))
        return
    if use.declared_kg_co2e is not None:
        take_declared("use", "use", use, "use", add, notes)
        return
    bounds: tuple[float, float] | None = None
    if use.energy is not None:
        name = "stated energy"
        energy = scaled_energy_kwh(use.energy.amount_kwh, use.energy.over_years, system.lifetime_years)
    else:
        name = "power states"
        _check_states(use, notes)
        load_mw = mean_power_mw(use.state_powers_mw())
        power_mw = at_supply_mw(load_mw, use.regulator)
        if use.supply is not None:
            drawn = _take_supply(system, use, use.supply, power_mw, add, notes)
            if drawn is None:
                return
            power_mw = drawn.typical
            if drawn.low < drawn.high:
                low, high = (energy_kwh(mw, system.lifetime_years) for mw in (drawn.low, drawn.high))
                bounds = (socket_kwh(low, use.grid), socket_kwh(high, use.grid))
        elif load_mw > 0:
            notes.assume("use.supply", "none", "no supply given: no loss of an adapter, charger or cell is counted")
        energy = energy_kwh(power_mw, system.lifetime_years)
    factor = resolve_grid(use.grid, "use.grid", notes, system.lifetime_years)
    energy = socket_kwh(energy, use.grid)
    add("use", "use", name, energy, "kWh", factor.key, "calculated", use.source, factor, bounds=bounds)


def _take_supply(
    system: System, use: Use, supply: Supply, power_mw: float, add: Add, notes: Notes
) -> Interval | None:  # fmt: skip
    """Take what the supply adds; returns the mean power from the socket [mW], or None without one."""
    if supply.kind == "mains":
        standby = supply.standby_mw
        if standby is None:
            standby = DEFAULTS["standby_mw"]
            notes.assume("use.supply.standby", f"{standby:g} mW", "standby loss of the adapter not given")
        drawn = power_mw / (supply.efficiency or 1.0) + standby
        return Interval(drawn, drawn, drawn)
    cells = _cells(supply, notes)
    if cells is not None:
        _check_peak(use, cells, supply)
    if supply.kind == "rechargeable" and cells is not None:
        lost = [e * s / _KWH_PER_MW_YEAR for e, s in zip(cells.energy_kwh, cells.self_discharge_per_year, strict=True)]
        every = supply.replaced_every_years
        if every is None:
            notes.assume("use.supply.replaced_every", "never", "not given: the cells last as long as the device")
        count = replacements(system.lifetime_years, every) if every is not None else 0
        notes.battery_life = _life(cells, power_mw, count, "to be charged again")
        if count:
            _take_replacements(supply, count, (count, count), add, notes)
        return Interval(*((power_mw + mw) / (supply.charge_efficiency or 1.0) for mw in lost))
    stored = energy_kwh(power_mw, system.lifetime_years)
    if supply.kind == "solar":
        if power_mw > (supply.harvest_mw or 0.0):
            raise InputError(
                f"the power states draw {power(power_mw)}, more than the harvest of {power(supply.harvest_mw or 0.0)}",
                path=("use", "supply", "harvest"), hint="A larger cell, a lower duty cycle, or another supply.",
            )  # fmt: skip
        if cells is not None:
            notes.battery_life = _life(cells, power_mw, 0, "empty without light")
        source = "from light: no grid; the solar cell counts in production"
        add("use", "use", "harvested energy", stored, "kWh", None, "calculated", source, declared=ZERO)
        return None
    assert cells is not None  # a primary supply has cells, which its model checks
    life = _life(cells, power_mw, 0, "empty")
    if life is not None:
        _check_life(life)
        low, count, high = (replacements(system.lifetime_years, y) for y in reversed(life.years))
        notes.battery_life = life._replace(replacements=count)
        if high:
            _take_replacements(supply, count, (low, high), add, notes)
    source = "from primary cells: no grid; their making counts in power supply"
    add("use", "use", "energy of the cells", stored, "kWh", None, "calculated", source, declared=ZERO)
    return None


class _Cells(NamedTuple):
    """One set of cells: usable energy, self-discharge and the power it can deliver."""

    energy_kwh: Interval
    self_discharge_per_year: Interval
    max_power_mw: float | None


def _cells(supply: Supply, notes: Notes) -> _Cells | None:
    """The set of cells of a supply, listing as assumed what was left open."""
    if supply.cell is None and supply.energy_kwh is None:
        return None
    usable, given = supply.usable, supply.self_discharge_per_year
    if supply.cell is not None:
        known, count = known_cell(supply.cell), supply.count
        notes.tables.add("cells")
        if count is None:
            count = DEFAULTS["cell_count"]
            notes.assume("use.supply.count", count, "number of cells not given")
        energy = known.energy_kwh.scaled(count * (usable or 1.0))
        loss = known.self_discharge_per_year if given is None else Interval(given, given, given)
        power = known.max_power_mw * count if known.max_power_mw is not None else None
        if known.status == "assumed":
            text = f"{known.energy_kwh.typical * 1e3:.4g} Wh, {known.self_discharge_per_year.typical:.3g} per year"
            notes.assume(f"use.supply.{known.key}", text, known.source)
    else:
        if usable is None:
            usable = 1.0
            notes.assume("use.supply.usable", "100 %", "usable share of the energy not given")
        if given is None:
            given = 0.0
            notes.assume("use.supply.self_discharge", "0 % per year", "not given")
        kwh = (supply.energy_kwh or 0.0) * usable
        energy, loss, power = Interval(kwh, kwh, kwh), Interval(given, given, given), None
    return _Cells(energy, loss, supply.max_power_mw if supply.max_power_mw is not None else power)


def _life(cells: _Cells, power_mw: float, count: int, what: str) -> BatteryLife | None:
    """How long a set lasts; None where nothing drains it."""
    energy, loss = cells.energy_kwh, cells.self_discharge_per_year
    years = Interval(
        battery_years(energy.low, power_mw, loss.high),
        battery_years(energy.typical, power_mw, loss.typical),
        battery_years(energy.high, power_mw, loss.low),
    )
    if years.typical == float("inf"):
        return None
    return BatteryLife(years, power_mw, energy, loss, count, what)


def _check_peak(use: Use, cells: _Cells, supply: Supply) -> None:
    """A power state must not ask more than the cells can deliver."""
    if cells.max_power_mw is None:
        return
    for index, (_, load_mw) in enumerate(use.state_powers_mw()):
        needed = at_supply_mw(load_mw, use.regulator)
        if needed > cells.max_power_mw:
            name = use.states[index].name
            raise InputError(
                f"state {name} draws {power(needed)}, more than the {power(cells.max_power_mw)} that the cells deliver",
                path=("use", "states", index),
                hint="More or larger cells, another supply, or max_power where the data sheet says that they can.",
            )  # fmt: skip


def _check_life(life: BatteryLife) -> None:
    """Cells that would be changed more than daily are no supply."""
    days = life.years.typical * HOURS_PER_YEAR / 24
    if days < LIMITS["shortest_battery_life_days"]:
        raise InputError(
            f"the cells would be empty after {days * 24:.3g} hours", path=("use", "supply"),
            hint="The power states exceed what the cells hold: larger cells, a lower duty cycle, or another supply.",
        )  # fmt: skip


def _take_replacements(supply: Supply, count: int, bounds: tuple[int, int], add: Add, notes: Notes) -> None:
    """Take the making of every set of cells after the first, which counts in the power supply block."""
    part = supply.replacement
    path: tuple[str | int, ...] = ("use", "supply", "replacement", "part")
    if part is None and supply.cell is not None:
        part = Part(part=supply.cell, quantity=float(supply.count or DEFAULTS["cell_count"]), unit="pcs")
        path = ("use", "supply", "cell")
    if part is None:
        why = "what a set is made of is not given"
        notes.unvalued.append(Unvalued("power_supply", "replaced cells", float(count), "sets", why, path))
        return
    what = f"{count} {'replacement' if count == 1 else 'replacements'}: "
    take_part("use", "power_supply", part, path, add, notes, float(count), (float(bounds[0]), float(bounds[1])), what)


def resolve_grid(grid: Grid | None, field: str, notes: Notes, lifetime_years: float = 0.0) -> Factor:
    """The grid factor of a system, listing as assumed what the person left open."""
    if grid is None:
        factor = grid_factor(DEFAULTS["country"], None, None)
        notes.assume(field, f"{factor.region} {factor.year}", "no grid given: world average of the newest year")
        return factor
    if grid.intensity_kg_per_kwh is not None:
        factor = _own_factor(grid, field)
    else:
        factor = grid_factor(grid.country, grid.year, grid.factor)
        if grid.country is not None and grid.year is None:
            notes.assume(f"{field}.year", factor.year, f"no year given: the newest year of {grid.country}")
    return factor if grid.path is None else _on_path(factor, grid.path, field, lifetime_years)


def _own_factor(grid: Grid, field: str) -> Factor:
    """The factor of an own intensity."""
    value = grid.intensity_kg_per_kwh or 0.0
    low, high = (value if b is None else b for b in (grid.low_kg_per_kwh, grid.high_kg_per_kwh))
    basis = f"{grid.basis}-based" if grid.basis else "basis not stated"
    return Factor(
        f"grid.own.{field.split('.')[0]}", Interval(low, value, high), "kgCO2e/kWh", "kWh", 1.0, "verbatim", "declared",
        0, "as stated", basis, grid.source or "", "", "", "of the system file", "", "",
    )  # fmt: skip


def path_share(start: float, years: float, first: float, last: float) -> float:
    """Mean over a time in service of a share that is 1 until `first`, falls linearly to 0 at `last`, and stays 0.

    Parameters
    ----------
    start, years : float
        Calendar year at whose start the service begins, and its length. [years]
    first, last : float
        Calendar years between which the share falls.
    """
    end = start + years
    marks = sorted({start, end, *(m for m in (first, last) if start < m < end)})

    def share(t: float) -> float:
        return min(1.0, max(0.0, (last - t) / (last - first)))

    area = sum((share(a) + share(b)) / 2 * (b - a) for a, b in pairwise(marks))
    return area / years


def table_mean(start: int, years: float, listed: dict[int, float]) -> float:
    """Mean intensity [kg CO2e/kWh] over a time in service, each calendar year by the time spent in it.

    Raises
    ------
    InputError
        A year in service that the table does not have.
    """
    end, total = start + years, 0.0
    for year in range(start, ceil(end - 1e-9)):
        if year not in listed:
            raise InputError(f"no intensity for {year}; the device is in service from {start} to {end:g}")
        total += listed[year] * (min(end, year + 1) - year)
    return total / years


def _on_path(factor: Factor, path: GridPath, field: str, lifetime_years: float) -> Factor:
    """The mean factor over the lifetime, on a path of the grid."""
    if path.kind == "table":
        listed = {y.year: y.intensity_kg_per_kwh for y in path.years}
        try:
            mean = table_mean(path.in_service, lifetime_years, listed)
        except InputError as error:
            error.path = (*field.split("."), "path", "years")
            raise
        kg, words = Interval(mean, mean, mean), "table"
    else:
        kept = path_share(path.in_service, lifetime_years, factor.year, path.by or 0)
        end = (path.to_kg_per_kwh or 0.0) * (1 - kept)
        kg = Interval(*(kept * bound + end for bound in factor.kg_co2e))
        words = f"linear to {path.to_kg_per_kwh:g} kg/kWh in {path.by}"
    words = f"path from {path.in_service} over {lifetime_years:.6g} years: {words} ({path.source})"
    return factor._replace(key=f"{factor.key}.path", kg_co2e=kg, source=f"{factor.source}; {words}", note=words)


def _check_states(use: Use, notes: Notes) -> None:
    rest = 1 - sum(state.duty for state in use.states)
    if rest > 1e-9:
        notes.assume("use.states", "0 mW", f"the remaining {rest * 100:.6g} % of the time counts as off")
    powers = {s.name.casefold(): mw for s, (_, mw) in zip(use.states, use.state_powers_mw(), strict=True)}
    if powers.get("sleep", 0.0) > powers.get("active", float("inf")):
        notes.warnings.append("Power states: sleep draws more power than active")
