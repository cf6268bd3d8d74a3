"""Curves of scores: ROC with its area, precision and recall, histograms; and thinning a curve to a few points."""

from __future__ import annotations

import heapq
import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from firmware_profiles.evaluation_rules import rules
from firmware_profiles.intervals import z_of

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


class Points(NamedTuple):
    """A curve: x, y and the threshold at each point, the highest threshold first."""

    x: Floats
    y: Floats
    threshold: Floats


class Area(NamedTuple):
    """Area under a ROC curve, and what each sample adds to its error."""

    auc: float
    influence: Floats


def counts_at(scores: Floats, positive: Bools) -> tuple[Floats, Floats, Floats]:
    """True positives, false positives and threshold at every distinct score, from the highest on.

    A sample counts as positive where its score is at least the threshold.

    Parameters
    ----------
    scores : array
        The higher, the more the positive class. Shape (n,), finite.
    positive : array of bool
        Whether a sample is of the positive class. Shape (n,).
    """
    order = np.argsort(-scores, kind="stable")
    ordered = scores[order]
    last = np.flatnonzero(np.append(np.diff(ordered) != 0, True))
    hits = np.cumsum(positive[order], dtype=np.float64)[last]
    return hits, last + 1 - hits, ordered[last]


def roc(scores: Floats, positive: Bools) -> Points:
    """False positive rate (x) and true positive rate (y) at every threshold, from (0, 0) to (1, 1).

    The threshold of the first point is infinite: nothing counts as positive. Both classes must be there.
    """
    hits, alarms, threshold = counts_at(scores, positive)
    x, y = (np.concatenate(([0.0], c / c[-1])) for c in (alarms, hits))
    return Points(x, y, np.concatenate(([math.inf], threshold)))


def precision_recall(scores: Floats, positive: Bools) -> Points:
    """Recall (x) and precision (y) at every threshold, from the highest on; the positive class must be there."""
    hits, alarms, threshold = counts_at(scores, positive)
    return Points(hits / hits[-1], hits / (hits + alarms), threshold)


def average_precision(curve: Points) -> float:
    r"""Precision, weighted with the steps of recall: :math:`\sum_k (R_k - R_{k-1}) P_k`.

    Points are not joined by lines, which would be too optimistic.

    References
    ----------
    .. [1] J. Davis and M. Goadrich, The relationship between precision-recall and ROC curves, ICML 2006, 233-240.
       :doi:`10.1145/1143844.1143874`
    """
    return float(np.sum(np.diff(curve.x, prepend=0.0) * curve.y))


def area(scores: Floats, positive: Bools) -> Area:
    r"""Area under the ROC curve: how often a positive sample scores above a negative one, a tie counting half.

    Returns
    -------
    Area
        `influence` has the shape (n,); its sum of squares is the variance of the area after DeLong. Of a class with a
        single sample no variance is known, and it is nan.

    Notes
    -----
    With the share :math:`V_i` of pairs that sample :math:`i` wins, over :math:`m` positive and :math:`n` negative
    samples, the influence is :math:`(V_i - A) / \sqrt{m (m - 1)}` of a positive and with :math:`n` of a negative one.

    References
    ----------
    .. [1] E. R. DeLong, D. M. DeLong and D. L. Clarke-Pearson, Comparing the areas under two or more correlated
       receiver operating characteristic curves, Biometrics 44, 837-845 (1988). :doi:`10.2307/2531595`
    .. [2] X. Sun and W. Xu, Fast implementation of DeLong's algorithm, IEEE Signal Process. Lett. 21, 1389-1393 (2014).
       :doi:`10.1109/LSP.2014.2337313`
    """
    ups, downs = scores[positive], scores[~positive]
    wins = np.empty(len(scores))
    wins[positive] = _below(ups, downs) / len(downs)
    wins[~positive] = 1 - _below(downs, ups) / len(ups)
    auc = float(np.mean(wins[positive]))
    influence = np.empty(len(scores))
    for which in (positive, ~positive):
        size = int(which.sum())
        influence[which] = (wins[which] - auc) / math.sqrt(size * (size - 1)) if size > 1 else math.nan
    return Area(auc, influence)


