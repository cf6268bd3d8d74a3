"""Use: the electricity a device draws in service, times the grid intensity where it draws it."""

from __future__ import annotations

from collections.abc import Iterable

from footprint.electricity import Use
from footprint.factors import Interval
from footprint.items import Add, Excluded, Notes, take_declared
from footprint.quantities import HOURS_PER_YEAR
from footprint.stages.ends import at_each_end
from footprint.stages.grid import resolve_grid, socket_kwh
from footprint.stages.supply import at_supply_mw, states_known, take_supply
from footprint.system import System


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


def energy_kwh(power_mw: float, years: float) -> float:
    """Energy of a mean power [mW] over a time [years of 8760 h]: P x t x 1e-6. [kWh]"""
    return power_mw * years * HOURS_PER_YEAR * 1e-6


def scaled_energy_kwh(amount_kwh: float, over_years: float, lifetime_years: float) -> float:
    """Energy [kWh] stated for one time, over the lifetime: E x lifetime / stated time. [kWh]"""
    return amount_kwh * (lifetime_years / over_years)


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
    years = system.lifetime_years
    if use.energy is not None:
        name, stated, (status, source) = "stated energy", use.energy, ("calculated", use.source)
        energy = at_each_end(scaled_energy_kwh, stated.interval_kwh, stated.over_years, years)
    else:
        name, drawn, (status, source) = "power states", _drawn_mw(system, use, add, notes), states_known(use)
        if drawn is None:
            return
        energy = at_each_end(energy_kwh, drawn, years)
    factor = resolve_grid(use.grid, "use.grid", notes, years)
    low, typical, high = at_each_end(socket_kwh, energy, use.grid)
    add(
        "use", "use", name, typical, "kWh", factor.key, status, source, factor,
        bounds=(low, high) if low < high else None, distribution=use.distribution, pedigree=use.pedigree,
    )  # fmt: skip


def _drawn_mw(system: System, use: Use, add: Add, notes: Notes) -> Interval | None:
    """Mean power from the socket [mW], or None where a grid feeds nothing; and the rows of the supply."""
    _check_states(use, notes)
    load = _load_mw(use)
    power = at_each_end(at_supply_mw, load, use.regulator)
    if use.supply is not None:
        return take_supply(system, use, use.supply, power, add, notes)
    if load.high > 0:
        notes.assume("use.supply", "none", "no supply given: no loss of an adapter, charger or cell is counted")
    return power


def _load_mw(use: Use) -> Interval:
    """Mean power of the load [mW]: all states at their low together, and all at their high, as of one instrument."""
    typical = mean_power_mw(use.state_powers_mw())
    if not use.has_power_bounds:
        return Interval(typical, typical, typical)
    return Interval(mean_power_mw(use.state_powers_mw("low")), typical, mean_power_mw(use.state_powers_mw("high")))


def _check_states(use: Use, notes: Notes) -> None:
    rest = 1 - sum(state.duty for state in use.states)
    if rest > 1e-9:
        notes.assume("use.states", "0 mW", f"the remaining {rest * 100:.6g} % of the time counts as off")
    powers = {s.name.casefold(): mw for s, (_, mw) in zip(use.states, use.state_powers_mw(), strict=True)}
    if powers.get("sleep", 0.0) > powers.get("active", float("inf")):
        notes.warnings.append("Power states: sleep draws more power than active")
