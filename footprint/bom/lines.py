"""What a bill of materials is once it is read, whatever it was read from."""

from __future__ import annotations

import re
from typing import NamedTuple

MAX_BYTES = 8_000_000
"""A list of parts larger than this is not one. A board's layout may have `MAX_BOARD_BYTES`."""
MAX_BOARD_BYTES = 32_000_000
MAX_LINES = 100_000
MAX_PIECES = 1e9
"""More pieces than this in one device are a slip of the pen."""


class Line(NamedTuple):
    """One line of a bill of materials; a text that the list does not have is empty."""

    number: int
    """Line of the file, from 1; 0 for what stands on no line of its own."""
    component: str
    """What a person calls it: the component, else the description, value, part number or reference."""
    reference: str = ""
    quantity: float | None = None
    """Pieces in one device; None where `problem` says why it is not known."""
    value: str = ""
    package: str = ""
    description: str = ""
    manufacturer: str = ""
    mpn: str = ""
    unit_cost: float | None = None
    """Cost of one piece, in the currency of the list."""
    mass_g: float | None = None
    """Mass of one piece. [g]"""
    group: str = ""
    problem: str = ""
    """Why the line cannot be assessed as it stands."""

    @property
    def cost(self) -> float | None:
        """Cost of the whole line, in the currency of the list."""
        return None if self.unit_cost is None or self.quantity is None else tidy(self.unit_cost * self.quantity)

    @property
    def mass(self) -> float | None:
        """Mass of the whole line. [g]"""
        return None if self.mass_g is None or self.quantity is None else tidy(self.mass_g * self.quantity)


class Skipped(NamedTuple):
    """A line of the file that is no part of the device."""

    number: int
    text: str
    why: str


class Board(NamedTuple):
    """The bare board: its area and its copper layers, where the file tells them."""

    area_mm2: float | None
    layers: int | None


class Bom(NamedTuple):
    """A bill of materials as read."""

    name: str
    kind: str
    """``csv``, ``kicad-bom`` or ``kicad-pcb``."""
    lines: tuple[Line, ...]
    skipped: tuple[Skipped, ...] = ()
    columns: dict[str, str] = {}  # noqa: RUF012 - a NamedTuple's default, never written to
    """Heading of the file to the field it was read as; empty for a column that was not read."""
    board: Board | None = None
    currency: str = ""
    notes: tuple[str, ...] = ()
    """What a reader of the result should know, such as a count that disagrees with the references."""


def tidy(value: float) -> float:
    """A float without the noise of a multiplication: 0.15, not 0.15000000000000002."""
    return float(f"{value:.12g}")


_RANGE = re.compile(r"([A-Za-z_$]+)(\d{1,6})\s*(?:-|–|\.{2,3}|:)\s*([A-Za-z_$]*)(\d{1,6})")
_BETWEEN = re.compile(r"[,;\s]+")
_AROUND_DASH = re.compile(r"(?<=\d)\s*(-|–|\.{2,3})\s*(?=[A-Za-z_$]*\d)")


def count_references(text: str) -> int:
    """How many parts a cell of references names: ``R1, R2`` is 2, ``R1-R4`` is 4."""
    if text.isalnum():
        return 1
    found = 0
    for token in _BETWEEN.split(_AROUND_DASH.sub(r"\1", text.strip())):
        if not token:
            continue
        between = _RANGE.fullmatch(token)
        if between is None or between[3] not in ("", between[1]):
            found += 1
        else:
            found += max(int(between[4]) - int(between[2]) + 1, 1)
    return found


def called(*texts: str) -> str:
    """The first text that says something."""
    return next((t for t in texts if t), "")
