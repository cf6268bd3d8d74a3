"""What the page Fleet is asked for: the keys of the roll-up and the year of the grid."""

from __future__ import annotations

from pathlib import Path

from footprint.errors import InputError, nearest, shown
from footprint.fleet.known import known_places
from footprint.fleet.result import KEYS
from footprint_app import session, state
from footprint_app.fields import FieldError, Fields, at, whole_number
from footprint_app.page_fields import PageFields

BY, GRID_YEAR = "by", "grid_year"
"""The fields of the page."""
TOTAL = "none"
"""Rolled up by no key, as the command line calls it."""

OWN = PageFields("fleet", {BY: "country", GRID_YEAR: ""}, {BY: "Roll up by", GRID_YEAR: "Grid of the year"})


def keys(choices: Fields) -> tuple[str, ...]:
    """What the fleet is rolled up by.

    Raises
    ------
    FieldError
        An unknown key, as a link may bring.
    """
    found = () if choices[BY] in ("", TOTAL) else tuple(dict.fromkeys(choices[BY].split(",")))
    for key in found:
        if key not in KEYS:
            raise at(BY, InputError(f"a fleet cannot be rolled up by {shown(key)}", valid=nearest(key, KEYS)))
    return found


def year(choices: Fields) -> int | None:
    """The year of the grid, or None for each lot's own.

    Raises
    ------
    FieldError
        It is no whole number, or no country has data for it.
    """
    if not choices[GRID_YEAR].strip():
        return None
    found = whole_number(GRID_YEAR, choices[GRID_YEAR], "2024")
    try:
        known_places(found)
    except InputError as error:
        raise at(GRID_YEAR, error) from None
    return found


def problem(error: InputError) -> FieldError:
    """An error of the library, tied to the field that it is about; a file is called as it was uploaded."""
    if isinstance(error, FieldError):
        return error
    if error.fill_from:  # a system that the chosen sets cannot value
        return state.tied(at("", error), session.current())
    tied = at(next((str(step) for step in error.path if step in (BY, GRID_YEAR)), ""), error)
    tied.file = Path(error.file).name if error.file else None
    return tied
