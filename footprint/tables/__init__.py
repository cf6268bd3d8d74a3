"""Reference tables that are not emission factors of parts: vocabulary, grid intensity, products.

Each table is a dated file beside this one; `tables.yaml` names its version, licence and source.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from footprint.errors import InputError, nearest, shown
from footprint.factors import Factor, Interval, content_sha256

FOLDER = Path(__file__).parent


GRID_HALF_DIGIT = 0.0005
"""Half the last printed digit of the grid table: it prints three decimals. [g CO2e/kWh]"""


class StageInfo(NamedTuple):
    """A life-cycle stage: how it is called, drawn and explained."""

    title: str
    colour: str
    meaning: str


class BlockInfo(NamedTuple):
    """A functional block: how it is called, the stage it counts in, and what it holds."""

    title: str
    stage: str
    meaning: str
    optional: bool = False  # added where it matters; outside the boundary if not described


def _yaml(name: str) -> Any:
    return yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))


def read_csv(name: str) -> list[dict[str, str]]:
    """The rows of a table that ships."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


_vocabulary = _yaml("vocabulary.yaml")
STAGES: dict[str, StageInfo] = {k: StageInfo(**v) for k, v in _vocabulary["stages"].items()}
ALL_BLOCKS: dict[str, BlockInfo] = {k: BlockInfo(**v) for k, v in _vocabulary["blocks"].items()}
STAGE_BLOCKS = ("use", "end_of_life", "training")
"""What stands beside the blocks in a system file, and is a block of its own in a result."""
BLOCKS: dict[str, BlockInfo] = {k: v for k, v in ALL_BLOCKS.items() if k not in STAGE_BLOCKS and not v.optional}
OPTIONAL_BLOCKS: dict[str, BlockInfo] = {k: v for k, v in ALL_BLOCKS.items() if v.optional}
"""What may be added to a system; outside its boundary, and said so, if it is not."""
NEVER_COVERED: list[str] = _vocabulary["never_covered"]
"""What no system file of this version can describe."""
DEFAULTS: dict[str, Any] = _vocabulary["defaults"]
"""Named defaults; each use of one is listed as assumed."""
LIMITS: dict[str, float] = _vocabulary["limits"]
"""What counts as impossible, by name."""


@cache
def uncertainty() -> dict[str, Any]:
    """Rules of intervals from draws: percentiles, draws, scores by status, basic uncertainty."""
    loaded: dict[str, Any] = _yaml("uncertainty.yaml")
    return loaded


@cache
def pedigree() -> dict[str, tuple[float, ...]]:
    """Uncertainty factor U by indicator, for scores 1 to 5: 95 % of values lie within x / U to x U."""
    return {row["indicator"]: tuple(float(row[f"score{i}"]) for i in range(1, 6)) for row in read_csv("pedigree")}


def title(block: str) -> str:
    """How a person reads a block's key; an extra block keeps its own words."""
    info = ALL_BLOCKS.get(block)
    return info.title if info else block.replace("_", " ").capitalize()


def stage_of(block: str) -> str:
    """The life-cycle stage that a block counts in; a further block is produced."""
    info = ALL_BLOCKS.get(block)
    return info.stage if info else "production"


@cache
def about() -> dict[str, dict[str, str]]:
    """Version, licence, source, url and summary of each table."""
    loaded: dict[str, dict[str, str]] = _yaml("tables.yaml")
    return loaded


@cache
def table_sha256(name: str) -> str:
    """A hash of a table's content."""
    return content_sha256(
        [next(FOLDER / f"{name}.{kind}" for kind in ("csv", "yaml") if (FOLDER / f"{name}.{kind}").is_file())]
    )


@cache
def applications() -> dict[str, Any]:
    """Applications with what is claimed of them by key, `cases`, and the `rules` of a net effect."""
    loaded: dict[str, Any] = _yaml("applications.yaml")
    return loaded


@cache
def scenarios() -> dict[str, dict[str, Any]]:
    """Named scenarios: title, factor, stages it acts on, and source."""
    loaded: dict[str, dict[str, Any]] = _yaml("scenarios.yaml")
    return loaded


