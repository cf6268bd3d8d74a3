"""Numbers with units as a datasheet writes them, kept as written, comparable by their value in base units."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

from footprint.errors import InputError, shown
from footprint.quantities import HOURS_PER_YEAR

_NUMBER = re.compile(r"\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?)\s*(.*?)\s*", re.ASCII | re.DOTALL)
_WORD = r"(?:(?:[km]?g|t)CO2e|[A-Za-zµμΩ°%]{1,24}(?:\^?[23]|[²³])?)"
_SAFE = re.compile(rf"{_WORD}(?:[ /*·]{_WORD})?")
_POWER = re.compile(r"(?<=[A-Za-zµμΩ])\^?([23²³])(?!e)")
_SPELLED = {
    "": "", "1": "", "%": "percent", "ppm": "ppm", "people": "", "samples": "", "MACs": "", "pcs": "",
    "°C": "degC", "C": "degC", "°": "angle_degree", "deg": "angle_degree", "degree": "angle_degree",
    "degrees": "angle_degree", "rad": "angle_radian", "°/s": "angle_degree/second", "fps": "1/second",
    "FPS": "1/second", "per hour": "1/hour", "per day": "1/day", "per second": "1/second",
    "/h": "1/hour", "1/h": "1/hour",
    "1/s": "1/second",
    "lx": "lux", "klx": "kilolux", "px": "pixel", "dB": "decibel_level", "dBA": "decibel_level",
    "bit": "data_bit", "kb": "kilodata_bit", "Kb": "kilodata_bit", "Mb": "megadata_bit", "B": "data_byte",
    "byte": "data_byte", "bytes": "data_byte", "kB": "kilodata_byte",
    "KB": "kilodata_byte", "MB": "megadata_byte", "GB": "gigadata_byte",
    "KiB": "kibidata_byte", "MiB": "mebidata_byte", "bit/s": "data_bit/second", "kb/s": "kilodata_bit/second",
    "kbit/s": "kilodata_bit/second", "Mb/s": "megadata_bit/second", "Mbit/s": "megadata_bit/second",
    "kB/s": "kilodata_byte/second", "MB/s": "megadata_byte/second",
    "Ω": "ohm", "years": "year", "months": "month",
}  # fmt: skip
"""Spellings that pint reads otherwise or not at all."""
_RAISED = str.maketrans("²³", "23")


@dataclass(frozen=True)
class Measure:
    """A number with a unit.

    Attributes
    ----------
    value : float
        In `unit`.
    unit : str
        As it was written.
    base : float
        In base units; temperatures in kelvin.
    dimension : str
        What is measured, in base dimensions.
    text : str
        As it was written.
    """

    value: float
    unit: str
    base: float
    dimension: str
    text: str

    def value_in(self, unit: str) -> float:
        """The number in another unit of the same dimension."""
        factor, offset, _ = _scale(unit)
        return (self.base - offset) / factor

    def close_to(self, other: Measure) -> bool:
        """Whether both may be one value, each rounded to the digits it was written with."""
        return self.dimension == other.dimension and abs(self.base - other.base) <= max(
            self.rounding, other.rounding
        ) * (1 + 1e-9)

    @property
    def rounding(self) -> float:
        """Half of the last written digit, in base units."""
        match = _NUMBER.fullmatch(self.text)
        digits = match[1] if match else "0"
        mantissa, _, exponent = digits.lower().partition("e")
        decimals = len(mantissa.partition(".")[2])
        step = 10.0 ** (int(exponent or 0) - decimals)
        return step / 2 * abs(_scale(self.unit)[0])


def parse_measure(given: Any, unit: str = "") -> Measure:
    """A number with a unit, such as ``40 mA``; a plain number where none is needed.

    Parameters
    ----------
    given : str, int or float
    unit : str
        A unit of the dimension that is wanted; empty where any will do.

    Raises
    ------
    InputError
        No number, an unknown unit, or one of another dimension.
    """
    text = str(given).strip() if isinstance(given, (int, float)) and not isinstance(given, bool) else given
    if not isinstance(text, str):
        raise InputError(f"{shown(given)} is no number with a unit", hint="Write it like 40 mA.")
    if re.match(r"\s*[+-]?\d+,\d", text):
        raise InputError(f"{shown(text)} has a decimal comma", hint="Write a decimal point.")
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise InputError(f"{shown(text)} is no number with a unit", hint="Write it like 40 mA.")
    value = float(match[1])
    try:
        factor, offset, dimension = _scale(match[2])
        wanted = _scale(unit)[2] if unit else dimension
    except ValueError:
        raise InputError(f"unknown unit {shown(match[2])} in {shown(text)}", hint="Write it like 40 mA.") from None
    if dimension != wanted:
        needed = f"a unit like {unit}" if unit != "1" else "a plain number or %"
        raise InputError(f"{shown(text)} needs {needed}")
    base = value * factor + offset
    if not math.isfinite(base):
        raise InputError(f"{shown(text)} is not a finite number")
    return Measure(value, match[2], base, dimension, text.strip())


def measure_of(value: float, unit: str, digits: int) -> Measure:
    """A measure that is exact, and written with at most so many significant digits."""
    text = f"{value:.{digits}g}"
    if "e" in text and 1e-9 < abs(value) < 1e15:  # a person reads 0.00002 more easily
        text = f"{float(text):.{max(0, digits - 1 - math.floor(math.log10(abs(value))))}f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
    factor, offset, _ = _scale(unit)
    return replace(parse_measure(f"{text} {unit}"), value=value, base=value * factor + offset)


@lru_cache(maxsize=512)
def _scale(unit: str) -> tuple[float, float, str]:
    """Factor and offset to base units, and the dimension.

    Raises
    ------
    ValueError
        An unknown unit.
    """
    spelled = _SPELLED.get(unit, unit)
    if unit not in _SPELLED and not _SAFE.fullmatch(unit):
        raise ValueError(unit)
    registry = _registry()
    source = _POWER.sub(lambda m: "**" + m[1].translate(_RAISED), spelled).replace("·", "*").replace(" ", "*")
    try:
        zero, one = (registry.Quantity(x, source).to_base_units() for x in (0.0, 1.0))
    except Exception:  # pint raises many kinds, all meaning: not a unit
        raise ValueError(unit) from None
    if one.dimensionless and unit not in _SPELLED:  # a byte or a radian of pint's is no share
        raise ValueError(unit)
    return float(one.magnitude - zero.magnitude), float(zero.magnitude), str(one.dimensionality)


@cache
def _registry() -> Any:
    import pint

    registry: Any = pint.UnitRegistry(on_redefinition="ignore", autoconvert_offset_to_baseunit=True)
    for line in (
        "gCO2e = [carbon_dioxide_equivalent]", "tCO2e = 1e6 * gCO2e",
        "data_bit = [data]", "data_byte = 8 * data_bit",  # pint's own have no dimension, nor do its angles
        "angle_degree = [angle]", "angle_radian = 57.29577951308232 * angle_degree", "decibel_level = [level]",
        f"year = {HOURS_PER_YEAR:g} * hour", "month = year / 12",
    ):  # fmt: skip
        registry.define(line)
    return registry
