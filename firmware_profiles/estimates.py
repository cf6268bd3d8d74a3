"""Latency and energy of one inference on a device that was not measured with this model: ranges from others that were.

Nothing here is more than an estimate: every figure is a range, says what it rests on, and there is none for a device
without data. Measure where it matters.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import median
from typing import Any, NamedTuple

from firmware_profiles.devices import Device, currents, known_device, power_at_mw
from firmware_profiles.profile import NOT_VERIFIED, Profile, all_profiles
from firmware_profiles.readers import is_number, is_whole
from footprint.errors import InputError, nearest, printable, shown
from footprint.factors import Interval
from footprint.numbers import significant

WORDS = {"latencies": "latencies", "currents": "series of currents", "energies_per_mac": "energies per MAC"}
"""What measurements are called in texts, by their key in `Estimate.measurements`."""


class Estimate(NamedTuple):
    """What one inference may take on a device; always ranges.

    Attributes
    ----------
    latency_ms : Interval, optional
        MACs x cycles per MAC / clock. [ms]
    energy_uj : Interval, optional
        By `method`; None where only a latency can be told. [uJ]
    energy_by_macs_uj : Interval, optional
        MACs x energy per MAC of the device, whatever its clock, voltage and runtime then. [uJ]
    method : str
        latency x current x voltage, energy per MAC, or none.
    rests_on : tuple of str
        The measurements.
    notes : tuple of str
        What was scaled, taken over or is not known.
    latencies, series : int
        Measured latencies and series of currents that it rests on; the energies per MAC are `Device.points`.
    """

    device: Device
    macs: int
    runtime: str | None
    clock_mhz: float | None
    voltage_v: float | None
    latency_ms: Interval | None
    energy_uj: Interval | None
    energy_by_macs_uj: Interval | None
    method: str
    rests_on: tuple[str, ...]
    notes: tuple[str, ...]
    latencies: int = 0
    series: int = 0

    @property
    def measurements(self) -> dict[str, int]:
        """How many measurements of each kind it rests on."""
        return {"latencies": self.latencies, "currents": self.series, "energies_per_mac": self.device.points}

    @property
    def status(self) -> str:
        """Always *estimated*."""
        return "estimated"

    def state(self, inferences_per_hour: float, model: str | None = None) -> dict[str, Any]:
        """A power state with bounds, in the keys of `use.states` of a system file.

        The duty is rate x typical latency, and the bounds of the power are those of the energy over that time, so
        that duty x power spans rate x energy.

        Parameters
        ----------
        inferences_per_hour : float
            How often the model runs. [1/h]
        model : str, optional
            What the source calls the model, such as its file and hash.

        Raises
        ------
        InputError
            No energy or no latency, or a rate above what the device can do.
        """
        if self.energy_uj is None or self.latency_ms is None:
            what = "energy" if self.energy_uj is None else "latency"
            raise InputError(f"no {what} can be estimated for {self.device.title}, so no power state")
        if not (is_number(inferences_per_hour) and inferences_per_hour > 0):
            raise InputError("a power state needs inferences_per_hour, a number above 0")
        duty = inferences_per_hour / 3600 * self.latency_ms.typical * 1e-3
        if duty > 1:
            most = 3.6e6 / self.latency_ms.typical
            raise InputError(
                f"{inferences_per_hour:g} inferences per hour; {self.device.title} does about {significant(most)}"
            )
        low, typical, high = (f"{uj / self.latency_ms.typical:.9g} mW" for uj in self.energy_uj)
        known = ", ".join(f"{n} {WORDS[kind]}" for kind, n in self._used.items())
        at = [f"{self.clock_mhz:g} MHz"] if self.clock_mhz else []
        at += [f"{self.voltage_v:g} V"] if self.voltage_v else []
        source = f"estimate for {', '.join([self.device.title, *at])}: {f'{model}, ' if model else ''}{self.macs} MAC, "
        return {
            "name": "inference", "power": typical, "power_low": low, "power_high": high, "duty": duty,
            "status": self.status, "source": printable(f"{source}{self.method}, from {known}"),
        }  # fmt: skip

    @property
    def _used(self) -> dict[str, int]:
        """The measurements of the method that was taken."""
        kinds = {"latencies", "energies_per_mac" if self.method == "energy per MAC" else "currents"}
        return {kind: n for kind, n in self.measurements.items() if kind in kinds}

    def to_dict(self) -> dict[str, Any]:
        """As it is printed."""
        return {
            "device": self.device.key, "title": self.device.title, "device_class": self.device.device_class,
            "core": self.device.core, "macs": self.macs, "runtime": self.runtime, "clock_mhz": self.clock_mhz,
            "voltage_v": self.voltage_v,
            **{k: v.to_dict() if (v := getattr(self, k)) else None
               for k in ("latency_ms", "energy_uj", "energy_by_macs_uj")},
            "nj_per_mac": self.device.nj_per_mac.to_dict() if self.device.nj_per_mac else None,
            "method": self.method, "status": self.status, "measurements": self.measurements,
            "rests_on": list(self.rests_on), "notes": list(self.notes),
        }  # fmt: skip


def latency_ms(macs: float, cycles_per_mac: float, clock_mhz: float) -> float:
    """Time of one inference: MACs x cycles per MAC / clock [MHz]. [ms]"""
    return macs * cycles_per_mac / clock_mhz * 1e-3


def energy_uj(latency_ms: float, current_ma: float, voltage_v: float) -> float:
    """Energy of one inference: latency [ms] x current [mA] x voltage [V]. [uJ]"""
    return latency_ms * current_ma * voltage_v


def estimate(
    macs: int,
    *,
    device: str,
    runtime: str | None = None,
    clock_mhz: float | None = None,
    voltage_v: float | None = None,
    regulator: str | None = None,
) -> Estimate:
    """The latency and the energy that one inference may take on a device.

    Parameters
    ----------
    macs : int
        Multiply-accumulates of one inference.
    device : str
        A key of `firmware_profiles.devices.devices`, such as ``stm32l4r5``.
    runtime : str, optional
        Family of the runtime, such as ``x-cube-ai``; all that were measured on the core if left out.
    clock_mhz : float, optional
        Clock of the processor; that of the measurements if left out. [MHz]
    voltage_v : float, optional
        Supply voltage of the device. With it the energy is latency x current x voltage; without it energy per MAC.
    regulator : str, optional
        ldo, smps or external-smps, of those that were measured on the device; all if left out.

    Returns
    -------
    Estimate
        Ranges from the least to the greatest of the measurements, with the median as typical; never a single value.

    Raises
    ------
    InputError
        An unknown device, one without data, a runtime or regulator that was not measured on it, or a number that is
        none.
    """
    known = known_device(device)
    if not (is_whole(macs) and macs > 0):
        raise InputError(f"macs must be a whole number above 0, not {shown(macs)}")
    for name, value in (("clock_mhz", clock_mhz), ("voltage_v", voltage_v)):
        if value is not None and not (is_number(value) and value > 0):
            raise InputError(f"{name} must be a number above 0, not {shown(value)}")
    notes: list[str] = []
    rests_on: list[str] = []
    clock = clock_mhz
    measured = _cycles(known, runtime)
    if clock is None and (measured or voltage_v is not None) and known.clock_mhz is not None:
        clock = known.clock_mhz
        notes.append(f"clock of {clock:g} MHz: that of the measurements")
    latency = None
    if measured and clock is not None:
        cycles = _spread([p.cycles_per_mac or 0.0 for p in measured])
        latency = Interval(*(latency_ms(macs, c, clock) for c in cycles))
        rests_on.append(_said(measured, cycles, known.core))
        if min(measured, key=lambda p: p.cycles_per_mac or 0.0).task == "vww":
            notes.append(
                "the least cycles per MAC are of visual wake words, a model of many zero weights that a runtime may "
                "leave out"
            )
    elif measured:
        notes.append("no latency: it was measured at several clocks, so give clock_mhz")
    else:
        notes.append(f"no latency: none was measured for {known.core}")
    by_macs = known.nj_per_mac.scaled(macs * 1e-3) if known.nj_per_mac else None
    method, energy, series = "none", None, 0
    if voltage_v is not None and latency is not None and clock is not None:
        energy, series = _by_current(known, latency, clock, voltage_v, regulator, rests_on, notes)
        method = "latency x current x voltage" if energy is not None else "none"
    elif regulator is not None:
        raise InputError("regulator goes with voltage_v", hint="Give the supply voltage of the device, in volts.")
    if energy is None and by_macs is not None:
        energy, method = by_macs, "energy per MAC"
    if by_macs is not None and known.nj_per_mac is not None:
        low, middle, high = known.nj_per_mac
        rests_on.append(
            f"{known.points} energies per MAC, {low:.3g} to {high:.3g} nJ, median {middle:.3g}: {known.source} "
            f"({NOT_VERIFIED})"
        )
    if energy is None:
        notes.append("no energy: " + (known.note or "none was measured"))
    elif by_macs is not None and (energy.low > by_macs.high or energy.high < by_macs.low):
        notes.append("latency x current x voltage and energy per MAC do not overlap: measure")
    return Estimate(
        known, macs, runtime, clock, voltage_v, latency, energy, by_macs, method, tuple(rests_on), tuple(notes),
        len(measured) if latency else 0, series,
    )  # fmt: skip


def _cycles(device: Device, runtime: str | None) -> list[Profile]:
    """Measurements of the reference models on the core, without those of float models, duplicates and streaming."""
    found: dict[tuple[object, ...], Profile] = {}
    for p in all_profiles():
        if p.core == device.core and p.cycles_per_mac and p.precision != "float32" and p.task != "sww":
            found.setdefault((p.submitter, p.board, p.task, p.clock_mhz, p.latency_ms), p)
    measured = list(found.values())
    if runtime is None:
        return measured
    families = sorted({p.runtime_family for p in measured if p.runtime_family})
    kept = [p for p in measured if p.runtime_family == runtime]
    if not kept:
        raise InputError(
            f"runtime {shown(runtime)} was not measured on {device.core or device.title}",
            valid=nearest(runtime, families), hint="" if families else "No runtime was: leave it out.",
        )  # fmt: skip
    return kept


def _spread(values: Sequence[float]) -> Interval:
    return Interval(min(values), median(values), max(values))


def _said(measured: Iterable[Profile], cycles: Interval, core: str) -> str:
    """Which measurements a latency rests on."""
    rows = list(measured)
    runtimes = sorted({p.runtime_family or "runtime not stated" for p in rows})
    rounds = sorted({p.round or "" for p in rows})
    return (
        f"{len(rows)} latencies on {core}, {cycles.low:.3g} to {cycles.high:.3g} cycles per MAC, median "
        f"{cycles.typical:.3g}: MLPerf Tiny {_to(rounds[0], rounds[-1])}, closed division, {', '.join(runtimes)} "
        f"({NOT_VERIFIED})"
    )


def _to(first: str, last: str) -> str:
    return first if first == last else f"{first} to {last}"


def _by_current(
    device: Device, latency: Interval, clock_mhz: float, voltage_v: float, regulator: str | None, rests_on: list[str],
    notes: list[str],
) -> tuple[Interval | None, int]:  # fmt: skip
    """Energy from the latency and the currents measured on the device, brought to a clock and voltage. [uJ]

    With the number of series of currents.
    """
    series = [c for c in currents() if c.device == device.key]
    if regulator is not None:
        kinds = sorted({c.regulator for c in series if c.regulator})
        if regulator not in kinds:
            hint = "" if kinds else "The regulator of the measurements is not known: leave it out."
            raise InputError(f"regulator {shown(regulator)} was not measured on {device.title}", valid=kinds, hint=hint)
        series = [c for c in series if c.regulator == regulator]
    if not series:
        return None, 0
    powers = [
        Interval(*(power_at_mw(c, ma * clock_mhz / c.clock_mhz, voltage_v)[end]
                   for end, ma in enumerate((c.low_ma, c.mean_ma, c.high_ma))))
        for c in series
    ]  # fmt: skip
    low, typical, high = (
        min(p.low for p in powers), median(p.typical for p in powers), max(p.high for p in powers)
    )  # fmt: skip
    volts, kinds = sorted({c.supply_v for c in series}), sorted({c.regulator for c in series})
    if any(c.clock_mhz != clock_mhz for c in series):
        notes.append("current taken to be proportional to the clock")
    if "" in kinds and any(v != voltage_v for v in volts):
        notes.append("regulator not known: from constant power to constant current")
    if {"smps", "external-smps"} & set(kinds) and any(v != voltage_v for v in volts):
        notes.append("switching regulator: same power at another voltage, its efficiency taken to be the same")
    if "ldo" in kinds and any(v != voltage_v for v in volts):
        notes.append("linear regulator: same current at another voltage")
    if not volts[0] <= voltage_v <= volts[-1]:
        notes.append(f"{voltage_v:g} V is outside what was measured, {_to(f'{volts[0]:g}', f'{volts[-1]:g}')} V")
    rests_on.append(
        f"{len(series)} series of currents on {device.title}, {min(c.low_ma for c in series):.3g} to "
        f"{max(c.high_ma for c in series):.3g} mA, at {' and '.join(f'{v:g}' for v in volts)} V: "
        f"{'; '.join(c.name for c in series)} ({NOT_VERIFIED})"
    )
    energy = Interval(*(
        energy_uj(ms, mw / voltage_v, voltage_v) for ms, mw in zip(latency, (low, typical, high), strict=True)
    ))  # fmt: skip
    return energy, len(series)
