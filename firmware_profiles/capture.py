"""A power capture: what an instrument recorded, whatever wrote the file, as chunks of time and power."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Bits = NDArray[np.uint16]

CHUNK_SAMPLES = 1 << 18
"""Samples of a chunk: some megabytes, whatever the length of the capture."""

Progress = Callable[[float], None]
"""Is told the share of a file that has been read, 0 to 1."""


class Chunk(NamedTuple):
    """Consecutive samples of a capture.

    Attributes
    ----------
    time_s : array (samples,)
        Start of each sample on the capture's own time base. [s]
    span_s : array (samples,)
        Time that each sample stands for; 0 before a gap that is not to be filled. [s]
    power_w : array (samples,)
        Mean power over the sample. [W]
    current_a : array (samples,), optional
        Mean current; None for formats that record energy only. [A]
    bits : array (samples,), optional
        Digital channels, channel 0 in the lowest bit.
    """

    time_s: Array
    span_s: Array
    power_w: Array
    current_a: Array | None = None
    bits: Bits | None = None


class Gap(NamedTuple):
    """A stretch of time that the file has no samples of. [s]"""

    start_s: float
    length_s: float


class Window(NamedTuple):
    """A stretch between two timestamps of the file, such as a run of inferences. [s]"""

    start_s: float
    end_s: float


@dataclass(frozen=True)
class Capture:
    """A capture as its file describes it; its samples are read when `chunks` is called, as often as it is called.

    Attributes
    ----------
    format : str
        ppk2, ppk2-csv, joulescope, joulescope-csv, otii, lpm01a, energyrunner, energyrunner-json, energytrace or
        columns.
    instrument : str
        What recorded it, as far as the file says.
    path : Path
        The file or folder.
    sample_rate_hz : float
        Nominal samples per second.
    voltage_v : float, optional
        Supply voltage that powers rest on; None where the file records power or energy.
    duration_s : float
        From the start of the first to the end of the last sample. [s]
    samples, lost_samples : int
        Recorded, and known to be missing.
    gaps : tuple of Gap
        Where samples are missing.
    warnings : tuple of str
        What a reader should look at: impossible samples, down-sampling, an assumed clock.
    windows : tuple of Window
        Timestamped stretches, in the order of the file.
    inferences_per_window : int, optional
        Where the file tells.
    published : dict of str to float
        What the file itself states, e.g. ``median_uj_per_inference``.
    read : callable
        Makes a new iterator of chunks, told how far it got.
    """

    format: str
    instrument: str
    path: Path
    sample_rate_hz: float
    voltage_v: float | None
    duration_s: float
    samples: int
    lost_samples: int
    gaps: tuple[Gap, ...]
    warnings: tuple[str, ...]
    read: Callable[[Progress | None], Iterator[Chunk]]
    windows: tuple[Window, ...] = ()
    inferences_per_window: int | None = None
    published: dict[str, float] | None = None

    def chunks(self, progress: Progress | None = None) -> Iterator[Chunk]:
        """The samples in their order, in chunks of at most `CHUNK_SAMPLES`."""
        return self.read(progress)

    @property
    def lost_share(self) -> float:
        """Share of the samples that are missing, 0 to 1."""
        whole = self.samples + self.lost_samples
        return self.lost_samples / whole if whole else 0.0
