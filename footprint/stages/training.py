"""Training: the model's training and retraining, shared by the devices that carry it."""

from __future__ import annotations

from math import ceil

from footprint.electricity import Hardware, Training
from footprint.factors import Interval
from footprint.items import Add, Excluded, Notes, take_declared
from footprint.stages.grid import resolve_grid, socket_kwh
from footprint.system import System
from footprint.tables import DEFAULTS, training_device


def per_device_kwh(energy_kwh: float, units_produced: int) -> float:
    """Share of one training [kWh] that falls on one of the units produced. [kWh]"""
    return energy_kwh / units_produced


def hardware_kwh(power_w: float, count: int, hours: float, pue: float) -> float:
    """Electricity of a training: devices x power [W] x time [h] x PUE / 1000. [kWh]

    Reference: Strubell et al. 2019 (arXiv 1906.02243), section 2; Patterson et al. 2021 (arXiv 2104.10350), section 2.
    """
    return count * power_w * hours * pue / 1000


def trainings(lifetime_years: float, retrained_every_years: float | None) -> int:
    """Trainings over the lifetime: one before service, and one after each full period inside it."""
    if retrained_every_years is None:
        return 1
    return max(1, ceil(lifetime_years / retrained_every_years - 1e-9))


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
    count = trainings(system.lifetime_years, training.retrained_every_years)
    if training.declared_kg_co2e is not None:
        take_declared("training", "training", training, "training", add, notes, shared_by=units, times=count)
        return
    energy, name, status = _energy_kwh(training, notes)
    factor = resolve_grid(training.grid, "training.grid", notes)
    low, typical, high = (socket_kwh(count * per_device_kwh(kwh, units), training.grid) for kwh in energy)
    name += "" if count == 1 else f", {count} trainings"
    name += "" if units == 1 else f", shared by {units} units"
    add(
        "training", "training", name, typical, "kWh", factor.key, status, training.source, factor,
        bounds=(low, high) if low < high else None, distribution=training.distribution, pedigree=training.pedigree,
    )  # fmt: skip


def _energy_kwh(training: Training, notes: Notes) -> tuple[Interval, str, str]:
    """Electricity of one training [kWh], what it is called, and its status."""
    if training.hardware is None:
        return training.interval_kwh, "energy", "calculated"
    hardware: Hardware = training.hardware
    count, power, status = hardware.count, hardware.power_w, "calculated"
    name = f"{power:.15g} W" if power is not None else ""
    pues = (hardware.pue,) * 3
    if hardware.device is not None:
        known = training_device(hardware.device)
        power, name, status = known.tdp_w, known.title, "estimated"
        notes.tables.add("training_hardware")
        why = known.note or "thermal design power: an upper end"
        notes.assume("training.hardware.power", f"{power:g} W", f"{known.title}, {why}")
    if count is None:
        count = DEFAULTS["training_devices"]
        notes.assume("training.hardware.count", count, "number of devices not given")
    if hardware.pue is None:
        pues, status = tuple(DEFAULTS[k] for k in ("pue_low", "pue", "pue_high")), "assumed"
        notes.assume("training.hardware.pue", DEFAULTS["pue"], f"not given: {DEFAULTS['pue_why']}")
    what = f"{count} x {name} for {hardware.hours:.15g} h, PUE {pues[1]:g}"
    return Interval(*(hardware_kwh(power or 0.0, count, hardware.hours, pue or 1.0) for pue in pues)), what, status
