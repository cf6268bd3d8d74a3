"""What a kind of artefact is: how its file is read, and the places in what it holds. Which there are: `kinds`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple

from datasheets.sheet.units import measure_of
from datasheets.sheet.values import Quantity
from footprint.errors import InputError


class NotThereError(InputError):
    """The artefact is fine, and does not hold what was asked for."""


class Place(NamedTuple):
    """One thing that an artefact can give.

    Attributes
    ----------
    kind : {"text", "list", "quantity", "table"}
    get : callable
        Takes what the artefact holds and the name of a class, or an empty text.
    unit : str
        Of a quantity.
    columns : tuple of str
        Of a table.
    by_class : bool
        Whether a class may follow.
    """

    kind: Literal["text", "list", "quantity", "table"]
    get: Callable[[Any, str], Any]
    unit: str = ""
    columns: tuple[str, ...] = ()
    by_class: bool = False


class Kind(NamedTuple):
    """One kind of artefact: how it is read, with which options, and what it gives."""

    load: Callable[[Path, Mapping[str, Any]], Any]
    places: dict[str, Place]
    options: dict[str, str]
    """Key to a unit, or ``count`` for a whole number, ``text``, ``texts``."""


def quantity(
    value: float, unit: str, status: str, *, digits: int = 4, bounds: tuple[float, float] | None = None,
    interval: tuple[float, float] | None = None, **more: Any,
) -> Quantity:  # fmt: skip
    """A quantity of an artefact: `bounds` are its least and greatest, `interval` that of its uncertainty."""
    measures: dict[str, Any] = {"value": measure_of(value, unit, digits)}
    for names, ends in ((("minimum", "maximum"), bounds), (("low", "high"), interval)):
        if ends is not None:
            measures |= {n: measure_of(end, unit, digits) for n, end in zip(names, ends, strict=True)}
    return Quantity(status=status, **measures, **more)
