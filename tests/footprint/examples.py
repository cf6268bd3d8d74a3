"""Systems for tests: a small valid one, and hypothesis strategies for many."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from footprint.errors import InputError
from footprint.factors import DEFAULT, load_set, set_keys
from footprint.tables import (
    BLOCKS,
    OPTIONAL_BLOCKS,
    cells,
    countries,
    fab_nodes,
    freight_modes,
    named_grids,
    parts,
    training_devices,
    waste_routes,
)
from tests.needs import need

ROOT = Path(__file__).parents[2]
REFERENCE_DATA = ROOT.parent / "shared" / "reference" / "data"
"""The tables that the shipped data were taken from; not part of the project, so tests skip without it."""

PRESETS = (
    "keyword-spotting-best", "keyword-spotting", "anomaly-detection", "image-classification",
    "image-classification-worst", "calculator-vision", "calculator-anomaly", "pa1-person-detector",
)  # fmt: skip

FACTORS = load_set(DEFAULT).factors
LEVELS = sorted(tuple(k.split(".")) for k, f in FACTORS.items() if f.per == "block")
"""Block, level and case of every block value that the default set has."""
PARTS = sorted((k, f.per) for k, f in FACTORS.items() if f.per != "block")
FILE_UNIT = {"mm2": "mm2", "g": "g", "pcs": "pcs", "m": "m", "tkm": "tkm"}
ALL_SETS = tuple(k for k in set_keys() if k != DEFAULT)
"""The sets that fill the gaps of the default one, so that every part of the library is valued or listed."""
LIBRARY = sorted(
    (key, unit) for key, info in parts().items() for unit in info.units
    if info.block != "end_of_life" and not key.startswith("fab-") and not key.endswith("-freight-wtt")
)  # fmt: skip
"""Every part that may stand in a block, with each unit it may be counted in."""


def fitting(block: str, listed: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Those of some parts that may stand in a block: freight in transport, and nothing else there."""
    return [(key, unit) for key, unit in listed if (parts()[key].block == "transport") == (block == "transport")]


def small(**more: Any) -> dict[str, Any]:
    """One block, three years: the smallest system, with more keys or other values."""
    return {"name": "a", "lifetime": "3 years", "blocks": {"casing": {"hsl": 1, "case": "typical"}}, **more}


def reference(name: str) -> list[dict[str, str]]:
    """The rows of a table that the shipped data were taken from; skips where it is not beside the project."""
    path = REFERENCE_DATA / name
    why = "compares the shipped data with the tables they were taken from"
    need(f"../shared/reference/data/{name}", path.is_file(), why, installable=False)
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def error_of(call: Callable[[], object]) -> InputError | None:
    """The InputError of a call, or None where it succeeds; any other exception goes through."""
    try:
        call()
    except InputError as error:
        return error
    return None


def numbers(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high, allow_nan=False, allow_infinity=False, allow_subnormal=False)


def interval(draw: st.DrawFn, key: str, low: str, high: str, most: float, unit: str) -> dict[str, str]:
    """A value, with or without its two bounds."""
    values = sorted(draw(st.tuples(*[numbers(0, most)] * 3)))
    found = {key: f"{values[1]!r} {unit}"}
    if draw(st.booleans()):
        found |= {low: f"{values[0]!r} {unit}", high: f"{values[2]!r} {unit}"}
    return found


def maybe(draw: st.DrawFn, found: dict[str, Any], **more: st.SearchStrategy[Any]) -> None:
    """Put each of some keys into a dict, or leave it out."""
    for key, strategy in more.items():
        if draw(st.booleans()):
            found[key] = draw(strategy)


def drawn(draw: st.DrawFn, least: float | str | None) -> dict[str, Any]:
    """How a value is drawn, by a distribution, scores, both or neither; only one with a low has a distribution."""
    found: dict[str, Any] = {}
    maybe(draw, found, pedigree=st.lists(st.integers(1, 5), min_size=5, max_size=5))
    if least is not None:
        low = float(str(least).split()[0])
        kinds = ("triangular", "uniform", "lognormal") if low > 1e-9 else ("triangular", "uniform")
        maybe(draw, found, distribution=st.sampled_from(kinds))
    return found


@st.composite
def declared(draw: st.DrawFn) -> dict[str, Any]:
    found = interval(draw, "declared", "low", "high", 100, "kgCO2e")
    return {**found, "source": "test", **drawn(draw, found.get("low"))}


@st.composite
def part(draw: st.DrawFn, block: str) -> dict[str, Any]:
    key, unit = draw(st.sampled_from(fitting(block, PARTS)))
    return {"part": key, "quantity": f"{draw(numbers(0, 1e4))!r} {FILE_UNIT[unit]}"}


