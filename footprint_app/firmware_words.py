"""Energies, times and powers of firmware as the pages write them: three digits, a fitting unit, the spread behind."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from firmware_profiles.events import Spread
from footprint import numbers
from footprint.errors import InputError, printable
from footprint.factors import Interval
from footprint.numbers import significant
from footprint_app import faces

ALIKE = "all alike"
_JOULE = (("J", 1.0), ("mJ", 1e3), ("µJ", 1e6), ("nJ", 1e9))
_SECOND = (("s", 1.0), ("ms", 1e3), ("µs", 1e6))
_WATT = (("W", 1.0), ("mW", 1e3), ("µW", 1e6), ("nW", 1e9))
_BYTE = (("MB", 1e-6), ("kB", 1e-3), ("bytes", 1.0))

PAGE = {
    "voltage_v": "Supply voltage", "sample_rate_hz": "Sampling rate", "threshold_w": "Threshold",
    "sleep_power_w": "Power asleep", "join_s": "Join over dips of", "shortest_s": "Shortest event",
    "inferences_per_event": "Inferences in an event", "inferences_per_hour": "Inference rate",
    'keep baseline="included"': "keep the baseline included", "clock_mhz": "Clock", "the inference rate": "it",
}  # fmt: skip
"""What the parameters of the library are called on the page."""


def joule(energy_j: float) -> str:
    """An energy: ``1.23 mJ``."""
    return _written(energy_j, _JOULE)


def second(time_s: float) -> str:
    """A time: ``12.5 ms``."""
    return _written(time_s, _SECOND)


def watt(power_w: float) -> str:
    """A power: ``4.5 µW``."""
    return _written(power_w, _WATT)


def size(length: int) -> str:
    """A length in bytes: ``53.9 kB``."""
    return _written(float(length), _BYTE)


def second_unit(largest_s: float) -> tuple[str, float]:
    """The unit for a scale of times, and how many of it a second is."""
    return _unit(largest_s, _SECOND)


def watt_unit(largest_w: float) -> tuple[str, float]:
    """The unit for a scale of powers, and how many of it a watt is."""
    return _unit(largest_w, _WATT)


def joule_unit(largest_j: float) -> tuple[str, float]:
    """The unit for a column of energies, and how many of it a joule is."""
    return _unit(largest_j, _JOULE)


def spread(found: Spread, say: Callable[[float], str]) -> tuple[str, str]:
    """Median, and least to greatest in words."""
    low, high = say(found.min), say(found.max)
    return say(found.median), ALIKE if low == high else f"{low} to {high}"


def interval(found: Interval, say: Callable[[float], str]) -> tuple[str, str]:
    """Typical value, and its bounds in words."""
    low, high = say(found.low), say(found.high)
    return say(found.typical), ALIKE if low == high else f"{low} to {high}"


def typeset(text: str) -> str:
    """A text of the library with its micro signs."""
    for unit in ("uW", "uJ", "uA", "us"):
        text = text.replace(f" {unit}", f" µ{unit[1:]}")
    return text


def said(error: InputError, *, short: bool = False) -> str:
    """An error in the words of the page: without the path of a temporary file, and with the names of its fields.

    The short form leaves out what would be right, where fields ask for it.
    """
    text = printable(error.message)
    if error.line:
        text += f" (line {error.line})"
    text += "."
    if error.valid and not short:
        text += f" Nearest valid: {', '.join(error.valid)}."
    if error.hint and not short:
        text += f" {error.hint}"
    return typeset(faces.said(text, PAGE))


def _written(value: float, units: Sequence[tuple[str, float]]) -> str:
    unit, by = _unit(value, units)
    return f"{significant(value * by)} {unit}"


def _unit(value: float, units: Sequence[tuple[str, float]]) -> tuple[str, float]:
    """The first unit that shows at least 1, else the last one."""
    if not value:
        return units[0]
    return next(((u, f) for u, f in units if abs(value) * f >= 0.9995), units[-1])


def duration(years: float) -> str:
    """A battery life: years, or days where it is short."""
    return numbers.duration(years) if years >= 1 else f"{significant(years * 365)} days"
