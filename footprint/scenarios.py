"""The same system under other data: each factor set, named scenarios and other grids. Never mixed into an interval."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum
from typing import Any, NamedTuple

from footprint import tables
from footprint.engine import assess
from footprint.errors import InputError
from footprint.factors import DEFAULT, Interval, set_keys
from footprint.numbers import significant
from footprint.result import Footprint, Row
from footprint.system import System
from footprint.tables import countries

_NO_COUNTRIES = ("WORLD", "EU27")
"""Aggregates of the grid table."""


class Scenario(NamedTuple):
    """A system's footprint under one choice of data."""

    key: str
    title: str
    total_kg_co2e: Interval
    by_block: dict[str, Interval]
    own_share: float | None  # of the kg that factor sets value, by the set itself; None for a named scenario
    source: str
    result: Footprint | None

    def to_dict(self) -> dict[str, Any]:
        """As it is printed."""
        return {
            "key": self.key,
            "title": self.title,
            "total_kg_co2e": self.total_kg_co2e.to_dict(),
            "by_block": {block: kg.to_dict() for block, kg in self.by_block.items()},
            "own_share": self.own_share,
            "fill_from": [s.key for s in self.result.fill_sets] if self.result else None,
            "source": self.source,
        }


class Spread(NamedTuple):
    """The same block under each factor set: the least and the most, and by which set."""

    block: str
    least_kg_co2e: float
    least_set: str
    most_kg_co2e: float
    most_set: str

    @property
    def ratio(self) -> float | None:
        """Most over least; None where the least is zero."""
        return self.most_kg_co2e / self.least_kg_co2e if self.least_kg_co2e else None


class Scenarios(NamedTuple):
    """A system under each factor set and named scenario, and the sets it cannot be assessed with."""

    found: tuple[Scenario, ...]
    left_out: dict[str, str]  # key of a set, and why

    @property
    def sets(self) -> tuple[Scenario, ...]:
        """Those that are a factor set."""
        return tuple(s for s in self.found if s.result is not None)

    @property
    def named(self) -> tuple[Scenario, ...]:
        """Those that have a name of their own."""
        return tuple(s for s in self.found if s.result is None)


def scenarios(system: System, first: str = DEFAULT, fill_from: Sequence[str] = ()) -> Scenarios:
    """The footprint with every factor set that ships, and under each named scenario on top of the set it is about.

    Scenarios of the grid stand on top of the first set; they are there only where the use stage draws from a grid.

    A set rarely has a value for everything: what it lacks is taken from the sets of `fill_from`, then
    from the default set, and then from the others. `Scenario.own_share` says how much is the set's own.

    Raises
    ------
    InputError
        Bad input: the system cannot be assessed with any set.
    """
    keys = (first, *(k for k in set_keys() if k != first))
    found: list[Scenario] = []
    left_out: dict[str, str] = {}
    failed: InputError | None = None
    for key in keys:
        rest = [k for k in (*fill_from, DEFAULT, *keys) if k != key]
        try:
            result = assess(system, factors=key, fill_from=tuple(dict.fromkeys(rest)))
        except InputError as error:
            failed = failed or error
            left_out[key] = str(error)
            continue
        found.append(_of_set(result))
    if not found and failed is not None:
        raise failed
    named: list[Scenario] = []
    for key, info in tables.scenarios().items():
        if "grid" in info:
            named += _on_grid(key, info, system, found[0])
        else:  # about the figures of the set it starts from
            named += [_named(key, info, s) for s in found if s.key == info["factor_set"]]
    return Scenarios((*found, *named), left_out)


def _of_set(result: Footprint) -> Scenario:
    chosen = result.factor_set
    share = own_share(result)
    return Scenario(chosen.key, chosen.title, result.total_kg_co2e, result.by_block, share, chosen.title, result)


def own_share(result: Footprint, block: str | None = None) -> float:
    """Share of the kg that factor sets value, of the whole or of a block, that the first set values itself."""
    by_sets = [(r.factor_set, r.kg_co2e.typical) for r in result.rows if r.factor_set and block in (None, r.block)]
    total = fsum(kg for _, kg in by_sets)
    return fsum(kg for key, kg in by_sets if key == result.factor_set.key) / total if total else 0.0


