"""Flows of a stock of devices: how many are made in a year, for growth and as replacements, and how many retire."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from math import floor
from typing import NamedTuple


class Flow(NamedTuple):
    """One year of a stock.

    Attributes
    ----------
    year : int
    stock : float
        Devices in service at its end.
    produced : float
        Devices made in it: those that the stock grew by, and those that replace retired ones.
    retired : float
        Devices whose service ended in it.
    """

    year: int
    stock: float
    produced: float
    retired: float

    @property
    def replacing(self) -> float:
        """Devices made in place of retired ones."""
        return min(self.produced, self.retired)


def flows(stock: Mapping[int, float], lifetime_years: float) -> list[Flow]:
    """Flows of a stock whose devices all serve one lifetime.

    A year's devices are a cohort. After L = n + f years, n whole, it has retired: a share 1 - f of it after n years,
    and the rest a year later. With P produced and R retired in a year,

        R(y) = (1 - f) P(y - n) + f P(y - n - 1),    P(y) = stock(y) - stock(y - 1) + R(y)

    The stock of the first year is taken as evenly aged: each of its cohorts is stock / L. Where a stock shrinks by more
    than retires, nothing is produced, and the oldest devices retire early.

    Parameters
    ----------
    stock : map of int to float
        Devices in service at the end of each year, years without gaps.
    lifetime_years : float
        Above zero.

    Returns
    -------
    list of Flow
        From the second year on: what happened in the first one is not known.

    Examples
    --------
    30 devices of 3 years retire 10 a year. One more is made for growth in 2021; it is replaced in 2024, a lifetime on.

    >>> [round(f.produced, 9) for f in flows({2020: 30, 2021: 31, 2022: 31, 2023: 31, 2024: 31}, 3)]
    [11.0, 10.0, 10.0, 11.0]
    """
    whole = floor(lifetime_years)
    rest = lifetime_years - whole
    years = sorted(stock)
    first = years[0]
    cohorts = {first - age: stock[first] / lifetime_years for age in range(whole + 1)} if whole else {}
    found = []
    for before, year in pairwise(years):
        growth = stock[year] - stock[before]
        if whole:
            retired = (1 - rest) * cohorts.get(year - whole, 0.0) + rest * cohorts.get(year - whole - 1, 0.0)
        else:  # what is made in a year retires in part within it, so that the stock at its end is a share of it
            made = stock[year] / lifetime_years
            found.append(Flow(year, stock[year], made, made - growth))
            continue
        produced = growth + retired
        if produced < 0:
            _retire_early(cohorts, year, whole, rest, -produced)
            produced, retired = 0.0, -growth
        cohorts[year] = produced
        found.append(Flow(year, stock[year], produced, retired))
    return found


def _retire_early(cohorts: dict[int, float], year: int, whole: int, rest: float, excess: float) -> None:
    """Take devices out of the oldest cohorts that are still in service at the end of a year."""
    for made in sorted(cohorts):
        age = year - made
        share = 1.0 if age < whole else rest if age == whole else 0.0
        in_service = cohorts[made] * share
        if in_service > 0:
            taken = min(excess, in_service)
            cohorts[made] *= 1 - taken / in_service
            excess -= taken
