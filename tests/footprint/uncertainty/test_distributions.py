"""Distributions of one input: quantiles, means and widening against closed forms."""

from math import exp, log, sqrt
from statistics import NormalDist

import numpy as np
import pytest
from scipy import stats

from footprint import tables
from footprint.factors import Interval
from footprint.uncertainty.distributions import (
    LEVELS,
    Z_HIGH,
    Distribution,
    distribution,
    pedigree_sigma,
    status_sigma,
)

LEVEL = np.arange(LEVELS)


def test_z_high_is_the_95th_percentile_of_the_standard_normal():
    """1.644854, any table of the normal distribution."""
    assert pytest.approx(1.6448536269514722, rel=1e-12) == Z_HIGH


@pytest.mark.parametrize(("low", "typical", "high"), [(0.5, 1, 2), (0.1, 2.3, 4.6), (1, 1, 3), (1.04, 1.56, 1.6)])
def test_low_typical_and_high_of_a_lognormal_are_its_percentiles(low, typical, high):
    one = distribution(Interval(low, typical, high))
    assert one.kind == "lognormal"
    assert [one.quantile(p) for p in (0.05, 0.5, 0.95)] == pytest.approx([low, typical, high], rel=1e-12)
    assert np.percentile(one.values(LEVEL), [5, 50, 95]) == pytest.approx([low, typical, high], rel=2e-4)


def test_a_symmetric_lognormal_has_the_closed_mean_and_variance():
    """m = typical, s = ln(2) / 1.6449 = 0.4214: mean m exp(s^2 / 2), variance m^2 exp(s^2) (exp(s^2) - 1)."""
    s = log(2) / Z_HIGH
    one = distribution(Interval(1.5, 3, 6))
    assert one.mean == pytest.approx(3 * exp(s**2 / 2), rel=1e-4)
    assert one.values(LEVEL).var() == pytest.approx(9 * exp(s**2) * (exp(s**2) - 1), rel=1e-3)


def test_values_are_the_quantiles_of_the_midpoints():
    one = distribution(Interval(1.5, 3, 6), sigma=0.1)
    s = sqrt((log(2) / Z_HIGH) ** 2 + 0.1**2)
    assert one.values(np.array([0, 1000, LEVELS - 1])) == pytest.approx(
        stats.lognorm(s, scale=3).ppf((np.array([0, 1000, LEVELS - 1]) + 0.5) / LEVELS), rel=1e-9
    )


def test_a_sigma_adds_in_quadrature_to_a_lognormal():
    """Bounds of x / 1.2 to x 1.2 give s = ln 1.2 / 1.6449; with 0.2 beside it, P95 is exp(1.6449 sqrt(s^2 + 0.04))."""
    one = distribution(Interval(1 / 1.2, 1, 1.2), sigma=0.2)
    wanted = exp(Z_HIGH * sqrt((log(1.2) / Z_HIGH) ** 2 + 0.04))
    assert [one.quantile(0.05), one.quantile(0.95)] == pytest.approx([1 / wanted, wanted], rel=1e-12)


def test_without_bounds_the_pedigree_alone_is_a_lognormal():
    one = distribution(Interval(2, 2, 2), sigma=0.1)
    assert one.quantile(0.95) == pytest.approx(2 * exp(Z_HIGH * 0.1), rel=1e-12)
    assert not one.exact


@pytest.mark.parametrize(("low", "mode", "high"), [(0, 1, 3), (0, 0, 2), (2, 2, 5), (1, 4, 4)])
def test_a_triangular_has_the_quantiles_of_the_textbook(low, mode, high):
    one = distribution(Interval(low, mode, high), "triangular")
    book = stats.triang((mode - low) / (high - low), low, high - low)
    p = np.array([0.001, 0.05, 0.3, 0.5, 0.95, 0.999])
    assert [one.quantile(x) for x in p] == pytest.approx(book.ppf(p), rel=1e-9)
    assert one.mean == pytest.approx((low + mode + high) / 3, rel=1e-6)


