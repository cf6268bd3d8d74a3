"""The result: a footprint with its rows, totals, intervals, and the record to reproduce it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from math import fsum
from typing import Any, Literal, NamedTuple

from footprint import tables
from footprint.errors import InputError
from footprint.factors import ZERO, Factor, FactorSet, Interval
from footprint.items import CERTAINTY, Assumed, BatteryLife, Excluded, Notes, Unvalued
from footprint.quantities import HOURS_PER_YEAR
from footprint.system import System
from footprint.version import VERSION

INDICATOR = "GWP100, CO2e"
NEVER_COVERED = ", ".join(tables.NEVER_COVERED)
"""What no system file of this version can describe, and every boundary statement names."""

Per = Literal["device", "year", "inference"]


class Row(NamedTuple):
    """One row of the inventory with its carbon. [kg CO2e]"""

    stage: str
    block: str
    item: str
    quantity: float
    unit: str
    factor_key: str | None
    kg_co2e: Interval
    status: str
    source: str
    quantity_bounds: tuple[float, float] | None = None  # in `unit`; None for a quantity without bounds
    factor_set: str | None = None  # the set its factor is from; None for grid factors and declared values
    path: tuple[str | int, ...] = ()  # where the system file says it; rows of one part share it
    distribution: str | None = None  # that the system file states for the quantity or the declared value
    pedigree: tuple[int, ...] | None = None  # five scores for the quantity or the declared value, 1 to 5

    def to_dict(self) -> dict[str, Any]:
        """The row as it is printed."""
        out = self._asdict()
        del out["path"]
        return {
            **out,
            "kg_co2e": self.kg_co2e.to_dict(),
            "quantity_bounds": list(self.quantity_bounds) if self.quantity_bounds else None,
            "pedigree": list(self.pedigree) if self.pedigree else None,
        }


class Boundary(NamedTuple):
    """Whether a stage, or a block that may be added to it, is inside the boundary, and what must be said about it."""

    stage: str
    included: bool
    why: str
    word: str  # included, excluded (with the reason given) or not assessed (not described)
    title: str


class Contribution(NamedTuple):
    """A block or stage with its share of the total."""

    key: str
    title: str
    stage: str
    kg_co2e: Interval
    share: float  # of the typical total, 0 to 1


class Source(NamedTuple):
    """A cited work, and what was taken from where in it."""

    citation: str
    url: str
    places: tuple[tuple[str, str], ...]  # title of the block, locator


class Footprint:
    """The footprint of one device over its lifetime, in kg CO2e (GWP100).

    Attributes
    ----------
    system : System
        What was assessed.
    factor_set : FactorSet
        The factors it was assessed with.
    fill_sets : tuple of FactorSet
        The sets that were asked for what the first one does not have.
    rows : tuple of Row
        Every number with its status and source.
    total_kg_co2e : Interval
        Low, typical and high of the whole.
    factors : dict of str to Factor
        The factors used, by key.
    """

    def __init__(
        self,
        system: System,
        sets: Sequence[FactorSet],
        rows: Sequence[Row],
        notes: Notes,
        factors: dict[str, Factor],
    ) -> None:
        self.system = system
        self.factor_set, self.fill_sets = sets[0], tuple(sets[1:])
        self.rows = tuple(rows)
        self.factors = factors
        self.total_kg_co2e = _sum([row[6] for row in rows])
        self._notes = notes

    @property
    def assumed(self) -> tuple[Assumed, ...]:
        """What the person did not give, and the named default that filled it."""
        return tuple(self._notes.assumed)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a reader should look at."""
        return (*self.system.changes, *self._notes.warnings)

    @property
    def missing(self) -> tuple[str, ...]:
        """Blocks and stages that the system does not describe: not assessed."""
        return tuple(self._notes.missing)

    @property
    def unvalued(self) -> tuple[Unvalued, ...]:
        """Parts without a factor in any set that ships, and lines that name no part: not in the total."""
        return tuple(self._notes.unvalued)

    @property
    def filled(self) -> tuple[Row, ...]:
        """The rows whose factor is from a set that fills gaps."""
        others = {s.key for s in self.fill_sets}
        return tuple(row for row in self.rows if row.factor_set in others)

    @property
    def battery_life(self) -> BatteryLife | None:
        """How long one set of cells lasts, where the use stage says what feeds the device."""
        return self._notes.battery_life

    @property
    def interval(self) -> dict[str, Any]:
        """What low and high are: bounds, or percentiles with the number of draws and the seed."""
        return {"kind": "bounds", "draws": 0, "seed": None}

    @cached_property
    def status_shares(self) -> dict[str, float]:
        """Share of the typical total that rests on rows of each status, the least certain first, 0 to 1."""
        total = self.total_kg_co2e.typical
        kg: dict[str, list[float]] = {}
        for row in self.rows:
            kg.setdefault(row.status, []).append(row.kg_co2e.typical)
        return {s: fsum(kg[s]) / total if total else 0.0 for s in reversed(CERTAINTY) if s in kg}

    @property
    def not_covered(self) -> str:
        """What this result does not cover: what was not added, and what no system file can describe."""
        absent = [tables.title(b).lower() for b in tables.OPTIONAL_BLOCKS if b not in self.system.blocks]
        return ", ".join([*absent, *tables.NEVER_COVERED])

    @property
    def excluded(self) -> tuple[Excluded, ...]:
        """Blocks and stages left outside the boundary, with the reason given."""
        return tuple(self._notes.excluded)

    @cached_property
    def by_stage(self) -> dict[str, Interval]:
        """Total by life-cycle stage, in the order of the life cycle. [kg CO2e]"""
        return self._grouped(0, tables.STAGES)

    @cached_property
    def by_block(self) -> dict[str, Interval]:
        """Total by block; use, end of life and training are blocks of their own. [kg CO2e]"""
        return self._grouped(1, tables.ALL_BLOCKS)

    def _grouped(self, field: int, order: Iterable[str]) -> dict[str, Interval]:
        groups: dict[str, list[Interval]] = {}
        for row in self.rows:
            groups.setdefault(str(row[field]), []).append(row.kg_co2e)
        keys = [*(k for k in order if k in groups), *(k for k in groups if k not in order)]
        return {k: _sum(groups[k]) for k in keys}

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """The works that the rows rest on, in the order of their first use, each once."""
        found: dict[str, Source] = {}
        for row in self.rows:
            factor = self.factors.get(row.factor_key or "")
            citation, url, locator = row.source, "", ""
            if factor is not None:
                citation, url = factor.citation, factor.url
                locator = factor.locator + row.source.removeprefix(factor.source)
            known = found.setdefault(citation, Source(citation, url, ()))
            place = (tables.title(row.block), locator)
            if place not in known.places:
                found[citation] = known._replace(places=(*known.places, place))
        return tuple(found.values())

    def source_numbers(self, block: str) -> tuple[int, ...]:
        """Which of `sources`, counted from 1, the rows of a block rest on."""
        title = tables.title(block)
        return tuple(i for i, s in enumerate(self.sources, 1) if any(t == title for t, _ in s.places))

    @property
    def boundary(self) -> tuple[Boundary, ...]:
        """Each stage: inside or outside, and why; blocks left out of a stage are named."""
        lines = []
        for stage, info in tables.STAGES.items():
            left_out = [e for e in self.excluded if tables.stage_of(e.block) == stage]
            undescribed = [m for m in self.missing if tables.stage_of(m) == stage]
            included = stage in self.by_stage
            if included:
                said = [f"{tables.title(e.block)} left out: {e.why}" for e in left_out]
                if undescribed:
                    said.append("not described: " + ", ".join(tables.title(m) for m in undescribed))
                why = "; ".join(said) or info.meaning
            else:
                why = "; ".join(e.why for e in left_out) or "not described in the system"
            word = "included" if included else "excluded" if left_out else "not assessed"
            lines.append(Boundary(stage, included, why, word, info.title))
        for name, block in tables.OPTIONAL_BLOCKS.items():
            described = self.system.blocks.get(name)
            included = name in self.by_block
            why = block.meaning if included else (described and described.why) or "not described in the system"
            word = "included" if included else "excluded" if described else "not assessed"
            lines.append(Boundary(name, included, why, word, block.title))
        return tuple(lines)

    def contributions(self, by: Literal["block", "stage"] = "block") -> tuple[Contribution, ...]:
        """Blocks or stages with their shares, largest first; those that are zero come last."""
        groups = self.by_block if by == "block" else self.by_stage
        total = self.total_kg_co2e.typical
        found = [
            Contribution(
                key,
                tables.title(key) if by == "block" else tables.STAGES[key].title,
                tables.stage_of(key) if by == "block" else key,
                interval,
                interval.typical / total if total else 0.0,
            )
            for key, interval in groups.items()
        ]
        return tuple(sorted(found, key=lambda c: -c.kg_co2e.typical))

    def per_divisor(self, per: Per) -> float:
        """How many years or inferences one lifetime holds; 1 for the device.

        Raises
        ------
        InputError
            Per inference, for a system that does not say how often it infers.
        """
        if per == "device":
            return 1.0
        if per == "year":
            return self.system.lifetime_years
        rate = self.system.use.inferences_per_hour if self.system.use else None
        if rate is None:
            raise InputError(
                "per inference needs the inference rate", path=("use", "inferences"),
                hint="Add inferences to use, like inferences: 10 per minute.",
            )  # fmt: skip
        return rate * HOURS_PER_YEAR * self.system.lifetime_years

    def expired(self, as_of: date) -> tuple[Factor, ...]:
        """The factors used whose best-before date has passed on a day."""
        return tuple(f for f in self.factors.values() if f.expired(as_of))

    @property
    def coverage(self) -> dict[str, Any]:
        """Rows, how many were assessed, what was not, shares of mass and cost, and what was filled from other sets.

        The shares are of the lines given as parts; null unless every one of them says its mass, or cost.
        """
        unvalued = [f"{tables.title(u.block)}: {u.item}" for u in self.unvalued]
        return {
            "rows": len(self.rows) + len(self.missing) + len(unvalued),
            "assessed": len(self.rows),
            "missing": [*self.missing, *unvalued],
            "mass_share": self._line_share("mass_g"),
            "cost_share": self._line_share("cost"),
            "filled": [
                {"stage": r.stage, "block": r.block, "item": r.item, "factor_set": r.factor_set,
                 "kg_co2e": r.kg_co2e.typical} for r in self.filled
            ],
        }  # fmt: skip

    def _line_share(self, field: str) -> float | None:
        """Share of the mass or cost of all lines given as parts that was assessed."""
        lines = [
            (("blocks", name, "parts", i), getattr(part, field))
            for name, block in self.system.blocks.items() if block.include for i, part in enumerate(block.parts)
        ]  # fmt: skip
        total = fsum(amount for _, amount in lines if amount is not None)
        if not total or any(amount is None for _, amount in lines):
            return None
        out = {u.path[:4] for u in self.unvalued}
        return fsum(amount for path, amount in lines if path not in out) / total

    @property
    def tables(self) -> dict[str, str]:
        """The reference tables used, with their versions."""
        used = set(self._notes.tables)
        for key in self.factors:
            if key.removesuffix(".path") in tables.named_grids():
                used.add("grid_named")
            elif key.startswith("grid.") and not key.startswith("grid.own."):
                used.add("grid_intensity")
        return {name: tables.about()[name]["version"] for name in sorted(used)}

    @property
    def basis(self) -> str:
        """The factor set and tables with their versions, in words."""
        used = ", ".join(f"{name} ({version})" for name, version in self.tables.items())
        text = f"Factor set {self.factor_set.key} ({self.factor_set.version})"
        if self.fill_sets:
            text += ", gaps filled from " + ", ".join(f"{s.key} ({s.version})" for s in self.fill_sets)
        return f"{text}; tables {used}" if used else text

    @cached_property
    def inputs_sha256(self) -> str:
        """Hash of the resolved system, the options, and the content of the set and tables used, per device."""
        return self.inputs_sha256_per("device")

    def inputs_sha256_per(self, per: Per) -> str:
        """The same for results per device, year or inference: they are different numbers."""
        record = {
            "system": self.system.to_file_dict(),
            "options": {
                "factors": self.factor_set.key,
                "fill_from": [s.key for s in self.fill_sets],
                "draws": self.interval["draws"],
                "seed": self.interval["seed"],
                "per": per,
            },
            "factor_sets": [s.content_sha256 for s in (self.factor_set, *self.fill_sets)],
            "tables": {name: tables.table_sha256(name) for name in self.tables},
        }
        return hashlib.sha256(canonical_json(record).encode()).hexdigest()

    def check_age(self, as_of: date) -> None:
        """Warn of every factor used whose best-before date has passed on a day."""
        for factor in self.expired(as_of):
            self._notes.warnings.append(f"{factor.key} was to be checked by {factor.best_before}")

    def to_dict(self, per: Per = "device") -> dict[str, Any]:
        """The whole result as one JSON document, per device, year or inference."""
        by = 1.0 / self.per_divisor(per)

        def scaled(interval: Interval) -> dict[str, float]:
            return (interval if per == "device" else interval.scaled(by)).to_dict()

        return {
            **document("assess"),
            "factor_set": self.factor_set.key,
            "fill_from": [s.key for s in self.fill_sets],
            "factor_set_versions": {s.key: s.version for s in (self.factor_set, *self.fill_sets)},
            "tables": self.tables,
            "inputs_sha256": self.inputs_sha256_per(per),
            "indicator": INDICATOR,
            "per": per,
            "system": self.system.to_file_dict(),
            "lifetime_years": self.system.lifetime_years,
            "total_kg_co2e": scaled(self.total_kg_co2e),
            "interval": self.interval,
            "status_shares": self.status_shares,
            "by_stage": {k: scaled(v) for k, v in self.by_stage.items()},
            "by_block": {k: scaled(v) for k, v in self.by_block.items()},
            "rows": [{**r.to_dict(), "kg_co2e": scaled(r.kg_co2e)} for r in self.rows],
            "boundary": [b._asdict() for b in self.boundary],
            "battery_life": self.battery_life.to_dict() if self.battery_life else None,
            "never_covered": NEVER_COVERED,
            "coverage": self.coverage,
            "assumed": [a._asdict() for a in self.assumed],
            "warnings": list(self.warnings),
            "factors": {k: f.to_dict() for k, f in sorted(self.factors.items())},
        }


