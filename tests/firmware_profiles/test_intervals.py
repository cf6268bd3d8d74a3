"""Intervals and tests of shares against numbers by hand and published ones."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_profiles.intervals import mcnemar, paired_difference, wilson, z_of


def test_wilson_of_published_examples() -> None:
    """Newcombe, Stat. Med. 17, 857-872 (1998), table I, method 3: 81 of 263, 15 of 148, 0 of 20 and 1 of 29."""
    for successes, n, low, high in ((81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611),
                                    (1, 29, 0.0061, 0.1718)):  # fmt: skip
        found = wilson(successes, n, 0.95)
        assert found is not None
        assert found == pytest.approx((low, high), abs=5e-5)


def test_wilson_by_hand() -> None:
    """8 of 10 with z = 1.96: z^2 = 3.8416; (0.8 + 0.19208 -+ 1.96 sqrt(0.016 + 0.009604)) / 1.38416."""
    half = 1.96 * math.sqrt(0.025604)
    assert wilson(8, 10, 0.95) == pytest.approx(((0.99208 - half) / 1.38416, (0.99208 + half) / 1.38416), rel=1e-4)
    assert z_of(0.95) == pytest.approx(1.959964, rel=1e-6)
    assert z_of(0.9) == pytest.approx(1.644854, rel=1e-6)


def test_nothing_has_no_interval() -> None:
    assert wilson(0, 0) is None
    assert paired_difference(0, 0, 0) is None


@given(st.integers(1, 10**6), st.data())
def test_wilson_holds_the_share_and_is_symmetric(n: int, data: st.DataObject) -> None:
    successes = data.draw(st.integers(0, n))
    low, high = wilson(successes, n) or (1.0, 0.0)
    assert 0 <= low <= successes / n <= high <= 1
    assert high - low > 0
    assert wilson(n - successes, n) == pytest.approx((1 - high, 1 - low), rel=1e-9, abs=1e-12)
    wider = wilson(successes, n, 0.99)
    assert wider is not None
    assert wider[1] - wider[0] > high - low


def test_mcnemar_by_hand() -> None:
    """1 against 5: 2 (1 + 6) / 64. 0 against 3: 2 / 8. Equal: 1. 2 against 8: 2 (1 + 10 + 45) / 1024."""
    assert mcnemar(1, 5) == mcnemar(5, 1) == pytest.approx(14 / 64, rel=1e-9)
    assert mcnemar(0, 3) == pytest.approx(0.25, rel=1e-9)
    assert mcnemar(2, 8) == pytest.approx(112 / 1024, rel=1e-9)
    assert mcnemar(4, 4) == mcnemar(0, 0) == 1


@given(st.integers(0, 60), st.integers(0, 60))
def test_mcnemar_is_the_sum_in_whole_numbers(first: int, second: int) -> None:
    n, least = first + second, min(first, second)
    exact = 2 * sum(math.comb(n, k) for k in range(least + 1)) / 2**n
    assert mcnemar(first, second) == pytest.approx(min(1, exact), rel=1e-9)


def test_paired_difference_by_hand() -> None:
    """12 and 2 of 50: b = 12.5, c = 2.5, N = 52; (10 -+ 1.96 sqrt(15 - 100 / 52)) / 52."""
    half = 1.959964 * math.sqrt(15 - 100 / 52)
    assert paired_difference(12, 2, 50, 0.95) == pytest.approx(((10 - half) / 52, (10 + half) / 52), rel=1e-6)


@given(st.integers(0, 300), st.integers(0, 300), st.integers(0, 1000))
def test_paired_difference_turns_with_the_models(first: int, second: int, same: int) -> None:
    n = first + second + same
    if n:
        low, high = paired_difference(first, second, n) or (0.0, 0.0)
        assert -1 <= low < high <= 1
        assert paired_difference(second, first, n) == pytest.approx((-high, -low), rel=1e-9, abs=1e-12)
