"""From a system to its footprint: take the inventory, apply the factors, add up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from footprint.errors import InputError
from footprint.factors import DEFAULT, Factor, FactorSet, Interval, load_set
from footprint.items import Item, Notes
from footprint.levels import value_level
from footprint.models import Fab
from footprint.result import Footprint, Row
from footprint.stages import end_of_life, production, training, transport, use
from footprint.system import System
from footprint.valuing import value_part

Sets = str | FactorSet | Sequence[str | FactorSet]
"""A factor set or several, by key or as such."""

_STAGES = (production, transport, use, end_of_life, training)


def inventory(system: System) -> tuple[list[Item], Notes]:
    """The rows of a system before any factor is applied, and what was noted on the way."""
    items: list[Item] = []
    notes = Notes()

    def add(*row: Any, **more: Any) -> None:
        items.append(Item(*row, **more))

    for stage in _STAGES:
        stage.take(system, add, notes)
    return items, notes


def as_sets(given: Sets | None) -> tuple[FactorSet, ...]:
    """Factor sets by key or as such, one or several."""
    if given is None:
        return ()
    if isinstance(given, (str, FactorSet)):
        given = (given,)
    return tuple(one if isinstance(one, FactorSet) else load_set(one) for one in given)


def assess(
    system: System | Mapping[str, Any],
    *,
    factors: str | FactorSet = DEFAULT,
    fill_from: Sets | None = None,
    draws: int = 0,
    seed: int | None = None,
) -> Footprint:
    """The footprint of one device over its lifetime.

    Parameters
    ----------
    system : System or dict
        The described device; a dict has the keys of the system file or internal keys.
    factors : str or FactorSet
        Key of a factor set that ships, or a set.
    fill_from : str, FactorSet or several of them, optional
        Sets asked, in their order, for what the first one does not have. `Footprint.filled` lists what they gave.
    draws : int
        0 for bounds; else the number of draws that intervals are P5 and P95 of, see `footprint.uncertainty`.
    seed : int, optional
        What the draws follow from; a named default if left out. The result says which.

    Returns
    -------
    Footprint
        Rows, totals and intervals in kg CO2e (GWP100), and the record to reproduce them.

    Raises
    ------
    InputError
        Bad input, or a factor that the sets do not have. It is never taken as zero.
    """
    if seed is not None and not draws:
        raise InputError("a seed goes with draws", hint="Give the number of draws too, like 10000.")
    if draws:
        from footprint.uncertainty import Drawn

        return Drawn(assess(system, factors=factors, fill_from=fill_from), draws, seed)
    if not isinstance(system, System):
        system = System.from_dict(system)
    factor_set = factors if isinstance(factors, FactorSet) else load_set(factors)
    sets = tuple(dict.fromkeys((factor_set, *as_sets(fill_from)))) if fill_from else (factor_set,)
    new = tuple.__new__
    rows: list[Row] = []
    used: dict[str, Factor] = {}
    notes = Notes()
    own_factor, own_key = factor_set.factors.get, factor_set.key

    def add(
        stage: str, block: str, item: str, quantity: float, unit: str, key: str | None, status: str | None = None,
        source: str | None = None, factor: Factor | None = None, declared: Interval | None = None,
        path: tuple[str | int, ...] = (), bounds: tuple[float, float] | None = None, fab: Fab | None = None,
        beside: str | None = None, distribution: str | None = None, pedigree: tuple[int, ...] | None = None,
        from_set: str | None = None,
    ) -> None:  # fmt: skip
        """Turn one row of the inventory into kg CO2e."""
        if declared is not None:
            kg, from_set = declared, None
        else:
            if factor is None:
                factor, from_set = own_factor(key), own_key  # type: ignore[arg-type]
                if factor is None or factor.per != unit:
                    row = Item(
                        stage, block, item, quantity, unit, key, status, source, None, None, path, bounds, fab, beside,
                        distribution, pedigree,
                    )  # fmt: skip
                    make = value_level if unit == "block" else value_part
                    for made, found_in in make(row, sets, notes):
                        add(*made, found_in.key)
                    return
            certainty = factor.status
            if unit == "block":
                kg, status = factor.kg_co2e, certainty
                source = factor.source if source is None else f"{factor.source}; level: {source}"
            else:
                scale = factor.scale
                quantity, unit = quantity * scale, factor.counted_in
                kg = factor.kg_co2e.scaled(quantity)
                if bounds is not None:
                    bounds = (bounds[0] * scale, bounds[1] * scale)
                    kg = Interval(factor.kg_co2e.low * bounds[0], kg.typical, factor.kg_co2e.high * bounds[1])
                status = certainty if certainty == "assumed" else status or "calculated"
                source = factor.source if source is None else f"{factor.source}; quantity: {source}"
                if fab is not None:
                    notes.warnings.append(f"{item}: {from_set} has no model of the fab, so fab changes nothing")
            if certainty == "assumed":
                value = f"{factor.kg_co2e.typical:.6g} {factor.unit}"
                notes.assume(f"factors.{factor.key}", value, factor.note or factor.technology)
            used[factor.key] = factor
        # tuple.__new__ is half the cost of the named tuple's own constructor
        rows.append(new(Row, (
            stage, block, item, quantity, unit, key, kg, status, source, bounds, from_set, path, distribution, pedigree,
        )))  # fmt: skip

    try:
        for stage in _STAGES:
            stage.take(system, add, notes)
    except InputError as error:
        raise (system.origin.locate(error) if system.origin else error) from None
    return Footprint(system, sets, rows, notes, used)
