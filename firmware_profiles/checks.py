"""Plausibility of measured figures: each check takes plain numbers and gives a finding, or None where all is well.

`require` makes an error of findings. What instruments can read is in ``data/instruments.csv``, the limits of the
checks and the reason of each in ``data/checks.csv``. Profiles against each other: `firmware_profiles.data_checks`.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from firmware_profiles.data_files import limit, read_table
from footprint import tables
from footprint.errors import InputError
from footprint.numbers import percent, power, significant


class Finding(NamedTuple):
    """What a check flags, of a capture or of a profile.

    Attributes
    ----------
    check : str
        Which check.
    message : str
        What does not fit, without a full stop.
    hint : str
        What it may come from, or what to do.
    profile : str, optional
        Name of the profile that it is about; None for a capture.
    """

    check: str
    message: str
    hint: str = ""
    profile: str | None = None

    @property
    def sentence(self) -> str:
        """As a warning."""
        return f"{self.message[:1].upper()}{self.message[1:]}. {self.hint}".strip()


class Instrument(NamedTuple):
    """What an instrument can read, as its maker says."""

    key: str
    title: str
    pattern: str
    floor_a: float
    max_a: float | None
    source: str


@cache
def instruments() -> tuple[Instrument, ...]:
    """The instruments whose limits are known."""
    return tuple(
        Instrument(
            row["key"], row["title"], row["pattern"], float(row["floor_na"]) * 1e-9,
            float(row["max_ma"]) * 1e-3 if row["max_ma"] else None, row["source"],
        )
        for row in read_table("instruments")
    )  # fmt: skip


def instrument(name: str) -> Instrument | None:
    """The instrument that a capture names, or None where its limits are not known."""
    return next((one for one in instruments() if re.search(one.pattern, name, re.IGNORECASE)), None)


def require(*findings: Finding | None, file: str | None = None) -> None:
    """Raise an `InputError` that says every finding; nothing happens without one."""
    found = [f for f in findings if f is not None]
    if found:
        hints = dict.fromkeys(f.hint for f in found)
        raise InputError("; ".join(f.message for f in found), file=file, hint=" ".join(hints))


def energy_agrees(
    power_w: float, latency_s: float, energy_j: float, tolerance: float | None = None
) -> Finding | None:  # fmt: skip
    """Power times latency is the energy per inference, E = P x t, within a share of it.

    Parameters
    ----------
    power_w : float
        Mean power during the inference. [W]
    latency_s : float
        Time of one inference. [s]
    energy_j : float
        The energy per inference that is stated. [J]
    tolerance : float, optional
        Largest share by which they may differ; that of the table if left out.
    """
    product = power_w * latency_s
    if abs(product - energy_j) <= (limit("product_tolerance") if tolerance is None else tolerance) * energy_j:
        return None
    return Finding(
        "power x latency",
        f"{power(power_w * 1e3)} for {significant(latency_s * 1e3)} ms make {significant(product * 1e6)} uJ, "
        f"not the stated {significant(energy_j * 1e6)} uJ per inference",
        "One of power, latency and energy is of another run, clock or supply voltage.",
    )


def published_agrees(measured_j: float, published_j: float) -> Finding | None:
    """The median energy per inference of a capture is the one its file states. [J]"""
    if abs(measured_j - published_j) <= limit("published_tolerance") * published_j:
        return None
    return Finding(
        "published energy",
        f"the samples give {significant(measured_j * 1e6, 5)} uJ per inference, "
        f"the file states {significant(published_j * 1e6, 5)} uJ",
        "The files of the folder may be of different runs.",
    )


def duty_fits(duty: float, what: str) -> Finding | None:
    """A device cannot be active for more than all of the time; `what` says what takes that time."""
    if duty <= 1 + limit("duty_slack"):
        return None
    return Finding(
        "duty cycle",
        f"duty cycle over 1: {what} take {duty * 100:.4g} % of the time",
        "A lower rate, or a shorter event.",
    )


def current_in_range(current_a: float, low_a: float, high_a: float, device: str) -> Finding | None:
    """The active current of a device lies within its published range, or beside it by the share of the table. [A]"""
    margin = limit("current_margin")
    if low_a * (1 - margin) <= current_a <= high_a * (1 + margin):
        return None
    return Finding(
        "active current",
        f"an active current of {significant(current_a * 1e3)} mA is outside the published range of {device}, "
        f"{significant(low_a * 1e3)} to {significant(high_a * 1e3)} mA, by more than {percent(margin)}",
        "Another device, clock, regulator or supply voltage, or more than the processor was measured.",
    )


def within_cell(peak_w: float, cell: str, count: int = 1) -> Finding | None:
    """A set of cells can deliver the peak of the events. [W]

    None too where the table of cells has no figure of what the cell delivers: see `peak_is_known`.

    Raises
    ------
    InputError
        An unknown cell.
    """
    most_mw = tables.cell(cell).max_power_mw
    if most_mw is None or peak_w * 1e3 <= most_mw * count:
        return None
    return Finding(
        "peak of the cells",
        f"a peak of {power(peak_w * 1e3)} is more than the {power(most_mw * count)} that {count} x {cell} deliver",
        "More or larger cells, or another supply.",
    )


def peak_is_known(cell: str) -> bool:
    """Whether the table of cells says how much power a cell delivers at most."""
    return tables.cell(cell).max_power_mw is not None


def within_instrument(peak_a: float, name: str) -> Finding | None:
    """The largest current is one that the instrument can read. [A]"""
    known = instrument(name)
    if known is None or known.max_a is None or peak_a <= known.max_a:
        return None
    return Finding(
        "instrument range",
        f"a peak of {significant(peak_a * 1e3)} mA is beyond the {significant(known.max_a * 1e3)} mA of {known.title}",
        "The stream lost its step or the instrument was saturated: measure again.",
    )


def above_noise_floor(
    power_w: float, current_a: float | None, name: str, zero_share: float = 0.0
) -> Finding | None:  # fmt: skip
    """A sleep level that is the device's and not the instrument's.

    Parameters
    ----------
    power_w : float
        Mean power of the sleep. [W]
    current_a : float, optional
        Mean current; without one only the power can be looked at. [A]
    name : str
        Instrument, as the capture names it.
    zero_share : float
        Share of the sleep samples that read exactly zero, 0 to 1.
    """
    hint = (
        "Give the sleep power from a more sensitive range, another instrument or the data sheet (sleep_power_w); "
        "0 for a device that is switched off."
    )
    if power_w <= 0:
        return Finding("noise floor", f"a sleep power of {significant(power_w * 1e6)} uW is noise or offset", hint)
    if zero_share >= limit("zero_share"):
        text = f"{percent(zero_share)} of the sleep samples read exactly zero: the level is below what {name} resolves"
        return Finding("noise floor", text, hint)
    known = instrument(name)
    if known is None or current_a is None or current_a > limit("floor_margin") * known.floor_a:
        return None
    return Finding(
        "noise floor",
        f"a sleep current of {significant(current_a * 1e9)} nA is at the noise floor of {known.title}, "
        f"{significant(known.floor_a * 1e9)} nA",
        hint,
    )
