"""Sums over the systems of a mix, per device of it: their rows scaled by share, and drawn together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import fsum
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from footprint import tables
from footprint.factors import Interval
from footprint.scaling.mixes import Member

if TYPE_CHECKING:
    from footprint.uncertainty import Drawn

MADE = ("production", "transport", "training")
"""Stages that a device emits in when it is made; the others while it serves, and when it retires."""
PHASES = {stage: "made" if stage in MADE else stage for stage in tables.STAGES}

Key = tuple[Any, ...]


class Sum(NamedTuple):
    """A sum of rows: its bounds with the deterministic value, and each draw of it where there are draws. [kg CO2e]"""

    kg_co2e: Interval
    drawn: Any = None


def sums(members: Sequence[Member]) -> dict[Key, Sum]:
    """Sums per device of a mix.

    Factor errors are shared: a factor that several systems use is the same in each draw, and so it is in all devices
    of one system. Draw i of every sum belongs to the same state of the world.

    Returns
    -------
    dict of tuple to Sum
        ``("total",)``; ``("year",)``, each system over its own lifetime; ``("stage", stage)``; and
        ``("phase", lifetime_years, stage)`` with made, use and end_of_life of the systems with that lifetime.
    """
    rows: dict[Key, list[tuple[float, Interval]]] = {}
    terms: dict[Key, list[Any]] = {}
    drawn = bool(members[0].result.interval["draws"])
    for member in members:
        result = cast("Drawn", member.result).bounds if drawn else member.result
        model: Sequence[Any] = cast("Drawn", member.result).model.terms if drawn else [None] * len(result.rows)
        for row, term in zip(result.rows, model, strict=True):
            phase = ("phase", member.lifetime_years, PHASES[row.stage])
            for key in (("total",), ("year",), ("stage", row.stage), phase):
                by = member.share / (member.lifetime_years if key == ("year",) else 1.0)
                rows.setdefault(key, []).append((by, row.kg_co2e))
                if drawn:
                    terms.setdefault(key, []).append(term._replace(scale=term.scale * by))
    found = {key: _bounds(parts) for key, parts in rows.items()}
    if not drawn:
        return {key: Sum(kg) for key, kg in found.items()}
    interval = members[0].result.interval
    values = _draws(terms, interval["draws"], interval["seed"])
    return {key: Sum(percentile_interval(values[key], kg.typical), values[key]) for key, kg in found.items()}


def _bounds(parts: Sequence[tuple[float, Interval]]) -> Interval:
    low, typical, high = (fsum(by * kg[end] for by, kg in parts) for end in range(3))
    return Interval(low, typical, high)


def _draws(terms: Mapping[Key, list[Any]], draws: int, seed: int) -> dict[Key, Any]:
    """Draws of each sum, in one go where they are few."""
    from footprint.uncertainty.drawing import CHUNK, draw, draw_sums

    if draws > CHUNK:
        return {key: draw(some, draws, seed) for key, some in terms.items()}
    named = {repr(key): some for key, some in terms.items()}
    found = draw_sums(named, draws, seed)[0]
    return {key: found[repr(key)] for key in terms}


def percentile_interval(values: Any, typical: float) -> Interval:
    """P5, the deterministic value, and P95."""
    from footprint.uncertainty.drawing import percentiles

    low, _, high = percentiles(values)
    if values.min() == values.max():  # nothing is uncertain: no width from rounding
        low = high = typical
    return Interval(low, typical, high)


def middle(one: Sum, times: float) -> float | None:
    """So many times the value that half of the draws lie below; None without draws."""
    if one.drawn is None:
        return None
    from footprint.uncertainty.drawing import percentiles

    _, found, _ = percentiles(one.drawn)
    return found * times


def combined(parts: Sequence[tuple[float, Sum]]) -> Interval:
    """The interval of a weighted sum of sums, in the same draws. Weights are not negative. [kg CO2e]"""
    kg = _bounds([(by, one.kg_co2e) for by, one in parts])
    if not parts or parts[0][1].drawn is None:
        return kg
    return percentile_interval(sum(by * one.drawn for by, one in parts), kg.typical)
