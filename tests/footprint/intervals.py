"""What the tests of properties ask of intervals: their order and their sum."""

from __future__ import annotations

from typing import Any

from footprint.factors import Interval

REL = 1e-9


def ordered(interval: Interval | dict[str, float]) -> bool:
    low, typical, high = interval.values() if isinstance(interval, dict) else interval
    return 0 <= low <= typical <= high


def added(intervals: Any) -> Interval:
    found = list(intervals)
    return Interval(*(sum(i[end] for i in found) for end in range(3)))
