"""From the finest groups of a fleet to the groups that were asked for.

Devices are added as whole numbers; kg CO2e in the order of kind, place and year, whatever the engine gave first.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from footprint.factors import ZERO, Interval
from footprint.fleet.known import Known, Places
from footprint.fleet.result import Group

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
_HALF = 32
_LOW = (1 << _HALF) - 1


class Finest(NamedTuple):
    """The accepted rows by kind, place and year of deployment, in that order."""

    kind: Ints  # number in `Known.kinds`
    place: Ints  # number in `Places`
    year: Ints
    high: Ints  # devices, in parts of 32 bits
    low: Ints
    kg_co2e: dict[str, Floats]  # by stage: low, typical and high, shape (3, groups)


def finest_groups(table: Any, known: Known, places: Places) -> Finest:
    """The finest groups of what an engine gave, without the group of rows that are not valid."""
    import pyarrow.compute as pc

    table = table.filter(pc.and_(pc.is_valid(table["kind"]), pc.greater(table["accepted"], 0)))
    columns = [table[name].to_numpy().astype(np.int64) for name in ("kind", "place", "year")]
    order = np.lexsort(columns[::-1])
    high, low = (part[order] for part in _parts(table["devices"]))
    kind, place, year = (column[order] for column in columns)
    devices = high * 2.0**_HALF + low
    use = _of_each([one.kwh for one in known.kinds])[:, kind] * _of_each(places.kg_per_kwh)[:, place]
    kg = {}
    for stage in known.stages:
        each = _of_each([one.fixed.get(stage, ZERO) for one in known.kinds])[:, kind]
        kg[stage] = devices * (each + use if stage == "use" else each)
    return Finest(kind, place, year, high, low, kg)


def _of_each(intervals: Sequence[Interval]) -> Floats:
    """Low, typical and high of some intervals, shape (3, intervals)."""
    return np.array(intervals, dtype=np.float64).reshape(-1, 3).T.copy()


def _parts(devices: Any) -> tuple[Ints, Ints]:
    """Whole numbers of any size in two parts, which can be added up without an overflow."""
    import pyarrow

    try:
        number = devices.cast(pyarrow.int64()).to_numpy()
        return number >> _HALF, number & _LOW
    except pyarrow.ArrowInvalid:  # beyond 64 bits
        each = [int(n) for n in devices.to_pylist()]
        return np.array([n >> _HALF for n in each]), np.array([n & _LOW for n in each])


class Cut(NamedTuple):
    """The finest groups cut into the groups of some keys: which belong to which."""

    keys: list[dict[str, str | int]]
    order: Ints  # of the finest groups, so that those of one group stand together
    starts: Ints  # of each group in that order

    def members(self, number: int) -> Ints:
        """The finest groups in a group."""
        end = self.starts[number + 1] if number + 1 < len(self.starts) else len(self.order)
        return self.order[self.starts[number] : end]


def cut(found: Finest, by: Sequence[str], known: Known, places: Places) -> Cut:
    """Cut the finest groups by some keys other than the stage."""

    def coded(texts: list[str]) -> tuple[Ints, list[str]]:
        names = sorted(set(texts))
        number = {name: n for n, name in enumerate(names)}
        return np.array([number[t] for t in texts], dtype=np.int64), names

    codes: list[Ints] = []
    names: list[Any] = []
    for key in by:
        if key == "year":
            codes.append(found.year)
            names.append(None)
            continue
        of = list(places.countries) if key == "country" else [getattr(kind, key) for kind in known.kinds]
        code, values = coded(of)
        codes.append(code[found.place if key == "country" else found.kind])
        names.append(values)
    count = len(found.kind)
    order = np.lexsort(codes[::-1]) if codes else np.arange(count)
    if not count:
        return Cut([], order, np.zeros(0, dtype=np.int64))
    new = np.zeros(count, dtype=bool)
    new[0] = True
    for code in codes:
        new[1:] |= np.diff(code[order]) != 0
    starts = np.flatnonzero(new)
    cells = [
        [int(c) if values is None else values[c] for c in code[order[starts]]]
        for code, values in zip(codes, names, strict=True)
    ]
    keys = [dict(zip(by, cell, strict=True)) for cell in zip(*cells, strict=True)] if by else [{}]
    return Cut(keys, order, starts)


def devices_of(found: Finest, one: Cut) -> list[int]:
    """Devices of each group, exact beyond 64 bits."""
    if not len(one.starts):
        return []
    sums = (np.add.reduceat(part[one.order], one.starts) for part in (found.high, found.low))
    return [(int(a) << _HALF) + int(b) for a, b in zip(*sums, strict=True)]


def kg_of(found: Finest, one: Cut, stages: Sequence[str]) -> list[Interval]:
    """Low, typical and high of each group over some stages. [kg CO2e]"""
    if not len(one.starts):
        return []
    total = np.zeros((3, len(found.kind)))
    for stage in stages:
        total += found.kg_co2e[stage]
    sums = [np.add.reduceat(end[one.order], one.starts).tolist() for end in total]
    return [Interval(*row) for row in zip(*sums, strict=True)]


def stages_of(found: Finest, one: Cut, known: Known) -> list[list[str]]:
    """The stages that any device of each group has."""
    has = np.array([[stage in kind.fixed for stage in known.stages] for kind in known.kinds], dtype=np.int64)
    if not len(one.starts):
        return []
    any_of = np.add.reduceat(has[found.kind][one.order], one.starts, axis=0) > 0
    return [[s for s, there in zip(known.stages, row, strict=True) if there] for row in any_of]


def groups_of(
    found: Finest, one: Cut, by: Sequence[str], known: Known, kg: dict[str | None, list[Interval]]
) -> list[Group]:
    """The groups, from the kg CO2e of each by stage, or of all stages by None."""
    devices = devices_of(found, one)
    if "stage" not in by:
        return [Group(*row) for row in zip(one.keys, devices, kg[None], strict=True)]
    has = stages_of(found, one, known)
    rank = {stage: n for n, stage in enumerate(known.stages)}
    groups = []
    for number, key in enumerate(one.keys):
        for stage in has[number]:
            full = {k: stage if k == "stage" else key[k] for k in by}
            groups.append(Group(full, devices[number], kg[stage][number]))
    last = by[-1] == "stage"
    if not last:  # else they stand in order already
        groups.sort(key=lambda g: tuple(rank[str(v)] if k == "stage" else v for k, v in g.key.items()))
    return groups
