"""The inventory: rows of stage, block, item, quantity, unit and factor key, with no carbon yet.

Also the notes taken on the way: what was assumed, what is missing, what was left out and why.
"""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol, get_args

from footprint.factors import Factor, Interval
from footprint.models import Case, Entry, Fab, Level, Part
from footprint.system import Block
from footprint.tables import BLOCKS, DEFAULTS, title


class Item(NamedTuple):
    """One row of the inventory.

    A row is turned into carbon by the factor of its key; a row that was declared in kg CO2e
    carries its interval instead, and a row that names its factor carries it.
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
    bounds: tuple[float, float] | None = None  # of the quantity
    fab: Fab | None = None
    beside: str | None = None  # a factor key: only the set that values that one may value this row
    distribution: str | None = None  # stated for the quantity or the declared value
    pedigree: tuple[int, ...] | None = None  # five scores for the same


CERTAINTY = ("measured", "declared", "calculated", "estimated", "assumed")
"""Statuses of a number, the most certain first."""


def weakest(*statuses: str | None) -> str:
    """The least certain of some statuses; calculated if there is none."""
    return max((s for s in statuses if s), key=CERTAINTY.index, default="calculated")


class Add(Protocol):
    """Takes one row of the inventory, the fields of `Item` in their order."""

    def __call__(
        self, stage: str, block: str, item: str, quantity: float, unit: str, factor_key: str | None,
        status: str | None = ..., source: str | None = ..., factor: Factor | None = ...,
        declared: Interval | None = ..., path: tuple[str | int, ...] = ...,
        bounds: tuple[float, float] | None = ..., fab: Fab | None = ..., beside: str | None = ...,
        distribution: str | None = ..., pedigree: tuple[int, ...] | None = ...,
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
        words = [title(steps[0]), *(str(int(s) + 1) if s.isdecimal() else s.replace("_", " ") for s in steps[1:])]
        value = {True: "yes", False: "no"}.get(self.value, self.value) if isinstance(self.value, bool) else self.value
        return f"{', '.join(words)}: {value} ({self.why})"


class Excluded(NamedTuple):
    """A block or stage left outside the system boundary, with the reason given."""

    block: str
    why: str


class Unvalued(NamedTuple):
    """A part that no factor was found for: it is listed, and not in the total."""

    block: str
    item: str
    quantity: float
    unit: str
    why: str
    path: tuple[str | int, ...]


class BatteryLife(NamedTuple):
    """How long one set of cells feeds the device, and how many sets the lifetime takes."""

    years: Interval
    power_mw: float  # mean, drawn from the cells, without their self-discharge
    energy_kwh: Interval  # usable, of one set
    self_discharge_per_year: Interval
    replacements: int  # sets after the first
    what: str  # what ends it: the cell is empty, to be charged, or without light

    def to_dict(self) -> dict[str, Any]:
        """As it is printed."""
        out = {k: v.to_dict() if isinstance(v, Interval) else v for k, v in self._asdict().items()}
        ends: dict[str, Any] = {k: None if v == float("inf") else v for k, v in self.years._asdict().items()}
        return {**out, "years": ends}  # cells that lose nothing may last for ever


class Notes:
    """What was assumed, warned of, missing and left out while the inventory was taken."""

    __slots__ = ("assumed", "battery_life", "excluded", "missing", "tables", "unvalued", "warnings")

    def __init__(self) -> None:
        self.assumed: list[Assumed] = []
        self.warnings: list[str] = []
        self.missing: list[str] = []
        self.excluded: list[Excluded] = []
        self.unvalued: list[Unvalued] = []
        self.battery_life: BatteryLife | None = None
        self.tables: set[str] = set()  # further reference tables that were read

    def assume(self, field: str, value: Any, why: str) -> None:
        """List a value as assumed, once."""
        one = Assumed(field, value, why)
        if one not in self.assumed:
            self.assumed.append(one)


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
    declared, hsl = block.declared_kg_co2e is not None, block.hsl
    if hsl is not None:
        case = block.case
        if case is None:
            case = DEFAULTS["case"]
            notes.assume(f"blocks.{name}.case", case, "no case given for the hardware specification level")
        item, key = _LEVELS[name, hsl, case]
        add(stage, name, item, 1.0, "block", key, None, None if declared else block.source)
    if block.parts:
        for index, part in enumerate(block.parts):
            take_part(stage, name, part, ("blocks", name, "parts", index, "part"), add, notes)
    if declared:
        take_declared(stage, name, block, f"blocks.{name}", add, notes)


def take_part(
    stage: str, name: str, part: Part, path: tuple[str | int, ...], add: Add, notes: Notes, times: float = 1.0,
    times_bounds: tuple[float, float] = (1.0, 1.0), what: str = "",
) -> None:  # fmt: skip
    """Take the row of a part, a number of times: by its factor, or by its own declared value.

    `path` is where the part is named.
    """
    item = f"{what}{part.title}"
    if part.declared_kg_co2e is not None:
        field = ".".join(map(str, path[:-1]))
        interval = _declared(part.declared_kg_co2e, part.declared_low_kg_co2e, part.declared_high_kg_co2e, field, notes)
        source = part.source
        if source is None:
            source = "not stated in the system file"
            notes.warnings.append(f"{title(name)}, {part.title}: declared value without a source")
        low, high = interval.low * times_bounds[0], interval.high * times_bounds[1]
        kg = Interval(low, interval.typical * times, high)
        add(
            stage, name, item, kg.typical, "kgCO2e", None, part.status or "declared", source, declared=kg, path=path,
            distribution=part.distribution, pedigree=part.pedigree,
        )  # fmt: skip
    elif part.part is None:
        why = part.source or "no part of the library was named"
        notes.unvalued.append(Unvalued(name, item, part.quantity * times, part.unit, why, path))
    else:
        bounds = None
        if part.quantity_low is not None and part.quantity_high is not None:
            bounds = (part.quantity_low * times_bounds[0], part.quantity_high * times_bounds[1])
        elif times_bounds != (times, times):
            bounds = (part.quantity * times_bounds[0], part.quantity * times_bounds[1])
        add(
            stage, name, item, part.quantity * times, part.unit, part.part, part.status, part.source,
            path=path, bounds=bounds, fab=part.fab, distribution=part.distribution, pedigree=part.pedigree,
        )  # fmt: skip


def _declared(typical: float, low: float | None, high: float | None, field: str, notes: Notes) -> Interval:
    """The interval of a declared value; without bounds it is a point, and says so."""
    if low is None or high is None:
        low = high = typical
        if typical:
            notes.assume(f"{field}.interval", "none", "declared without low and high: it adds nothing to the interval")
    return Interval(low, typical, high)


def take_declared(
    stage: str, name: str, entry: Entry, field: str, add: Add, notes: Notes, shared_by: int = 1, times: int = 1
) -> None:
    """Take the row of a declared value, a number of times and shared by a number of devices.

    Without ``low`` and ``high`` the value is a point and says so; without a source it is listed.
    """
    low, typical, high = _declared(entry.declared_kg_co2e or 0.0, entry.low_kg_co2e, entry.high_kg_co2e, field, notes)
    source = entry.source
    if source is None:
        source = "not stated in the system file"
        notes.warnings.append(f"{title(name)}: declared value without a source")
    item = "declared" if times == 1 else f"declared, {times} times"
    if shared_by != 1:
        item = f"{item}, shared by {shared_by} units"
    if shared_by != 1 or times != 1:
        low, typical, high = low * times / shared_by, typical * times / shared_by, high * times / shared_by
    add(
        stage, name, item, typical, "kgCO2e", None, "declared", source, declared=Interval(low, typical, high),
        distribution=entry.distribution, pedigree=entry.pedigree,
    )  # fmt: skip
