"""Distributions of one uncertain input, by their quantiles."""

from __future__ import annotations

from functools import cache
from math import erfc, exp, fsum, isclose, log, sqrt
from statistics import NormalDist
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from footprint import tables
from footprint.factors import Interval

Array = NDArray[np.float64]

LEVELS = 1 << 16
"""Equally likely values that an input is drawn from: its quantiles at the midpoints of as many steps of probability."""

Z_HIGH = NormalDist().inv_cdf(tables.uncertainty()["percentiles"][-1] / 100)
"""How many standard deviations above its median the upper percentile of a normal distribution lies: 1.645."""


_LARGEST = 700.0
"""Exponents beyond this one are more than a float holds."""


def digits(value: float) -> float:
    """A number with the twelve digits that are the same on every machine."""
    return float(f"{value:.12g}")


class Distribution(NamedTuple):
    """What is believed of one input.

    Attributes
    ----------
    kind : str
        lognormal, triangular or uniform.
    low, typical, high : float
        Of a lognormal its P5, median and P95, each side with a standard deviation of its own in
        the logarithm where low and high are not equally far; of a triangular its least, most
        likely and greatest value; of a uniform its ends.
    sigma : float
        What a pedigree or a status adds: standard deviation of the logarithm, in quadrature to
        that of a lognormal. The ends of the others are moved apart by exp(2 sigma), its 95 % range.
    """

    kind: str
    low: float
    typical: float
    high: float
    sigma: float = 0.0

    @property
    def exact(self) -> bool:
        """Whether it is one value."""
        return self.low == self.typical == self.high and (not self.sigma or not self.typical)

    def values(self, level: NDArray[Any]) -> Array:
        """Quantiles at the midpoint of each level, an integer from 0 to LEVELS - 1."""
        if self.kind == "lognormal":
            return self._lognormal(_normal()[level])
        return self._bounded((level + 0.5) / LEVELS)

    def quantile(self, p: float) -> float:
        """The value that a share p of the distribution lies below."""
        if self.kind == "lognormal":
            return float(self._lognormal(np.array([NormalDist().inv_cdf(p)]))[0])
        return float(self._bounded(np.array([p]))[0])

    @property
    def mean(self) -> float:
        """Mean of the distribution, in closed form: typical x exp(s^2 / 2) for a symmetric lognormal."""
        if self.exact:
            return self.typical
        if self.kind == "lognormal":
            # each half is E[exp(s z); z on its side] = exp(s^2 / 2) Phi(+-s)
            halves = (
                exp(min(s**2 / 2, _LARGEST)) * erfc(side * s / sqrt(2)) / 2
                for s, side in zip(self._sigmas, (1, -1), strict=True)
            )
            return self.typical * sum(halves)
        low, high = self._ends
        return (low + high) / 2 if self.kind == "uniform" else (low + self.typical + high) / 3

    @property
    def _sigmas(self) -> tuple[float, float]:
        """Standard deviations of the logarithm below and above the median."""
        low, typical, high = log(self.low), log(self.typical), log(self.high)  # whose ratio may be out of range
        below, above = (sqrt((d / Z_HIGH) ** 2 + self.sigma**2) for d in (typical - low, high - typical))
        return below, above

    @property
    def _ends(self) -> tuple[float, float]:
        """Least and greatest value of a triangular or uniform."""
        wider = exp(2 * self.sigma)
        return self.low / wider, self.high * wider

    def _lognormal(self, z: Array) -> Array:
        if self.exact:
            return np.full_like(z, self.typical)
        below, above = self._sigmas
        out = np.multiply(z, below) if isclose(below, above, rel_tol=1e-9) else z * np.where(z < 0, below, above)
        np.exp(out, out=out)
        return np.multiply(out, self.typical, out=out)

    def _bounded(self, p: Array) -> Array:
        (low, high), mode = self._ends, self.typical
        if high == low:
            return np.full_like(p, low)
        if self.kind == "uniform":
            return low + (high - low) * p
        width, rise, fall = high - low, mode - low, high - mode
        return np.where(
            p * width < rise, low + np.sqrt(p * width * rise), high - np.sqrt((1 - p) * width * fall)
        )  # fmt: skip


@cache
def _normal() -> Array:
    """Standard normal quantile of each level; rounded, as libraries of mathematics differ in the last digit."""
    inverse = NormalDist().inv_cdf
    half = [round(inverse((i + 0.5) / LEVELS), 12) for i in range(LEVELS // 2)]
    return np.array([*half, *(-z for z in reversed(half))])


def distribution(interval: Interval, kind: str | None = None, sigma: float = 0.0) -> Distribution:
    """The distribution of an interval: the stated kind, else lognormal, or triangular where low or typical is zero."""
    low, typical, high = interval
    if kind is None:
        kind = "lognormal" if low > 0 or high == 0 else "triangular"
    return Distribution(kind, low, typical, high, sigma)


def pedigree_sigma(scores: tuple[int, ...], basic: float = 1.0) -> float:
    """Standard deviation of the logarithm for five scores and a basic uncertainty: sqrt(sum ln(U)^2) / 2.

    Parameters
    ----------
    scores : tuple of int
        Reliability, completeness, temporal, geographical and further technological correlation, 1 (best) to 5.
    basic : float
        Basic uncertainty U of the exchange: 95 % of values lie within x / U to x U.

    Reference: Frischknecht et al. 2007, ecoinvent report 1; factors of the table `pedigree`.
    """
    factors = [row[score - 1] for row, score in zip(tables.pedigree().values(), scores, strict=True)]
    return sqrt(fsum(log(u) ** 2 for u in (*factors, basic))) / 2


def status_sigma(status: str) -> float:
    """What the status of a quantity adds: that of its reliability score; 0 where the rules have none."""
    score = tables.uncertainty()["statuses"].get(status)
    return pedigree_sigma((score, 1, 1, 1, 1)) if score else 0.0
