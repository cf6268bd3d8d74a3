"""A change of the described system, brought back into the fields: by the controls it concerns, else as a file."""

from __future__ import annotations

from typing import Any

from footprint.errors import InputError
from footprint.system import System
from footprint_app import state
from footprint_app.fields import GIVEN, NOT_THE_SYSTEM, Fields, section_of


def applied(fields: Fields, changes: dict[str, Any]) -> Fields:
    """The fields after a change of their system; what it is assessed and compared with stays.

    Parameters
    ----------
    fields : dict of str to str
        Fields that `state.build` makes a system of.
    changes : dict
        As `System.with_` takes them.

    Raises
    ------
    InputError
        The changed system is none.
    """
    system = state.build(fields)
    wanted = system.with_(**changes).renamed(state.edited_name(system.name))
    as_file = {**state.uploaded(wanted), **{key: fields[key] for key in NOT_THE_SYSTEM}}
    by_controls = {**fields, **_touched(changes, as_file)}
    return by_controls if _describes(by_controls, wanted) else as_file


def _touched(changes: dict[str, Any], as_file: Fields) -> Fields:
    """What the controls of the changed sections show of the changed system."""
    sections = {*changes.get("blocks", {}), *changes}
    if "units_produced" in sections:
        sections.add("units")
    return {key: as_file[key] for key in as_file if section_of(key) in sections and as_file[key] != GIVEN}


def _describes(fields: Fields, wanted: System) -> bool:
    """Whether fields describe a system, whatever it is called."""
    try:
        return state.build(fields).renamed(wanted.name) == wanted
    except InputError:
        return False
