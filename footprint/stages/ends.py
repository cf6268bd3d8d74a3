"""Intervals through a calculation that rises with its input: it is made at each end."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVarTuple

from footprint.factors import Interval

Rest = TypeVarTuple("Rest")


def at_each_end(rising: Callable[[float, *Rest], float], of: Interval, *rest: *Rest) -> Interval:
    """What a calculation, given the rest of its arguments, makes of low, typical and high; once without bounds."""
    low, typical, high = of
    made = rising(typical, *rest)
    return Interval(made, made, made) if low == high else Interval(rising(low, *rest), made, rising(high, *rest))
