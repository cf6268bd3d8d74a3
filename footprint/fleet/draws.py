"""Joint draws of a fleet on its rolled-up table.

Errors of factors are shared by all devices, so one draw is one state of the world: every kind of device and every grid
has one value in it, found by the same keys as for one device, and the numbers of devices are exact. A group is then

    sum over kinds (n_kind x fixed_kind + kwh_kind x sum over places (n_kind,place x grid_place))

which is a matrix product over kinds and places: nothing is drawn per device, and the relative interval of a fleet does
not shrink with its size.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from footprint import tables
from footprint.factors import Interval
from footprint.fleet.known import Kind, Known, Places, from_grid
from footprint.fleet.rollup import Cut, Finest, Floats, Ints
from footprint.uncertainty.drawing import draw_span, percentiles
from footprint.uncertainty.inputs import Term, drawn_factor, model

_AT_ONCE = 4_000_000
"""Numbers of one array that are held at a time: 32 MB."""
_STEP = 16
"""Draws that one step of a random stream gives."""


class Drawable(NamedTuple):
    """The terms of one kind: what is fixed by stage, and its electricity. [kg CO2e, kWh]"""

    fixed: dict[str, list[Term]]
    kwh: list[Term]


def drawable(kind: Kind) -> Drawable:
    """The terms of one device, its electricity apart from the grid that it was assessed on."""
    fixed: dict[str, list[Term]] = {stage: [] for stage in kind.fixed}
    kwh = []
    for row, term in zip(kind.result.rows, model(kind.result).terms, strict=True):
        if from_grid(row):
            grid, _ = drawn_factor(kind.result.factors[row.factor_key or ""])
            kwh.append(Term(term.scale, tuple(one for one in term.draws if one[0] != grid)))
        else:
            fixed[row.stage].append(term)
    return Drawable(fixed, kwh)


def grid_terms(places: Places, used: Ints) -> dict[int, list[Term]]:
    """The term of each grid in use, by its number. [kg CO2e per kWh]"""
    found = {}
    for n in used.tolist():
        factor = tables.grid_factor(places.countries[n], places.years[n], None)
        found[n] = [Term(1.0, (drawn_factor(factor),))]
    return found


def draw_groups(
    found: Finest,
    one: Cut,
    typical: Sequence[Interval],
    stages: Sequence[str],
    known: Known,
    places: Places,
    draws: int,
    seed: int,
    tick: Callable[[float], None],
) -> list[Interval]:
    """P5, the deterministic value, and P95 of each group over some stages. [kg CO2e]

    Parameters
    ----------
    typical : sequence of Interval
        Each group without draws.
    tick : callable
        Takes the share that is done.
    """
    kinds = {int(n): drawable(known.kinds[n]) for n in np.unique(found.kind)}
    grids = grid_terms(places, np.unique(found.place)) if "use" in stages else {}
    out: list[Interval] = []
    at_once = max(1, _AT_ONCE // draws)
    for first in range(0, len(one.keys), at_once):
        numbers = range(first, min(first + at_once, len(one.keys)))
        members = [one.members(n) for n in numbers]
        drawn = np.zeros((len(members), draws))
        used_kinds, used_places = (np.unique(np.concatenate([of[m] for m in members])) for of in found[:2])
        for start, count in _spans(draws, len(used_kinds) + len(used_places)):
            fixed = _fixed(kinds, used_kinds, stages, start, count, seed)
            if "use" in stages:
                kwh = np.stack([draw_span(kinds[int(n)].kwh, start, count, seed) for n in used_kinds])
                grid = np.stack([draw_span(grids[int(n)], start, count, seed) for n in used_places])
            for row, member in enumerate(members):
                n, at_kind, at_place = _numbers(found, member, used_kinds, used_places)
                sums = n.sum(axis=1) @ fixed[at_kind]
                if "use" in stages:
                    sums += (kwh[at_kind] * (n @ grid[at_place])).sum(axis=0)
                drawn[row, start : start + count] = sums
        for number, values in zip(numbers, drawn, strict=True):
            out.append(_interval(values, typical[number].typical))
        tick(len(out) / len(one.keys))
    return out


def _spans(draws: int, streams: int) -> Iterator[tuple[int, int]]:
    size = max(_STEP, _AT_ONCE // max(1, streams) // _STEP * _STEP)
    return ((start, min(size, draws - start)) for start in range(0, draws, size))


def _fixed(kinds: dict[int, Drawable], used: Ints, stages: Sequence[str], start: int, count: int, seed: int) -> Floats:
    """What is fixed of each kind, in some draws."""
    terms = ([t for stage in stages for t in kinds[int(n)].fixed.get(stage, ())] for n in used)
    return np.stack([draw_span(list(of), start, count, seed) for of in terms])


def _numbers(found: Finest, member: Ints, kinds: Ints, places: Ints) -> tuple[Floats, Ints, Ints]:
    """Devices of a group by kind and place, and where these stand among those in use."""
    at_kind, kind = np.unique(np.searchsorted(kinds, found.kind[member]), return_inverse=True)
    at_place, place = np.unique(np.searchsorted(places, found.place[member]), return_inverse=True)
    n = np.zeros((len(at_kind), len(at_place)))
    np.add.at(n, (kind, place), found.high[member] * 2.0**32 + found.low[member])
    return n, at_kind, at_place


def _interval(values: Floats, typical: float) -> Interval:
    """P5 and P95 about a deterministic value; nothing about it where every draw is the same."""
    if values.max() <= values.min():
        return Interval(typical, typical, typical)
    low, _, high = percentiles(values)
    return Interval(low, typical, high)
