"""Rows of the tables that a comparison with the cloud chooses from, each with its interval, status and source."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple, TypeVar

from footprint import tables
from footprint.baselines.arithmetic import BYTES_PER_GB, J_PER_KWH, J_PER_WH, MBIT_PER_BYTE, exact
from footprint.errors import InputError, nearest, shown
from footprint.factors import Interval

TABLES = (
    "radios", "network_energy", "network_power", "data_centres", "cloud_regions", "cloud_inference", "cloud_tasks",
    "training_baselines", "familiar",
)  # fmt: skip
"""The tables that every comparison rests on."""

_LIST_ALL = 20


class Known(NamedTuple):
    """A row of a table: a value with its interval, how sure it is, and where it is from."""

    key: str
    title: str
    value: Interval
    unit: str
    status: str
    source: str
    licence: str
    note: str = ""
    year: int | None = None


class Radio(NamedTuple):
    """Energy of a radio for a byte of payload, and what of the protocol is in it."""

    known: Known  # J per byte of payload, protocol overhead included
    phy_uj_per_byte: float | None  # None for a protocol model
    basis: str
    overhead_bytes: float
    payload_bytes: float
    power_mw: float  # while it sends
    network: str  # the network that a message usually goes on over


class Network(NamedTuple):
    """Energy of a network: by bytes, or by attached subscription and bytes."""

    known: Known  # kWh per byte
    idle_w: Interval  # 0 for a network counted by bytes alone
    scope: str


class Inference(NamedTuple):
    """Energy of one inference in a data centre."""

    known: Known  # kWh
    task: str
    scope: str
    holds_pue: bool


class Region(NamedTuple):
    """A cloud region and its grid."""

    known: Known  # kg CO2e per kWh, operational
    provider: str
    country: str
    carbon_free_share: float
    other_kg_per_kwh: float | None  # the same region in the table of codecarbon


Row = TypeVar("Row")


def pick(what: str, key: str, known: Mapping[str, Row], why: str = "") -> Row:
    """The row of a key.

    Raises
    ------
    InputError
        No such row: it names all where they are few, else the nearest.
    """
    if key not in known:
        raise InputError(f"unknown {what} {shown(key)}", valid=nearest(key, known, few=_LIST_ALL), hint=why)
    return known[key]


def _known(row: Mapping[str, str], value: Interval, unit: str) -> Known:
    return Known(
        row["key"], row.get("title") or row["location"], value, unit, row["status"], row["source"], row["licence"],
        row.get("note", ""), int(row["year"]),
    )  # fmt: skip


def _interval(row: Mapping[str, str], name: str, low: str = "low", high: str = "high", by: float = 1.0) -> Interval:
    return Interval(float(row[low]) * by, float(row[name]) * by, float(row[high]) * by)


@cache
def radios() -> dict[str, Radio]:
    """Radios by key; a PHY-only figure is raised by the overhead of full packets."""
    found = {}
    for row in tables.read_csv("radios"):
        overhead, payload = float(row["overhead_bytes"]), float(row["payload_bytes"])
        figure, phy_only = float(row["uj_per_byte"]), row["basis"] == "PHY only"
        typical = figure * (1 + overhead / payload) if phy_only else figure
        ends = (float(row["low_uj_per_byte"]), typical, float(row["high_uj_per_byte"]))
        value = Interval(*(x * 1e-6 for x in ends))
        known = _known(row, value, "J/B")
        found[row["key"]] = Radio(
            known, figure if phy_only else None, row["basis"], overhead, payload, float(row["power_mw"]),
            row["network"],
        )  # fmt: skip
    return found


@cache
def networks() -> dict[str, Network]:
    """Networks by key: those counted by traffic, then those counted by subscription."""
    found = {}
    for row in tables.read_csv("network_energy"):
        value = _interval(row, "kwh_per_gb", by=1 / BYTES_PER_GB)
        found[row["key"]] = Network(_known(row, value, "kWh/B"), exact(0.0), row["scope"])
    for row in tables.read_csv("network_power"):
        value = _interval(row, "w_per_mbps", "low_w_per_mbps", "high_w_per_mbps", MBIT_PER_BYTE / J_PER_KWH)
        idle = _interval(row, "idle_w", "low_idle_w", "high_idle_w")
        found[row["key"]] = Network(_known(row, value, "kWh/B"), idle, "access and core, by subscription")
    return found


@cache
def centre(kind: str) -> dict[str, Known]:
    """Figures of data centres of one kind: pue, server_embodied, server_power, server_life or utilisation."""
    rows = (row for row in tables.read_csv("data_centres") if row["kind"] == kind)
    return {row["key"]: _known(row, _interval(row, "value"), row["unit"]) for row in rows}


@cache
def inferences() -> dict[str, Inference]:
    """Cloud inferences by key."""
    return {
        row["key"]: Inference(
            _known(row, _interval(row, "wh_per_inference", by=J_PER_WH / J_PER_KWH), "kWh"),
            row["task"], row["scope"], row["holds_pue"] == "yes",
        )
        for row in tables.read_csv("cloud_inference")
    }  # fmt: skip


@cache
def regions() -> dict[str, Region]:
    """Cloud regions by key."""
    found = {}
    for row in tables.read_csv("cloud_regions"):
        other = row["codecarbon_g_co2e_per_kwh"]
        found[row["key"]] = Region(
            _known(row, _interval(row, "g_co2e_per_kwh", by=1e-3), "kgCO2e/kWh"), row["provider"], row["country"],
            float(row["carbon_free_share"]), float(other) / 1000 if other else None,
        )  # fmt: skip
    return found


class Task(NamedTuple):
    """What a task sends, and what stands for it."""

    key: str
    title: str
    payload_bytes: float
    payload_why: str
    stream_bytes_per_s: float
    stream_why: str
    cloud_inference: str
    stands_in: str  # why another task stands for it; empty where it was measured itself
    device_energy_j: Interval
    device_energy_source: str


@cache
def tasks() -> dict[str, Task]:
    """Tasks by key."""
    return {
        key: Task(key=key, **{**row, "device_energy_j": Interval(**row["device_energy_j"])})
        for key, row in tables.cloud_tasks()["tasks"].items()
    }
