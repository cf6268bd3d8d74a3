"""`read_capture`: which reader a file or folder belongs to, told from its content, and what a person says about it."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np

from firmware_profiles.capture import Capture, Chunk, Gap, Progress, Window
from firmware_profiles.readers import Head, Options, columns, is_number, positive
from footprint.errors import InputError, shown

READERS = ("joulescope", "ppk2", "otii", "energytrace", "energyrunner", "lpm01a")
"""Modules of `firmware_profiles.readers`, in the order in which they are asked: the most certain first."""

MOST_VOLTS = 100.0
MOST_PPM = 100_000.0


def readers() -> tuple[ModuleType, ...]:
    """The readers, loaded."""
    return tuple(importlib.import_module(f"firmware_profiles.readers.{name}") for name in READERS)


def read_capture(
    path: str | Path,
    *,
    voltage_v: float | None = None,
    columns: Mapping[str, str] | None = None,
    sample_rate_hz: float | None = None,
    skip_start_s: float = 0.0,
    clock_ppm: float = 0.0,
    progress: Progress | None = None,
) -> Capture:
    """Read a power capture; the format is recognised from the content, not from the name.

    Parameters
    ----------
    path : str or Path
        A file, or the folder of a benchmark run.
    voltage_v : float, optional
        Supply voltage, over 0 and up to 100. Needed where the file records current only; refused where it has its own
        or records energy, unless the two are equal within 1 %. [V]
    columns : mapping of str to str, optional
        For a table of unknown headings: quantity (time, current, voltage, power, energy) to ``heading [unit]``, e.g.
        ``{"time": "t [ms]", "current": "I [uA]"}``. The mapping decides, whatever the file looks like.
    sample_rate_hz : float, optional
        Needed where the file has no times and does not say its rate; refused where it does. [Hz]
    skip_start_s : float
        Leaves out the start, such as the inrush at power-on, counted from the first sample, lost or not. [s]
    clock_ppm : float
        How fast the instrument's clock runs, -100 000 to 100 000: at +200 ppm its second is 200 us too short, and its
        times are divided by 1.0002. Powers stay, so energies change as times do. [ppm]
    progress : callable, optional
        Is told the share that has been read, 0 to 1.

    Raises
    ------
    InputError
        The file cannot be read, is damaged or no known format; an option is missing, useless or out of range.
    """
    if not str(path):  # which Path takes for the current folder
        raise InputError("no file is named")
    path = Path(path)
    if voltage_v is not None and positive(voltage_v, "the voltage", path) > MOST_VOLTS:
        raise InputError(f"a voltage of {voltage_v:g} V is over {MOST_VOLTS:g} V", hint="It is in volts, e.g. 3.3.")
    if sample_rate_hz is not None:
        positive(sample_rate_hz, "the sampling rate", path)
    if not (is_number(skip_start_s) and skip_start_s >= 0):
        raise InputError(f"skip_start_s must be 0 s or more, not {shown(skip_start_s)}")
    if not (is_number(clock_ppm) and abs(clock_ppm) <= MOST_PPM):
        raise InputError(f"clock_ppm must be within {MOST_PPM:g} ppm of 0, not {shown(clock_ppm)}")
    head = Head.of(path)
    options = Options(voltage_v, columns, sample_rate_hz, progress)
    capture = _reader(head, options).open_capture(path, options)
    if clock_ppm:
        capture = _clocked(capture, 1 / (1 + clock_ppm * 1e-6))
    return _skipped(capture, skip_start_s) if skip_start_s else capture


def _reader(head: Head, options: Options) -> ModuleType:
    found = next((r for r in readers() if r.recognises(head)), None)
    if options.columns is not None and (found is None or not getattr(found, "TAKES_COLUMNS", False)):
        return columns
    if found is None:
        raise InputError(
            f"no known capture: it looks like {_looks_like(head)}",
            file=str(head.path),
            valid=tuple(r.FORMATS for r in (*readers(), columns)),
            hint=columns.HINT if head.text.strip() else "",
            asks=("columns",) if head.text.strip() else (),
        )
    return found


def _looks_like(head: Head) -> str:
    if head.names:
        kind = "a zip archive of" if head.data else "a folder of"
        return f"{kind} {', '.join(head.names[:4])}{' ...' if len(head.names) > 4 else ''}"
    if not head.data:
        return "an empty folder" if head.path.is_dir() else "an empty file"
    if not head.text.strip():
        return f"a binary file that starts with {head.data[:8].hex(' ')}"
    return f"text that starts with {shown(head.first_line)}"


def _clocked(capture: Capture, scale: float) -> Capture:
    """All times multiplied."""

    def read(progress: Progress | None) -> Iterator[Chunk]:
        for chunk in capture.chunks(progress):
            yield chunk._replace(time_s=chunk.time_s * scale, span_s=chunk.span_s * scale)

    return replace(
        capture,
        sample_rate_hz=capture.sample_rate_hz / scale,
        duration_s=capture.duration_s * scale,
        gaps=tuple(Gap(g.start_s * scale, g.length_s * scale) for g in capture.gaps),
        windows=tuple(Window(w.start_s * scale, w.end_s * scale) for w in capture.windows),
        read=read,
    )


def _skipped(capture: Capture, skip_s: float) -> Capture:
    """Without its first seconds; what is left keeps its times."""
    first = next(capture.chunks(), None)
    starts = [g.start_s for g in capture.gaps[:1]] + ([float(first.time_s[0])] if first is not None else [])
    cut_s = min(starts, default=0.0) + skip_s

    def read(progress: Progress | None) -> Iterator[Chunk]:
        for chunk in capture.chunks(progress):
            start = int(np.searchsorted(chunk.time_s, cut_s))
            if start < len(chunk.time_s):
                yield Chunk._make(None if a is None else a[start:] for a in chunk)

    samples, held_s = 0, 0.0
    start_s = end_s = None
    for chunk in read(None):
        samples += len(chunk.time_s)
        held_s += float(chunk.span_s.sum())
        start_s = float(chunk.time_s[0]) if start_s is None else start_s
        end_s = float(chunk.time_s[-1] + chunk.span_s[-1])
    if start_s is None or end_s is None:
        raise InputError(
            f"nothing is left after {skip_s:g} s of a capture of {capture.duration_s:g} s", file=str(capture.path)
        )
    said = capture.warnings
    if said:
        said = (*said, f"The first {skip_s:g} s are left out; the warnings are of the whole file.")
    gaps = tuple(g for g in capture.gaps if g.start_s >= start_s)
    end_s = max(end_s, *(g.start_s + g.length_s for g in gaps)) if gaps else end_s
    lost = round((end_s - start_s - held_s) * capture.sample_rate_hz) if capture.lost_samples else 0
    return replace(
        capture,
        duration_s=end_s - start_s,
        samples=samples,
        lost_samples=min(max(lost, 0), capture.lost_samples),
        gaps=gaps,
        warnings=said,
        windows=tuple(w for w in capture.windows if w.start_s >= start_s),
        read=read,
    )
