"""Options as they were given, or as a named default filled them: the list of both, and the checks of numbers."""

from __future__ import annotations

from math import isfinite
from typing import Any, NamedTuple

from footprint.baselines.rows import Known, pick
from footprint.errors import InputError, shown
from footprint.items import Notes
from footprint.numbers import significant


class Choice(NamedTuple):
    """One option of a comparison, and how it came about."""

    option: str
    value: str
    status: str
    source: str
    given: bool


class Choosing:
    """Fills what was not given from the named defaults, and keeps the list of both."""

    def __init__(self, notes: Notes) -> None:
        self.notes, self.listed = notes, list[Choice]()

    def add(self, option: str, value: str, status: str, source: str, given: bool, why: str = "") -> None:
        """List an option; one that was not given is also an assumption."""
        self.listed.append(Choice(option, value, status, source, given))
        if not given:
            self.notes.assume(f"cloud.{option}", value, why)

    def status(self, option: str) -> str:
        """How sure an option is that is listed already."""
        return next(c.status for c in self.listed if c.option == option)


def number(name: str, value: float, least: float, most: float, unit: str = "") -> float:
    """A number in its range; `unit` is what a message says behind it.

    Raises
    ------
    InputError
        Not a finite number, or outside.
    """
    try:
        found = float("nan") if isinstance(value, (bool, str)) else float(value)
    except (TypeError, ValueError, OverflowError):
        found = float("nan")
    if not isfinite(found) or not least <= found <= most:
        # Twelve digits: a value that came through another unit is not quoted with the rounding of the way.
        said = f"{found:.12g}" if isfinite(found) else shown(value)
        tail = f" {unit}" if unit else ""
        raise InputError(
            f"{name} {said}{tail} does not fit", hint=f"It is {significant(least)} to {significant(most)}{tail}."
        )
    return found


def listed_row(make: Choosing, option: str, key: str | None, known: Any, default: str, why: str, hint: str = "") -> Any:
    """A row by its key or the default, listed; rows keep their figure as `known`."""
    row = pick(option.replace("_", " "), default if key is None else key, known, hint)
    it: Known = getattr(row, "known", row)
    make.add(option, it.title, it.status, it.source, key is not None, why)
    return row
