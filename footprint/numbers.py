"""Numbers for people: three significant digits at most, one prefix rule, never more than the interval supports."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence

from footprint.factors import Interval

_MASSES = (
    ("Gt", 1e12), ("Mt", 1e9), ("kt", 1e6), ("t", 1e3), ("kg", 1.0), ("g", 1e-3), ("mg", 1e-6), ("µg", 1e-9),
    ("ng", 1e-12), ("pg", 1e-15),
)  # fmt: skip
"""Mass prefixes in kg, largest first."""

_DECIMAL = re.compile(r"(?<![\w.])\d+\.\d+(?:[eE][+-]?\d+)?(?![\w.])")

CO2E = "CO2e"
CO2E_TYPESET = "CO₂e"


def _place(value: float, digits: int) -> int:
    """Decimals that show `digits` significant digits of a value."""
    return digits - 1 - int(f"{abs(value):.{digits - 1}e}".partition("e")[2])


def _rounded(value: float, decimals: int) -> str:
    text = f"{round(value, decimals):.{max(decimals, 0)}f}"
    return text.removeprefix("-") if float(text) == 0 else text


def significant(value: float, digits: int = 3) -> str:
    """A plain number with at most `digits` significant digits, without exponent or padding zeros.

    Beyond 1e15 or below 1e-6 it is written as a power of ten in words: ``1.2 x 10^20``.
    """
    if value == 0 or not math.isfinite(value):
        return "0" if value == 0 else str(value)
    if not 1e-6 <= abs(value) < 1e15:
        mantissa, _, exponent = f"{value:.{digits - 1}e}".partition("e")
        return f"{mantissa.rstrip('0').rstrip('.') if '.' in mantissa else mantissa} x 10^{int(exponent)}"
    text = _rounded(value, _place(value, digits))
    return text.rstrip("0").rstrip(".") if "." in text else f"{int(text):,}".replace(",", " ")


def prefix(kg: float) -> tuple[str, float]:
    """The mass prefix for a value in kg, and how many kg it is.

    0.1 to 999 kg stay in kg; everything else gets the prefix that shows 1 to 999.
    """
    size = abs(kg)
    if size == 0 or 0.09995 <= size < 999.5:
        return "kg", 1.0
    for name, factor in _MASSES:
        if size >= 0.9995 * factor:
            return name, factor
    return _MASSES[-1]


_LEAST = 1e-17
"""A mass below this one is only said to be below it. [kg]"""
_LEAST_WORDS = "<0.01 pg"


def mass(kg: float) -> str:
    """A mass of CO2e in kg with its prefix: ``2.66 kg``, ``10.8 g``, ``853 Mt``."""
    if 0 < abs(kg) < _LEAST:
        return _LEAST_WORDS
    name, factor = prefix(kg)
    return f"{significant(kg / factor)} {name}"


def mass_interval(interval: Interval, dash: str = "-", unit: tuple[str, float] | None = None) -> tuple[str, str]:
    """The typical value with its unit, and the interval in the same unit, its ends rounded outwards.

    Parameters
    ----------
    interval : Interval
        Low, typical and high. [kg]
    dash : str
        What stands between the ends.
    unit : tuple of str and float
        A prefix from `prefix`, for a column that shares one unit. A value below a hundredth of it,
        or None, takes the value's own.

    Returns
    -------
    typical, bounds : str
        For example ``"2.66 kg"`` and ``"2.61-2.71"``; in words where there is no width to show.
    """
    size = interval.typical or interval.high
    if 0 < max(map(abs, interval)) < _LEAST:
        return _LEAST_WORDS, "no interval"
    name, factor = unit if unit and not 0 < size < unit[1] / 100 else prefix(size)
    low, typical, high = (x / factor for x in interval)
    width = high - low
    if width <= 0:
        return f"{significant(typical)} {name}", "no interval"
    most = _place(typical or high, 3)
    # The last digit shown of the value is at least a hundredth of the width, of the bounds a tenth.
    bound_decimals = max(min(most, _place(width / 10, 1)), min(most, 0))
    decimals = min(most, _place(width / 100, 1))
    if math.isclose(round(typical, bound_decimals), typical, rel_tol=1e-9):
        decimals = min(decimals, bound_decimals)
    text = _rounded(typical, decimals) if typical else "0"
    if typical and float(text) == 0:
        text = significant(typical, 1)
    step = 10.0**-bound_decimals
    ends = (math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step)
    return f"{text} {name}", dash.join(_rounded(x, bound_decimals) for x in ends)


def headline(interval: Interval, co2e: str = CO2E, dash: str = "-") -> str:
    """``2.66 kg CO2e (2.61-2.71)``."""
    typical, bounds = mass_interval(interval, dash)
    return f"{typical} {co2e} ({bounds})"


def change_interval(interval: Interval, dash: str = " to ") -> tuple[str, str]:
    """A change of mass with its sign, and its interval: ``"-0.84 kg"`` and ``"-1.18 to -0.55"``."""
    typical, bounds = mass_interval(interval, dash)
    return (f"+{typical}" if interval.typical > 0 else typical), bounds


def column(values: Iterable[float]) -> tuple[str, list[str]]:
    """Masses for one table column: one unit for all, aligned on the decimal point.

    Returns
    -------
    unit, texts
        The unit of the column, and a text per value with the same number of decimals. What would
        round to zero is shown as less than the last digit.
    """
    kept = list(values)
    largest = max((abs(v) for v in kept), default=0.0)
    if 0 < largest < _LEAST:
        return "pg", [_LEAST_WORDS.split()[0] if v else "0" for v in kept]
    name, factor = prefix(largest)
    decimals = max(_place(largest / factor, 3), 0) if largest else 2
    least = 10.0**-decimals
    texts = []
    for value in kept:
        scaled = value / factor
        texts.append(f"<{least:.{decimals}f}" if 0 < scaled < least / 2 else _rounded(scaled, decimals))
    while decimals > 2 and all(t.endswith("0") for t in texts):
        texts, decimals = [t[:-1] for t in texts], decimals - 1
    width = max((len(t) for t in texts), default=0)
    return name, [t.rjust(width) for t in texts]


def percent(share: float) -> str:
    """A share of 0 to 1: ``51 %``, ``1.2 %``, ``<0.1 %``."""
    if share == 0:
        return "0 %"
    if abs(share) < 0.0005:
        return "<0.1 %"
    return f"{share * 100:.1f} %" if abs(share) < 0.0995 else f"{share * 100:.0f} %"


def probability(p: float) -> str:
    """A probability of 0 to 1, never rounded to certainty: ``64 %``, ``99.7 %``, ``>99.9 %``."""
    if 0.9995 < p < 1:
        return ">99.9 %"
    return f"{p * 100:.1f} %" if 0.9005 < p < 1 else percent(p)


_MANY = 1e6
"""Ratios beyond this one are only said to be beyond it."""


def times(ratio: float) -> str:
    """A ratio as the field writes it: ``38x``, ``4.8x``, ``0.13x``."""
    if not math.isfinite(ratio):
        return "-"
    if ratio >= _MANY:
        return f">{significant(_MANY)}x"
    text = significant(ratio, 2) if ratio < 9.95 else significant(ratio, max(2, 1 + math.floor(math.log10(ratio))))
    return f"{text}x"


def count(number: int) -> str:
    """A whole number with its thousands apart: ``10 000``."""
    return f"{number:,}".replace(",", " ")


_NUMBERS = (("trillion", 10**12), ("billion", 10**9), ("million", 10**6))


def many(number: float) -> str:
    """How many there are, in words that a person takes in: ``250 billion``, ``1.5 million``, ``12 000``."""
    name, of = next(((name, of) for name, of in _NUMBERS if abs(number) >= 0.9995 * of), ("", 1))
    if not name:
        return count(int(number)) if number == int(number) else significant(number, 6)
    return f"{significant(number / of)} {name}"


def aligned(texts: Iterable[str]) -> list[str]:
    """Plain numbers padded so that their decimal points stand below each other."""
    split = [text.partition(".") for text in texts]
    whole = max((len(a) for a, _, _ in split), default=0)
    rest = max((len(point + b) for _, point, b in split), default=0)
    return [f"{a:>{whole}}{point + b:<{rest}}" for a, point, b in split]


def alike(values: Iterable[float], digits: int = 3) -> list[str]:
    """Plain numbers for one column, their points below each other: ``3.96`` and ``4.00``, not ``4``.

    Each has at most `digits` significant digits; zeros at its end are kept where another value needs the decimals.
    """
    kept = list(values)
    plain = [significant(value, digits) for value in kept]
    most = max((len(text.partition(".")[2]) for text in plain), default=0)
    padded = []
    for value, text in zip(kept, plain, strict=True):
        decimals = min(most, _place(value, digits)) if value and math.isfinite(value) and "x" not in text else 0
        whole, _, rest = text.partition(".")
        padded.append(f"{whole}.{rest:0<{decimals}}" if decimals > 0 else text)
    return aligned(padded)


def readable(*texts: str) -> tuple[str, ...]:
    """Texts whose decimal numbers have at most three digits, or as many more as tell different numbers apart.

    ``0.7123456 kWh`` is ``0.712 kWh``, and beside ``0.7124 kWh`` it is ``0.7123 kWh``; ``480 of 512`` stays.
    """
    numbers = [tuple(map(float, _DECIMAL.findall(text))) for text in texts]
    for digits in range(3, 17):
        shown = {tuple(float(f"{one:.{digits - 1}e}") for one in held) for held in numbers}
        if len(shown) == len(set(numbers)):
            return tuple(_at_most(text, digits) for text in texts)
    return texts


def _at_most(text: str, digits: int) -> str:
    """A text whose decimal numbers have at most so many digits; one that has no more stays as it is written."""

    def short(found: re.Match[str]) -> str:
        held = found[0].lower().partition("e")[0].replace(".", "").lstrip("0")
        return significant(float(found[0]), digits) if len(held) > digits else found[0]

    return _DECIMAL.sub(short, text)


def duration(years: float) -> str:
    """A lifetime: ``3 years``, ``1 year``, ``1.5 years``."""
    text = significant(years)
    return f"{text} {'year' if text == '1' else 'years'}"


JOULES = (("J", 1.0), ("mJ", 1e3), ("uJ", 1e6), ("nJ", 1e9))
SECONDS = (("s", 1.0), ("ms", 1e3), ("us", 1e6))
WATTS = (("W", 1.0), ("mW", 1e3), ("uW", 1e6), ("nW", 1e9))
AMPERES = (("A", 1.0), ("mA", 1e3), ("uA", 1e6), ("nA", 1e9))
"""Units, largest first, and how many of each one of the first is."""


def fitting(value: float, units: Sequence[tuple[str, float]]) -> tuple[str, float]:
    """The first of the units that shows at least 1 when the value is rounded, else the last one; the first for 0."""
    if not value:
        return units[0]
    return next(((unit, by) for unit, by in units if abs(value) * by >= 0.9995), units[-1])


def _with_unit(value: float, units: Sequence[tuple[str, float]]) -> str:
    unit, by = fitting(value, units)
    return f"{significant(value * by)} {unit}"


def power(power_mw: float) -> str:
    """A power [mW] with a fitting unit: ``1.2 W``, ``20 mW``, ``4.5 uW``."""
    return _with_unit(power_mw * 1e-3, WATTS)


def energy(energy_j: float) -> str:
    """An energy [J] with a fitting unit: ``1.23 mJ``."""
    return _with_unit(energy_j, JOULES)


def time(time_s: float) -> str:
    """A time [s] with a fitting unit: ``12.5 ms``."""
    return _with_unit(time_s, SECONDS)


def current(current_a: float) -> str:
    """A current [A] with a fitting unit: ``4.5 uA``."""
    return _with_unit(current_a, AMPERES)