class SpecRow(NamedTuple):
    """One component of a hardware specification level, with its quantity per case."""

    component: str
    part: str
    unit: str
    best: str
    typical: str
    worst: str
    note: str

    def quantity(self, case: str) -> float | None:
        """Quantity in a case; None where the specification leaves the cell empty."""
        cell: str = getattr(self, case)
        return float(cell) if cell else None


@cache
def hsl_spec() -> dict[tuple[str, int], tuple[SpecRow, ...]]:
    """Components by block and level."""
    found: dict[tuple[str, int], list[SpecRow]] = {}
    for row in read_csv("hsl_spec"):
        spec = SpecRow(*(row[f] for f in SpecRow._fields))
        found.setdefault((row["block"], int(row["hsl"])), []).append(spec)
    return {k: tuple(v) for k, v in found.items()}


class PartInfo(NamedTuple):
    """A part of the library: what it is, where it usually stands, and how it may be counted."""

    key: str
    title: str
    block: str
    units: tuple[str, ...]  # internal units, the usual one first
    technology: str
    note: str


@cache
def parts() -> dict[str, PartInfo]:
    """The parts library, whether or not a factor set has a factor for the part."""
    return {
        row["key"]: PartInfo(
            row["key"], row["title"], row["block"], tuple(row["units"].split()), row["technology"], row["note"]
        )
        for row in read_csv("parts")
    }


class Ingredient(NamedTuple):
    """What one unit of a part becomes: an amount of another part, or of itself in another unit."""

    becomes: str
    unit: str
    amount: float
    low: float
    high: float
    status: str
    source: str


@cache
def recipes() -> dict[tuple[str, str], tuple[tuple[Ingredient, ...], ...]]:
    """By part and unit, the alternatives; each is a list of ingredients that are taken together."""
    found: dict[tuple[str, str], dict[str, list[Ingredient]]] = {}
    for row in read_csv("recipes"):
        amounts = (float(row["amount"]), float(row["low"]), float(row["high"]))
        one = Ingredient(row["becomes"], row["becomes_unit"], *amounts, row["status"], row["source"])
        found.setdefault((row["part"], row["unit"]), {}).setdefault(row["alternative"], []).append(one)
    return {key: tuple(tuple(group) for group in groups.values()) for key, groups in found.items()}


class FabNode(NamedTuple):
    """A process node of a fab model: electricity per wafer area, and what is known of its yield."""

    node: str
    epa_kwh_per_cm2: float
    yield_: float
    defect_density_per_cm2: float | None
    source: str


@cache
def fab_nodes() -> dict[str, FabNode]:
    """Process nodes by the key of their die."""
    return {
        row["part"]: FabNode(
            row["node"], float(row["epa_kwh_per_cm2"]), float(row["yield"]),
            float(row["defect_density_per_cm2"]) if row["defect_density_per_cm2"] else None,
            f"{row['source']}: {row['locator']}",
        )
        for row in read_csv("fab_nodes")
    }  # fmt: skip


class Cell(NamedTuple):
    """A battery cell: usable energy, self-discharge, and what it can deliver."""

    key: str
    title: str
    kind: str  # primary or rechargeable
    nominal_v: float
    energy_kwh: Interval
    self_discharge_per_year: Interval
    max_power_mw: float | None
    status: str
    source: str
    note: str


@cache
def cells() -> dict[str, Cell]:
    """The cells that the tool knows, by the key of their part."""

    def interval(row: dict[str, str], low: str, typical: str, high: str, by: float = 1.0) -> Interval:
        return Interval(float(row[low]) * by, float(row[typical]) * by, float(row[high]) * by)

    return {
        row["key"]: Cell(
            row["key"], row["title"], row["kind"], float(row["nominal_v"]),
            interval(row, "energy_low_wh", "energy_wh", "energy_high_wh", 1e-3),
            interval(row, "self_discharge_low", "self_discharge_per_year", "self_discharge_high"),
            float(row["max_current_ma"]) * float(row["nominal_v"]) if row["max_current_ma"] else None,
            row["status"], row["source"], row["note"],
        )
        for row in read_csv("cells")
    }  # fmt: skip


