"""End of life: collection, recycling and disposal, as a declared value or left out with a reason."""

from __future__ import annotations

from footprint.items import Add, Excluded, Notes, take_declared
from footprint.system import System


def take(system: System, add: Add, notes: Notes) -> None:
    """Take the row of a declared end of life."""
    end = system.end_of_life
    if end is None:
        notes.missing.append("end_of_life")
    elif not end.include:
        notes.excluded.append(Excluded("end_of_life", end.why or ""))
    else:
        take_declared("end_of_life", "end_of_life", end, "end_of_life", add, notes)
