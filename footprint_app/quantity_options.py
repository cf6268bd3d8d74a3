"""Options with a unit: text of the command line to a number, with the option's name in every error."""

from __future__ import annotations

import math

from footprint.errors import InputError, shown
from footprint.quantities import parse_quantity


def quantity(option: str, text: str | None, unit: str) -> float | None:
    """A number in an internal unit of `footprint.quantities`, None where the option was not given."""
    if text is None:
        return None
    try:
        return parse_quantity(text, unit).value
    except InputError as error:
        error.message = f"{option}: {error.message}"
        raise


def volt(option: str, text: str | None) -> float | None:
    """A voltage, with or without its unit. [V]"""
    try:
        return None if text is None else _finite(text)
    except ValueError:
        return quantity(option, text, "V")


def watt(option: str, text: str | None) -> float | None:
    """A power. [W]"""
    found = quantity(option, text, "mW")
    return None if found is None else found * 1e-3


def seconds(option: str, text: str | None) -> float | None:
    """A time. [s]"""
    found = quantity(option, text, "h")
    return None if found is None else found * 3600


def microjoule(option: str, text: str | None) -> float | None:
    """An energy. [uJ]"""
    found = quantity(option, text, "kWh")
    return None if found is None else found * 3.6e12


def rate_per_hour(option: str, text: str | None) -> float | None:
    """A rate. [1/h]"""
    return quantity(option, text, "per hour")


def number(option: str, text: str | None) -> float | None:
    """A finite number without a unit."""
    try:
        return None if text is None else _finite(text)
    except ValueError:
        raise InputError(f"{option} {shown(text)} is not a number") from None


def _finite(text: str) -> float:
    """Plain digits: Python reads ``1_000``, ``nan`` and digits of other scripts too."""
    value = float(text) if text.isascii() and "_" not in text else math.nan
    if not math.isfinite(value):
        raise ValueError(text)
    return value