def cell(key: str) -> Cell:
    """A cell by its key. Raises `InputError` with the nearest keys."""
    if key not in cells():
        hint = "An own cell is given by energy, usable and self_discharge."
        raise InputError(f"unknown cell {shown(key)}", path=("cell",), valid=nearest(key, cells()), hint=hint)
    return cells()[key]


class TrainingDevice(NamedTuple):
    """An accelerator that models are trained on, with its thermal design power."""

    key: str
    title: str
    tdp_w: float
    note: str  # what is to be said of the figure; empty for a plain thermal design power


@cache
def training_devices() -> dict[str, TrainingDevice]:
    """Accelerators by key."""
    return {
        row["key"]: TrainingDevice(row["key"], row["title"], float(row["tdp_w"]), row["note"])
        for row in read_csv("training_hardware")
    }


def training_device(key: str) -> TrainingDevice:
    """An accelerator by its key. Raises `InputError` with the nearest keys."""
    if key not in training_devices():
        raise InputError(
            f"unknown training device {shown(key)}", path=("device",), valid=nearest(key, training_devices()),
            hint="Another one is given by its power.",
        )  # fmt: skip
    return training_devices()[key]


@cache
def freight_modes() -> tuple[str, ...]:
    """Modes of freight: the parts of the library called ``<mode>-freight``."""
    return tuple(key.removesuffix("-freight") for key in parts() if key.endswith("-freight"))


@cache
def waste_routes() -> dict[str, tuple[str, ...]]:
    """Routes by material: the parts of the library called ``waste-<material>-<route>``."""
    found: dict[str, list[str]] = {}
    for key in parts():
        if key.startswith("waste-"):
            material, _, route = key.removeprefix("waste-").rpartition("-")
            found.setdefault(material, []).append(route)
    return {material: tuple(routes) for material, routes in found.items()}


class Country(NamedTuple):
    """A country or region of the grid table: its name and its years, oldest first."""

    name: str
    intensity: dict[int, float]  # g CO2e per kWh


@cache
def countries() -> dict[str, Country]:
    """Grid intensity by country code; a zero in the table is a gap and is left out."""
    found: dict[str, Country] = {}
    for row in read_csv("grid_intensity"):
        value = float(row["g_co2e_per_kwh"])
        if value > 0:
            found.setdefault(row["country"], Country(row["name"], {})).intensity[int(row["year"])] = value
    return found


@cache
def named_grids() -> dict[str, Factor]:
    """Grid factors that have a name of their own."""
    return {
        row["key"]: Factor(
            row["key"], Interval(float(row["low"]), float(row["kg_co2e_per_kwh"]), float(row["high"])),
            "kgCO2e/kWh", "kWh", 1.0, "verbatim", row["status"], int(row["year"]), row["region"], row["basis"],
            f"{row['source']}: {row['locator']}", row["locator"],
            about()["grid_named"]["url"], row["licence"], "", row["note"],
        )
        for row in read_csv("grid_named")
    }  # fmt: skip


@cache
def grid_factor(country: str | None, year: int | None, factor: str | None) -> Factor:
    """Grid intensity by country and year (the newest if None), or by the name of a factor.

    Raises
    ------
    InputError
        Unknown country or factor, or a year outside the data; names the nearest or the newest.
    """
    if factor is not None:
        named = named_grids()
        if factor not in named:
            raise InputError(f"unknown grid factor {shown(factor)}", path=("factor",), valid=nearest(factor, named))
        return named[factor]
    known = countries()
    if country not in known:
        raise InputError(
            f"unknown country {shown(country)}", path=("country",), valid=_nearest_countries(str(country)),
            hint="Countries are ISO 3166 alpha-3 codes.",
        )  # fmt: skip
    name, intensity = known[country]
    newest = max(intensity)
    year = newest if year is None else year
    if year not in intensity:
        raise InputError(
            f"no grid intensity of {name} for {year}", path=("year",),
            hint=f"The data have {min(intensity)} to {newest}; the newest is {newest}.",
        )  # fmt: skip
    grams = intensity[year]
    low, high = grams - GRID_HALF_DIGIT, grams + GRID_HALF_DIGIT
    return Factor(
        f"grid.{country}.{year}", Interval(low / 1000, grams / 1000, high / 1000),
        "kgCO2e/kWh", "kWh", 1.0, "verbatim", "declared", year, country, "life-cycle, production mix",
        f"{about()['grid_intensity']['source']}: {name}, {year}", f"{name}, {year}", about()["grid_intensity"]["url"],
        about()["grid_intensity"]["licence"], "", "",
    )  # fmt: skip