@st.composite
def block(draw: st.DrawFn, name: str) -> dict[str, Any]:
    """A block with any mix of level, parts and declared value that says something, or left out."""
    if draw(st.integers(0, 9)) == 0:
        return {"include": False, "why": "test"}
    found: dict[str, Any] = {}
    levels = [(int(hsl.removeprefix("hsl-")), case) for b, hsl, case in LEVELS if b == name]
    if levels and draw(st.booleans()):
        found["hsl"], found["case"] = draw(st.sampled_from(levels))
    if draw(st.booleans()):
        found["parts"] = draw(st.lists(part(name), min_size=1, max_size=3))
    if draw(st.booleans()) or not found:
        found |= draw(declared())
    return found


@st.composite
def grid(draw: st.DrawFn) -> dict[str, Any]:
    if draw(st.booleans()):
        return {"factor": draw(st.sampled_from(sorted(named_grids())))}
    country = draw(st.sampled_from(sorted(countries())))
    years = sorted(countries()[country].intensity)
    year = draw(st.none() | st.sampled_from(years))
    return {"country": country} if year is None else {"country": country, "year": year}


@st.composite
def use(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from(["states", "energy", "declared", "out"]))
    if kind == "out":
        return {"include": False, "why": "test"}
    if kind == "declared":
        return draw(declared())
    found: dict[str, Any] = {}
    if draw(st.booleans()):
        found["grid"] = draw(grid())
    if kind == "energy":
        found["energy"] = interval(draw, "amount", "low", "high", 1e3, "Wh")
        found |= drawn(draw, found["energy"].get("low"))
        found["energy"]["over"] = f"{draw(numbers(0.01, 50))!r} years"
        return found
    shares = draw(st.lists(numbers(0, 1), min_size=1, max_size=4))
    whole = max(sum(shares), 1.0)
    found["states"] = [
        {"name": f"state {i}", **interval(draw, "power", "power_low", "power_high", 1e4, "mW"), "duty": share / whole}
        for i, share in enumerate(shares)
    ]
    return found | drawn(draw, least_load(found["states"]))


def least_load(states: list[dict[str, Any]]) -> float | None:
    """Something that is above zero where the low of the mean load is; None where no state has a low."""
    if not any("power_low" in state or "current_low" in state for state in states):
        return None
    keys = ("power_low", "power", "current_low", "current")
    lows = [(state["duty"], next(state[key] for key in keys if key in state)) for state in states]
    return float(max(duty * float(low.split()[0]) for duty, low in lows))


@st.composite
def training(draw: st.DrawFn) -> dict[str, Any]:
    if draw(st.booleans()):
        return draw(declared())
    found: dict[str, Any] = interval(draw, "energy", "energy_low", "energy_high", 1e3, "kWh")
    found |= drawn(draw, found.get("energy_low"))
    if draw(st.booleans()):
        found["grid"] = draw(grid())
    return found


UNSEEN = "\u200b\u200e\u200f\u2060\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
TEXTS = st.text(st.characters(exclude_categories=("Cc", "Cs", "Co", "Cn")), min_size=1, max_size=40).filter(
    lambda t: t.strip() and not any(c in t for c in UNSEEN)
)


@st.composite
def systems(draw: st.DrawFn) -> dict[str, Any]:
    """A valid system as a dict with the keys of the system file."""
    names = draw(st.lists(st.sampled_from([*BLOCKS, "my_antenna", "holder_2"]), min_size=1, max_size=6, unique=True))
    found: dict[str, Any] = {
        "name": draw(TEXTS),
        "lifetime": f"{draw(numbers(0.01, 100))!r} years",
        "blocks": {name: draw(block(name)) for name in names},
        "use": draw(use()),
    }
    if draw(st.booleans()):
        found["training"] = draw(training())
    if draw(st.booleans()):
        found["units_produced"] = draw(st.integers(1, 10**6))
    if draw(st.booleans()):
        found["end_of_life"] = draw(st.just({"include": False, "why": "test"}) | declared())
    included = [*found["blocks"].values(), found["use"], *([found["training"]] if "training" in found else [])]
    if all(s.get("include") is False for s in included):
        found["training"] = {"declared": "0.1 kgCO2e", "source": "test"}
    return found


# Systems with everything that a file can say; some of it needs `ALL_SETS` to fill gaps


def texts(low: float, high: float, unit: str) -> st.SearchStrategy[str]:
    """A number with a unit, as a file writes it."""
    return numbers(low, high).map(lambda value: f"{value!r} {unit}")


