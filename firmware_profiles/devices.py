"""Devices whose latency, energy or current was measured while they ran models: the tables that estimates rest on.

What an inference may take on one of them is in `firmware_profiles.estimates`.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from firmware_profiles.data_files import read_table
from footprint.errors import InputError, nearest, shown
from footprint.factors import Interval


class Device(NamedTuple):
    """A device that may be estimated for, and the energy per MAC that was measured on it.

    Attributes
    ----------
    clock_mhz : float, optional
        Clock of the measurements; None where they ran at several, or it is not known. [MHz]
    points : int
        Measurements behind `nj_per_mac`; 0 where there are none.
    nj_per_mac : Interval, optional
        Least, median and greatest energy of one inference / MACs of the reference model. [nJ]
    """

    key: str
    title: str
    device_class: str
    core: str
    clock_mhz: float | None
    points: int
    nj_per_mac: Interval | None
    source: str
    note: str

    @property
    def has_data(self) -> bool:
        """Whether anything was measured on it, latency or energy."""
        return bool(self.source)


class Current(NamedTuple):
    """Current of a device while it runs models, in one series of measurements."""

    device: str
    name: str  # round, submitter and system
    clock_mhz: float
    supply_v: float
    regulator: str  # ldo, smps, external-smps, or empty where it is not known
    low_ma: float
    mean_ma: float
    high_ma: float


def _number(text: str) -> float | None:
    return float(text) if text else None


@cache
def devices() -> dict[str, Device]:
    """Devices of the tool's table, those without data included, by key."""
    found = {}
    for row in read_table("energy_constants"):
        ends = [_number(row[f"nj_per_mac_{end}"]) for end in ("low", "median", "high")]
        known = [e for e in ends if e is not None]
        found[row["device"]] = Device(
            row["device"], row["title"], row["device_class"], row["core"], _number(row["clock_mhz"]),
            int(row["points"]), Interval(*known) if len(known) == 3 else None, row["source"], row["note"],
        )  # fmt: skip
    return found


@cache
def currents() -> tuple[Current, ...]:
    """Currents while models ran, one row a series of measurements; those that a later round repeats once."""
    found: dict[tuple[str, ...], Current] = {}
    for row in read_table("active_current"):
        volt = float(row["supply_v"])
        same = (row["device"], row["system"], row["power_low_mw"], row["power_high_mw"], row["current_ma"])
        found.setdefault(same, Current(
            row["device"], f"MLPerf Tiny {row['round']}, {row['submitter']}, {row['system']}", float(row["clock_mhz"]),
            volt, row["regulator"], float(row["power_low_mw"]) / volt, float(row["current_ma"]),
            float(row["power_high_mw"]) / volt,
        ))  # fmt: skip
    return tuple(found.values())


def power_at_mw(one: Current, current_ma: float, voltage_v: float) -> Interval:
    """Power at another voltage of a current [mA] measured at the supply of its series. [mW]

    An LDO passes the current on, so P = I x V. A switching regulator passes the power on, so P = I x V measured, its
    efficiency taken to be the same. Where the regulator is not known, both are the ends.
    """
    linear, switching = current_ma * voltage_v, current_ma * one.supply_v
    if one.regulator == "ldo":
        return Interval(linear, linear, linear)
    if one.regulator:
        return Interval(switching, switching, switching)
    return Interval(min(linear, switching), (linear + switching) / 2, max(linear, switching))


def known_device(key: str) -> Device:
    """A device by its key that has data. Raises `InputError` with the nearest that have."""
    known = devices()
    with_data = [k for k, d in known.items() if d.has_data]
    if key not in known:
        raise InputError(f"unknown device {shown(key)}", valid=nearest(key, with_data) or with_data)
    found = known[key]
    if not found.has_data:
        raise InputError(
            f"nothing is estimated for {found.title}: {found.note}", valid=with_data,
            hint="Measure it, or take a device that has data.",
        )  # fmt: skip
    return found


class ActiveCurrent(NamedTuple):
    """What a device draws while it runs models, in all series of measurements of it.

    Attributes
    ----------
    low_a, high_a : float
        Least and greatest. [A]
    conditions : str
        Clocks and supply voltages of the series.
    """

    device: Device
    low_a: float
    high_a: float
    conditions: str


def active_current(device: str, voltage_v: float | None = None) -> ActiveCurrent:
    """The published range of the active current of a device.

    Parameters
    ----------
    device : str
        A key of `devices`, such as ``stm32u575``.
    voltage_v : float, optional
        Voltage to tell it at, see `power_at_mw`; those of the series if left out. [V]

    Raises
    ------
    InputError
        An unknown device, or one without a published current, with the nearest that have one.
    """
    series = [c for c in currents() if c.device == device]
    if not series:
        with_current = list(dict.fromkeys(c.device for c in currents()))
        if device not in devices():
            raise InputError(f"unknown device {shown(device)}", valid=nearest(device, with_current) or with_current)
        raise InputError(f"no active current of {devices()[device].title} is published", valid=with_current)
    ends = [
        ma if voltage_v is None else power_at_mw(c, ma, voltage_v)[end] / voltage_v
        for c in series for end, ma in ((0, c.low_ma), (2, c.high_ma))
    ]  # fmt: skip
    clocks, volts = sorted({c.clock_mhz for c in series}), sorted({c.supply_v for c in series})
    said = f"{_listed(clocks)} MHz, {_listed(volts)} V"
    return ActiveCurrent(devices()[device], min(ends) * 1e-3, max(ends) * 1e-3, said)


def _listed(values: Iterable[float]) -> str:
    return " and ".join(f"{v:g}" for v in values)
