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
BLOCKS: dict[str, BlockInfo] = {k: v for k, v in ALL_BLOCKS.items() if k not in STAGE_BLOCKS}
NEVER_COVERED: list[str] = _vocabulary["never_covered"]
"""What no system file of this version can describe."""
DEFAULTS: dict[str, Any] = _vocabulary["defaults"]
"""Named defaults; each use of one is listed as assumed."""


def title(block: str) -> str:
    """How a person reads a block's key; an extra block keeps its own words."""
    info = ALL_BLOCKS.get(block)
    return info.title if info else block.replace("_", " ").capitalize()


@cache
def about() -> dict[str, dict[str, str]]:
    """Version, licence, source, url and summary of each table."""
    loaded: dict[str, dict[str, str]] = _yaml("tables.yaml")
    return loaded


@cache
def table_sha256(name: str) -> str:
    """A hash of a table's content."""
    return content_sha256([FOLDER / f"{name}.csv"])


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
