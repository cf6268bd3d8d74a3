"""One pass over a capture, or over a stretch of it: energy, charge, average and peak power, and an envelope to draw."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from footprint.errors import InputError

if TYPE_CHECKING:
    from firmware_profiles.capture import Array, Capture, Chunk, Progress, Window

ENVELOPE_BINS = 1000
"""Stretches of an envelope: two points each, so that a chart draws 2000 at most."""


@dataclass(frozen=True)
class Envelope:
    """A capture made small: the lowest and the highest power of each of at most `ENVELOPE_BINS` stretches.

    A stretch without samples, such as a gap, is left out.

    Attributes
    ----------
    time_s : tuple of float
        Start of the first sample of each stretch, on the capture's time base. [s]
    low_w, high_w : tuple of float
        Extremes of the samples in it. [W]
    """

    time_s: tuple[float, ...]
    low_w: tuple[float, ...]
    high_w: tuple[float, ...]


@dataclass(frozen=True)
class Summary:
    """What a capture adds up to. Stretches without samples count neither as time nor as energy.

    Attributes
    ----------
    samples : int
        Read.
    measured_s : float
        Time that the samples stand for. [s]
    energy_j : float
        Sum of power times time of every sample. [J]
    charge_c : float, optional
        Sum of current times time; None for formats without a current. [C]
    average_power_w : float
        Energy over measured time. [W]
    peak_power_w, least_power_w : float
        Of a single sample. [W]
    lost_share : float
        Share of the samples that is missing, 0 to 1.
    envelope : Envelope
        For a chart.
    """

    samples: int
    measured_s: float
    energy_j: float
    charge_c: float | None
    average_power_w: float
    peak_power_w: float
    least_power_w: float
    lost_share: float
    envelope: Envelope

    def to_dict(self) -> dict[str, Any]:
        """The keys of ``footprint capture --json`` that a summary gives."""
        return {
            "samples": self.samples,
            "average_power_mw": self.average_power_w * 1e3,
            "peak_power_mw": self.peak_power_w * 1e3,
            "energy_j": self.energy_j,
            "charge_c": self.charge_c,
        }


class _Envelope:
    """Takes chunks in the order of time into bins of equal length."""

    def __init__(self, duration_s: float, first_s: float | None = None) -> None:
        self.width = duration_s / ENVELOPE_BINS if duration_s > 0 else 1.0
        self.first_s = first_s
        self.bins: dict[int, tuple[float, float, float]] = {}

    def take(self, time: Array, power: Array) -> None:
        import numpy as np

        if self.first_s is None:
            self.first_s = float(time[0])
        index = np.clip(((time - self.first_s) / self.width).astype(np.int64), 0, ENVELOPE_BINS - 1)
        starts = np.flatnonzero(np.r_[True, index[1:] != index[:-1]])
        low, high = np.minimum.reduceat(power, starts), np.maximum.reduceat(power, starts)
        for at, bin_low, bin_high in zip(starts, low, high, strict=True):
            known = self.bins.get(int(index[at]), (float(time[at]), math.inf, -math.inf))
            self.bins[int(index[at])] = (known[0], min(known[1], float(bin_low)), max(known[2], float(bin_high)))

    def made(self) -> Envelope:
        kept = [self.bins[i] for i in sorted(self.bins)]
        return Envelope(tuple(b[0] for b in kept), tuple(b[1] for b in kept), tuple(b[2] for b in kept))


def _within(capture: Capture, window: Window, progress: Progress | None) -> Iterator[Chunk]:
    """The samples that stand for any time in a window, each for what of its time lies in it."""
    import numpy as np

    from firmware_profiles.capture import Chunk

    for chunk in capture.chunks(progress):
        if not len(chunk.time_s) or chunk.time_s[-1] + chunk.span_s[-1] <= window.start_s:
            continue
        if chunk.time_s[0] >= window.end_s:
            return
        first = max(0, int(np.searchsorted(chunk.time_s, window.start_s, side="right")) - 1)
        last = int(np.searchsorted(chunk.time_s, window.end_s, side="left"))
        start = np.maximum(chunk.time_s, window.start_s)[first:last]
        span = np.minimum((chunk.time_s + chunk.span_s)[first:last], window.end_s) - start
        kept = span > 0
        current = None if chunk.current_a is None else chunk.current_a[first:last][kept]
        yield Chunk(start[kept], span[kept], chunk.power_w[first:last][kept], current)


def summarise(capture: Capture, progress: Progress | None = None, *, window: Window | None = None) -> Summary:
    """Read a capture once: E = sum(P x t), Q = sum(I x t), P_avg = E / sum(t).

    Parameters
    ----------
    capture : Capture
        Is read to its end, or to that of the window.
    progress : callable, optional
        Is told the share that has been read, 0 to 1.
    window : Window, optional
        Only this stretch, from its start to its end: a sample that an end cuts counts by its share of the time, and
        the envelope has its `ENVELOPE_BINS` in the window alone.

    Raises
    ------
    InputError
        Where the capture, or the window, holds no sample that stands for a time.
    """
    energies: list[float] = []
    charges: list[float] = []
    spans: list[float] = []
    samples, peak, least, has_current = 0, -math.inf, math.inf, True
    if window is None:
        outline, chunks = _Envelope(capture.duration_s), capture.chunks(progress)
    else:
        outline, chunks = _Envelope(window.end_s - window.start_s, window.start_s), _within(capture, window, progress)
    for chunk in chunks:
        if not len(chunk.power_w):
            continue
        samples += len(chunk.power_w)
        energies.append(float((chunk.power_w * chunk.span_s).sum()))
        spans.append(float(chunk.span_s.sum()))
        if chunk.current_a is None:
            has_current = False
        else:
            charges.append(float((chunk.current_a * chunk.span_s).sum()))
        peak, least = max(peak, float(chunk.power_w.max())), min(least, float(chunk.power_w.min()))
        outline.take(chunk.time_s, chunk.power_w)
    measured = math.fsum(spans)
    if not measured > 0:
        where = "" if window is None else f" from {window.start_s:.9g} s to {window.end_s:.9g} s"
        raise InputError(f"the capture holds no samples to add up{where}", file=str(capture.path))
    energy = math.fsum(energies)
    return Summary(
        samples, measured, energy, math.fsum(charges) if has_current else None, energy / measured, peak, least,
        capture.lost_share, outline.made(),
    )  # fmt: skip
