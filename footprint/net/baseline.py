"""What is emitted without the devices: energy or kg CO2e per device and year, as the user gives it."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from footprint import tables
from footprint.engine import assess
from footprint.errors import InputError, shown
from footprint.factors import Interval
from footprint.items import Assumed
from footprint.net.claims import between, span
from footprint.numbers import count
from footprint.quantities import UNITS, parse_quantity
from footprint.result import Footprint
from footprint.system import System

_PER = re.compile(r"(.*\S)\s*(?:/|\bper\b|\bper device and\b|\ban?\b)\s*([A-Za-z]+)", re.ASCII)
_HINT = 'Write it like "12000 kWh per year", "10-14 MWh per year" or "2 tCO2e per year".'
_THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}\b)")


class Baseline(NamedTuple):
    """What one device has to do with in a year: energy, or emissions.

    Attributes
    ----------
    per_year : Interval
        Per device and year. [`unit`]
    unit : str
        kWh, or kgCO2e.
    country, year : str, int, optional
        Where and when the energy is drawn; the grid of the system where no country is given.
    """

    per_year: Interval
    unit: str
    country: str | None = None
    year: int | None = None


def parse_baseline(text: str, country: str | None = None, year: int | None = None) -> Baseline:
    """Read what is emitted without the devices, per device.

    Parameters
    ----------
    text : str
        ``"12000 kWh per year"``, ``"10-14 MWh per year"``, ``"2 tCO2e per year"``; typical of an interval is
        its middle.
    country, year : str, int, optional
        Where energy is drawn: ISO 3166 alpha-3.

    Raises
    ------
    InputError
        No amount, no time, an unknown unit, ends in the wrong order, nothing or too much; a country for what
        is no energy.

    Examples
    --------
    >>> parse_baseline("1-3 MWh per month").per_year
    Interval(low=12000.0, typical=24000.0, high=36000.0)
    """
    found = _PER.fullmatch(_THOUSANDS.sub("", text.strip())) if isinstance(text, str) else None
    if found is None:
        raise InputError(f"the baseline {shown(text)} is not an amount per time", path=("baseline",), hint=_HINT)
    amount, time = found.groups()
    years = UNITS["years"].get(time)
    if years is None:
        raise InputError(
            f"unknown time {shown(time)} in the baseline", path=("baseline",), valid=("year", "month", "week", "day")
        )
    try:
        ends = [parse_quantity(end, "kWh", "kgCO2e") for end in span(amount) or (amount,)]
    except InputError as error:
        error.path, error.hint = ("baseline",), _HINT
        raise
    if ends[0].unit != ends[-1].unit:
        raise InputError(f"the ends of {shown(text)} have different units", path=("baseline",), hint=_HINT)
    low, high = ends[0].value / years, ends[-1].value / years
    if low > high:
        raise InputError(f"the baseline {shown(text)} is upside down", path=("baseline",), hint=_HINT)
    return checked(Baseline(between(low, high), ends[0].unit, country, year), text)


def checked(baseline: Baseline, text: str = "") -> Baseline:
    """The same baseline.

    Raises
    ------
    InputError
        Nothing or too much, ends in the wrong order, an unknown unit; a country for what is no energy, a year
        without a country.
    """
    per_year, unit = baseline.per_year, baseline.unit
    limits: dict[str, int] = tables.applications()["rules"]["largest_baseline"]
    if unit not in limits:
        raise InputError(f"unknown unit {shown(unit)} of the baseline", path=("baseline",), valid=tuple(limits))
    if not 0 < per_year.low <= per_year.typical <= per_year.high <= limits[unit]:
        said = shown(text or f"{per_year.low:g} to {per_year.high:g} {unit} per year, typical {per_year.typical:g}")
        raise InputError(
            f"a baseline of {said} is not above 0 and at most {count(limits[unit])} {unit} a year",
            path=("baseline",), hint="It is what one device has to do with, its ends in order.",
        )  # fmt: skip
    if unit != "kWh" and (baseline.country is not None or baseline.year is not None):
        raise InputError(
            "a country goes with a baseline in energy", path=("baseline", "country"), hint="Leave it away."
        )
    if baseline.country is None and baseline.year is not None:
        raise InputError("a year goes with the country of the baseline", path=("baseline",), hint="Give both.")
    return baseline


def baseline_footprint(baseline: Baseline, result: Footprint) -> tuple[Footprint, list[Assumed]]:
    """What one device has to do with over its lifetime, in kg CO2e, and what was assumed for it.

    Energy is a use stage at the same grid as that of the device, so that both share the error of its intensity.

    Raises
    ------
    InputError
        Energy, where neither the baseline nor the system says from which grid.
    """
    rules = tables.applications()["rules"]
    assumed = []
    low, typical, high = baseline.per_year
    ends: dict[str, Any] = {"low": low, "high": high} if low < high else {}
    shape = {"distribution": rules["distribution"]} if ends else {}
    lifetime = result.system.lifetime_years
    if baseline.unit == "kWh":
        grid, why = _grid(baseline, result.system)
        assumed += [Assumed("baseline.energy", "electricity", rules["electricity_why"]), *why]
        energy = {"amount_kwh": typical, **{f"{end}_kwh": value for end, value in ends.items()}, "over_years": 1.0}
        use = {"grid": grid, "energy": energy, **shape}
    else:
        scaled = {f"{end}_kg_co2e": value * lifetime for end, value in ends.items()}
        use = {"declared_kg_co2e": typical * lifetime, **scaled, **shape, "source": "the baseline as given"}
    if ends:
        words = f"{typical:g} {baseline.unit} per year"
        assumed.append(Assumed("baseline.typical", words, rules["typical_why"]))
    try:
        system = System.from_dict({"name": "baseline", "lifetime_years": lifetime, "use": use})
    except InputError as error:
        error.path = ("baseline", *(error.path[-1:] if "grid" in error.path else ()))
        raise
    draws, seed = result.interval["draws"], result.interval["seed"]
    found = assess(system, factors=result.factor_set, draws=draws, seed=seed)
    assumed += [a._replace(field=a.field.replace("use.", "baseline.")) for a in found.assumed]
    return found, assumed


def _grid(baseline: Baseline, system: System) -> tuple[dict[str, Any], list[Assumed]]:
    """The grid that the energy of a baseline is drawn from."""
    if baseline.country is not None:
        year = {} if baseline.year is None else {"year": baseline.year}
        return {"country": baseline.country, **year}, []
    grid: dict[str, Any] | None = system.to_file_dict().get("use", {}).get("grid")
    if grid is None:
        raise InputError(
            "the baseline is energy, and the system names no grid", path=("baseline",),
            hint="Give the country of the baseline, like DEU.",
        )  # fmt: skip
    named = str(grid.get("country") or grid.get("factor") or "as stated in the system")
    return grid, [Assumed("baseline.grid", named, tables.applications()["rules"]["grid_why"])]
