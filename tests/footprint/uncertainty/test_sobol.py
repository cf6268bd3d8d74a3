"""Sobol indices on functions whose indices are known, and against SALib."""

import numpy as np
import pytest
from SALib.analyze import sobol as salib
from scipy import stats

from footprint.errors import InputError
from footprint.uncertainty.distributions import LEVELS
from footprint.uncertainty.sobol import _primitive_polynomials, indices, matrices, sobol_indices


def ishigami(u):
    """sin x1 + 7 sin^2 x2 + 0.1 x3^4 sin x1, with x uniform from -pi to pi."""
    x = np.pi * (2 * u - 1)
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def ishigami_indices():
    """V1 = (1 + b pi^4 / 5)^2 / 2, V2 = a^2 / 8, V13 = 8 b^2 pi^8 / 225 (Ishigami and Homma 1990), a = 7, b = 0.1."""
    v1, v2, v13 = (1 + 0.1 * np.pi**4 / 5) ** 2 / 2, 49 / 8, 8 * 0.01 * np.pi**8 / 225
    total = v1 + v2 + v13
    return [v1 / total, v2 / total, 0.0], [(v1 + v13) / total, v2 / total, v13 / total]


A = np.array([0, 1, 4.5, 9, 99, 99, 99, 99])


def sobol_g(u):
    """prod (|4 u - 2| + a) / (1 + a)."""
    return np.prod((np.abs(4 * u - 2) + A) / (1 + A), axis=1)


def sobol_g_indices():
    """V_i = 1 / (3 (1 + a_i)^2), D = prod(1 + V) - 1, VT_i = V_i prod of the others' 1 + V (Saltelli, Sobol 1995)."""
    v = 1 / (3 * (1 + A) ** 2)
    d = np.prod(1 + v) - 1
    return v / d, v * np.prod(1 + v) / (1 + v) / d


CASES = [(ishigami, 3, ishigami_indices), (sobol_g, 8, sobol_g_indices)]


@pytest.mark.parametrize("seed", [0, 1, 2**40])
@pytest.mark.parametrize(("function", "inputs", "known"), CASES)
@pytest.mark.parametrize(("samples", "within"), [(1024, 0.05), (4096, 0.005), (16384, 0.002)])
def test_known_indices(function, inputs, known, samples, within, seed):
    """Better points than random ones: the error falls faster than one over the root of the samples."""
    found = sobol_indices(function, inputs, samples, seed)
    first, total = known()
    assert [i.value for i in found.first_order] == pytest.approx(list(first), abs=within)
    assert [i.value for i in found.total] == pytest.approx(list(total), abs=within)


@pytest.mark.parametrize(("function", "inputs", "known"), CASES)
def test_the_stated_error_is_an_upper_limit(function, inputs, known):
    first, total = known()
    for seed in range(10):
        found = sobol_indices(function, inputs, 4096, seed)
        for estimate, truth in zip((*found.first_order, *found.total), (*first, *total), strict=True):
            assert abs(estimate.value - truth) < 2 * estimate.error + 1e-6


@pytest.mark.parametrize(("function", "inputs"), [case[:2] for case in CASES])
def test_the_estimators_are_those_of_salib(function, inputs):
    """On the same evaluations, in the order that SALib wants them: A, then A with each column of B, then B.

    SALib centres by the mean of all evaluations, ours by that of A and B: the same but for their sampling error.
    """
    a, b = ((m + 0.5) / LEVELS for m in matrices(512, inputs, 3))
    mixed = []
    for i in range(inputs):
        one = a.copy()
        one[:, i] = b[:, i]
        mixed.append(function(one))
    ours = indices(function(a), function(b), np.array(mixed))
    theirs = salib.analyze(
        {"num_vars": inputs, "names": [str(i) for i in range(inputs)], "bounds": [[0, 1]] * inputs},
        np.stack([function(a), *mixed, function(b)], axis=1).ravel(), calc_second_order=False, num_resamples=2,
    )  # fmt: skip
    assert [i.value for i in ours.first_order] == pytest.approx(list(theirs["S1"]), abs=2e-3)
    assert [i.value for i in ours.total] == pytest.approx(list(theirs["ST"]), rel=1e-9)


def test_a_function_that_does_not_vary_has_no_drivers():
    found = sobol_indices(lambda u: np.full(len(u), 3.0), 2, 64)
    assert {i.value for i in (*found.first_order, *found.total)} == {0.0}


def test_one_input_makes_everything():
    found = sobol_indices(lambda u: u[:, 0], 1, 1024)
    assert found.first_order[0].value == pytest.approx(1, abs=0.01)
    assert found.total[0].value == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize("samples", [0, 32, 1000, 1023, 131072])
def test_samples_must_be_a_power_of_two(samples):
    with pytest.raises(InputError, match="power of two from 64 to 65536"):
        matrices(samples, 3, 1)


def test_each_column_visits_each_step_once():
    """Of 1024 points, one lies in each 1024th, whatever the shift: what makes a Sobol sequence one."""
    for matrix in matrices(1024, 30, 7):
        steps = np.sort(matrix // (LEVELS // 1024), axis=0)
        assert np.array_equal(steps, np.repeat(np.arange(1024)[:, None], 30, axis=1))


def test_points_fill_the_cube_better_than_random_ones():
    """Discrepancy below that of random points in every seed."""
    for seed in range(3):
        ours = (np.hstack(matrices(256, 2, seed)) + 0.5) / LEVELS
        random = np.random.default_rng(seed).random((256, 4))
        assert stats.qmc.discrepancy(ours) < 0.5 * stats.qmc.discrepancy(random)


def test_primitive_polynomials_are_those_of_the_books():
    """x + 1, x2 + x + 1, x3 + x + 1, x3 + x2 + 1, x4 + x + 1, x4 + x3 + 1: the first of any table."""
    assert [p for _, p in _primitive_polynomials(6)] == [0b11, 0b111, 0b1011, 0b1101, 0b10011, 0b11001]


def test_how_many_primitive_polynomials_there_are():
    """phi(2^n - 1) / n: 1, 1, 2, 2, 6, 6, 18, 16, 48 for degrees 1 to 9."""
    degrees = [d for d, _ in _primitive_polynomials(100)]
    assert [degrees.count(d) for d in range(1, 10)] == [1, 1, 2, 2, 6, 6, 18, 16, 48]
