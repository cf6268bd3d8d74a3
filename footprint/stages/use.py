"""Use: the electricity a device draws in service, times the grid intensity where it draws it."""

from __future__ import annotations

from collections.abc import Iterable

from footprint.factors import Factor
from footprint.items import Add, Excluded, Notes, take_declared
from footprint.quantities import HOURS_PER_YEAR
from footprint.system import Grid, State, System
from footprint.tables import DEFAULTS, grid_factor


def mean_power_mw(states: Iterable[State]) -> float:
    """Time-weighted mean power of a device with several power states.

    Parameters
    ----------
    states : iterable of State
        Power [mW] and duty cycle [1], the duties adding up to at most 1; the rest of the time
        draws nothing.

    Returns
    -------
    float
        Mean power, sum of duty x power over the states. [mW]
    """
    return sum(state.duty * state.power_mw for state in states)


def energy_kwh(power_mw: float, years: float) -> float:
    """Energy of a mean power [mW] over a time [years of 8760 h]: P x t x 1e-6. [kWh]"""
    return power_mw * years * HOURS_PER_YEAR * 1e-6


def scaled_energy_kwh(amount_kwh: float, over_years: float, lifetime_years: float) -> float:
    """Energy [kWh] stated for one time, over the lifetime: E x lifetime / stated time. [kWh]"""
    return amount_kwh * (lifetime_years / over_years)


def take(system: System, add: Add, notes: Notes) -> None:
    """Take the row of the use stage: a declared value, or energy and its grid factor."""
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
    if use.energy is not None:
        name = "stated energy"
        energy = scaled_energy_kwh(use.energy.amount_kwh, use.energy.over_years, system.lifetime_years)
    else:
        name = "power states"
        energy = energy_kwh(mean_power_mw(use.states), system.lifetime_years)
        _check_states(use.states, notes)
    factor = resolve_grid(use.grid, "use.grid", notes)
    add("use", "use", name, energy, "kWh", factor.key, "calculated", use.source, factor)


def resolve_grid(grid: Grid | None, field: str, notes: Notes) -> Factor:
    """The grid factor of a system, listing as assumed what the person left open."""
    if grid is None:
        factor = grid_factor(DEFAULTS["country"], None, None)
        notes.assume(field, f"{factor.region} {factor.year}", "no grid given: world average of the newest year")
        return factor
    factor = grid_factor(grid.country, grid.year, grid.factor)
    if grid.country is not None and grid.year is None:
        notes.assume(f"{field}.year", factor.year, f"no year given: the newest year of {grid.country}")
    return factor


def _check_states(states: tuple[State, ...], notes: Notes) -> None:
    rest = 1 - sum(state.duty for state in states)
    if rest > 1e-9:
        notes.assume("use.states", "0 mW", f"the remaining {rest * 100:.6g} % of the time counts as off")
    powers = {state.name.casefold(): state.power_mw for state in states}
    if powers.get("sleep", 0.0) > powers.get("active", float("inf")):
        notes.warnings.append("Power states: sleep draws more power than active")
