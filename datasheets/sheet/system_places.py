"""What a device gives to a datasheet: the footprint of its system file, and its bill of materials."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from datasheets.sheet.places import Kind, NotThereError, Place, quantity
from datasheets.sheet.values import Quantity
from footprint import tables
from footprint.items import weakest
from footprint.numbers import duration, percent

_LEVEL = 0.9
"""Of an interval from draws, which is P5 to P95."""


def _load(path: Path, options: Mapping[str, Any]) -> Any:
    from footprint import assess, load_system

    return assess(load_system(path), **options)


def _kg(found: Any, kg: Any, status: str, note: str = "") -> Quantity:
    level = _LEVEL if found.interval["draws"] else None
    known = note or ("P5 to P95" if level else "bounds of the factors and quantities")
    return quantity(kg.typical, "kgCO2e", status, digits=3, interval=(kg.low, kg.high), level=level, note=known)


def _total(found: Any, _: str) -> Quantity:
    parts = ", ".join(f"{percent(share)} {status}" for status, share in found.status_shares.items())
    return _kg(found, found.total_kg_co2e, "calculated", f"GWP100; of the typical value {parts}")


def _grouped(key: str, groups: str, title: Callable[[str], str]) -> Callable[[Any, str], list[dict[str, Any]]]:
    """A table of blocks or stages, the largest first; its status is that of the weakest row."""

    def get(found: Any, _: str) -> list[dict[str, Any]]:
        totals = sorted(getattr(found, groups).items(), key=lambda item: -item[1].typical)
        known = {name: weakest(*(r.status for r in found.rows if getattr(r, key) == name)) for name, _ in totals}
        return [{key: title(name), "value": _kg(found, kg, known[name])} for name, kg in totals]

    return get


def _stage_title(stage: str) -> str:
    return tables.STAGES[stage].title


def _declared_unit(found: Any, _: str) -> str:
    return f"One {found.system.name} over {duration(found.system.lifetime_years)}"


def _boundary(found: Any, _: str) -> str:
    stages = "; ".join(f"{b.title}: {b.word} ({b.why})" for b in found.boundary)
    return f"{stages}. Never covered: {', '.join(tables.NEVER_COVERED)}."


def _method(found: Any, _: str) -> str:
    from footprint.version import VERSION

    return f"tinyml-footprint {VERSION}. {found.basis}."


def _region(found: Any, _: str) -> str:
    keys = [r.factor_key for r in found.rows if r.stage == "use" and r.unit == "kWh" and r.factor_key]
    grids = [found.factors[k] for k in dict.fromkeys(keys) if k in found.factors]
    if not grids:
        raise NotThereError("the use stage has no grid")
    return "; ".join(f"{g.region}, {g.year}: {g.kg_co2e.typical:.4g} {g.unit} ({g.source})" for g in grids)


def _coverage(found: Any, _: str) -> str:
    about = found.coverage
    text = f"{about['assessed']} of {about['rows']} rows"
    for key, name in (("mass_share", "mass"), ("cost_share", "cost")):
        share = about[key]
        text += f"; share of {name} {percent(share)}" if share is not None else f"; share of {name} not assessed"
    return text + (f"; not in it: {', '.join(about['missing'])}" if about["missing"] else "")


def _factors(found: Any, _: str) -> list[dict[str, Any]]:
    rows = []
    for key, f in sorted(found.factors.items()):
        row = {"factor": key, "value": f"{f.kg_co2e.typical:.4g} {f.unit}", "source": f.source, "status": f.status}
        further = {"region": f.region, "year": str(f.year or ""), "licence": f.licence}
        rows.append(row | {name: text for name, text in further.items() if text})
    return rows


def _use(found: Any) -> Any:
    use = found.system.use
    if use is None or not use.include or use.declared_kg_co2e is not None:
        raise NotThereError("the system does not say what the device draws in use")
    return use


def _power(found: Any, _: str) -> Quantity:
    from footprint.stages.supply import states_known
    from footprint.stages.use import mean_power_mw

    use = _use(found)
    if not use.states:
        raise NotThereError("the system states an energy in use, and no power states")
    status, source = states_known(use)
    ends = None
    if use.has_power_bounds:
        ends = (mean_power_mw(use.state_powers_mw("low")), mean_power_mw(use.state_powers_mw("high")))
    return quantity(
        mean_power_mw(use.state_powers_mw()), "mW", status, interval=ends, evidence=source or "",
        note="mean of the power states, before losses of a supply",
    )  # fmt: skip


def _energy(found: Any, _: str) -> Quantity:
    _use(found)
    rows = [r for r in found.rows if r.stage == "use" and r.unit == "kWh"]
    if len(rows) != 1:
        raise NotThereError("no energy from a grid in the use stage")
    row, years = rows[0], duration(found.system.lifetime_years)
    return quantity(row.quantity, "kWh", row.status, interval=row.quantity_bounds, note=f"from the grid over {years}")


def _lifetime(found: Any, _: str) -> Quantity:
    return quantity(found.system.lifetime_years, "years", "declared", digits=6)


_SYSTEM = {
    "footprint": Place("quantity", _total, "kgCO2e"),
    "by_block": Place("table", _grouped("block", "by_block", tables.title), columns=("block", "value")),
    "by_stage": Place("table", _grouped("stage", "by_stage", _stage_title), columns=("stage", "value")),
    "declared_unit": Place("text", _declared_unit),
    "lifetime": Place("quantity", _lifetime, "years"),
    "boundary": Place("text", _boundary),
    "method": Place("text", _method),
    "region": Place("text", _region),
    "coverage": Place("text", _coverage),
    "factors": Place("table", _factors, columns=("factor", "value", "status", "region", "year", "source", "licence")),
    "indicators": Place("text", lambda found, _: "GWP100 in CO2e only"),
    "inputs_sha256": Place("text", lambda found, _: found.inputs_sha256),
    "use_power": Place("quantity", _power, "mW"),
    "use_energy": Place("quantity", _energy, "kWh"),
}  # fmt: skip
SYSTEM = Kind(_load, _SYSTEM, {"factors": "text", "fill_from": "texts", "draws": "count", "seed": "count"})


def _load_bom(path: Path, options: Mapping[str, Any]) -> Any:
    from footprint.bom import read_bom

    return read_bom(path)


def _bom_rows(bom: Any, _: str) -> list[dict[str, Any]]:
    rows = []
    for line in bom.lines:
        row: dict[str, Any] = {"component": line.component}
        if line.quantity is None:
            row["quantity"] = Quantity(status="not assessed", note=line.problem)
        else:
            row["quantity"] = quantity(line.quantity, "", "declared", digits=12)
        row |= {key: text for key in ("group", "manufacturer") if (text := getattr(line, key))}
        if line.unit_cost is not None:
            row["unit_cost"] = f"{line.unit_cost:.12g} {bom.currency}".rstrip()
        if line.mass_g is not None:
            row["mass"] = quantity(line.mass_g, "g", "declared")
        rows.append(row)
    return rows


_BOM = {
    "rows": Place("table", _bom_rows, columns=("component", "group", "quantity", "manufacturer", "unit_cost", "mass"))
}
BOM = Kind(_load_bom, _BOM, {})
