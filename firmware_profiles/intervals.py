"""Intervals and tests of shares: one share, and the difference of two shares on the same samples."""

from __future__ import annotations

import math
from statistics import NormalDist

from firmware_profiles.evaluation_rules import rules


def z_of(level: float) -> float:
    """How many standard deviations a two-sided interval of a level spans: 1.96 for 0.95."""
    return NormalDist().inv_cdf((1 + level) / 2)


def wilson(successes: int, n: int, level: float | None = None) -> tuple[float, float] | None:
    r"""Interval of a share, such as an accuracy.

    Parameters
    ----------
    successes, n : int
        So many of so many samples, 0 <= successes <= n.
    level : float, optional
        Confidence level; that of the rules if left out.

    Returns
    -------
    tuple of float, optional
        Low and high, within 0 to 1; None where n is 0.

    Notes
    -----
    .. math:: \frac{p + z^2/2n \pm z \sqrt{p(1-p)/n + z^2/4n^2}}{1 + z^2/n}

    References
    ----------
    .. [1] E. B. Wilson, Probable inference, the law of succession, and statistical inference, J. Am. Stat. Assoc. 22,
       209-212 (1927). :doi:`10.1080/01621459.1927.10502953`
    """
    if n == 0:
        return None
    z = z_of(rules().level if level is None else level)
    p = successes / n
    middle, half = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    low, high = ((middle + sign * half) / (1 + z * z / n) for sign in (-1, 1))
    # At the ends the formula is exactly 0 or 1, and rounding is not.
    return (0.0 if successes == 0 else low), (1.0 if successes == n else high)


def paired_difference(
    only_first: int, only_second: int, n: int, level: float | None = None
) -> tuple[float, float] | None:
    r"""Interval of the difference of two accuracies on the same samples, first less second.

    Parameters
    ----------
    only_first, only_second : int
        Samples that only the one of two models has right.
    n : int
        All samples.
    level : float, optional
        Confidence level; that of the rules if left out.

    Returns
    -------
    tuple of float, optional
        Low and high, within -1 to 1; None where n is 0.

    Notes
    -----
    Half a sample is added to each of the four cells of the table; with :math:`b, c` after that and :math:`N = n + 2`:

    .. math:: \frac{b - c}{N} \pm \frac{z}{N} \sqrt{b + c - \frac{(b - c)^2}{N}}

    References
    ----------
    .. [1] A. Agresti and Y. Min, Simple improved confidence intervals for comparing matched proportions, Stat. Med. 24,
       729-740 (2005). :doi:`10.1002/sim.1781`
    """
    if n == 0:
        return None
    z = z_of(rules().level if level is None else level)
    b, c, total = only_first + 0.5, only_second + 0.5, n + 2
    half = z * math.sqrt(b + c - (b - c) ** 2 / total) / total
    return max(-1.0, (b - c) / total - half), min(1.0, (b - c) / total + half)


def mcnemar(only_first: int, only_second: int) -> float:
    r"""Probability of a split at least so uneven if both models were equally often right: the exact test, two-sided.

    Parameters
    ----------
    only_first, only_second : int
        Samples that only the one of two models has right.

    Returns
    -------
    float
        Above 0, up to 1; 1 where neither is right alone.

    Notes
    -----
    Twice the tail of a binomial distribution with probability 1/2, at most 1.

    References
    ----------
    .. [1] Q. McNemar, Note on the sampling error of the difference between correlated proportions or percentages,
       Psychometrika 12, 153-157 (1947). :doi:`10.1007/BF02295996`
    """
    n, least = only_first + only_second, min(only_first, only_second)
    logs = (math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1) for k in range(least + 1))
    return min(1.0, 2 * math.fsum(math.exp(x - n * math.log(2)) for x in logs))
