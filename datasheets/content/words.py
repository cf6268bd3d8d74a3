"""How a quantity, a date and other values are written on a datasheet. Typed numbers stay as they were typed."""

from __future__ import annotations

import math
import re
from typing import NamedTuple

from datasheets.content.blocks import Mark
from datasheets.sheet.units import Measure
from datasheets.sheet.values import NOT_APPLICABLE, NOT_DISCLOSED, NOT_PROVIDED, Quantity
from footprint.factors import Interval
from footprint.numbers import CO2E, CO2E_TYPESET, count, mass, mass_interval, significant

DASH = "–"

STATUS_MEANING = {
    "measured": "read off an instrument or counted on the device",
    "calculated": "computed from other numbers of the result",
    "estimated": "judged or back-solved from related figures",
    "assumed": (
        "filled from a named default because nothing was given, or valued by a factor or recipe that is itself assumed"
    ),
    "declared": "stated by its source as it is",
    "not assessed": "inside the question, but without a number",
}
"""What the status words mean, as in the nomenclature of the documentation."""

_MASS = "kgCO2e"
_CO2E = re.compile(rf"(?<![A-Za-z])([A-Za-zµ]?[gt])?{CO2E}(?!\w)")
_MICRO = re.compile(r"(?<![A-Za-z])u(?=(?:[AVWJFHsmgLNT]|Pa|Wh|Hz)(?![A-Za-z]))")
_DIGITS = re.compile(r"\d")


class Ends(NamedTuple):
    """The numbers of a quantity without their units, as they are printed; empty for those it has not."""

    minimum: str
    value: str
    maximum: str
    low: str
    high: str


def mark_of(value: object) -> Mark:
    """Which words stand where a value would; empty for a value. An empty list says nothing."""
    if value is None or value == [] or value == NOT_PROVIDED:
        return "not provided"
    if value == NOT_DISCLOSED:
        return "not disclosed"
    if isinstance(value, str) and value.startswith(NOT_APPLICABLE):
        return "not applicable"
    if isinstance(value, Quantity) and not value.measures:
        return "not assessed"
    return ""


def typeset(text: str) -> str:
    """Words and units of the tool with CO2e as it is printed: ``kg CO₂e`` for ``kgCO2e`` and for ``kg CO2e``."""
    return _CO2E.sub(lambda m: f"{m[1]} {CO2E_TYPESET}" if m[1] else CO2E_TYPESET, text)


