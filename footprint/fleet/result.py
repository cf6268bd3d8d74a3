"""What a fleet comes to: groups, totals, what was rejected and why, and the record to reproduce it."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from footprint.errors import InputError, nearest, shown
from footprint.factors import Interval
from footprint.items import Assumed
from footprint.numbers import count
from footprint.result import INDICATOR, Footprint, document, provenance

KEYS = ("country", "year", "preset", "profile", "stage")
"""What a fleet can be rolled up by, any of them in any order."""


class Group(NamedTuple):
    """Devices that share the values of some keys, with their footprint over their lifetimes.

    With `stage` among the keys the same devices stand in one group for each stage.
    """

    key: dict[str, str | int]  # by the keys asked for, in their order; profile "" is the system's own use stage
    devices: int
    kg_co2e: Interval


class Reason(NamedTuple):
    """Why rows were rejected: how many, and one of them with what would be valid."""

    reason: str
    rows: int
    example: str


class Inventory(NamedTuple):
    """What was read: names of the files without their folders, and the hash of their content.

    The hash is None for a table of a connection: what it holds is known to the connection only.
    """

    files: tuple[str, ...]
    sha256: str | None


@dataclass(frozen=True)
class Fleet:
    """The footprint of a fleet over the lifetimes of its devices, in kg CO2e (GWP100).

    Attributes
    ----------
    by : tuple of str
        What `groups` are rolled up by.
    groups : tuple of Group
        In the order of their keys: texts and years rising, stages in the order of the life cycle.
    input_rows, accepted_rows, rejected_rows : int
        Rows read; the other two add up to it.
    devices : int
        Devices of the accepted rows, exact.
    total_kg_co2e : Interval
        Low, typical and high of the whole; `interval` says what low and high are.
    by_stage : dict of str to Interval
        The total by life-cycle stage, in its order.
    engine : str
        What ran: duckdb, spark, or the name of the connection's backend.
    reasons : tuple of Reason
        Why rows were rejected, most rows first.
    rejects_file : str or None
        Where the rejected rows were written, as it was given; None where none were, or nobody asked.
    assumed : tuple of Assumed
        What was not given, and the named default that filled it, each with the systems that it concerns.
    warnings : tuple of str
        What a reader should look at.
    factor_set : str
        Key of the factor set.
    results : tuple of Footprint
        One device of each system and profile in the fleet, on the grid of the world.
    """

    by: tuple[str, ...]
    groups: tuple[Group, ...]
    input_rows: int
    accepted_rows: int
    rejected_rows: int
    devices: int
    total_kg_co2e: Interval
    by_stage: dict[str, Interval]
    interval: dict[str, Any]
    engine: str
    reasons: tuple[Reason, ...]
    rejects_file: str | None
    assumed: tuple[Assumed, ...]
    warnings: tuple[str, ...]
    factor_set: str
    inventory: Inventory
    results: tuple[Footprint, ...] = field(repr=False)
    options: Mapping[str, Any] = field(repr=False)

    @property
    def name(self) -> str:
        """The inventory, as a person calls it."""
        files = self.inventory.files
        return files[0] if len(files) == 1 else f"{len(files)} files" if files else f"table on {self.engine}"

    def largest(self, most: int) -> tuple[Group, ...]:
        """The groups with the most kg CO2e, the largest first."""
        return tuple(sorted(self.groups, key=lambda g: -g.kg_co2e.typical)[:most])

    @property
    def rejected_sentence(self) -> str:
        """How many rows are in no total, in a sentence."""
        rows = "row was" if self.rejected_rows == 1 else "rows were"
        return f"{count(self.rejected_rows)} of {count(self.input_rows)} {rows} rejected: in no total."

    @cached_property
    def provenance(self) -> dict[str, Any]:
        """Factor set, tables, and the hash of systems, options and the inventory's content."""
        options = {**self.options, "by": list(self.by), "inventory_sha256": self.inventory.sha256}
        rules = ("pedigree", "uncertainty") if self.interval["draws"] else ()
        found = provenance(self.results, "grid_intensity", *rules, options={**options, "factors": self.factor_set})
        return {"factor_set": self.factor_set, **found}  # also where no row was accepted

    def to_dict(self) -> dict[str, Any]:
        """The whole result as one JSON document."""
        covered = self.inventory.sha256 is not None
        return {
            **document("fleet"),
            **self.provenance,
            "inputs_sha256_covers_inventory": covered,
            "indicator": INDICATOR,
            "inventory": {"files": list(self.inventory.files), "sha256": self.inventory.sha256},
            "engine": self.engine,
            "by": list(self.by),
            "input_rows": self.input_rows,
            "accepted_rows": self.accepted_rows,
            "rejected_rows": self.rejected_rows,
            "reasons": [one._asdict() for one in self.reasons],
            "rejects_file": self.rejects_file,
            "devices": self.devices,
            "total_kg_co2e": self.total_kg_co2e.to_dict(),
            "interval": self.interval,
            "by_stage": {stage: kg.to_dict() for stage, kg in self.by_stage.items()},
            "groups": [
                {**group.key, "devices": group.devices, "kg_co2e": group.kg_co2e.to_dict()} for group in self.groups
            ],
            "assumed": [one._asdict() for one in self.assumed],
            "warnings": list(self.warnings),
        }

    def to_csv(self) -> str:
        """One line per group: its keys, devices, and low, typical and high. [kg CO2e]"""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([*self.by, "devices", "low_kg_co2e", "kg_co2e", "high_kg_co2e", "interval"])
        for group in self.groups:
            writer.writerow([
                *group.key.values(), group.devices, *map(repr, group.kg_co2e), self.interval["kind"],
            ])  # fmt: skip
        return out.getvalue()


def check_by(by: Sequence[str]) -> tuple[str, ...]:
    """The keys of a roll-up, checked.

    Raises
    ------
    InputError
        An unknown key, or one that is given twice.
    """
    keys = (by,) if isinstance(by, str) else tuple(by)
    for key in keys:
        if key not in KEYS:
            raise InputError(f"a fleet cannot be rolled up by {shown(key)}", valid=nearest(key, KEYS))
        if keys.count(key) > 1:
            raise InputError(f"rolled up by {key} twice")
    return keys
