"""Production: making the parts and the device, block by block; and how a die's carbon is modelled."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from functools import lru_cache

from footprint.items import Add, Notes, take_block
from footprint.system import System
from footprint.tables import BLOCKS, OPTIONAL_BLOCKS, SpecRow

_MISSPELT = 0.85
"""How alike, of 1, a further block's name is to a block's before it is asked about."""
_BLOCKS = tuple(name for name, info in BLOCKS.items() if info.stage == "production")
_KNOWN = {name: info.stage for name, info in (*BLOCKS.items(), *OPTIONAL_BLOCKS.items())}


def take(system: System, add: Add, notes: Notes) -> None:
    """Take a row per level, part and declared value of every block but transport."""
    blocks = system.blocks
    for name in _BLOCKS:
        if name not in blocks:
            notes.missing.append(name)
    for name, block in blocks.items():
        if name == "transport":
            continue
        stage = _KNOWN.get(name)
        if stage is None:
            stage = "production"
            meant = _meant(name)
            if meant:
                notes.warnings.append(f"{name} counts as a further block; {meant} may be meant")
        take_block(stage, name, block, add, notes)


@lru_cache(maxsize=4096)
def _meant(name: str) -> str | None:
    """The block whose name is almost that of a further block."""
    return next(iter(get_close_matches(name, _KNOWN, n=1, cutoff=_MISSPELT)), None)


def spec_parts(rows: tuple[SpecRow, ...], case: str) -> Iterator[tuple[SpecRow, float]]:
    """The parts of a hardware specification level in a case, with quantities above zero."""
    for row in rows:
        quantity = row.quantity(case)
        if row.part and quantity:
            yield row, quantity


def wafer_area_mm2(die_mm2: float, die_yield: float) -> float:
    """Wafer processed for one good die: A / Y. [mm2]

    With it, ACT's E = A x (CI_fab x EPA + GPA + MPA) / Y is three rows, each wafer area times a
    factor: electricity (EPA, by the grid of the fab), process gases (GPA) and materials (MPA).
    Reference: Gupta et al., ACT, ISCA 2022.
    """
    return die_mm2 / die_yield


def die_yield(die_mm2: float, defects_per_cm2: float) -> float:
    """Share of good dies by the negative binomial model: (1 + D x A / 10)^-10, D in 1/cm2, A in cm2.

    Reference: ECO-CHIP, function yield_calc, clustering parameter 10.
    """
    return float((1 + defects_per_cm2 * die_mm2 * 0.01 / 10) ** -10)