@st.composite
def line(draw: st.DrawFn, block: str = "power_supply") -> dict[str, Any]:
    """A line of parts of a block: of the library, declared, or by name only."""
    kind = draw(st.sampled_from(["part", "part", "declared", "named"]))
    key, unit = draw(st.sampled_from(fitting(block, LIBRARY)))
    found: dict[str, Any] = interval(draw, "quantity", "low", "high", 1e3, unit)
    if kind == "declared":
        found = {"quantity": found["quantity"]}
    if kind == "part" or draw(st.booleans()):
        found["part"] = key
    if kind == "named":
        found.pop("part", None)
    if "part" not in found or draw(st.booleans()):
        found["name"] = draw(TEXTS)
    if kind == "declared":
        found |= interval(draw, "declared", "declared_low", "declared_high", 100, "kgCO2e")
    if kind != "named":
        found |= drawn(draw, found.get("declared_low", found.get("low")))
    if kind == "part" and found.get("part") in fab_nodes() and draw(st.booleans()):
        country = draw(st.sampled_from(["TWN", "KOR", "USA"]))
        found["fab"] = draw(st.sampled_from([{"country": country}, {"country": country, "year": 2020}, {}]))
        maybe(draw, found["fab"], **{"yield": texts(20, 100, "%")})
    statuses = st.sampled_from(["measured", "calculated", "estimated", "assumed", "declared"])
    maybe(draw, found, status=statuses, source=TEXTS, mass=texts(0, 1e3, "g"), cost=numbers(0, 1e3))
    return found


@st.composite
def legs(draw: st.DrawFn) -> dict[str, Any]:
    """A transport block of legs; fuel production only of modes for which it is known."""
    found: dict[str, Any] = {}
    maybe(draw, found, well_to_tank=st.booleans(), radiative_forcing=st.booleans())
    fuel = found.get("well_to_tank", False)
    # The default set has flights and trucks of its own, to which the fuel of another set is not added.
    modes = [
        m for m in freight_modes() if not fuel or (f"{m}-freight-wtt" in parts() and f"{m}-freight" not in FACTORS)
    ]
    found["legs"] = [
        {
            "mode": draw(st.sampled_from(modes)),
            "distance": draw(texts(0, 2e4, "km")),
            "mass": draw(texts(0, 1e4, "g")),
        }
        for _ in range(draw(st.integers(1, 3)))
    ]
    maybe(draw, found["legs"][0], source=TEXTS, status=st.sampled_from(["measured", "estimated"]))
    return found


@st.composite
def full_block(draw: st.DrawFn, name: str) -> dict[str, Any]:
    if name == "transport" and draw(st.booleans()):
        return draw(legs())
    found: dict[str, Any] = {"parts": draw(st.lists(line(name), min_size=1, max_size=4))}
    if draw(st.booleans()):
        found |= draw(declared())
    return found


@st.composite
def full_grid(draw: st.DrawFn, lifetime_years: float | None) -> dict[str, Any]:
    """Any grid; on a path over the lifetime where one is given."""
    found: dict[str, Any]
    if draw(st.booleans()):
        found = interval(draw, "intensity", "low", "high", 1.5, "kgCO2e/kWh")
        found["source"] = draw(TEXTS)
        maybe(draw, found, basis=st.sampled_from(["location", "market"]))
    else:
        found = draw(grid())
    maybe(draw, found, transmission_loss=numbers(0, 0.5))
    if lifetime_years is None or draw(st.booleans()):
        return found
    start = draw(st.integers(2015, 2060))
    path: dict[str, Any] = {"in_service": start, "source": draw(TEXTS)}
    if "country" in found and draw(st.booleans()):
        path |= {"kind": "linear", "by": draw(st.integers(2026, 2070)), "to": draw(texts(0, 1, "kgCO2e/kWh"))}
    else:
        years = range(start, start + int(lifetime_years) + 2)
        path |= {"kind": "table", "years": [{"year": y, "intensity": draw(texts(0, 1, "kgCO2e/kWh"))} for y in years]}
        found = {k: v for k, v in found.items() if k == "transmission_loss"}  # a table has every intensity itself
    return {**found, "path": path}


@st.composite
def supply(draw: st.DrawFn) -> dict[str, Any]:
    """A supply that feeds states of at most 1 mW and 1 mA behind any regulator of `full_use`."""
    kind = draw(st.sampled_from(["mains", "rechargeable", "primary", "solar"]))
    found: dict[str, Any] = {"kind": kind}
    if kind == "mains":
        found["efficiency"] = draw(numbers(0.1, 1))
        maybe(draw, found, standby=texts(0, 1e3, "mW"))
        return found
    if kind == "solar":
        found["harvest"] = draw(texts(1e3, 1e6, "mW"))
    if kind == "rechargeable":
        found["charge_efficiency"] = draw(numbers(0.1, 1))
    if kind != "solar" or draw(st.booleans()):
        if draw(st.booleans()):
            known = sorted(k for k, c in cells().items() if kind in (c.kind, "solar"))
            found["cell"] = draw(st.sampled_from(known))
            maybe(draw, found, count=st.integers(1, 4))
        else:
            found["energy"] = draw(texts(10, 1e3, "Wh"))
        maybe(draw, found, usable=numbers(0.3, 1), self_discharge=texts(0, 1, "per year"))
        if kind != "solar":
            maybe(draw, found, max_power=texts(1e3, 1e5, "mW"))
    if kind == "rechargeable":
        maybe(draw, found, replaced_every=texts(0.5, 20, "years"))
    if kind == "primary" or "replaced_every" in found:
        maybe(draw, found, replacement=line())
    if kind == "primary":
        found.get("replacement", {}).pop("distribution", None)
    return found