def _nearest_countries(text: str) -> tuple[str, ...]:
    """Codes whose code or name is close to what was written, with the name."""
    known = countries()
    folded = text.strip().casefold()
    sure = [c for c, v in known.items() if folded in (v.name.casefold(), c.casefold())]
    sure += [c for c, v in known.items() if "".join(w[0] for w in v.name.split()).casefold() == folded]  # UK
    sure += [c for c, v in known.items() if len(folded) > 2 and v.name.casefold().startswith(folded)]
    sure += [c for c, v in known.items() if len(folded) > 3 and folded in v.name.casefold()]
    sure += [c for c in known if len(folded) == 2 and c.casefold().startswith(folded)]
    names = {v.name: c for c, v in known.items()}
    close = [names.get(n, n) for n in nearest(text, [*known, *names])]
    found = list(dict.fromkeys(sure or close))[:4]
    return tuple(f"{c} ({known[c].name})" for c in found)


class Alternative(NamedTuple):
    """What else a block could be, see the head of `alternatives.yaml`."""

    block: str
    key: str
    title: str
    condition: str  # what must be true for the device to stay the same product
    source: str
    levels: tuple[int, ...] = ()
    give: dict[str, Any] | None = None
    smaller: tuple[str, ...] = ()
    swap: dict[str, str] | None = None
    modes: dict[str, str] | None = None
    along: tuple[str, ...] = ()
    called: dict[str, str] | None = None
    times: float = 1.0
    quantity: str | None = None
    supply: dict[str, Any] | None = None
    needs_states: bool = False
    not_with_cells: bool = False
    units: int | None = None


@cache
def alternatives() -> tuple[Alternative, ...]:
    """The alternatives that ship, in the order of the blocks."""
    listed: dict[str, list[dict[str, Any]]] = _yaml("alternatives.yaml")
    found = []
    for block, rows in listed.items():
        for row in rows:
            cells: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}
            found.append(Alternative(block, **cells))
    return tuple(found)


@cache
def level_titles() -> dict[str, dict[int, str]]:
    """What each level of a block is, in words that fit into a sentence."""
    loaded: dict[str, dict[int, str]] = _yaml("levels.yaml")
    return loaded


@cache
def growth() -> dict[str, Any]:
    """Models of growth, their milestones, and the number of devices where none is given."""
    loaded: dict[str, Any] = _yaml("growth.yaml")
    return loaded


class Connections(NamedTuple):
    """How many IoT connections there were, or were forecast, in a year."""

    year: int
    billion: float
    kind: str  # observed or forecast, by its source
    status: str
    source: str
    note: str


@cache
def iot_connections() -> tuple[Connections, ...]:
    """The series that models of growth are fitted to, oldest year first."""
    return tuple(
        Connections(int(row["year"]), float(row["billion"]), row["kind"], row["status"], row["source"], row["note"])
        for row in read_csv("iot_connections")
    )


@cache
def world_emissions() -> tuple[dict[str, str], ...]:
    """Greenhouse gas emissions of the world by year, and published shares of the ICT sector in them."""
    return tuple(read_csv("world_emissions"))


@cache
def cloud_tasks() -> dict[str, Any]:
    """What tasks send to the cloud, the defaults of a comparison with it, and claims of the field."""
    loaded: dict[str, Any] = _yaml("cloud_tasks.yaml")
    return loaded
