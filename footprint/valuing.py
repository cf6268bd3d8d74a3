"""Which factors value a row: of the chosen set, by a recipe, by a fab model, or of a set that fills gaps.

A row that no set can value is listed as such; one that another set could value is an error that names it.
"""

from __future__ import annotations

from collections.abc import Sequence

from footprint import tables
from footprint.errors import InputError, nearest, shown
from footprint.factors import ZERO, FactorSet, internal_unit, load_set, set_keys
from footprint.items import Item, Notes, Unvalued, weakest
from footprint.stages import production, transport
from footprint.stages.production import die_yield, wafer_area_mm2

Valued = tuple[Item, FactorSet]
"""A row that names its factor, and the set the factor is from."""

_FAB_MATERIALS = "fab-materials"


def valued_by(part: str, unit: str, sets: Sequence[FactorSet]) -> FactorSet | None:
    """The first of some sets that has a factor for a part counted in a unit, directly or by recipe or fab model."""
    return next((s for s in sets if _can_value(part, unit, s)), None)


def sets_that_value(part: str, unit: str) -> tuple[str, ...]:
    """Keys of the sets that ship and can value a part."""
    return tuple(key for key in set_keys() if _can_value(part, unit, load_set(key)))


def _can_value(part: str, unit: str, factor_set: FactorSet) -> bool:
    return _has(part, unit, factor_set) or _recipe(part, unit, factor_set) is not None or _fab(part, unit, factor_set)


def _has(part: str, unit: str, factor_set: FactorSet) -> bool:
    factor = factor_set.factors.get(part)
    return factor is not None and factor.per == unit


def _fab(part: str, unit: str, factor_set: FactorSet) -> bool:
    """Whether the set models the fab of this die."""
    return unit == "mm2" and part in tables.fab_nodes() and _gas(part) in factor_set.factors


def _gas(part: str) -> str:
    """The factor of the process gases of a die's node."""
    return f"fab-gas-{part.removeprefix('die-')}"


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
        if _fab(key, unit, factor_set):
            return [(row, factor_set) for row in _by_fab(item, factor_set, notes)]
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


def _by_fab(item: Item, factor_set: FactorSet, notes: Notes) -> list[Item]:
    """Electricity, gases and materials of the wafer that a die takes.

    The typical yield is the one given, else by defect density, else the model's own; the model's
    own is also the upper bound of the wafer area where a defect density is used.
    """
    node = tables.fab_nodes()[str(item.factor_key)]
    notes.tables.add("fab_nodes")
    field = ".".join(map(str, (*item.path[:-1], "fab")))
    country, year, given = None, None, None
    if item.fab is not None:
        country, year, given = item.fab.country, item.fab.year, item.fab.yield_
    grid = tables.grid_factor(country or tables.DEFAULTS["fab_country"], year, None)
    if country is None:
        notes.assume(
            f"{field}.country", f"{grid.region} {grid.year}", "no fab given: Taiwan, as the ACT model takes it"
        )
    elif year is None:
        notes.assume(f"{field}.year", grid.year, f"no year given: the newest year of {country}")

    def wafer(area: float, *, worst: bool = False) -> float:
        if given is not None:
            return wafer_area_mm2(area, given)
        good = node.yield_
        if node.defect_density_per_cm2 is not None:
            modelled = die_yield(area, node.defect_density_per_cm2)
            good = min(modelled, node.yield_) if worst else modelled
        return wafer_area_mm2(area, good)

    low, high = item.bounds or (item.quantity, item.quantity)
    area, bounds = wafer(item.quantity), (wafer(low), wafer(high, worst=True))
    if given is None:
        modelled = node.defect_density_per_cm2 is not None
        why = f"defect density {node.defect_density_per_cm2} per cm2; upper bound with {node.yield_}" if modelled else (
            "the model's own; no defect density is published for the node"
        )  # fmt: skip
        notes.assume(f"{field}.yield", f"{item.quantity / area:.4g}" if area else node.yield_, why)
    per_mm2 = node.epa_kwh_per_cm2 * 0.01
    power = tuple(b * per_mm2 for b in bounds)
    gas, materials = _gas(str(item.factor_key)), _FAB_MATERIALS
    source = f"{item.source}; {node.source}" if item.source else node.source
    return [
        item._replace(item=f"{item.item}, fab electricity", quantity=area * per_mm2, unit="kWh", factor_key=grid.key,
                      factor=grid, bounds=(power[0], power[1]), source=source),
        *(item._replace(item=f"{item.item}, fab {words}", quantity=area, factor_key=key, bounds=bounds,
                        factor=factor_set.factors[key])
          for key, words in ((gas, "gases"), (materials, "materials"))),
    ]  # fmt: skip