@st.composite
def at_most_1(draw: st.DrawFn, key: str, unit: str) -> dict[str, str]:
    """What a state draws, at most 1 mA or 1 mW."""
    return interval(draw, key, f"{key}_low", f"{key}_high", 1, unit)


@st.composite
def full_use(draw: st.DrawFn, lifetime_years: float) -> dict[str, Any]:
    """Power states by power or current behind any regulator and supply, on any grid."""
    found: dict[str, Any] = {}
    if draw(st.booleans()):
        found["supply"] = draw(supply())
    if found.get("supply", {}).get("kind") not in {"primary", "solar"} and draw(st.booleans()):
        found["grid"] = draw(full_grid(lifetime_years))
    kind = draw(st.sampled_from(["ldo", "switching", None]))
    load = draw(numbers(0.8, 3.3))
    if kind == "ldo":
        volt = draw(numbers(load, 5.5))
        found["regulator"] = {"kind": kind, "supply_voltage": f"{volt!r} V", "load_voltage": f"{load!r} V"}
    elif kind == "switching":
        found["regulator"] = {"kind": kind, "efficiency": draw(numbers(0.3, 1))}
    if kind is not None:
        maybe(draw, found["regulator"], quiescent=texts(0, 0.1, "mW"))
    shares = draw(st.lists(numbers(0, 1), min_size=1, max_size=4))
    whole = max(sum(shares), 1.0)
    found["states"] = [
        {
            "name": f"state {i}",
            "duty": share / whole,
            **draw(st.sampled_from([("current", "mA"), ("power", "mW")]).flatmap(lambda one: at_most_1(*one))),
        }
        for i, share in enumerate(shares)
    ]
    if kind != "ldo" and any("current" in state for state in found["states"]):
        found["voltage"] = f"{load!r} V"
    if "supply" not in found or found["supply"]["kind"] in {"mains", "rechargeable"}:
        found |= drawn(draw, least_load(found["states"]))
    maybe(draw, found, inferences=texts(0.1, 100, "per minute"))
    return found


@st.composite
def full_training(draw: st.DrawFn) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if draw(st.booleans()):
        found |= interval(draw, "energy", "energy_low", "energy_high", 1e3, "kWh")
        found |= drawn(draw, found.get("energy_low"))
    else:
        one: dict[str, Any] = {"time": draw(texts(0.01, 1e4, "h"))}
        if draw(st.booleans()):
            one["device"] = draw(st.sampled_from(sorted(training_devices())))
        else:
            one["power"] = draw(texts(0.1, 1e4, "W"))
        maybe(draw, one, count=st.integers(1, 1000), pue=numbers(1, 3))
        found["hardware"] = one
        found |= drawn(draw, 1.0 if "pue" not in one else None)
    if draw(st.booleans()):
        found["grid"] = draw(full_grid(None))
    maybe(draw, found, retrained_every=texts(0.05, 10, "years"))
    return found


@st.composite
def disposal(draw: st.DrawFn) -> dict[str, Any]:
    material = draw(st.sampled_from(sorted(waste_routes())))
    route = draw(st.sampled_from(waste_routes()[material]))
    return {"material": material, "route": route, "mass": draw(texts(0, 1e3, "g"))}


@st.composite
def full_systems(draw: st.DrawFn) -> dict[str, Any]:
    """A valid system with any of the keys that a file can have."""
    years = draw(numbers(0.05, 25))
    names = draw(st.lists(st.sampled_from([*BLOCKS, *OPTIONAL_BLOCKS, "my_antenna"]), max_size=4, unique=True))
    found: dict[str, Any] = {
        "name": draw(TEXTS),
        "lifetime": f"{years!r} years",
        "blocks": {name: draw(full_block(name)) for name in names},
        "use": draw(full_use(years)),
    }
    maybe(draw, found, training=full_training(), units_produced=st.integers(1, 10**6), description=TEXTS)
    ends = st.lists(disposal(), min_size=1, max_size=3).map(lambda d: {"disposal": d}) | TEXTS.map(
        lambda t: {"cut_off": t}
    )
    maybe(draw, found, end_of_life=ends)
    return found
