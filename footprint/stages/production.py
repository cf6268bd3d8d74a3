"""Production: making the parts and the device, block by block."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from footprint.items import Add, Notes, take_block
from footprint.system import System
from footprint.tables import BLOCKS, SpecRow

_MISSPELT = 0.85
"""How alike, of 1, a further block's name is to a block's before it is asked about."""
_BLOCKS = tuple(name for name, info in BLOCKS.items() if info.stage == "production")


def take(system: System, add: Add, notes: Notes) -> None:
    """Take a row per level, part and declared value of every block but transport."""
    blocks = system.blocks
    for name in _BLOCKS:
        if name not in blocks:
            notes.missing.append(name)
    for name, block in blocks.items():
        if name == "transport":
            continue
        if name not in BLOCKS:
            meant = get_close_matches(name, BLOCKS, n=1, cutoff=_MISSPELT)
            if meant:
                notes.warnings.append(f"{name} counts as a further block; {meant[0]} may be meant")
        take_block("production", name, block, add, notes)


def spec_parts(rows: tuple[SpecRow, ...], case: str) -> Iterator[tuple[SpecRow, float]]:
    """The parts of a hardware specification level in a case, with quantities above zero."""
    for row in rows:
        quantity = row.quantity(case)
        if row.part and quantity:
            yield row, quantity
