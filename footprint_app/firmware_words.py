"""Energies, times and powers of firmware as the pages write them: three digits, a fitting unit, the spread behind."""

from __future__ import annotations

import re
from collections.abc import Sequence

from firmware_profiles.events import Spread
from footprint import numbers
from footprint.errors import InputError, printable
from footprint.factors import Interval
from footprint_app import faces

ALIKE = "all alike"
Units = Sequence[tuple[str, float]]


def _typeset_units(units: Units) -> Units:
    return tuple((unit.replace("u", "µ"), by) for unit, by in units)


JOULES, SECONDS, WATTS = (_typeset_units(units) for units in (numbers.JOULES, numbers.SECONDS, numbers.WATTS))
YEARS: Units = (("years", 1.0), ("days", 365.0))
_BYTES: Units = (("MB", 1e-6), ("kB", 1e-3), ("bytes", 1.0))

PAGE = {
    "voltage_v": "Supply voltage", "sample_rate_hz": "Sampling rate", "threshold_w": "Threshold",
    "sleep_power_w": "Power asleep", "join_s": "Join over dips of", "shortest_s": "Shortest event",
    "inferences_per_event": "Inferences in an event", "inferences_per_hour": "Inference rate",
    'keep baseline="included"': "keep the baseline included", "clock_mhz": "Clock", "the inference rate": "it",
}  # fmt: skip
"""What the parameters of the library are called on the page."""


def joule(energy_j: float) -> str:
    """An energy: ``1.23 mJ``."""
    return typeset(numbers.energy(energy_j))


def second(time_s: float) -> str:
    """A time: ``12.5 ms``."""
    return typeset(numbers.time(time_s))


def watt(power_w: float) -> str:
    """A power: ``4.5 µW``."""
    return typeset(numbers.power(power_w * 1e3))


def size(length: int) -> str:
    """A length in bytes: ``53.9 kB``."""
    unit, by = numbers.fitting(length, _BYTES)
    return f"{numbers.significant(length * by)} {unit}"


def spread(found: Spread, units: Units) -> tuple[str, str]:
    """Median, and least to greatest in words."""
    return _between(found.min, found.median, found.max, units)


def interval(found: Interval, units: Units) -> tuple[str, str]:
    """Typical value, and its bounds in words."""
    return _between(found.low, found.typical, found.high, units)


def _between(low: float, middle: float, high: float, units: Units) -> tuple[str, str]:
    """A value and what is around it, in its unit and with as many decimals."""
    unit, by = numbers.fitting(middle or high, units)
    least, value, most = (text.strip() for text in numbers.alike(x * by for x in (low, middle, high)))
    return f"{value} {unit}", ALIKE if least == most else f"{least} to {most} {unit}"


def typeset(text: str) -> str:
    """A text of the library with its micro signs."""
    return re.sub(r"(?<=\d )u(?=[WJAs]\b)", "µ", text)


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
