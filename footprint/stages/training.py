"""Training: the model's training, shared by the devices that carry it."""

from __future__ import annotations

from footprint.items import Add, Excluded, Notes, take_declared
from footprint.stages.use import resolve_grid
from footprint.system import System
from footprint.tables import DEFAULTS


def per_device_kwh(energy_kwh: float, units_produced: int) -> float:
    """Share of one training [kWh] that falls on one of the units produced. [kWh]"""
    return energy_kwh / units_produced


def take(system: System, add: Add, notes: Notes) -> None:
    """Take the row of the training: a declared value, or energy and its grid factor."""
    training = system.training
    if training is None:
        notes.missing.append("training")
        return
    if not training.include:
        notes.excluded.append(Excluded("training", training.why or ""))
        return
    units = system.units_produced
    if units is None:
        units = DEFAULTS["units_produced"]
        notes.assume("units_produced", units, "not given: the whole training is charged to one device")
    if training.energy_kwh is None:
        take_declared("training", "training", training, "training", add, notes, shared_by=units)
        return
    factor = resolve_grid(training.grid, "training.grid", notes)
    energy = per_device_kwh(training.energy_kwh, units)
    name = "energy" if units == 1 else f"energy, shared by {units} units"
    add("training", "training", name, energy, "kWh", factor.key, "calculated", training.source, factor)
