"""What comes out of a mapped bill of materials: a system file, and the coverage of its lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from footprint import tables
from footprint.bom.lines import Bom, Skipped, tidy
from footprint.bom.mapping import Mapped, ValuedBy, with_board
from footprint.quantities import write_quantity

_MOST = 300
"""Characters of a name or a source in a system file."""


class Uncovered(NamedTuple):
    """A line without a value, by name."""

    name: str
    line: int
    """Line of the file; 0 for what stands on none."""
    reason: str


class Coverage(NamedTuple):
    """How much of a bill of materials has a value: by lines, by mass and by cost.

    A share is None where the list does not have the figure for every line; the counts beside it
    say how many have it.
    """

    lines: int
    """Lines that are parts of the device."""
    mapped: int
    """Those with a part and a quantity."""
    covered: int
    """Those of them whose part has a factor; equal to `mapped` where nobody was asked."""
    lines_share: float | None
    mass_share: float | None
    cost_share: float | None
    lines_with_mass: int
    lines_with_cost: int
    sets: dict[str, int]
    """Covered lines by the factor set that values them."""
    unmapped: tuple[Uncovered, ...]
    """Every line that is not covered, with its reason."""
    skipped: tuple[Skipped, ...]
    """Lines of the file that are no parts of the device."""

    def to_dict(self) -> dict[str, Any]:
        """Plain data with the same names, for JSON."""
        out = self._asdict()
        out["unmapped"] = [u._asdict() for u in self.unmapped]
        out["skipped"] = [s._asdict() for s in self.skipped]
        return out


def coverage(mapped: Sequence[Mapped], bom: Bom | None = None, valued: ValuedBy | None = None) -> Coverage:
    """How much of the lines has a value.

    Parameters
    ----------
    mapped : sequence of Mapped
        Lines from `map_bom`.
    bom : Bom, optional
        The list, for the lines that were left out when it was read.
    valued : callable, optional
        From part and unit to the factor set that values it, or None; a mapped line is covered
        only where it names one. Every mapped line counts as covered if left out.
    """
    parts = [m for m in mapped if not m.no_part]
    sets: dict[str, int] = {}
    covered: list[Mapped] = []
    uncovered = []
    known: dict[tuple[str, str], str | None] = {}
    for m in parts:
        reason = m.reason
        if not reason and m.part is not None and valued is not None:
            if (m.part, m.unit) not in known:
                known[m.part, m.unit] = valued(m.part, m.unit)
            by = known[m.part, m.unit]
            if by is None:
                reason = f"no factor for {m.part} in {m.unit}"
            else:
                sets[by] = sets.get(by, 0) + 1
        if reason or m.part is None:
            uncovered.append(Uncovered(m.line.component, m.line.number, reason or "no rule fits it"))
        else:
            covered.append(m)
    no_parts = tuple(Skipped(m.line.number, m.line.component, m.no_part) for m in mapped if m.no_part)
    return Coverage(
        len(parts), sum(m.part is not None for m in parts), len(covered),
        len(covered) / len(parts) if parts else None,
        _share(parts, covered, lambda m: m.mass_g), _share(parts, covered, lambda m: m.cost),
        sum(m.mass_g is not None for m in parts), sum(m.cost is not None for m in parts),
        sets, tuple(uncovered), (*(bom.skipped if bom else ()), *no_parts),
    )  # fmt: skip


def _share(parts: Iterable[Mapped], covered: Iterable[Mapped], of: Callable[[Mapped], float | None]) -> float | None:
    """Covered over all; None where a line lacks the figure, or where all of them are nothing."""
    total = 0.0
    for m in parts:
        figure = of(m)
        if figure is None:
            return None
        total += figure
    return min(sum(of(m) or 0.0 for m in covered) / total, 1.0) if total > 0 else None


def to_system_dict(
    mapped: Sequence[Mapped],
    name: str,
    lifetime: str,
    board_area_mm2: float | None = None,
    board_layers: int | None = None,
    source: str = "bill of materials",
) -> dict[str, Any]:
    """The lines as a system file: its keys and texts, ready for `System.from_dict` or for YAML.

    Parameters
    ----------
    mapped : sequence of Mapped
        Lines from `map_bom`, which stay separate lines.
    name : str
        Name of the device.
    lifetime : str
        Time in service with its unit, e.g. ``"3 years"``.
    board_area_mm2 : float, optional
        Area of the bare board, where `map_bom` was not given it. [mm2]
    board_layers : int, optional
        Copper layers of the board.
    source : str
        What the list is called in the sources of the parts.

    Returns
    -------
    dict
        A line that is not assessed keeps its name and count, in the block where it belongs if that
        is known, else among the others.

    Raises
    ------
    InputError
        An area that is not positive or a layer count below 1.
    """
    mapped = with_board(mapped, board_area_mm2, board_layers)
    blocks: dict[str, list[dict[str, Any]]] = {}
    for m in mapped:
        if m.no_part:
            continue
        entry: dict[str, Any] = {"part": m.part} if m.part else {}
        entry["name"] = text_for_file(m.line.component)
        if m.part is not None and m.quantity is not None:
            entry["quantity"] = write_quantity(m.quantity, m.unit)
            if m.low is not None and m.high is not None:
                entry["low"], entry["high"] = write_quantity(m.low, m.unit), write_quantity(m.high, m.unit)
            entry["status"] = m.status
        else:
            entry["quantity"] = write_quantity(1.0 if m.line.quantity is None else m.line.quantity, "pcs")
        where = f"{source}, line {m.line.number}" if m.line.number else source
        notes = [where, m.reason and f"not assessed: {m.reason}", "" if m.reason else m.source]
        entry["source"] = text_for_file("; ".join(n for n in notes if n))
        if m.mass_g is not None:
            entry["mass"] = write_quantity(m.mass_g, "g")
        if m.cost is not None:
            entry["cost"] = tidy(m.cost)
        blocks.setdefault(m.block, []).append(entry)
    order = [*tables.BLOCKS, *(b for b in blocks if b not in tables.BLOCKS)]
    return {
        "schema": "footprint.system/1",
        "name": text_for_file(name),
        "lifetime": lifetime,
        "blocks": {b: {"parts": blocks[b]} for b in order if b in blocks},
    }


def text_for_file(text: str) -> str:
    """A text as a system file takes it: one line, printable, not blank, of bounded length."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return f"{plain[: _MOST - 3]}..." if len(plain) > _MOST else plain or "without a name"
