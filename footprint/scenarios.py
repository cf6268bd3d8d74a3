"""The same system under other data: each factor set, and named scenarios. Never mixed into an interval."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum
from typing import Any, NamedTuple

from footprint import tables
from footprint.engine import assess
from footprint.errors import InputError
from footprint.factors import DEFAULT, Interval, set_keys
from footprint.result import Footprint, Row
from footprint.system import System


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
    # A named scenario is about the figures of the set it starts from.
    named = [_named(k, info, s) for k, info in tables.scenarios().items() for s in found if s.key == info["factor_set"]]
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
