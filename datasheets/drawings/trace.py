"""The power around a typical event of a capture, made small enough to draw: least, mean and greatest in bins."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

BINS = 240  # stretches of a trace; a chart is not much wider in points
AROUND = 0.5  # of the event's length, shown before and after it


class Bin(NamedTuple):
    """A stretch of time with samples. [s], [W]"""

    start_s: float
    low_w: float
    mean_w: float
    high_w: float


class Trace(NamedTuple):
    """Power around one event; times count from the start of the event. [s]"""

    bins: tuple[Bin, ...]
    first_s: float
    last_s: float
    event_s: float


def typical(events: Any) -> Any:
    """The complete event whose length and energy are closest to the medians, as ratios; of equals the first."""
    length, energy = events.duration_s.median, events.energy_j.median

    def away(event: Any) -> float:
        parts = ((event.duration_s, length), (event.energy_j, energy))
        return math.fsum(abs(one / middle - 1) for one, middle in parts if middle)

    return min(events.complete, key=away)


def trace_around(path: Path, reading: Mapping[str, Any], event: Any) -> Trace:
    """Read a capture once more, around one of its events.

    Parameters
    ----------
    path : Path
        The capture.
    reading : dict
        Options of `firmware_profiles.read_capture`.
    event : firmware_profiles.events.Event
    """
    import numpy as np

    from firmware_profiles import read_capture

    first = event.start_s - AROUND * event.duration_s
    last = event.start_s + (1 + AROUND) * event.duration_s
    width = (last - first) / BINS
    bins: dict[int, list[float]] = {}
    end = first
    for chunk in read_capture(path, **reading).chunks():
        if not len(chunk.time_s) or chunk.time_s[-1] + chunk.span_s[-1] <= first:
            continue
        if chunk.time_s[0] >= last:
            break
        kept = (chunk.time_s >= first) & (chunk.time_s < last) & (chunk.span_s > 0)
        time, power, span = chunk.time_s[kept], chunk.power_w[kept], chunk.span_s[kept]
        if not len(time):
            continue
        end = max(end, float(time[-1] + span[-1]))
        index = np.clip(((time - first) / width).astype(np.int64), 0, BINS - 1)
        starts = np.flatnonzero(np.r_[True, index[1:] != index[:-1]])
        sums = np.add.reduceat(power * span, starts), np.add.reduceat(span, starts)
        ends = np.minimum.reduceat(power, starts), np.maximum.reduceat(power, starts)
        for at, low, high, energy, length in zip(starts, *ends, *sums, strict=True):
            known = bins.setdefault(int(index[at]), [float(time[at]), math.inf, -math.inf, 0.0, 0.0])
            known[1], known[2] = min(known[1], float(low)), max(known[2], float(high))
            known[3] += float(energy)
            known[4] += float(length)
    made = (bins[i] for i in sorted(bins))
    zero = event.start_s
    return Trace(
        tuple(Bin(b[0] - zero, b[1], b[3] / b[4], b[2]) for b in made),
        max(first, min((b[0] for b in bins.values()), default=first)) - zero, min(last, end) - zero, event.duration_s,
    )  # fmt: skip
