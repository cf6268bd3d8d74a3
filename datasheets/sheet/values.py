"""What a field of a datasheet can hold: a quantity with unit, status and evidence, or words that it is missing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, get_args

from datasheets.sheet.units import Measure, parse_measure
from footprint.errors import InputError, nearest, shown
from footprint.models import Status

NOT_PROVIDED = "not provided"
"""Stands where somebody still has to say something."""
NOT_APPLICABLE = "not applicable: "
"""Followed by the reason."""
NOT_DISCLOSED = "not disclosed"
"""Stands where the maker will not say."""

STATUSES: tuple[str, ...] = get_args(Status)

_KEYS = (
    "value", "min", "typical", "max", "low", "high", "level", "count", "n", "status", "evidence", "note",
)  # fmt: skip


def is_missing(value: Any) -> bool:
    """Whether nothing has been said: no value at all, or the words for it."""
    return value is None or value == NOT_PROVIDED


def says_not(value: Any) -> bool:
    """Whether words stand where a value would: not provided, not disclosed, or not applicable with a reason."""
    return value is None or (
        isinstance(value, str)
        and (value in (NOT_PROVIDED, NOT_DISCLOSED) or bool(re.match(re.escape(NOT_APPLICABLE) + r"\s*\S", value)))
    )


@dataclass(frozen=True)
class Quantity:
    """A number with a unit, how it is known, and by what.

    Attributes
    ----------
    value : Measure, optional
        The single or typical value.
    minimum, maximum : Measure, optional
        Ends of a range that is guaranteed, supported or tested.
    low, high : Measure, optional
        Ends of an interval of uncertainty, both or neither.
    level : float, optional
        Probability of that interval, 0 to 1.
    count, n : int, optional
        Of a share: how many of how many.
    status : str
        measured, calculated, estimated, assumed, declared or not assessed.
    evidence : str
        File, report or artefact that it rests on; empty where none was named.
    note : str
    taken_from : str
        The place of an artefact that it was taken from, such as ``model.macs``; empty where it was typed.
    """

    value: Measure | None = None
    minimum: Measure | None = None
    maximum: Measure | None = None
    low: Measure | None = None
    high: Measure | None = None
    level: float | None = None
    count: int | None = None
    n: int | None = None
    status: str = "not assessed"
    evidence: str = ""
    note: str = ""
    taken_from: str = ""

    @property
    def measures(self) -> tuple[Measure, ...]:
        """All numbers it states, those of the interval left out."""
        return tuple(m for m in (self.minimum, self.value, self.maximum) if m is not None)


def read_quantity(given: Any, unit: str) -> Quantity:
    """A quantity as a file gives it.

    Parameters
    ----------
    given : dict
        ``value``, or ``min``, ``typical`` and ``max`` (any of them); ``status``; and as they apply ``evidence``,
        ``low`` and ``high`` (with ``level``), ``count`` and ``n``, ``note``.
    unit : str
        A unit of the dimension that is wanted; empty where any will do.

    Raises
    ------
    InputError
        With the path below the quantity.
    """
    if not isinstance(given, dict):
        raise InputError(
            f"{shown(given)} has no status", hint="Write it like {value: 40 mA, status: measured, evidence: ...}."
        )
    for key in given:
        if key not in _KEYS:
            raise InputError(f"unknown key {shown(key)}", path=(key,), valid=nearest(key, _KEYS))
    if "value" in given and "typical" in given:
        raise InputError("value and typical are the same: give one", path=("typical",))
    measures = {key: _measure(given, key, unit) for key in ("value", "min", "typical", "max", "low", "high")}
    value = measures["value"] or measures["typical"]
    status = given.get("status")
    if status not in STATUSES:
        missing = "status is missing" if status is None else f"unknown status {shown(status)}"
        raise InputError(missing, path=("status",) if status is not None else (), valid=STATUSES)
    if value is None and measures["min"] is None and measures["max"] is None and status != "not assessed":
        raise InputError("a quantity without a value", hint="Give value, or min and max.")
    if status == "not assessed" and any(measures.values()):
        raise InputError(
            "a value that is not assessed", path=("status",), valid=[s for s in STATUSES if s != "not assessed"]
        )
    if (measures["low"] is None) != (measures["high"] is None):
        raise InputError("an interval needs low and high together")
    _in_order(measures["min"], value, measures["max"], "min", "max")
    _in_order(measures["low"], value, measures["high"], "low", "high")
    count, n = _whole(given, "count"), _whole(given, "n")
    if count is not None and n is None:
        raise InputError("count needs n: how many of how many", path=("count",))
    if count is not None and n is not None and count > n:
        raise InputError(f"{count} of {n} is more than all", path=("count",))
    return Quantity(
        value, measures["min"], measures["max"], measures["low"], measures["high"], _level(given), count, n, status,
        _words(given, "evidence"), _words(given, "note"),
    )  # fmt: skip


def _measure(given: dict[str, Any], key: str, unit: str) -> Measure | None:
    if key not in given:
        return None
    try:
        return parse_measure(given[key], unit)
    except InputError as error:
        error.path = (key, *error.path)
        raise


def _in_order(low: Measure | None, value: Measure | None, high: Measure | None, first: str, last: str) -> None:
    known = [m for m in (low, value, high) if m is not None]
    for one, other in pairwise(known):
        if one.base > other.base + 1e-12 * abs(other.base):
            raise InputError(f"{one.text} to {other.text} goes down: {first} is the least, {last} the greatest")


def _whole(given: dict[str, Any], key: str) -> int | None:
    value = given.get(key)
    if value is not None and not (type(value) is int and value >= 0):
        raise InputError(f"{key} must be a whole number from 0 on, not {shown(value)}", path=(key,))
    return value


def _level(given: dict[str, Any]) -> float | None:
    if "level" not in given:
        return None
    if "low" not in given:
        raise InputError("level goes with low and high", path=("level",))
    measure = _measure(given, "level", "1")
    value = measure.base if measure is not None else 0.0
    if not 0 < value < 1:
        raise InputError(f"level must lie between 0 and 100 %, not {shown(given['level'])}", path=("level",))
    return value


def _words(given: dict[str, Any], key: str) -> str:
    value = given.get(key, "")
    if not isinstance(value, str):
        raise InputError(f"{key} must be text, not {shown(value)}", path=(key,))
    return value.strip()
