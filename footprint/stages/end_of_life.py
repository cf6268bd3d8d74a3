"""End of life: collection, recycling and disposal, by mass and route, declared, or left out with a reason."""

from __future__ import annotations

from footprint.items import Add, Excluded, Notes, take_declared
from footprint.system import System


def take(system: System, add: Add, notes: Notes) -> None:
    """Take a row per mass and route, or the row of a declared end of life."""
    end = system.end_of_life
    if end is None:
        notes.missing.append("end_of_life")
    elif not end.include:
        notes.excluded.append(Excluded("end_of_life", end.why or ""))
    elif end.cut_off is not None:
        notes.excluded.append(Excluded("end_of_life", f"cut-off: {end.cut_off}"))
    elif end.declared_kg_co2e is not None:
        take_declared("end_of_life", "end_of_life", end, "end_of_life", add, notes)
    for index, one in enumerate(end.disposal if end is not None and end.include else ()):
        path = ("end_of_life", "disposal", index, "route")
        item = f"{one.material}, {one.route}"
        add("end_of_life", "end_of_life", item, one.mass_g, "g", one.part, one.status, one.source, path=path)
