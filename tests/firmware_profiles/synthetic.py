"""Captures made from arrays, with energies that are known beforehand. Synthetic: no instrument recorded them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from firmware_profiles.capture import Capture, Chunk, Gap, Progress, Window
from tests.footprint.examples import ROOT
from tests.needs import need

TRACES = ROOT.parent / "shared" / "reference" / "traces"


def trace(name: str) -> Path:
    """A supplied trace; skips without it."""
    path = TRACES / name
    need(f"../shared/reference/traces/{name}", path.is_dir(), "reproduces its published energy", installable=False)
    return path


def capture_of(
    power_w: np.ndarray,
    *,
    rate_hz: float = 1000.0,
    voltage_v: float | None = 2.0,
    bits: np.ndarray | None = None,
    chunk: int = 100_000,
    gaps: tuple[Gap, ...] = (),
    windows: tuple[Window, ...] = (),
    inferences: int | None = None,
    instrument: str = "Joulescope JS220",
) -> Capture:
    """A gapless capture of these powers, in chunks of so many samples."""
    power = np.asarray(power_w, dtype=np.float64)
    time = np.arange(len(power)) / rate_hz

    def read(progress: Progress | None) -> Iterator[Chunk]:
        for at in range(0, len(power), chunk):
            part = slice(at, at + chunk)
            yield Chunk(
                time[part],
                np.full(len(time[part]), 1 / rate_hz),
                power[part],
                None if voltage_v is None else power[part] / voltage_v,
                None if bits is None else bits[part],
            )
            if progress:
                progress(min(1.0, (at + chunk) / len(power)))

    return Capture(
        "synthetic", instrument, Path("made.csv"), rate_hz, voltage_v, len(power) / rate_hz, len(power), 0, gaps, (),
        read, windows, inferences,
    )  # fmt: skip


def pulses(
    *,
    sleep_w: float = 10e-6,
    active_w: float = 20e-3,
    count: int = 5,
    every: int = 1000,
    length: int = 100,
    start: int = 450,
) -> np.ndarray:
    """Pulses of `length` samples every `every` samples, the first at `start`, on a sleep level."""
    power = np.full(count * every, sleep_w)
    for n in range(count):
        power[n * every + start : n * every + start + length] = active_w
    return power
