"""The fleet that the page Fleet shows: assessed once for an inventory and its choices, with progress while it runs."""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import streamlit as st

from footprint.errors import InputError
from footprint.fleet import Fleet, assess_fleet
from footprint.system import System
from footprint_app import firmware_upload, state
from footprint_app.fields import Fields
from footprint_app.firmware_upload import Stored
from footprint_app.fleet_files import Opened
from footprint_app.fleet_state import keys, problem, year

DEVICE = "this-device"
"""What the column `preset` of an inventory calls the device of the Calculator."""
REJECTS_NAME = "rejected-rows.csv"
NEEDS = ("ibis", "duckdb")
INSTALL = "Fleets need DuckDB and Ibis. Install them with: pip install 'tinyml-footprint[fleet]'"
_KEPT = "fleet_result"


class Run(NamedTuple):
    """A fleet, and its rejected rows on disk."""

    fleet: Fleet
    rejects: Stored

    @property
    def rejected(self) -> bytes:
        """The rejected rows as CSV, read when they are asked for."""
        return self.rejects.path.read_bytes()


def installed() -> bool:
    """Whether the engine of fleets is there."""
    return all(find_spec(name) is not None for name in NEEDS)


def device(fields: Fields) -> System | None:
    """The device of the Calculator, or None where it cannot be built as it stands."""
    try:
        return state.build(fields)
    except InputError:
        return None


def assessed(fields: Fields, choices: Fields, inventory: Opened) -> Run:
    """The fleet of an inventory; only the newest one is kept.

    Raises
    ------
    FieldError
        What is wrong, tied to a field of the page where it is one's.
    """
    own = device(fields)
    sets = (fields["factors"], fields["fill"], fields["draws"], fields["seed"])
    asked = (inventory.token, dict(choices), *sets, own)
    kept = st.session_state.get(_KEPT)
    if kept is not None and kept[0] == asked:
        run: Run = kept[1]
        return run
    st.session_state.pop(_KEPT, None)
    draws, seed = state.draws(fields)
    rejects = firmware_upload.store(REJECTS_NAME, lambda path: None)
    place = st.empty()

    def show(doing: str, share: float | None) -> None:
        place.progress(min(max(share or 0.0, 0.0), 1.0), f"{doing[:1].upper()}{doing[1:]}")

    show("starting the engine", None)
    try:
        fleet = assess_fleet(
            list(inventory.paths), by=keys(choices), grid_year=year(choices), factors=fields["factors"],
            fill_from=state.fills(fields) or None, systems={DEVICE: own} if own is not None else None,
            draws=draws, seed=seed, rejects=rejects.path, progress=show,
        )  # fmt: skip
    except InputError as error:
        raise problem(error) from None
    finally:
        place.empty()
    if fleet.rejected_rows:
        _call_files_as_uploaded(rejects.path, inventory)
        fleet = replace(fleet, rejects_file=REJECTS_NAME)
    run = Run(fleet, rejects)
    st.session_state[_KEPT] = (asked, run)
    return run


def _call_files_as_uploaded(rejects: Path, inventory: Opened) -> None:
    """Name files in the rejected rows without the folder that the server keeps them in."""
    called = [(str(path).encode(), path.name.encode()) for path in inventory.paths]
    with rejects.open("rb") as old, rejects.with_suffix(".part").open("wb") as new:
        for line in old:
            for place, name in called:
                line = line.replace(place, name)
            new.write(line)
    rejects.with_suffix(".part").replace(rejects)
