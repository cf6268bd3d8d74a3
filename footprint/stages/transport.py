"""Transport: freight of the finished device to the place of use, by level, parts or legs."""

from __future__ import annotations

from collections.abc import Iterator

from footprint.errors import InputError
from footprint.items import Add, Notes, take_block
from footprint.system import Leg, System
from footprint.tables import DEFAULTS, SpecRow, freight_modes, parts


def take(system: System, add: Add, notes: Notes) -> None:
    """Take the rows of the transport block."""
    block = system.blocks.get("transport")
    if block is None:
        notes.missing.append("transport")
        return
    take_block("transport", "transport", block, add, notes)
    if not block.legs or not block.include:
        return
    switches = {}
    for name, words in (("well_to_tank", "fuel production"), ("radiative_forcing", "non-CO2 effects of flights")):
        switches[name] = getattr(block, name)
        if switches[name] is None:
            switches[name] = DEFAULTS[name]
            notes.assume(f"blocks.transport.{name}", switches[name], f"not given: {words} not counted")
    for index, leg in enumerate(block.legs):
        _take_leg(leg, index, add, **switches)


def _take_leg(leg: Leg, index: int, add: Add, *, well_to_tank: bool, radiative_forcing: bool) -> None:
    """Take the freight of one leg, and its fuel production as a row of its own."""
    freight = freight_tkm(leg.mass_g, leg.distance_km)
    item = f"{leg.mode}, {leg.distance_km:.15g} km x {leg.mass_g:.15g} g"
    key = f"{leg.mode}-freight"
    forced = radiative_forcing and f"{key}-rf" in parts()  # only flights have it
    path = ("blocks", "transport", "legs", index, "mode")
    moved = f"{key}-rf" if forced else key
    add("transport", "transport", item, freight, "tkm", moved, leg.status, leg.source, path=path)
    if not well_to_tank:
        return
    if f"{key}-wtt" not in parts():
        known = tuple(mode for mode in freight_modes() if f"{mode}-freight-wtt" in parts())
        raise InputError(
            f"no figure for the fuel production of {leg.mode}", path=path, valid=known,
            hint="Choose one of these modes, or well_to_tank: false.",
        )  # fmt: skip
    add(
        "transport", "transport", f"{item}, fuel production", freight, "tkm", f"{key}-wtt", leg.status, leg.source,
        path=path, beside=moved,
    )  # fmt: skip


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
