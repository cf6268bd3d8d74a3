"""Numbers of a datasheet as exact decimals: with the digits they were typed with, and converted without dust."""

from __future__ import annotations

import decimal
from decimal import Decimal
from functools import lru_cache

from datasheets.sheet.units import Measure, parse_measure
from datasheets.sheet.values import Quantity

_EXACT = decimal.Context(prec=200, traps=[decimal.Inexact, decimal.InvalidOperation])
_ENDLESS = decimal.Context(prec=34, rounding=decimal.ROUND_HALF_EVEN)
_LONG = 30


def number_of(measure: Measure) -> Decimal:
    """The number of a measure, in its own unit: the typed digits, or 15 of a computed one that is printed rounded."""
    typed = Decimal(measure.text.removesuffix(measure.unit).strip())
    return typed if float(typed) == measure.value else Decimal(f"{measure.value:.15g}")


def converted(number: Decimal, unit: str, to: str) -> Decimal:
    """A number in another unit of the same dimension, without zeros at its end.

    It is exact where the result has an end, as from kg to t, and has 34 digits where it has none, as from J to kWh.
    """
    moved = _EXACT.multiply(number, _factor(unit))
    try:
        return _EXACT.divide(moved, _factor(to)).normalize(_EXACT)
    except decimal.Inexact:
        return _ENDLESS.divide(moved, _factor(to))


def in_unit(measure: Measure, unit: str) -> Decimal:
    """The number of a measure in another unit of the same dimension."""
    return converted(number_of(measure), measure.unit, unit)


def plain(number: Decimal) -> str:
    """A decimal without an exponent, as far as a person would still read it: ``0.0001``, not ``1E-4``."""
    if number and not -_LONG < number.adjusted() < _LONG:
        return f"{number.normalize():E}"
    return f"{number:f}"


def measure_text(measure: Measure) -> str:
    """Number and unit with all digits, such as ``1.44102635349163 kgCO2e``."""
    return f"{plain(number_of(measure))} {measure.unit}".strip()


def quantity_words(quantity: Quantity) -> str:
    """All that a quantity holds in one line: digits, interval, status, how many of how many, evidence and note."""
    ends = [measure_text(m) for m in (quantity.minimum, quantity.value, quantity.maximum) if m is not None]
    if quantity.value is None and len(ends) == 1:
        ends.insert(0, "at least" if quantity.minimum is not None else "at most")
    text = " to ".join(ends) if not ends[0].startswith("at ") else " ".join(ends)
    if quantity.low is not None and quantity.high is not None:
        level = f", level {quantity.level:.15g}" if quantity.level is not None else ""
        text += f" ({measure_text(quantity.low)} to {measure_text(quantity.high)}{level})"
    counted = f"{quantity.count} of {quantity.n}" if quantity.count is not None else f"n = {quantity.n}"
    text += f", {quantity.status}" + (f", {counted}" if quantity.n is not None else "")
    return "; ".join(part for part in (text, quantity.evidence, quantity.note) if part)


@lru_cache(maxsize=256)
def _factor(unit: str) -> Decimal:
    """What one of a unit is in base units; factors of units have far fewer than 12 digits, dust has more."""
    return Decimal(f"{parse_measure(f'1 {unit}').base:.12g}")
