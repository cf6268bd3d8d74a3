"""The grid factor of a system's electricity: by country and year, by name, an own intensity, or on a path.

Used by the use stage and by training.
"""

from __future__ import annotations

from itertools import pairwise
from math import ceil

from footprint.electricity import Grid, GridPath
from footprint.errors import InputError
from footprint.factors import Factor, Interval
from footprint.items import Notes
from footprint.models import bounded
from footprint.tables import DEFAULTS, grid_factor


def socket_kwh(energy: float, grid: Grid | None) -> float:
    """Energy to generate for an energy drawn [kWh]: E / (1 - transmission loss). [kWh]"""
    loss = grid.transmission_loss if grid is not None else None
    return energy / (1 - loss) if loss else energy


def resolve_grid(grid: Grid | None, field: str, notes: Notes, lifetime_years: float = 0.0) -> Factor:
    """The grid factor of a system, listing as assumed what the person left open."""
    if grid is None:
        factor = grid_factor(DEFAULTS["country"], None, None)
        notes.assume(field, f"{factor.region} {factor.year}", "no grid given: world average of the newest year")
        return factor
    if grid.path is not None and grid.path.kind == "table":
        return _table_factor(grid.path, field, lifetime_years)
    if grid.intensity_kg_per_kwh is not None:
        factor = _own_factor(grid, field)
    else:
        factor = grid_factor(grid.country, grid.year, grid.factor)
        if grid.country is not None and grid.year is None:
            notes.assume(f"{field}.year", factor.year, f"no year given: the newest year of {grid.country}")
    return factor if grid.path is None else _on_path(factor, grid.path, lifetime_years)


def _own_factor(grid: Grid, field: str) -> Factor:
    """The factor of an own intensity."""
    kg = bounded(grid.low_kg_per_kwh, grid.intensity_kg_per_kwh or 0.0, grid.high_kg_per_kwh)
    basis = f"{grid.basis}-based" if grid.basis else "basis not stated"
    return _stated(field, kg, basis, grid.source or "")


def _stated(field: str, kg: Interval, basis: str, source: str) -> Factor:
    """A grid factor that the system file states itself."""
    return Factor(
        f"grid.own.{field.split('.')[0]}", kg, "kgCO2e/kWh", "kWh", 1.0, "verbatim", "declared", 0, "as stated", basis,
        source, "", "", "of the system file", "", "",
    )  # fmt: skip


def path_share(start: float, years: float, first: float, last: float) -> float:
    """Mean over a time in service of a share that is 1 until `first`, falls linearly to 0 at `last`, and stays 0.

    Parameters
    ----------
    start, years : float
        Calendar year at whose start the service begins, and its length. [years]
    first, last : float
        Calendar years between which the share falls.
    """
    end = start + years
    marks = sorted({start, end, *(m for m in (first, last) if start < m < end)})

    def share(t: float) -> float:
        return min(1.0, max(0.0, (last - t) / (last - first)))

    area = sum((share(a) + share(b)) / 2 * (b - a) for a, b in pairwise(marks))
    return area / years


def table_mean(start: int, years: float, listed: dict[int, float]) -> float:
    """Mean intensity [kg CO2e/kWh] over a time in service, each calendar year by the time spent in it.

    Raises
    ------
    InputError
        A year in service that the table does not have.
    """
    end, total = start + years, 0.0
    for year in range(start, ceil(end - 1e-9)):
        if year not in listed:
            raise InputError(f"no intensity for {year}; the device is in service from {start} to {end:g}")
        total += listed[year] * (min(end, year + 1) - year)
    return total / years


def _table_factor(path: GridPath, field: str, lifetime_years: float) -> Factor:
    """The mean over the lifetime of a path given year by year."""
    try:
        listed = {y.year: y.intensity_kg_per_kwh for y in path.years}
        mean = table_mean(path.in_service, lifetime_years, listed)
    except InputError as error:
        error.path = (*field.split("."), "path", "years")
        raise
    words = f"{path.source}; mean from {path.in_service} over {lifetime_years:.6g} years"
    return _stated(field, Interval(mean, mean, mean), "path by year", words)


def _on_path(factor: Factor, path: GridPath, lifetime_years: float) -> Factor:
    """The mean over the lifetime of a factor that declines linearly."""
    kept = path_share(path.in_service, lifetime_years, factor.year, path.by or 0)
    end = (path.to_kg_per_kwh or 0.0) * (1 - kept)
    words = (
        f"path from {path.in_service} over {lifetime_years:.6g} years: linear to {path.to_kg_per_kwh:g} kg/kWh in "
        f"{path.by} ({path.source})"
    )
    return factor._replace(
        key=f"{factor.key}.path", kg_co2e=Interval(*(kept * bound + end for bound in factor.kg_co2e)),
        source=f"{factor.source}; {words}", note=words,
    )  # fmt: skip
