"""One device of each system and profile: what is fixed per device, and the electricity that a grid gives it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from math import fsum
from typing import Any, NamedTuple

from footprint import tables
from footprint.engine import Sets, assess
from footprint.errors import InputError
from footprint.factors import FactorSet, Interval
from footprint.fleet.profiles import with_profile
from footprint.presets import load_system, preset_names
from footprint.result import Footprint, Row
from footprint.system import System


class Kind(NamedTuple):
    """Devices of one system and profile: their footprint is fixed + electricity x grid intensity.

    Of the result of one device on any grid: the row of electricity from a grid is `kwh`, over the lifetime, with the
    loss of transmission; every other row is in `fixed`. [kWh, kg CO2e]
    """

    preset: str
    profile: str
    fixed: dict[str, Interval]  # by stage; only those that the system has
    kwh: Interval
    result: Footprint

    @property
    def warnings(self) -> tuple[str, ...]:
        """Those of the result; what it says of its own grid is said of the grids of the lots."""
        own = f"grid intensity of {tables.DEFAULTS['country']}"
        return tuple(text.replace(own, "grid intensity of each country") for text in self.result.warnings)


class Known(NamedTuple):
    """What an inventory may name."""

    presets: tuple[str, ...]
    profiles: tuple[str, ...]
    kinds: tuple[Kind, ...]  # in the order of preset and profile
    failed: dict[str, InputError]  # systems that the factor set cannot assess
    unfit: dict[tuple[str, str], InputError]  # profiles that a system cannot take

    @property
    def stages(self) -> tuple[str, ...]:
        """The stages that any of the systems has, in the order of the life cycle."""
        return tuple(stage for stage in tables.STAGES if any(stage in kind.fixed for kind in self.kinds))


def known_systems(
    systems: Mapping[str, System], profiles: Mapping[str, Any], factors: str | FactorSet, fill_from: Sets | None
) -> Known:
    """Every system that ships or is given, with its own use stage and with every profile.

    Raises
    ------
    InputError
        A system with the name of one that ships.
    """
    for name in systems:
        if name in preset_names():
            raise InputError(f"a preset is called {name} already", hint="Give the system another name.")
        if not name or name != name.strip():
            raise InputError(f"{name!r} is no name of a system")
    kinds, failed, unfit = [], {}, {}
    names = tuple(sorted({*preset_names(), *systems}))
    for name in names:
        system = systems.get(name) or _preset(name)
        try:
            kinds.append(_kind(name, "", system, factors, fill_from))
        except InputError as error:
            failed[name] = error
            continue
        for profile in sorted(profiles):
            try:
                kinds.append(_kind(name, profile, with_profile(system, profiles[profile]), factors, fill_from))
            except InputError as error:
                unfit[name, profile] = error
    return Known(names, tuple(sorted(profiles)), tuple(kinds), failed, unfit)


@cache
def _preset(name: str) -> System:
    return load_system(name)


def _kind(
    name: str, profile: str, system: System, factors: str | FactorSet, fill_from: Sets | None
) -> Kind:  # fmt: skip
    country = tables.DEFAULTS["country"]
    system = system.with_(country=country, year=max(tables.countries()[country].intensity))
    result = assess(system, factors=factors, fill_from=fill_from)
    kwh: list[Interval] = []
    fixed: dict[str, list[Interval]] = {stage: [] for stage in result.by_stage}
    for row in result.rows:
        if from_grid(row):
            low, high = row.quantity_bounds or (row.quantity, row.quantity)
            kwh.append(Interval(low, row.quantity, high))
        else:
            fixed[row.stage].append(row.kg_co2e)
    return Kind(name, profile, {stage: _sum(kg) for stage, kg in fixed.items()}, _sum(kwh), result)


def from_grid(row: Row) -> bool:
    """Whether a row is the electricity that a device draws in service from the grid where it is."""
    return row.stage == row.block == "use" and (row.factor_key or "").startswith("grid.")


def _sum(intervals: list[Interval]) -> Interval:
    return Interval(*(fsum(one[end] for one in intervals) for end in range(3)))


class Places(NamedTuple):
    """Grids that lots may be on, in the order of country and year."""

    countries: tuple[str, ...]
    years: tuple[int, ...]  # of the grid intensity
    kg_per_kwh: tuple[Interval, ...]


@cache
def known_places(grid_year: int | None) -> Places:
    """The grids of all countries and years, or of one year.

    Raises
    ------
    InputError
        A year that no country has.
    """
    found = [
        (code, year) for code, country in sorted(tables.countries().items()) for year in sorted(country.intensity)
        if grid_year in (None, year)
    ]  # fmt: skip
    if not found:
        newest = max(max(country.intensity) for country in tables.countries().values())
        raise InputError(f"no country has a grid intensity for {grid_year}", hint=f"The newest year is {newest}.")
    factors = [tables.grid_factor(code, year, None).kg_co2e for code, year in found]
    return Places(tuple(code for code, _ in found), tuple(year for _, year in found), tuple(factors))
