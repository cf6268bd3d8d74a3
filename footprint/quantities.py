"""Units at the door: text such as ``10 mm^2`` to a plain float in the internal unit, and back.

Inside the engine a number is a float whose name carries its unit. The spellings people use are a
table, so that reading a file costs microseconds; any other unit is asked of pint, which is
imported only then. The number is split off by a pattern first: pint never sees arithmetic.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, NamedTuple

from footprint.errors import InputError, shown

_DECIMAL = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,2})?", re.ASCII)
_DIGITS = 100

HOURS_PER_YEAR = 8760.0
"""Hours in a year of service: 365 days. Used everywhere; pint's year of 8766 h is not."""

_H = 1 / HOURS_PER_YEAR

UNITS: dict[str, dict[str, float]] = {
    # internal unit -> spelling -> how many internal units it is
    "years": {
        "years": 1.0, "year": 1.0, "yr": 1.0, "y": 1.0, "a": 1.0, "months": 1 / 12, "month": 1 / 12,
        "weeks": 168 * _H, "week": 168 * _H, "days": 24 * _H, "day": 24 * _H, "d": 24 * _H,
        "hours": _H, "hour": _H, "h": _H, "minutes": _H / 60, "minute": _H / 60, "min": _H / 60,
        "s": _H / 3600, "seconds": _H / 3600, "second": _H / 3600,
    },
    "mW": {"mW": 1.0, "uW": 1e-3, "µW": 1e-3, "nW": 1e-6, "W": 1e3, "kW": 1e6},
    "kWh": {
        "kWh": 1.0, "Wh": 1e-3, "mWh": 1e-6, "MWh": 1e3, "GWh": 1e6,
        "J": 1 / 3.6e6, "mJ": 1 / 3.6e9, "uJ": 1 / 3.6e12, "kJ": 1 / 3.6e3, "MJ": 1 / 3.6,
    },
    "kgCO2e": {"kgCO2e": 1.0, "gCO2e": 1e-3, "mgCO2e": 1e-6, "tCO2e": 1e3},
    "mm2": {"mm2": 1.0, "cm2": 100.0, "m2": 1e6, "um2": 1e-6},
    "g": {"g": 1.0, "mg": 1e-3, "kg": 1e3, "t": 1e6, "tonne": 1e6},
    "pcs": {"pcs": 1.0, "pc": 1.0, "piece": 1.0, "pieces": 1.0},
    "m": {"m": 1.0, "cm": 1e-2, "mm": 1e-3, "km": 1e3},
    "tkm": {"tkm": 1.0, "t km": 1.0, "kg km": 1e-3, "kgkm": 1e-3},
    "GB": {"GB": 1.0, "MB": 1e-3, "kB": 1e-6},
    "B": {"B": 1.0, "bytes": 1.0, "byte": 1.0, "kB": 1e3, "MB": 1e6, "GB": 1e9, "KiB": 1024.0, "MiB": 1048576.0},
    "km": {"km": 1.0, "m": 1e-3},
    "W": {"W": 1.0, "mW": 1e-3, "kW": 1e3},
    "mA": {"mA": 1.0, "uA": 1e-3, "µA": 1e-3, "nA": 1e-6, "A": 1e3},
    "V": {"V": 1.0, "mV": 1e-3},
    "kgCO2e/kWh": {"kgCO2e/kWh": 1.0, "gCO2e/kWh": 1e-3, "tCO2e/MWh": 1.0, "kgCO2e/MWh": 1e-3},
    "1": {"%": 0.01},
    "1/year": {
        "1/year": 1.0, "per year": 1.0, "/year": 1.0,
        "% per year": 0.01, "%/year": 0.01, "% a year": 0.01, "% per month": 0.12, "%/month": 0.12, "% a month": 0.12,
    },
    "per hour": {
        "per hour": 1.0, "/h": 1.0, "1/h": 1.0, "per day": 1 / 24, "/day": 1 / 24, "1/day": 1 / 24,
        "per minute": 60.0, "/min": 60.0, "1/min": 60.0, "per second": 3600.0, "/s": 3600.0,
        "1/s": 3600.0, "Hz": 3600.0, "per year": _H, "/year": _H, "1/year": _H,
    },
}  # fmt: skip

UNITS["h"] = {name: years * HOURS_PER_YEAR for name, years in UNITS["years"].items()}

PART_UNITS = ("mm2", "g", "pcs", "m", "tkm", "kWh", "GB")
"""Internal units in which a part may be counted."""

