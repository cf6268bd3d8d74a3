"""From a system to its footprint: take the inventory, apply the factors, add up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from footprint import tables
from footprint.errors import InputError
from footprint.factors import DEFAULT, ZERO, Factor, FactorSet, Interval, internal_unit, load_set
from footprint.items import Item, Notes
from footprint.result import Footprint, Row
from footprint.stages import end_of_life, production, training, transport, use
from footprint.system import System

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


def assess(system: System | Mapping[str, Any], *, factors: str | FactorSet = DEFAULT) -> Footprint:
    """The footprint of one device over its lifetime.

    Parameters
    ----------
    system : System or dict
        The described device; a dict has the keys of the system file or internal keys.
    factors : str or FactorSet
        Key of a factor set that ships, or a set.

    Returns
    -------
    Footprint
        Rows, totals and intervals in kg CO2e (GWP100), and the record to reproduce them.

    Raises
    ------
    InputError
        Bad input, or a factor that the set does not have. It is never taken as zero.
    """
    if not isinstance(system, System):
        system = System.from_dict(system)
    factor_set = factors if isinstance(factors, FactorSet) else load_set(factors)
    new = tuple.__new__
    rows: list[Row] = []
    used: dict[str, Factor] = {}
    notes = Notes()
    block_value = factor_set.factors.get

    def add(
        stage: str, block: str, item: str, quantity: float, unit: str, key: str | None, status: str | None = None,
        source: str | None = None, factor: Factor | None = None, declared: Interval | None = None,
        path: tuple[str | int, ...] = (),
    ) -> None:  # fmt: skip
        """Turn one row of the inventory into kg CO2e."""
        if unit == "block" and key is not None:
            factor = block_value(key)
            if factor is None:
                notes.tables.add("hsl_spec")
                for part in _spec_items(stage, block, key, factor_set):
                    add(*part)
                return
            kg, status = factor.kg_co2e, factor.status
            source = factor.source if source is None else f"{factor.source}; level: {source}"
        elif declared is not None:
            kg = declared
        else:
            factor = factor or factor_set.unit_factor(str(key), path)
            if factor.per != unit:
                raise InputError(f"{key} is counted in {factor.counted_in}, not in {unit}", path=path)
            quantity, unit = quantity * factor.scale, factor.counted_in
            kg = factor.kg_co2e.scaled(quantity)
            status = status or "calculated"
            source = factor.source if source is None else f"{factor.source}; quantity: {source}"
        if factor is not None:
            used[factor.key] = factor
        # tuple.__new__ is half the cost of the named tuple's own constructor
        rows.append(new(Row, (stage, block, item, quantity, unit, key, kg, status, source)))

    try:
        for stage in _STAGES:
            stage.take(system, add, notes)
    except InputError as error:
        raise (system.origin.locate(error) if system.origin else error) from None
    return Footprint(system, factor_set, rows, notes, used)


def _spec_items(stage: str, block: str, key: str, factor_set: FactorSet) -> list[Item]:
    """The parts of a level for which the set has no block value. Names every part it cannot value."""
    _, level, case = key.split(".")
    hsl = int(level.removeprefix("hsl-"))
    title = f"{tables.title(block)} HSL-{hsl} {case}"
    spec = tables.hsl_spec().get((block, hsl), ())
    path = ("blocks", block, "hsl")
    if spec and all(row.quantity(case) == 0 for row in spec):
        source = "HSL specification, Pirson and Bol 2021: none or embedded"
        return [Item(stage, block, f"HSL-{hsl} {case}", 1.0, "block", None, "declared", source, declared=ZERO)]
    expand = transport.spec_parts if block == "transport" else production.spec_parts
    parts = [(row, quantity) for row, quantity in expand(spec, case)]
    lacking = [row.component for row, _ in parts if row.part not in factor_set.factors]
    if lacking or not parts:
        why = f", and no factor for its parts: {', '.join(lacking)}" if lacking else ""
        if not parts:
            why = ": the specification does not define this level"
        levels = sorted(
            {
                f"HSL-{k.split('.')[1][4:]} {k.split('.')[2]}"
                for k in factor_set.factors
                if k.startswith(f"{block}.hsl-")
            }
        )
        raise InputError(
            f"{factor_set.key} has no value for {title}{why}", path=path, valid=levels,
            hint="A block can also be given as parts or declared.",
        )  # fmt: skip
    items = []
    for row, quantity in parts:
        per, scale = internal_unit(f"kgCO2e/{row.unit}")
        items.append(
            Item(stage, block, f"HSL-{hsl} {case}: {row.component}", quantity / scale, per, row.part,
                 "calculated", "HSL specification, Pirson and Bol 2021", path=path)
        )  # fmt: skip
    return items
