"""What feeds a device: regulator, adapter, charger, cells and light; battery life, and cells that are replaced.

Part of the use stage.
"""

from __future__ import annotations

from math import ceil
from typing import NamedTuple

from footprint.electricity import Regulator, Supply, Use
from footprint.errors import InputError
from footprint.factors import ZERO, Interval
from footprint.items import Add, BatteryLife, Notes, Unvalued, take_part, weakest
from footprint.models import Part
from footprint.numbers import power
from footprint.quantities import HOURS_PER_YEAR
from footprint.stages.ends import at_each_end
from footprint.system import System
from footprint.tables import DEFAULTS, LIMITS, recipes
from footprint.tables import cell as known_cell

_KWH_PER_MW_YEAR = HOURS_PER_YEAR * 1e-6


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


def battery_years(energy: float, power_mw: float, self_discharge_per_year: float) -> float:
    """Time that cells last: E / (P + E x self-discharge), with E [kWh], P [mW], self-discharge [1/year]. [years]

    Infinite where nothing is drawn and nothing is lost.
    """
    drawn = power_mw * _KWH_PER_MW_YEAR + energy * self_discharge_per_year
    return energy / drawn if drawn > 0 else float("inf")


def replacements(lifetime_years: float, battery_life_years: float) -> int:
    """Sets of cells after the first one: ceil(lifetime / battery life) - 1."""
    return max(0, ceil(lifetime_years / battery_life_years - 1e-9) - 1)


def states_known(use: Use) -> tuple[str, str | None]:
    """How the power states are known, and what says so.

    The status is the weakest of the states, a state without one being calculated; the sources are that of the use
    stage and those of the states, each once, with the names of its states.
    """
    for state in use.states:
        if state.status is not None or state.source is not None:
            break
    else:
        return "calculated", use.source
    found: dict[str, list[str]] = {}
    for state in use.states:
        if state.source is not None:
            found.setdefault(state.source, []).append(state.name)
    status = weakest(*(s.status or "calculated" for s in use.states))
    if not found:
        return status, use.source
    texts = [f"{', '.join(names)}: {source}" for source, names in found.items()]
    return status, "; ".join([use.source, *texts] if use.source else texts)


def take_supply(
    system: System, use: Use, supply: Supply, drawn: Interval, add: Add, notes: Notes
) -> Interval | None:  # fmt: skip
    """Take what the supply adds to a mean power drawn from it [mW].

    Returns the mean power from the socket [mW], or None without one.
    """
    if supply.kind == "mains":
        standby = supply.standby_mw
        if standby is None:
            standby = DEFAULTS["standby_mw"]
            notes.assume("use.supply.standby", f"{standby:g} mW", "standby loss of the adapter not given")
        efficiency, own = supply.efficiency or 1.0, standby
        return at_each_end(lambda mw: mw / efficiency + own, drawn)
    cells = _cells(supply, notes)
    if cells is not None:
        _check_peak(use, cells, notes)
        _check_first_set(system, supply, notes)
    if supply.kind == "primary" and cells is not None:
        _take_primary(system, use, supply, cells, drawn, add, notes)
        return None
    charged = _charged(system, supply, cells, drawn, add, notes)
    if supply.kind == "rechargeable":
        return charged
    harvest = supply.harvest_mw or 0.0
    if charged.typical > harvest:
        raise InputError(
            f"the power states and the loss of the cells take {power(charged.typical)}, more than the harvest of "
            f"{power(harvest)}", path=("use", "supply", "harvest"),
            hint="A larger cell, a lower duty cycle, or another supply.",
        )  # fmt: skip
    status, source = _named(use, "from light: no grid; the solar cell counts in production")
    stored = charged.typical * _KWH_PER_MW_YEAR * system.lifetime_years
    add("use", "use", "harvested energy", stored, "kWh", None, status, source, declared=ZERO)
    return None


def _charged(
    system: System, supply: Supply, cells: _Cells | None, drawn: Interval, add: Add, notes: Notes
) -> Interval:  # fmt: skip
    """Mean power that goes into rechargeable cells, with their losses; and the cells replaced. [mW]"""
    if cells is None:
        return drawn
    lost = [e * s / _KWH_PER_MW_YEAR for e, s in zip(cells.energy_kwh, cells.self_discharge_per_year, strict=True)]
    every, efficiency = supply.replaced_every_years, supply.charge_efficiency
    if every is None:
        notes.assume("use.supply.replaced_every", "never", "not given: the cells last as long as the device")
    if efficiency is None:
        efficiency = DEFAULTS["charge_efficiency"]
        notes.assume("use.supply.charge_efficiency", f"{efficiency * 100:g} %", "loss of charging not given")
    count = replacements(system.lifetime_years, every) if every is not None else 0
    what = "to be charged again" if supply.kind == "rechargeable" else "empty without light"
    notes.battery_life = _life(cells, drawn, count, what)
    if count:
        _take_replacements(supply, count, (count, count), add, notes)
    return Interval(*((mw + loss) / efficiency for mw, loss in zip(drawn, lost, strict=True)))


def _named(use: Use, text: str) -> tuple[str, str]:
    """How the power states are known, and a source with theirs behind it."""
    status, known = states_known(use)
    return status, f"{text}; {known}" if any(s.source for s in use.states) else text


