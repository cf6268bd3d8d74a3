"""Where a capture changes between active and asleep: by a threshold, a channel or timestamps, chunk by chunk."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from firmware_profiles.checks import instrument
from firmware_profiles.data_files import limit
from footprint.errors import InputError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from firmware_profiles.capture import Array, Capture, Chunk, Progress


@dataclass(slots=True)
class Run:
    """Consecutive samples that are all active or all asleep."""

    active: bool
    start_s: float
    end_s: float
    energy_j: float
    charge_c: float | None
    span_s: float
    peak_w: float
    samples: int
    zeros: int

    def add(self, other: Run) -> None:
        """Take in the run that follows."""
        self.end_s = other.end_s
        self.energy_j += other.energy_j
        self.charge_c = None if self.charge_c is None or other.charge_c is None else self.charge_c + other.charge_c
        self.span_s += other.span_s
        self.peak_w = max(self.peak_w, other.peak_w)
        self.samples += other.samples
        self.zeros += other.zeros


@dataclass(slots=True)
class Found:
    """Active and sleeping runs; and the first and the last of the capture, which its ends cut."""

    active: list[Run]
    asleep: list[Run] = field(default_factory=list)
    first: Run | None = None
    last: Run | None = None

    @property
    def measured_s(self) -> float:
        return math.fsum(r.span_s for r in (*self.active, *self.asleep))


def runs_of(
    capture: Capture, threshold_w: float | None, channel: int | None, progress: Progress | None
) -> list[Run]:  # fmt: skip
    """Split a capture where it changes between active and asleep."""
    runs: list[Run] = []
    most = int(limit("most_runs"))
    for chunk in capture.chunks(progress):
        for run in _of_chunk(chunk, _active(chunk, threshold_w, channel, str(capture.path))):
            if runs and runs[-1].active == run.active:
                runs[-1].add(run)
            else:
                runs.append(run)
        if len(runs) > most:
            raise InputError(
                f"more than {most} changes between active and asleep: the threshold lies in the noise",
                file=str(capture.path), hint="A higher threshold, or a digital channel.",
            )  # fmt: skip
    if not runs:
        raise InputError("the capture holds no samples", file=str(capture.path))
    return runs


def _active(chunk: Chunk, threshold_w: float | None, channel: int | None, file: str) -> NDArray[np.bool_]:
    if channel is None:
        assert threshold_w is not None
        return chunk.power_w >= threshold_w
    if chunk.bits is None:
        hint = "Tell the events by a threshold."
        raise InputError("the capture has no digital channels", file=file, hint=hint)
    high: NDArray[np.bool_] = (chunk.bits >> channel) & 1 == 1
    return high


def _of_chunk(chunk: Chunk, active: NDArray[np.bool_]) -> Iterator[Run]:
    """The runs of one chunk."""
    import numpy as np

    if not len(active):
        return
    starts = np.flatnonzero(np.r_[True, active[1:] != active[:-1]])
    ends = np.r_[starts[1:], len(active)]
    energy = np.add.reduceat(chunk.power_w * chunk.span_s, starts)
    charge = None if chunk.current_a is None else np.add.reduceat(chunk.current_a * chunk.span_s, starts)
    span = np.add.reduceat(chunk.span_s, starts)
    peak = np.maximum.reduceat(chunk.power_w, starts)
    zeros = np.add.reduceat((chunk.power_w == 0).astype(np.int64), starts)
    for i, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
        yield Run(
            bool(active[start]), float(chunk.time_s[start]), float(chunk.time_s[end - 1] + chunk.span_s[end - 1]),
            float(energy[i]), None if charge is None else float(charge[i]), float(span[i]), float(peak[i]),
            end - start, int(zeros[i]),
        )  # fmt: skip


def tidy(runs: list[Run], join_s: float, shortest_s: float) -> list[Run]:
    """Join events over short dips, then put events that are too short to the sleep around them."""
    if join_s > 0:
        for run in runs[1:-1]:
            run.active = run.active or run.end_s - run.start_s <= join_s
        runs = _merged(runs)
    if shortest_s > 0:
        for run in runs:
            run.active = run.active and run.end_s - run.start_s >= shortest_s
        runs = _merged(runs)
    return runs


def _merged(runs: list[Run]) -> list[Run]:
    out: list[Run] = []
    for run in runs:
        if out and out[-1].active == run.active:
            out[-1].add(run)
        else:
            out.append(run)
    return out


def windows_of(capture: Capture, progress: Progress | None) -> Found:
    """The runs between timestamps: a sample that a timestamp cuts counts by its share of the time."""
    import numpy as np

    runs = [Run(True, w.start_s, w.end_s, 0.0, 0.0, 0.0, -math.inf, 0, 0) for w in capture.windows]
    rest = Run(False, 0.0, 0.0, 0.0, None, 0.0, 0.0, 0, 0)
    for chunk in capture.chunks(progress):
        if not len(chunk.time_s):
            continue
        rest.span_s += float(chunk.span_s.sum())
        for run in runs:
            first = max(0, int(np.searchsorted(chunk.time_s, run.start_s, side="right")) - 1)
            last = int(np.searchsorted(chunk.time_s, run.end_s, side="left"))
            part = slice(first, last)
            inside = _overlap(chunk.time_s[part], chunk.span_s[part], run)
            if not (inside > 0).any():
                continue
            run.energy_j += float(chunk.power_w[part] @ inside)
            charge = None if chunk.current_a is None else float(chunk.current_a[part] @ inside)
            run.charge_c = None if charge is None or run.charge_c is None else run.charge_c + charge
            run.span_s += float(inside.sum())
            run.peak_w = max(run.peak_w, float(chunk.power_w[part][inside > 0].max()))
            run.samples += int((inside > 0).sum())
    runs = [r for r in runs if r.samples]
    rest.span_s -= math.fsum(r.span_s for r in runs)
    return Found(runs, [rest])


def _overlap(time: Array, span: Array, run: Run) -> Array:
    """Time of each sample inside a window. [s]"""
    import numpy as np

    inside: Array = np.clip(np.minimum(time + span, run.end_s) - np.maximum(time, run.start_s), 0.0, None)
    return inside


def known_noise_w(capture: Capture) -> float:
    """The power below which the readings of the instrument are its own; 0 where it is not known. [W]"""
    known = instrument(capture.instrument)
    volt = capture.voltage_v or (capture.published or {}).get("supply_voltage_v", 0.0)
    return 0.0 if known is None else limit("floor_margin") * known.floor_a * volt


def find_threshold_w(capture: Capture, progress: Progress | None) -> float:
    """The power between the two levels of a capture, from the times that it draws each power. [W]

    What lies below the noise is one level: else noise around zero would be split into zeros and the rest.
    """
    import numpy as np

    per_decade, least_w = limit("bins_per_decade"), limit("least_power")
    bins, negative = (np.zeros(int(per_decade * limit("power_decades"))) for _ in range(2))
    for chunk in capture.chunks(progress):
        level = np.log10(np.maximum(np.abs(chunk.power_w), least_w) / least_w) * per_decade
        place = np.minimum(level, len(bins) - 1).astype(np.int64)
        less = chunk.power_w < 0
        bins += np.bincount(np.where(less, 0, place), chunk.span_s, len(bins))
        negative += np.bincount(place[less], chunk.span_s[less], len(bins))
    noise_w = known_noise_w(capture)
    if negative.any():
        middle = int(np.searchsorted(np.cumsum(negative), negative.sum() / 2))
        noise_w = max(noise_w, limit("noise_margin") * least_w * 10 ** ((middle + 0.5) / per_decade))
    noise = min(int(math.log10(max(noise_w, least_w) / least_w) * per_decade), len(bins) - 1)
    bins[noise], bins[:noise] = bins[: noise + 1].sum(), 0.0
    bins /= bins.sum() or 1.0
    at = np.arange(len(bins)) + 0.5
    weight, moment = np.cumsum(bins), np.cumsum(bins * at)
    below, above = weight[:-1], weight[-1] - weight[:-1]
    with np.errstate(divide="ignore", invalid="ignore"):
        low, high = moment[:-1] / below, (moment[-1] - moment[:-1]) / above
        between = np.where((below > 0) & (above > 0), below * above * (high - low) ** 2, 0.0)
    best = int(np.argmax(between))
    if not between[best] > 0 or high[best] - low[best] < math.log10(limit("min_contrast")) * per_decade:
        raise InputError(
            "no two levels of power stand apart in the capture", file=str(capture.path),
            hint="Give threshold_w, or the digital channel that marks the events.",
        )  # fmt: skip
    return float(least_w * 10 ** ((low[best] + high[best]) / 2 / per_decade))
