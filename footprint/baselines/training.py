"""The training of published models as a yardstick, each with its boundary and the caveat that belongs to it."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from footprint import tables
from footprint.baselines.arithmetic import exact, quotient
from footprint.factors import Interval


class Baseline(NamedTuple):
    """One training. The caveat is a part of the figure: a view shows both or neither."""

    key: str
    title: str
    year: int
    energy_kwh: float | None
    gross_kg_co2e: float | None  # location-based, or as stated
    net_kg_co2e: float | None  # after renewable energy bought
    boundary: str
    caveat: str
    status: str
    source: str
    licence: str
    processors: float | None = None
    hours: float | None = None
    watts_per_processor: float | None = None
    pue: float | None = None
    kg_co2e_per_kwh: float | None = None

    @property
    def recomputed_kwh(self) -> float | None:
        """Energy from the inputs that the source prints: hours x processors x power [W] x PUE / 1000. [kWh]

        Reference: Patterson et al. 2021 (arXiv 2104.10350), section 2. T5: 480 h x 512 x 310 W x 1.12 / 1000 = 85 328
        kWh, and the source prints 85.7 MWh.
        """
        given = (self.hours, self.processors, self.watts_per_processor)
        if None in given:
            return None
        hours, processors, watts = (x or 0.0 for x in given)
        return hours * processors * watts * (self.pue or 1.0) / 1000


@cache
def training_baselines() -> tuple[Baseline, ...]:
    """All trainings of the table, in its order."""
    numeric = (
        "energy_kwh", "gross_kg_co2e", "net_kg_co2e", "processors", "hours", "watts_per_processor", "pue",
        "kg_co2e_per_kwh",
    )  # fmt: skip
    found = []
    for row in tables.read_csv("training_baselines"):
        cells: dict[str, Any] = {k: v for k, v in row.items() if k in Baseline._fields}
        cells |= {k: float(row[k]) if row[k] else None for k in numeric}
        found.append(Baseline(**{**cells, "year": int(row["year"])}))
    return tuple(found)


class Yardstick(NamedTuple):
    """A training in lifetimes of a device, and in lifetimes of a fleet of them."""

    baseline: Baseline
    devices: int
    lifetimes: Interval | None  # of one device; None where the source gives no carbon
    fleet_lifetimes: Interval | None

    @property
    def usual(self) -> bool:
        """Whether the field quotes it as a yardstick, by the table of the comparison."""
        return self.baseline.key in tables.cloud_tasks()["yardsticks"]

    def to_dict(self) -> dict[str, Any]:
        """As it is printed, with its caveat."""
        return {
            **self.baseline._asdict(),
            "recomputed_kwh": self.baseline.recomputed_kwh,
            "device_lifetimes": self.lifetimes.to_dict() if self.lifetimes else None,
            "devices": self.devices,
            "fleet_lifetimes": self.fleet_lifetimes.to_dict() if self.fleet_lifetimes else None,
        }


def yardsticks(device_kg_co2e: Interval, devices: int) -> tuple[Yardstick, ...]:
    """How many lifetimes of a device, and of so many devices, one training emits as much as.

    GPT-3 with 552 100 kg against a device of 2 kg: 276 050 lifetimes; against a million such devices, 0.27605.
    """
    found = []
    for one in training_baselines():
        lifetimes = None
        if one.gross_kg_co2e is not None and device_kg_co2e.low > 0:
            lifetimes = quotient(exact(one.gross_kg_co2e), device_kg_co2e)
        found.append(Yardstick(one, devices, lifetimes, lifetimes and lifetimes.scaled(1 / devices)))
    return tuple(found)