def test_a_uniform_has_its_ends_and_ignores_the_typical():
    one = distribution(Interval(2, 2.1, 6), "uniform")
    assert [one.quantile(0.05), one.quantile(0.5)] == pytest.approx([2.2, 4.0], rel=1e-12)
    assert one.values(LEVEL).var() == pytest.approx(16 / 12, rel=1e-6)


@pytest.mark.parametrize("kind", ["triangular", "uniform"])
def test_a_sigma_moves_the_ends_of_the_others_by_its_95_percent_range(kind):
    """exp(2 x 0.1) = 1.2214 on both ends."""
    one = distribution(Interval(2, 3, 4), kind, 0.1)
    assert [one.quantile(1e-12), one.quantile(1 - 1e-12)] == pytest.approx([2 / 1.2214, 4 * 1.2214], rel=1e-4)


def test_zero_cannot_be_the_low_of_a_lognormal_and_becomes_triangular():
    assert distribution(Interval(0, 1, 3)).kind == "triangular"
    assert distribution(Interval(0, 0, 0)).exact
    assert np.all(distribution(Interval(0, 0, 0), sigma=0.2).values(LEVEL) == 0)


def test_exact_values_stay_exact():
    one = Distribution("lognormal", 2.0, 2.0, 2.0)
    assert one.exact
    assert np.all(one.values(LEVEL) == 2.0)


def test_pedigree_by_hand():
    """Scores 4, 2, 1, 1, 3 and U_b 1.05: sqrt(ln 1.2^2 + ln 1.02^2 + 0 + 0 + ln 1.2^2 + ln 1.05^2) / 2 = 0.1316."""
    wanted = sqrt(2 * log(1.2) ** 2 + log(1.02) ** 2 + log(1.05) ** 2) / 2
    assert wanted == pytest.approx(0.13158, rel=1e-4)
    assert pedigree_sigma((4, 2, 1, 1, 3), 1.05) == pytest.approx(wanted, rel=1e-12)
    assert pedigree_sigma((1, 1, 1, 1, 1)) == 0


def test_statuses_widen_by_rule_and_in_their_order():
    """Reliability 4 is U = 1.2, 5 is U = 1.5 (Frischknecht et al. 2007): ln U / 2."""
    assert status_sigma("estimated") == pytest.approx(log(1.2) / 2, rel=1e-12)
    assert status_sigma("assumed") == pytest.approx(log(1.5) / 2, rel=1e-12)
    assert [status_sigma(s) for s in ("measured", "declared", "calculated")] == [0, 0, 0]


def test_the_pedigree_table_is_complete_and_grows_with_the_score():
    assert list(tables.pedigree()) == ["reliability", "completeness", "temporal", "geographical", "technological"]
    for factors in tables.pedigree().values():
        assert factors[0] == 1
        assert list(factors) == sorted(factors)


def test_the_normal_levels_are_symmetric_and_have_unit_variance():
    z = np.log(Distribution("lognormal", exp(-Z_HIGH), 1.0, exp(Z_HIGH)).values(LEVEL))
    assert z.mean() == pytest.approx(0, abs=1e-12)
    assert z.std() == pytest.approx(1, rel=1e-4)
    assert z[-1] == pytest.approx(NormalDist().inv_cdf(1 - 0.5 / LEVELS), rel=1e-9)


def test_bounds_at_the_ends_of_what_a_float_holds():
    """A low of 5e-324 and a high of 1e9 about 1: finite, and still P5 and P95 as far as floats go."""
    one = distribution(Interval(5e-324, 1.0, 1e9))
    assert np.all(np.isfinite(one.values(LEVEL)))
    assert one.quantile(0.95) == pytest.approx(1e9, rel=1e-9)
    assert one.mean > 1


@pytest.mark.parametrize("one", [Distribution("lognormal", 1, 2, 9, 0.1), Distribution("triangular", 0, 1, 3, 0.1)])
def test_the_closed_mean_is_that_of_the_values(one):
    """Two different halves: typical (exp(b^2 / 2) Phi(-b) + exp(a^2 / 2) Phi(a)), and a triangle."""
    assert one.mean == pytest.approx(one.values(LEVEL).mean(), rel=1e-4)
