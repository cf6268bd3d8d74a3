"""The fab model: a die as electricity, gases and materials of the wafer it takes, by factors of a set that has them."""

from __future__ import annotations

from footprint import tables
from footprint.factors import FactorSet
from footprint.items import Item, Notes
from footprint.stages.production import die_yield, wafer_area_mm2

_FAB_MATERIALS = "fab-materials"


def models_fab(part: str, unit: str, factor_set: FactorSet) -> bool:
    """Whether the set models the fab of this die."""
    return unit == "mm2" and part in tables.fab_nodes() and _gas(part) in factor_set.factors


def _gas(part: str) -> str:
    """The factor of the process gases of a die's node."""
    return f"fab-gas-{part.removeprefix('die-')}"


def by_fab(item: Item, factor_set: FactorSet, notes: Notes) -> list[Item]:
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
    item = item._replace(fab=None)  # it has acted
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
