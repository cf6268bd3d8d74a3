"""Curves and areas, by counting pairs; thinning keeps the shape."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_profiles.curves import (
    Points,
    area,
    area_interval,
    average_precision,
    histogram,
    precision_recall,
    roc,
    thin,
)

SCORES = np.array([0.9, 0.8, 0.7, 0.6, 0.6, 0.4, 0.2])
POSITIVE = np.array([True, True, False, True, False, False, False])
"""Of 3 x 4 pairs: 0.9 and 0.8 win 4 each, 0.6 wins 2 (0.4, 0.2), loses 1 (0.7) and ties 1."""
AUC = (4 + 4 + 2.5) / 12

some = st.lists(st.tuples(st.integers(0, 9), st.booleans()), min_size=2, max_size=60).filter(
    lambda x: len({p for _, p in x}) == 2
)


def split(pairs: list[tuple[int, bool]]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([s / 10 for s, _ in pairs]), np.array([p for _, p in pairs])


def test_area_by_counting_pairs() -> None:
    assert area(SCORES, POSITIVE).auc == pytest.approx(AUC, rel=1e-12)


def test_delong_by_hand() -> None:
    """Shares of pairs won: 1, 1, 0.625 by positives; 1 - 1/3 (0.7), 2.5 / 3 (0.6), 1 and 1 by negatives.

    Their variances are 0.046875 and 0.0254630 (of 3 and of 4 values); the area's is a third of the first plus a
    quarter of the second.
    """
    up, down = [1, 1, 0.625], [2 / 3, 2.5 / 3, 1, 1]
    assert (np.var(up, ddof=1), np.var(down, ddof=1)) == pytest.approx((0.046875, 0.0254630), rel=1e-5)
    found = area(SCORES, POSITIVE)
    variance = 0.046875 / 3 + 0.0254630 / 4
    assert np.sum(found.influence**2) == pytest.approx(variance, rel=1e-5)
    logit, step = math.log(AUC / (1 - AUC)), 1.959964 * math.sqrt(variance) / (AUC * (1 - AUC))
    ends = [1 / (1 + math.exp(-(logit + sign * step))) for sign in (-1, 1)]
    assert area_interval(found.auc, found.influence, 0.95) == pytest.approx(ends, rel=1e-5)


@given(some)
def test_area_is_the_share_of_pairs(pairs: list[tuple[int, bool]]) -> None:
    scores, positive = split(pairs)
    won = [(a > b) + (a == b) / 2 for a in scores[positive] for b in scores[~positive]]
    found = area(scores, positive)
    assert found.auc == pytest.approx(float(np.mean(won)), rel=1e-9, abs=1e-12)
    curve = roc(scores, positive)
    assert np.trapezoid(curve.y, curve.x) == pytest.approx(found.auc, rel=1e-9, abs=1e-12)
    turned = area(-scores, positive)
    assert turned.auc == pytest.approx(1 - found.auc, rel=1e-9, abs=1e-12)
    bounds = area_interval(*found)
    if bounds is not None:
        assert 0 <= bounds[0] <= found.auc <= bounds[1] <= 1


def test_no_interval_without_a_variance() -> None:
    """Classes that are parted completely, and a class with one sample."""
    parted = area(np.array([0.1, 0.2, 0.8, 0.9]), np.array([False, False, True, True]))
    assert parted.auc == 1
    assert area_interval(*parted) is None
    assert area_interval(*area(np.array([0.1, 0.5, 0.3]), np.array([False, False, True]))) is None


def test_curve_of_rates_by_hand() -> None:
    """Thresholds from the highest score; the tie of 0.6 is one step of both rates."""
    found = roc(SCORES, POSITIVE)
    assert found.x.tolist() == [0, 0, 0, 0.25, 0.5, 0.75, 1]
    assert found.y == pytest.approx([0, 1 / 3, 2 / 3, 2 / 3, 1, 1, 1], rel=1e-12)
    assert found.threshold.tolist() == [math.inf, 0.9, 0.8, 0.7, 0.6, 0.4, 0.2]


def test_average_precision_by_hand() -> None:
    """Precision 1, 1 and 3/5 at the recalls 1/3, 2/3 and 1: (1 + 1 + 0.6) / 3."""
    curve = precision_recall(SCORES, POSITIVE)
    assert curve.x == pytest.approx([1 / 3, 2 / 3, 2 / 3, 1, 1, 1], rel=1e-12)
    assert curve.y == pytest.approx([1, 1, 2 / 3, 3 / 5, 3 / 6, 3 / 7], rel=1e-12)
    assert average_precision(curve) == pytest.approx(2.6 / 3, rel=1e-12)


def test_straight_stretches_cost_no_points() -> None:
    """Two steps of 50 points each are three corners."""
    scores = np.arange(100) / 100
    curve = roc(scores, scores >= 0.5)
    assert len(curve.x) == 101
    thinned, lost = thin(curve)
    assert list(zip(thinned.x, thinned.y, strict=True)) == [(0, 0), (0, 1), (1, 1)]
    assert lost == 0


@given(st.integers(0, 2**32 - 1), st.integers(2, 40))
def test_thinning_keeps_ends_and_says_what_it_lost(seed: int, most: int) -> None:
    rng = np.random.default_rng(seed)
    positive = np.append(rng.random(200) < 0.5, [True, False])
    curve = roc(rng.normal(size=202) + positive, positive)
    thinned, lost = thin(curve, most)
    assert len(thinned.x) <= most
    assert (thinned.x[0], thinned.y[0], thinned.x[-1], thinned.y[-1]) == (0, 0, 1, 1)
    points = set(zip(*(a.tolist() for a in curve), strict=True))
    assert set(zip(*(a.tolist() for a in thinned), strict=True)) <= points
    for x, y in zip(curve.x, curve.y, strict=True):
        assert _distance(x, y, thinned) <= lost + 1e-9


def _distance(x: float, y: float, curve: Points) -> float:
    """How far a point is from a curve."""
    a = np.column_stack((curve.x[:-1], curve.y[:-1]))
    span = np.column_stack((np.diff(curve.x), np.diff(curve.y)))
    rel = np.array([x, y]) - a
    along = np.clip(np.sum(rel * span, axis=1) / np.maximum(np.sum(span**2, axis=1), 1e-300), 0, 1)
    return float(np.min(np.hypot(*(rel - along[:, None] * span).T)))


def test_histogram_has_its_last_edge() -> None:
    assert histogram(np.array([0.0, 0.49, 0.5, 1.0]), np.array([0.0, 0.5, 1.0])) == [2, 2]