def value_level(item: Item, sets: Sequence[FactorSet], notes: Notes) -> list[Valued]:
    """The rows of a hardware specification level: a published block value, else the parts of its specification.

    A set with a value for at least one part is used for what it has, and the sets that fill gaps for the rest.

    Raises
    ------
    InputError
        Neither a value nor factors for every part. Names what is lacking, and a set that has it.
    """
    block, level, case = str(item.factor_key).split(".")
    hsl = int(level.removeprefix("hsl-"))
    spec = tables.hsl_spec().get((block, hsl), ())
    valued = _level(item, spec, case, sets)
    if valued is not None:
        if valued and valued[0][0].unit != "block":
            notes.tables.add("hsl_spec")
        return [
            made for row, factor_set in valued
            for made in ([(row, factor_set)] if row.factor or row.declared else value_part(row, sets, notes))
        ]  # fmt: skip
    expand = transport.spec_parts if block == "transport" else production.spec_parts
    rows = [row for row, _ in expand(spec, case)]
    lacking = [r.component for r in rows if valued_by(r.part, internal_unit(f"kgCO2e/{r.unit}")[0], sets) is None]
    why = f", and no factor for its parts: {', '.join(lacking)}" if lacking else ""
    if not rows:
        why = ": the specification does not define this level"
    levels = sorted({k for k in sets[0].factors if k.startswith(f"{block}.hsl-")})
    helping = [k for k in set_keys() if _level(item, spec, case, (*sets, load_set(k))) is not None]
    raise InputError(
        f"{sets[0].key} has no value for {tables.title(block)} HSL-{hsl} {case}{why}", path=("blocks", block, "hsl"),
        valid=tuple(f"HSL-{k.split('.')[1][4:]} {k.split('.')[2]}" for k in levels),
        hint=f"{' and '.join(helping)} can value it: --fill-from {helping[0]}." if helping else
        "A block can also be given as parts or declared.",
        fill_from=helping,
    )  # fmt: skip


def _level(
    item: Item, spec: tuple[tables.SpecRow, ...], case: str, sets: Sequence[FactorSet]
) -> list[Valued] | None:  # fmt: skip
    """The rows of a level, those of parts without their factor; None where it cannot be valued."""
    block = item.block
    for number, factor_set in enumerate(sets):
        factor = factor_set.factors.get(str(item.factor_key))
        if factor is not None:
            return [(item._replace(factor=factor), factor_set)]
        if spec and all(row.quantity(case) == 0 for row in spec):
            source = "HSL specification, Pirson and Bol 2021: none or embedded"
            return [(item._replace(factor_key=None, status="declared", source=source, declared=ZERO), factor_set)]
        expand = transport.spec_parts if block == "transport" else production.spec_parts
        rows = []
        for row, quantity in expand(spec, case):
            per, scale = internal_unit(f"kgCO2e/{row.unit}")
            rows.append(item._replace(
                item=f"{item.item}: {row.component}", quantity=quantity / scale, unit=per, factor_key=row.part,
                status="calculated", source="HSL specification, Pirson and Bol 2021", path=("blocks", block, "hsl"),
            ))  # fmt: skip
        found = [valued_by(str(r.factor_key), r.unit, sets[number:]) for r in rows]
        if rows and factor_set in found and None not in found:
            return [(row, factor_set) for row in rows]
    return None
