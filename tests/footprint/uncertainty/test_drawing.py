"""Draws of sums: closed forms with shared and with independent factors, and what draws must not depend on."""

from math import exp, log, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprint.errors import InputError
from footprint.factors import Interval
from footprint.uncertainty.distributions import LEVELS, Z_HIGH, distribution
from footprint.uncertainty.drawing import CHUNK, check, draw, percentiles
from footprint.uncertainty.inputs import Term, merged

DRAWS = 100_000


def lognormal(typical: float, sigma: float):
    return distribution(Interval(*(typical * exp(k * Z_HIGH * sigma) for k in (-1, 0, 1))))


def moments(typical: float, sigma: float) -> tuple[float, float]:
    """Mean and variance of a lognormal with that median: m exp(s^2 / 2), m^2 exp(s^2) (exp(s^2) - 1)."""
    return typical * exp(sigma**2 / 2), typical**2 * exp(sigma**2) * (exp(sigma**2) - 1)


TWELVE = [(0.1 * i, 0.05 + 0.02 * i) for i in range(1, 13)]


def test_a_sum_of_independent_lognormals_has_the_sum_of_means_and_variances():
    values = draw([Term(1.0, ((f"input {i}", lognormal(*one)),)) for i, one in enumerate(TWELVE)], DRAWS, 1)
    mean, variance = (sum(x) for x in zip(*(moments(*one) for one in TWELVE), strict=True))
    assert values.mean() == pytest.approx(mean, abs=4 * sqrt(variance / DRAWS))
    assert values.var() == pytest.approx(variance, rel=0.03)


def test_a_sum_that_shares_one_factor_is_one_lognormal():
    """(2 + 5) F is lognormal with the sigma of F: P5 and P95 are 7 exp(-+1.6449 x 0.3), not those of a sum."""
    factor = ("factor", lognormal(1.0, 0.3))
    low, middle, high = percentiles(draw([Term(2.0, (factor,)), Term(5.0, (factor,))], DRAWS, 1))
    assert (low, middle, high) == pytest.approx((7 * exp(-Z_HIGH * 0.3), 7, 7 * exp(Z_HIGH * 0.3)), rel=0.005)


def test_independent_factors_cancel_where_shared_ones_do_not():
    """Var of 2 F + 5 G is (4 + 25) v, that of (2 + 5) F is 49 v."""
    one, other = lognormal(1.0, 0.3), lognormal(1.0, 0.3)
    shared = draw([Term(2.0, (("f", one),)), Term(5.0, (("f", one),))], DRAWS, 1)
    apart = draw([Term(2.0, (("f", one),)), Term(5.0, (("g", other),))], DRAWS, 1)
    assert apart.var() / shared.var() == pytest.approx(29 / 49, rel=0.03)


def test_a_product_of_two_lognormals_is_a_lognormal():
    """F x Q has sigma sqrt(0.2^2 + 0.4^2)."""
    term = Term(3.0, (("f", lognormal(1.0, 0.2)), ("q", lognormal(2.0, 0.4))))
    found = tuple(percentiles(draw([term], DRAWS, 3)))
    s = sqrt(0.2**2 + 0.4**2)
    assert found == pytest.approx((6 * exp(-Z_HIGH * s), 6, 6 * exp(Z_HIGH * s)), rel=0.01)


def test_inputs_are_independent_of_each_other_and_of_the_seed():
    one = lognormal(1.0, 0.3)
    columns = np.log([draw([Term(1.0, ((k, one),))], DRAWS, s) for k, s in (("a", 1), ("b", 1), ("a", 2))])
    assert np.abs(np.corrcoef(columns) - np.eye(3)).max() < 4 / sqrt(DRAWS)


def test_one_stream_has_no_memory():
    values = np.log(draw([Term(1.0, (("a", lognormal(1.0, 0.3)),))], DRAWS, 1))
    for lag in (1, 2, 4, 7):
        assert abs(np.corrcoef(values[:-lag], values[lag:])[0, 1]) < 4 / sqrt(DRAWS)


@pytest.mark.parametrize("draws", [1000, CHUNK, CHUNK + 1, 3 * CHUNK + 17])
def test_draws_do_not_depend_on_the_number_of_threads(draws):
    terms = [Term(1.0, ((f"input {i}", lognormal(*one)),)) for i, one in enumerate(TWELVE)]
    first = draw(terms, draws, 1, threads=1)
    for threads in (2, 3, 8):
        assert np.array_equal(draw(terms, draws, 1, threads=threads), first)


def test_more_draws_begin_with_the_fewer():
    """Levels are worked out once for many draws and one by one for few: both must say the same."""
    terms = [Term(2.0, (("a", lognormal(1.0, 0.3)), ("b", distribution(Interval(0, 1, 2)))))]
    few, many = draw(terms, 1000, 5), draw(terms, LEVELS + 1, 5)
    assert few == pytest.approx(many[:1000], rel=1e-14)


@given(st.permutations(range(12)), st.integers(0, 2**63 - 1))
@settings(max_examples=25, deadline=None)
def test_draws_do_not_depend_on_the_order_of_rows(order, seed):
    terms = [Term(1.0, ((f"input {i % 7}", lognormal(*one)),)) for i, one in enumerate(TWELVE)]
    assert np.array_equal(draw([terms[i] for i in order], 200, seed), draw(terms, 200, seed))


def test_terms_with_the_same_draws_are_one():
    one = ("f", lognormal(1.0, 0.1))
    assert merged([Term(1.0, (one,)), Term(2.0, ()), Term(0.5, (one,)), Term(3.0, ())]) == [
        Term(5.0, ()),
        Term(1.5, (one,)),
    ]


def test_exact_terms_are_added_as_they_are():
    assert np.all(draw([Term(1.25, ()), Term(2.5, ())], 500, 1) == 3.75)


def test_many_inputs_are_taken_in_turns():
    """More distributions than are held at a time, and more draws than levels: the sum of the medians' logs stays."""
    terms = [Term(1.0, ((f"input {i}", lognormal(1.0 + i, 0.01)),)) for i in range(70)]
    values = draw(terms, LEVELS + 100, 1)
    mean = sum(moments(1.0 + i, 0.01)[0] for i in range(70))
    assert values.mean() == pytest.approx(mean, rel=1e-4)


@pytest.mark.parametrize("draws", [0, -1, 99, 10_000_001, 1e4, "1000", True])
def test_a_number_of_draws_out_of_range_is_refused(draws):
    with pytest.raises(InputError, match="not a whole number from 100 to 10000000"):
        check(draws, 1)


@pytest.mark.parametrize("seed", [-1, 2**63, 1.5, "1", False])
def test_a_seed_out_of_range_is_refused(seed):
    with pytest.raises(InputError, match="seed"):
        check(1000, seed)


def test_the_seed_that_is_not_given_is_the_named_one():
    assert check(1000, None) == (1000, 1)


def test_percentiles_are_those_of_the_draws():
    values = np.arange(101.0)
    assert tuple(percentiles(values)) == (5.0, 50.0, 95.0)
    assert log(next(percentiles(np.full(100, exp(1.0))))) == pytest.approx(1, rel=1e-11)