EXAMPLES = {
    "years": "3 years", "mW": "20 mW", "kWh": "27 Wh", "kgCO2e": "0.31 kgCO2e", "mm2": "10 mm2",
    "g": "50 g", "pcs": "2 pcs", "m": "1.5 m", "tkm": "0.4 tkm", "1": "2 %", "per hour": "10 per minute",
    "GB": "128 MB", "B": "9216 B", "km": "8000 km", "W": "70 W", "mA": "5 mA", "V": "3.3 V", "h": "12 hours",
    "kgCO2e/kWh": "0.35 kgCO2e/kWh", "1/year": "2 % per year",
}  # fmt: skip

_QUANTITY = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?)\s*(.*)", re.ASCII)
_PINT_SAFE = re.compile(r"[A-Za-zµ]{1,24}(?:\^?[23])?(?:/[A-Za-zµ]{1,24}(?:\^?[23])?)?")
_AMBIGUOUS = re.compile(r"tons?$|^ounces?$|^oz$")  # kton too: pint's ton is the US short ton
_TABLE_ONLY = {
    "1",
    "per hour",
    "1/year",
    "kgCO2e/kWh",
    "GB",
    "B",
}  # pint would take a radian for a share and rpm for a rate of radians


class Quantity(NamedTuple):
    """A number in an internal unit."""

    value: float
    unit: str


def parse_quantity(text: str, *internal: str) -> Quantity:
    """Read ``number unit`` into one of the internal units named.

    Parameters
    ----------
    text : str
        For example ``"10 mm^2"``, ``"3 years"``, ``"0.31 kgCO2e"``.
    internal : str
        The internal units allowed here, keys of `UNITS`.

    Raises
    ------
    InputError
        No number, no unit, an unknown unit, or a unit of another dimension.
    """
    example = EXAMPLES[internal[0]]
    stripped = text.strip()
    if re.match(r"[+-]?\d+,\d", stripped):
        raise InputError(f"{shown(text)} has a decimal comma", hint="Write a decimal point.")
    match = _QUANTITY.fullmatch(stripped)
    if match is None:
        raise InputError(f"{shown(text)} is not a number with a unit", hint=f"Write it like {example}.")
    number, unit = float(match[1]), _plain_unit(match[2])
    if not unit:
        raise InputError(f"{shown(text)} has no unit", hint=f"Write it like {example}.")
    for look_up in (_table_factor, _pint_factor):  # every table first: asking pint costs its import
        for name in internal:
            factor = look_up(unit, name)
            if factor is not None:
                if not math.isfinite(number * factor):
                    raise InputError(f"{shown(text)} is not a finite number")
                return Quantity(number * factor, name)
    known = tuple(s for name in internal for s in list(UNITS[name])[:6])
    raise InputError(f"unit {shown(match[2])} in {shown(text)} does not fit here", valid=known[:10])


def _plain_unit(unit: str) -> str:
    """One spelling for the ways people write a unit: CO₂e, CO2-eq, mm², mm^2, μ."""
    unit = unit.strip().replace("₂", "2").replace("²", "2").replace("μ", "µ").replace("^2", "2")
    unit = re.sub(r"\s*CO2[ -]?(?:eq|e)\.?(?=$|/)", "CO2e", unit)
    return re.sub(r"\s+", " ", unit)


def _table_factor(unit: str, internal: str) -> float | None:
    """How many internal units one `unit` is, or None where it is not in the table."""
    return UNITS[internal].get(unit)


@lru_cache(maxsize=256)
def _pint_factor(unit: str, internal: str) -> float | None:
    """How many internal units one `unit` is, or None where pint does not know or fit it."""
    if internal in _TABLE_ONLY or _AMBIGUOUS.search(unit) or not _PINT_SAFE.fullmatch(unit):
        return None
    target = {"1": "", "per hour": "1/hour", "years": "year", "mm2": "mm**2"}.get(internal, internal)
    registry = _registry()
    source = re.sub(r"([A-Za-zµ])\^?([23])", r"\1**\2", unit)
    try:
        return float(registry.Quantity(1.0, source).to(target).magnitude)
    except Exception:  # pint raises many kinds, all meaning: not a unit that fits here
        return None


@cache
def _registry() -> Any:
    import pint

    registry: Any = pint.UnitRegistry(on_redefinition="ignore")
    for line in (
        "gCO2e = [carbon_dioxide_equivalent]",
        "pcs = [piece]",
        "tkm = tonne * kilometer",
        f"year = {HOURS_PER_YEAR:g} * hour = _ = years",
        "month = year / 12",
    ):
        registry.define(line)
    return registry


def write_quantity(value: float, internal: str) -> str:
    """The text that `parse_quantity` reads back to the same float."""
    return f"{value:.15g} {internal}" if float(f"{value:.15g}") == value else f"{value!r} {internal}"


def decimal_number(text: str) -> Decimal | None:
    """A finite number as programs write it, with all its digits; None for all else, such as ``NaN`` or ``1_000``."""
    text = text.strip()
    return Decimal(text) if len(text) <= _DIGITS and _DECIMAL.fullmatch(text) else None
