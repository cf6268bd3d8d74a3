"""Which factors value a part: of the chosen set, by a recipe, by a fab model, or of a set that fills gaps.

A part that no set can value is listed as such; one that another set could value is an error that names it.
"""

from __future__ import annotations

from collections.abc import Sequence

from footprint import tables
from footprint.errors import InputError, nearest, shown
from footprint.fab import by_fab, models_fab
from footprint.factors import FactorSet, load_set, set_keys
from footprint.items import Item, Notes, Unvalued, weakest

Valued = tuple[Item, FactorSet]
"""A row that names its factor, and the set the factor is from."""


def valued_by(part: str, unit: str, sets: Sequence[FactorSet]) -> FactorSet | None:
    """The first of some sets that has a factor for a part counted in a unit, directly or by recipe or fab model."""
    return next((s for s in sets if _can_value(part, unit, s)), None)


def sets_that_value(part: str, unit: str) -> tuple[str, ...]:
    """Keys of the sets that ship and can value a part."""
    return tuple(key for key in set_keys() if _can_value(part, unit, load_set(key)))


def _can_value(part: str, unit: str, factor_set: FactorSet) -> bool:
    return (
        _has(part, unit, factor_set)
        or _recipe(part, unit, factor_set) is not None
        or models_fab(part, unit, factor_set)
    )


def _has(part: str, unit: str, factor_set: FactorSet) -> bool:
    factor = factor_set.factors.get(part)
    return factor is not None and factor.per == unit


def _recipe(part: str, unit: str, factor_set: FactorSet) -> tuple[tables.Ingredient, ...] | None:
    """The first way to take a part apart whose every ingredient the set has."""
    for group in tables.recipes().get((part, unit), ()):
        if all(_has(one.becomes, one.unit, factor_set) for one in group):
            return group
    return None


def value_part(item: Item, sets: Sequence[FactorSet], notes: Notes) -> list[Valued]:
    """The rows with factors that a part becomes; an empty list, and a note, where no set that ships has one.

    Raises
    ------
    InputError
        An unknown part, a unit that does not fit, or a part that only a set not asked can value.
    """
    key, unit = str(item.factor_key), item.unit
    if item.beside is not None:
        beside = valued_by(item.beside, unit, sets)
        if beside is not None and not _can_value(key, unit, beside):
            raise InputError(
                f"{beside.key} values {item.beside} and has no {key}: that of another set may count twice",
                path=item.path,
                hint=f"Use {' or '.join(sets_that_value(key, unit))} as the factor set, or leave it out.",
                instead=sets_that_value(key, unit),
            )  # fmt: skip
    for factor_set in sets:
        if _has(key, unit, factor_set):
            return [(item._replace(factor=factor_set.factors[key]), factor_set)]
        group = _recipe(key, unit, factor_set)
        if group is not None:
            return [(row, factor_set) for row in _by_recipe(item, group, factor_set, notes)]
        if models_fab(key, unit, factor_set):
            return [(row, factor_set) for row in by_fab(item, factor_set, notes)]
    known = tables.parts()
    if key not in known:
        raise InputError(
            f"unknown part {shown(key)}", path=item.path,
            valid=nearest(key, [*known, *(k for s in sets for k, f in s.factors.items() if f.per != "block")], few=4),
            hint="A part that is not in the library can be given by name and declared, with its source.",
        )  # fmt: skip
    if unit not in known[key].units:
        counted = " or ".join(known[key].units)
        raise InputError(f"{key} is counted in {counted}, not in {unit}", path=item.path)
    others = sets_that_value(key, unit)
    if others:
        asked = " and ".join(s.key for s in sets)
        raise InputError(
            f"{asked} {'has' if len(sets) == 1 else 'have'} no factor for part {key} in {unit}", path=item.path,
            hint=f"{' and '.join(others)} {'has' if len(others) == 1 else 'have'} one: --fill-from {others[0]}.",
            fill_from=others,
        )  # fmt: skip
    why = "no factor set has a factor for it: it can be declared"
    notes.unvalued.append(Unvalued(item.block, item.item, item.quantity, unit, why, item.path))
    return []


def _by_recipe(
    item: Item, group: tuple[tables.Ingredient, ...], factor_set: FactorSet, notes: Notes
) -> list[Item]:  # fmt: skip
    """The rows of the ingredients of a part."""
    notes.tables.add("recipes")
    low, high = item.bounds or (item.quantity, item.quantity)
    rows = []
    for one in group:
        same = one.low == one.amount == one.high
        if one.status == "assumed":
            field = f"recipes.{item.factor_key}"
            notes.assume(field, f"{one.amount:.6g} {one.unit} of {one.becomes} per {item.unit}", one.source)
        made = item.item if one.becomes == item.factor_key else f"{item.item}, as {one.becomes}"
        if len(group) > 1:
            made = f"{item.item.rpartition(': ')[0] or item.item}: {tables.parts()[one.becomes].title}"
        source = f"{item.quantity:.6g} {item.unit} x {one.amount:.6g} {one.unit} ({one.source})"
        rows.append(item._replace(
            item=made, quantity=item.quantity * one.amount, unit=one.unit, factor_key=one.becomes,
            factor=factor_set.factors[one.becomes], source=f"{source}; {item.source}" if item.source else source,
            bounds=None if same and item.bounds is None else (low * one.low, high * one.high),
            status=weakest(item.status, one.status if one.status in ("estimated", "assumed") else None),
        ))  # fmt: skip
    return rows
