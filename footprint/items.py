"""The inventory: rows of stage, block, item, quantity, unit and factor key, with no carbon yet.

Also the notes taken on the way: what was assumed, what is missing, what was left out and why.
"""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol, get_args

from footprint.factors import Factor, Interval
from footprint.system import Block, Case, Entry, Level
from footprint.tables import BLOCKS, DEFAULTS, title


class Item(NamedTuple):
    """One row of the inventory.

    A row is turned into carbon by the factor of its key; a row that was declared in kg CO2e
    carries its interval instead, and a grid row carries the grid factor it names.
    """

    stage: str
    block: str
    item: str
    quantity: float
    unit: str
    factor_key: str | None
    status: str | None = None
    source: str | None = None
    factor: Factor | None = None
    declared: Interval | None = None
    path: tuple[str | int, ...] = ()


class Add(Protocol):
    """Takes one row of the inventory, the fields of `Item` in their order."""

    def __call__(
        self, stage: str, block: str, item: str, quantity: float, unit: str, factor_key: str | None,
        status: str | None = ..., source: str | None = ..., factor: Factor | None = ...,
        declared: Interval | None = ..., path: tuple[str | int, ...] = ...,
    ) -> None: ...  # fmt: skip


class Assumed(NamedTuple):
    """A value that the person did not give, and the rule that filled it."""

    field: str
    value: Any
    why: str

    @property
    def text(self) -> str:
        """The line a person reads: ``Use, grid, year: 2024 (no year given ...)``."""
        steps = self.field.removeprefix("blocks.").split(".")
        words = [title(steps[0]), *(step.replace("_", " ") for step in steps[1:])]
        return f"{', '.join(words)}: {self.value} ({self.why})"


class Excluded(NamedTuple):
    """A block or stage left outside the system boundary, with the reason given."""

    block: str
    why: str


class Notes:
    """What was assumed, warned of, missing and left out while the inventory was taken."""

    __slots__ = ("assumed", "excluded", "missing", "tables", "warnings")

    def __init__(self) -> None:
        self.assumed: list[Assumed] = []
        self.warnings: list[str] = []
        self.missing: list[str] = []
        self.excluded: list[Excluded] = []
        self.tables: set[str] = set()  # further reference tables that were read

    def assume(self, field: str, value: Any, why: str) -> None:
        """List a value as assumed."""
        self.assumed.append(Assumed(field, value, why))


_LEVELS = {
    (name, hsl, case): (f"HSL-{hsl} {case}", f"{name}.hsl-{hsl}.{case}")
    for name in BLOCKS for hsl in get_args(Level) for case in get_args(Case)
}  # fmt: skip
"""Item and factor key of every level and case."""


def take_block(stage: str, name: str, block: Block, add: Add, notes: Notes) -> None:
    """Take the rows of one block: its level, its parts and its declared value add up."""
    if not block.include:
        notes.excluded.append(Excluded(name, block.why or ""))
        return
    if block.hsl is not None:
        case = block.case
        if case is None:
            case = DEFAULTS["case"]
            notes.assume(f"blocks.{name}.case", case, "no case given for the hardware specification level")
        item, key = _LEVELS[name, block.hsl, case]
        add(stage, name, item, 1.0, "block", key, None, None if block.declared_kg_co2e is not None else block.source)
    if block.parts:
        for index, part in enumerate(block.parts):
            path = ("blocks", name, "parts", index, "part")
            add(
                stage,
                name,
                part.part,
                part.quantity,
                part.unit,
                part.part,
                part.status,
                part.source,
                path=path,
            )
    if block.declared_kg_co2e is not None:
        take_declared(stage, name, block, f"blocks.{name}", add, notes)


def take_declared(stage: str, name: str, entry: Entry, field: str, add: Add, notes: Notes, shared_by: int = 1) -> None:
    """Take the row of a declared value, shared by a number of devices.

    Without ``low`` and ``high`` the value is a point and says so; without a source it is listed.
    """
    typical = entry.declared_kg_co2e or 0.0
    low, high = entry.low_kg_co2e, entry.high_kg_co2e
    if low is None or high is None:
        low = high = typical
        if typical:
            notes.assume(f"{field}.interval", "none", "declared without low and high: it adds nothing to the interval")
    source = entry.source
    if source is None:
        source = "not stated in the system file"
        notes.warnings.append(f"{title(name)}: declared value without a source")
    item = "declared"
    if shared_by != 1:
        item = f"declared, shared by {shared_by} units"
        low, typical, high = low / shared_by, typical / shared_by, high / shared_by
    add(stage, name, item, typical, "kgCO2e", None, "declared", source, declared=Interval(low, typical, high))