def _sum(intervals: Sequence[Interval]) -> Interval:
    """Sum of intervals, each end exactly rounded, so that the order of rows does not matter."""
    if not intervals:
        return ZERO
    low, typical, high = zip(*intervals, strict=True)
    return Interval(fsum(low), fsum(typical), fsum(high))


def provenance(
    results: Sequence[Footprint], *further_tables: str, options: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """What a document over several results rests on: factor sets, tables and a hash of all inputs and options."""
    used = {name: version for result in results for name, version in result.tables.items()}
    used |= {name: tables.about()[name]["version"] for name in further_tables}
    record = {
        "results": [result.inputs_sha256 for result in results],
        "tables": {name: tables.table_sha256(name) for name in further_tables},
        **({"options": options} if options else {}),
    }
    sets = ", ".join(dict.fromkeys(result.factor_set.key for result in results))
    fills = list(dict.fromkeys(s.key for result in results for s in result.fill_sets))
    return {
        **({"factor_set": sets} if sets else {}),
        **({"fill_from": fills} if fills else {}),
        "tables": dict(sorted(used.items())),
        "inputs_sha256": hashlib.sha256(canonical_json(record).encode()).hexdigest(),
    }


def document(kind: str) -> dict[str, str]:
    """The head of every JSON document: its schema and the version of the tool."""
    return {"schema": f"footprint.{kind}/1", "tool_version": VERSION}


def canonical_json(data: Any) -> str:
    """JSON with sorted keys and no spaces: the same text for the same content."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