def _below(values: Floats, others: Floats) -> Floats:
    """How many of the others are below each value, equal ones counting half."""
    ordered = np.sort(others)
    return (np.searchsorted(ordered, values, "left") + np.searchsorted(ordered, values, "right")) / 2


def area_interval(auc: float, influence: Floats, level: float | None = None) -> tuple[float, float] | None:
    r"""Interval of an area, or of a mean of areas with the mean of their influences.

    Worked out on the logit scale, so that it stays within 0 to 1 [1]_:
    :math:`\mathrm{logit}(A) \pm z s / (A (1 - A))`, :math:`s` the standard error after DeLong.

    Returns
    -------
    tuple of float, optional
        None where the variance is not known: a class with one sample, or classes that the scores part completely.

    References
    ----------
    .. [1] M. S. Pepe, The Statistical Evaluation of Medical Tests for Classification and Prediction, Oxford 2003,
       chapter 5.
    """
    error = math.sqrt(float(np.sum(influence**2)))
    if not math.isfinite(error) or error == 0 or not 0 < auc < 1:
        return None
    middle, half = (
        math.log(auc / (1 - auc)),
        z_of(rules().level if level is None else level) * error / (auc * (1 - auc)),
    )
    low, high = (0.5 * (1 + math.tanh((middle + sign * half) / 2)) for sign in (-1, 1))
    return low, high


def thin(curve: Points, most: int | None = None) -> tuple[Points, float]:
    """A curve of at most so many points, and how far the points that were left out are from it.

    Points inside of a straight stretch are left out first, which loses nothing. Where more are left than may be, the
    ends are kept, and one by one the corner that is furthest from the line between its neighbours (Douglas and
    Peucker).

    Returns
    -------
    Points, float
        The points that are kept, unchanged and in their order, and the largest distance of one left out from the lines
        between them, in the units of the axes.

    References
    ----------
    .. [1] D. H. Douglas and T. K. Peucker, Algorithms for the reduction of the number of points required to represent a
       digitized line or its caricature, Cartographica 10, 112-122 (1973). :doi:`10.3138/FM57-6770-U75U-7727`
    """
    most = rules().most_points if most is None else most
    xy = np.column_stack((curve.x, curve.y))
    kept = [0, len(xy) - 1]
    waiting: list[tuple[float, int, int, int]] = []

    def look(first: int, last: int) -> None:
        if last - first > 1:
            distances = _distances(xy[first : last + 1])
            at = int(np.argmax(distances))
            heapq.heappush(waiting, (-float(distances[at]), first, first + at, last))

    look(*kept)
    while waiting and len(kept) < most and waiting[0][0] < -1e-12:
        _, first, at, last = heapq.heappop(waiting)
        kept.append(at)
        look(first, at)
        look(at, last)
    lost = max(0.0, -waiting[0][0]) if waiting else 0.0
    chosen = np.unique(kept)
    return Points(*(a[chosen] for a in curve)), 0.0 if lost <= 1e-12 else lost


def _distances(xy: Floats) -> Floats:
    """How far points are from the line between the first and the last of them."""
    start, span = xy[0], xy[-1] - xy[0]
    length = float(span @ span)
    rel = xy - start
    along = np.clip(rel @ span / length, 0, 1) if length else np.zeros(len(xy))
    return np.asarray(np.hypot(*(rel - along[:, None] * span).T))


def histogram(values: Floats, edges: Floats) -> list[int]:
    """How many values are in each bin; the last bin has its upper edge too. Shape of `edges`: (bins + 1,)."""
    return [int(n) for n in np.histogram(values, edges)[0]]