def _named(key: str, info: dict[str, Any], base: Scenario) -> Scenario:
    """A scenario that multiplies stages of the first factor set's result."""
    assert base.result is not None

    def changed(rows: Sequence[Row]) -> Interval:
        # What is made again in service, such as replaced cells, is as embodied as what is made before it.
        made = [r.stage in info["stages"] or (r.stage == "use" and r.factor_set is not None) for r in rows]
        kg = [r.kg_co2e.scaled(info["multiply"] if m else 1) for r, m in zip(rows, made, strict=True)]
        low, typical, high = zip(*kg, strict=True) if kg else ((), (), ())
        return Interval(fsum(low), fsum(typical), fsum(high))

    blocks = {b: changed([r for r in base.result.rows if r.block == b]) for b in base.by_block}
    title = f"{info['title']}, with {base.key}"
    return Scenario(key, title, changed(base.result.rows), blocks, None, info["source"], None)


def _on_grid(key: str, info: dict[str, Any], system: System, base: Scenario) -> list[Scenario]:
    """A scenario of the grid of the use stage on top of a set's result; none where it says nothing new."""
    result, use = base.result, system.use
    if result is None or use is None:
        return []
    rows = [r for r in result.rows if r.stage == "use" and r.unit == "kWh" and r.factor_key and r.factor_set is None]
    if not any(r.quantity for r in rows):
        return []
    factor = result.factors[rows[0].factor_key or ""]
    if info["grid"] == "present":
        written = system.to_file_dict()["use"]
        if use.grid is None or use.grid.path is None or use.grid.country is None:
            return []  # a path that states every year has no other intensity to stay at
        grid = {k: v for k, v in written["grid"].items() if k != "path"}
        changed, words = system.with_(use={**written, "grid": grid}), "no path of the grid intensity"
    else:
        dated = use.grid is None or use.grid.country is not None or use.grid.factor is not None
        country, year, words = _extreme(info["grid"], factor.year if dated else None)
        changed = system.with_(country=country, year=year)
    other = assess(changed, factors=result.factor_set, fill_from=result.fill_sets)
    source = f"{tables.about()['grid_intensity']['source']}: {words}"
    title = f"{info['title']}, with {base.key}"
    return [Scenario(key, title, other.total_kg_co2e, other.by_block, None, source, None)]


def _extreme(which: str, year: int | None) -> tuple[str, int, str]:
    """The country with the least or the most carbon-intensive grid of a year, the newest one if None; and what it is.

    A year before or after the table takes its first or newest one.
    """
    known = {c: v for c, v in countries().items() if c not in _NO_COUNTRIES}
    years = {y for v in known.values() for y in v.intensity}
    year = max(years) if year is None else min(max(year, min(years)), max(years))
    listed = {c: v.intensity[year] for c, v in known.items() if year in v.intensity}
    country = (min if which == "least" else max)(listed, key=lambda c: (listed[c], c))
    value = f"{significant(listed[country])} g/kWh"
    what = f"{known[country].name}, {value}, the {which} of {len(listed)} countries in {year}"
    return country, year, what


def spread(found: Scenarios) -> tuple[Spread, ...]:
    """By block, the least and the most kg CO2e among the sets that value most of it themselves, widest first."""
    rows = []
    for block in dict.fromkeys(b for s in found.sets for b in s.by_block):
        values = [
            (s.by_block[block].typical, s.key) for s in found.sets
            if s.result and own_share(s.result, block) >= tables.LIMITS["least_own_share_in_spread"]
        ]  # fmt: skip
        if len(values) < 2:
            continue
        (least, least_set), (most, most_set) = min(values), max(values)
        if most > least:
            rows.append(Spread(block, least, least_set, most, most_set))
    return tuple(sorted(rows, key=lambda r: r.least_kg_co2e - r.most_kg_co2e))
