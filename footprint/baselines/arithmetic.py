"""Sums, products and differences of intervals as bounds, and the units of energy."""

from __future__ import annotations

from math import fsum

from footprint.factors import Interval

J_PER_KWH = 3.6e6
J_PER_WH = 3600.0
BYTES_PER_GB = 1e9
MBIT_PER_BYTE = 8e-6


def exact(value: float) -> Interval:
    """A value without an interval."""
    return Interval(value, value, value)


def product(*of: Interval) -> Interval:
    """Product of intervals that are not negative, each end with each end."""
    low = typical = high = 1.0
    for one in of:
        low, typical, high = low * one.low, typical * one.typical, high * one.high
    return Interval(low, typical, high)


def quotient(of: Interval, by: Interval) -> Interval:
    """One interval over another, both positive: the least over the most, and the reverse."""
    return Interval(of.low / by.high, of.typical / by.typical, of.high / by.low)


def total(*of: Interval) -> Interval:
    """Sum of intervals, each end exactly rounded."""
    return Interval(fsum(x.low for x in of), fsum(x.typical for x in of), fsum(x.high for x in of))


def less(of: Interval, taken: Interval) -> Interval:
    """What is left of one interval after another, the least less the most and the reverse; it may be negative."""
    return Interval(of.low - taken.high, of.typical - taken.typical, of.high - taken.low)


def times(of: Interval, by: float) -> Interval:
    """An interval times a number that may be negative, which turns the ends round."""
    ends = (of.low * by, of.high * by)
    return Interval(min(ends), of.typical * by, max(ends))


def not_negative(of: Interval) -> Interval:
    """An interval cut off at zero."""
    return Interval(max(0.0, of.low), max(0.0, of.typical), max(0.0, of.high))
