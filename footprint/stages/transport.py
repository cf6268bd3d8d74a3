"""Transport: freight of the finished device to the place of use."""

from __future__ import annotations

from collections.abc import Iterator

from footprint.items import Add, Notes, take_block
from footprint.system import System
from footprint.tables import SpecRow


def take(system: System, add: Add, notes: Notes) -> None:
    """Take the rows of the transport block."""
    block = system.blocks.get("transport")
    if block is None:
        notes.missing.append("transport")
    else:
        take_block("transport", "transport", block, add, notes)


def freight_tkm(mass_g: float, distance_km: float) -> float:
    """Freight of a mass over a distance: mass [g] x distance [km] x 1e-6. [tkm]"""
    return mass_g * distance_km * 1e-6


def spec_parts(rows: tuple[SpecRow, ...], case: str) -> Iterator[tuple[SpecRow, float]]:
    """Freight by mode of a transport level: its total weight over each of its distances. [tkm]"""
    cells = {row.part: row.quantity(case) or 0.0 for row in rows}
    mass_g = cells.pop("shipped-mass", 0.0)
    for row in rows:
        if cells.get(row.part):
            yield row._replace(unit="tkm"), freight_tkm(mass_g, cells[row.part] or 0.0)