def unit_text(unit: str) -> str:
    """A unit as it is printed: ``kg CO₂e`` for ``kgCO2e``, ``°C`` for ``degC``, ``µA`` for ``uA``."""
    if unit == "degC":
        return "°C"
    return typeset(_MICRO.sub("µ", unit))


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a text: apart by blank lines, or by line ends where there are no blank lines.

    A folded text of YAML keeps one line end where its file has a blank line.
    """
    parts = re.split(r"\n\s*\n", text) if re.search(r"\n\s*\n", text) else text.split("\n")
    return tuple(" ".join(p.split()) for p in parts if p.strip())


def shortened(text: str, letters: int = 280) -> str:
    """A text up to the last word that fits into so many letters."""
    if len(text) <= letters:
        return text
    cut = text[:letters]
    return f"{cut.rpartition(' ')[0] or cut} …"


def quantity_text(quantity: Quantity, *, level: bool = True, mass_unit: tuple[str, float] | None = None) -> str:
    """A quantity in one line, such as ``0.572 ms (0.314–1.08)`` or ``94.2 % (91.7–95.9), 452 of 480``.

    Parameters
    ----------
    quantity : Quantity
        With a number.
    level : bool
        Whether the probability of the interval is said.
    mass_unit : tuple of str and float, optional
        A prefix of `footprint.numbers.prefix` that the masses of a column share.
    """
    sure = f"{significant(quantity.level * 100)} % interval: " if level and quantity.level is not None else ""
    if _is_taken_mass(quantity):
        text = _taken_mass(quantity, sure, mass_unit)
    else:
        ends = numbers_of(quantity)
        text = _main(quantity, ends)
        if quantity.low is not None and quantity.high is not None:
            unit = _unit(quantity.value or quantity.measures[0])
            text += f" ({sure}{_range(quantity.low, quantity.high, ends.low, ends.high, unit)})"
    if quantity.count is not None and quantity.n is not None:
        text += f", {count(quantity.count)} of {count(quantity.n)}"
    elif quantity.n is not None:
        text += f", n = {count(quantity.n)}"
    return text


def numbers_of(quantity: Quantity) -> Ends:
    """The numbers of a quantity; those of an artefact have at most three digits, and no more than their interval."""
    q = quantity
    five = (q.minimum, q.value, q.maximum, q.low, q.high)
    if not q.taken_from:
        return Ends(*(_typed(m) if m is not None else "" for m in five))
    if q.low is not None and q.high is not None and q.high.value > q.low.value:
        decimals = -math.floor(math.log10((q.high.value - q.low.value) / 10) + 1e-9)
        return Ends(*(_rounded(m.value, decimals) if m is not None else "" for m in five))
    texts = [_taken(m) if m is not None else "" for m in five]
    places = max(len(t.partition(".")[2]) for t in texts)
    return Ends(*(_padded(t, m, places) if m is not None else "" for t, m in zip(texts, five, strict=True)))


def _typed(measure: Measure) -> str:
    return measure.text.removesuffix(measure.unit).strip() if measure.unit else measure.text


def _taken(measure: Measure) -> str:
    whole = measure.unit == "" and float(measure.value).is_integer() and abs(measure.value) < 1e15
    return count(int(measure.value)) if whole else significant(measure.value)


def _padded(text: str, measure: Measure, places: int) -> str:
    """A number with the decimals of those beside it, as far as it has three digits: ``33.0`` beside ``33.4``."""
    whole, _, decimals = text.partition(".")
    digits = len(_DIGITS.findall(whole.lstrip("-0")))
    more = min(places, 3 - digits) - len(decimals)
    if not measure.value or not digits or more <= 0:
        return text
    return f"{whole}.{decimals}{'0' * more}"


def _rounded(value: float, decimals: int) -> str:
    """At most so many decimals, and at most three digits."""
    if not value:
        return "0"
    most = 2 - math.floor(math.log10(abs(value)))
    kept = min(decimals, most)
    text = f"{round(value, kept):.{max(kept, 0)}f}"
    return text if _DIGITS.search(text.strip("-0.")) else significant(value, 1)


def _unit(measure: Measure) -> str:
    return unit_text(measure.unit)


def _main(q: Quantity, ends: Ends) -> str:
    if q.minimum is not None and q.maximum is not None:
        unit = _unit(q.minimum if q.minimum.unit else q.maximum)
        span = _range(q.minimum, q.maximum, ends.minimum, ends.maximum, "")
        text = f"{span} {unit}".strip() if q.minimum.unit == q.maximum.unit and DASH in span else span
        if q.value is None:
            return text
        typical = _one(ends.value, q.value)
        # What was measured may vary by less than is printed.
        same = typical == _one(ends.minimum, q.minimum) == _one(ends.maximum, q.maximum)
        return typical if q.taken_from and same else f"{typical}, range {text}"
    parts = [
        _one(ends.value, q.value) if q.value is not None else "",
        f"at least {_one(ends.minimum, q.minimum)}" if q.minimum is not None else "",
        f"at most {_one(ends.maximum, q.maximum)}" if q.maximum is not None else "",
    ]
    return ", ".join(p for p in parts if p)


def _one(number: str, measure: Measure | None) -> str:
    return f"{number} {_unit(measure)}".strip() if measure is not None else ""


def _range(low: Measure, high: Measure, low_text: str, high_text: str, unit: str) -> str:
    """Two ends; with their units where these are not the one that is printed, or where a dash would read as a minus."""
    if low.unit == high.unit and low.value >= 0 and (not unit or _unit(low) == unit):
        return f"{low_text}{DASH}{high_text}"
    return f"{_one(low_text, low)} to {_one(high_text, high)}"


def _is_taken_mass(q: Quantity) -> bool:
    return bool(q.taken_from and q.value is not None and q.value.unit == _MASS and not q.minimum and not q.maximum)


def _taken_mass(q: Quantity, sure: str, mass_unit: tuple[str, float] | None) -> str:
    assert q.value is not None
    if q.low is None or q.high is None:
        return f"{mass(q.value.value)} {CO2E_TYPESET}"
    typical, bounds = mass_interval(Interval(q.low.value, q.value.value, q.high.value), DASH, mass_unit)
    if bounds == "no interval":
        return f"{typical} {CO2E_TYPESET}"
    return f"{typical} {CO2E_TYPESET} ({sure}{bounds})"