def _take_primary(
    system: System, use: Use, supply: Supply, cells: _Cells, drawn: Interval, add: Add, notes: Notes
) -> None:  # fmt: skip
    """Take the energy of primary cells, which no grid gives, and the sets after the first."""
    years = battery_life_interval(cells.energy_kwh, drawn, cells.self_discharge_per_year)
    _check_life(years)
    low, count, high = (replacements(system.lifetime_years, y) for y in reversed(years))
    notes.battery_life = _life(cells, drawn, count, "empty")
    if high:
        _take_replacements(supply, count, (low, high), add, notes)
    status, source = _named(use, "from primary cells: no grid; their making counts in power supply")
    stored = drawn.typical * _KWH_PER_MW_YEAR * system.lifetime_years
    add("use", "use", "energy of the cells", stored, "kWh", None, status, source, declared=ZERO)


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
        most = known.max_power_mw * count if known.max_power_mw is not None else None
        if known.status == "assumed":
            text = f"{known.energy_kwh.typical * 1e3:.4g} Wh, {known.self_discharge_per_year.typical:.3g} per year"
            notes.assume(f"use.supply.{known.key}", text, known.source)
    else:
        if usable is None:
            usable = DEFAULTS["usable"]
            notes.assume("use.supply.usable", f"{usable * 100:g} %", "usable share of the energy not given")
        if given is None:
            given = DEFAULTS["self_discharge_per_year"]
            notes.assume("use.supply.self_discharge", f"{given * 100:g} % per year", "not given")
        kwh = (supply.energy_kwh or 0.0) * usable
        energy, loss, most = Interval(kwh, kwh, kwh), Interval(given, given, given), None
    return _Cells(energy, loss, supply.max_power_mw if supply.max_power_mw is not None else most)


def battery_life_interval(energy: Interval, drawn: Interval, self_discharge: Interval) -> Interval:
    """How long a set lasts: the low energy with the high power and the high self-discharge, and the reverse. [years]

    Units as in `battery_years`.
    """
    return Interval(
        battery_years(energy.low, drawn.high, self_discharge.high),
        battery_years(energy.typical, drawn.typical, self_discharge.typical),
        battery_years(energy.high, drawn.low, self_discharge.low),
    )


def _life(cells: _Cells, drawn: Interval, count: int, what: str) -> BatteryLife | None:
    """How long a set lasts, with the sets that follow it; None where nothing drains it."""
    years = battery_life_interval(cells.energy_kwh, drawn, cells.self_discharge_per_year)
    if years.typical == float("inf"):
        return None
    return BatteryLife(years, drawn.typical, cells.energy_kwh, cells.self_discharge_per_year, count, what)


def _check_first_set(system: System, supply: Supply, notes: Notes) -> None:
    """The first set of cells counts in the power supply block: say so where that block does not hold it."""
    block = system.blocks.get("power_supply")
    if block is None or not block.include or block.declared_kg_co2e is not None:
        return  # listed as not described, left out with a reason, or declared as a whole
    made = {one.becomes for group in recipes().get((supply.cell or "", "pcs"), ()) for one in group}
    held = {supply.cell, *made} if supply.cell else {p.part for p in block.parts if _is_battery(p.part)}
    if block.hsl is not None:
        if supply.kind == "primary" and block.hsl != 1:
            words = f"power supply is given as HSL-{block.hsl}, which holds no primary cells"
            notes.warnings.append(f"Cells: {words}, and the use stage is fed by them")
        return
    if not any(p.part is None or p.part in held for p in block.parts):  # a line without a part may be the cells
        why = "the power supply block does not hold it"
        path = ("use", "supply")
        notes.unvalued.append(Unvalued("power_supply", f"first set of {supply.cell or 'cells'}", 1.0, "set", why, path))


def _is_battery(part: str | None) -> bool:
    return part is not None and (part.startswith("cell-") or part.endswith("-battery"))


def _check_peak(use: Use, cells: _Cells, notes: Notes) -> None:
    """A power state must not ask more than the cells can deliver."""
    if cells.max_power_mw is None:
        notes.assume("use.supply.max_power", "not checked", "no figure of what the cells deliver at most")
        return
    for index, (_, load_mw) in enumerate(use.state_powers_mw("high")):
        needed = at_supply_mw(load_mw, use.regulator)
        if needed > cells.max_power_mw:
            state = use.states[index]
            draws = "draws up to" if state.has_bounds else "draws"
            raise InputError(
                f"state {state.name} {draws} {power(needed)}, more than the {power(cells.max_power_mw)} that the cells "
                "deliver",
                path=("use", "states", index),
                hint="More or larger cells, another supply, or max_power where the data sheet says that they can.",
            )  # fmt: skip


def _check_life(years: Interval) -> None:
    """Cells that would be changed more than daily are no supply."""
    days = years.typical * HOURS_PER_YEAR / 24
    if days < LIMITS["shortest_battery_life_days"]:
        raise InputError(
            f"the cells would be empty after {days * 24:.3g} hours", path=("use", "supply"),
            hint="The power states exceed what the cells hold: larger cells, a lower duty cycle, or another supply.",
        )  # fmt: skip


def _take_replacements(supply: Supply, count: int, bounds: tuple[int, int], add: Add, notes: Notes) -> None:
    """Take the making of every set of cells after the first: needed in service, so it counts in use."""
    part = supply.replacement
    path: tuple[str | int, ...] = ("use", "supply", "replacement", "part")
    if part is None and supply.cell is not None:
        part = Part(part=supply.cell, quantity=float(supply.count or DEFAULTS["cell_count"]), unit="pcs")
        path = ("use", "supply", "cell")
    if part is None:
        why = "what a set is made of is not given"
        notes.unvalued.append(Unvalued("use", "replaced cells", float(count), "sets", why, path))
        return
    what = f"{count} {'replacement' if count == 1 else 'replacements'}: "
    take_part("use", "use", part, path, add, notes, float(count), (float(bounds[0]), float(bounds[1])), what)
