"""Joulescope .jls of version 2, every sample, through pyjls."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from firmware_profiles.capture import CHUNK_SAMPLES, Capture, Chunk, Gap, Progress
from firmware_profiles.readers import Head, Options
from firmware_profiles.readers.assemble import MOST_GAPS
from footprint.errors import InputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from firmware_profiles.capture import Array, Bits

CLOCK_WITHIN = 1e-3
"""A sample clock that is further than this share from the computer's clock is worth a look."""

SECOND = 1 << 30
"""Ticks of a .jls time in a second."""

_KIND = 0xFFFF
"""Of a data type the part that says how a sample is stored."""
_BIT = 0x0103
_FLOATS = (0x2004, 0x4004)
"""Data types of pyjls: u1, f32 and f64; others are not values in units."""

_GPI = re.compile(r"gpi\[?(\d+)\]?$")


class _Signal(NamedTuple):
    """A sampled signal: where its first sample lies and how many there are."""

    id: int
    name: str
    rate_hz: float
    first: int
    samples: int

    @property
    def start_s(self) -> float:
        return self.first / self.rate_hz

    @property
    def end_s(self) -> float:
        return (self.first + self.samples) / self.rate_hz


def open_jls(path: Path, head: Head, options: Options) -> Capture:
    # Opening a file that was not closed makes pyjls rewrite it: a person's only copy is not to be touched.
    length = int.from_bytes(head.data[16:24], "little")
    if length != path.stat().st_size:
        raise InputError(
            "the .jls is cut off, or was not closed when it was recorded", file=str(path),
            hint="A copy of it may be repaired with: pyjls copy COPY.jls REPAIRED.jls.",
        )  # fmt: skip
    if options.sample_rate_hz is not None:
        raise InputError(
            "a .jls has its own sampling rate: another one has no use here", file=str(path), hint="Leave it out."
        )
    opened = _pyjls(path)
    with opened() as reader:
        return _describe(path, reader, opened, options)


def _pyjls(path: Path) -> Callable[[], AbstractContextManager[Any]]:
    """Opens the file; what pyjls reports while it is open becomes an `InputError`."""
    try:
        reader_of = import_module("pyjls").Reader
    except ImportError:
        raise InputError(
            "a .jls needs the package pyjls, which is not installed", file=str(path),
            hint='Install it with: pip install "tinyml-footprint[captures]".',
        ) from None  # fmt: skip

    @contextmanager
    def opened() -> Iterator[Any]:
        try:
            with reader_of(str(path)) as reader:
                yield reader
        except (RuntimeError, OSError) as error:
            raise InputError(f"pyjls cannot read the file: {error}", file=str(path)) from None

    return opened


def _describe(path: Path, reader: Any, opened: Callable[[], AbstractContextManager[Any]], options: Options) -> Capture:
    signals, pins = list[_Signal](), list[_Signal]()
    for s in reader.signals.values():
        if s.signal_type == 0 and s.length > 0 and s.sample_rate > 0:
            kind = s.data_type & _KIND
            found = _Signal(s.signal_id, s.name, float(s.sample_rate), int(s.sample_id_offset), int(s.length))
            signals += [found] if kind in _FLOATS else []
            pins += [found] if kind == _BIT and _GPI.match(s.name) else []
    current, voltage, power = (_one(signals, name, path) for name in ("current", "voltage", "power"))
    if current is None and power is None:
        hint = f"It holds {', '.join(s.name for s in signals) or 'no samples'}."
        raise InputError("the .jls records neither current nor power", file=str(path), hint=hint)
    if current is not None and voltage is not None:
        power = None  # the product of both is the power, and as exact
    used = [s for s in (current, voltage, power) if s is not None]
    if len({reader.signals[s.id].source_id for s in used}) > 1:
        raise InputError(
            f"{' and '.join(s.name for s in used)} are of different instruments", file=str(path),
            hint="Record or save one instrument.",
        )  # fmt: skip
    # Of a faster signal none of its samples is to be passed over: the slower one is held.
    base = max(used, key=lambda s: s.rate_hz)
    volt = _voltage(reader, current, voltage, power, path, options)
    start = math.ceil(round(max(s.start_s for s in used) * base.rate_hz, 6))
    samples = math.floor(round(min(s.end_s for s in used) * base.rate_hz, 6)) - start
    if samples < 1:
        raise InputError("current and voltage were not recorded at the same time", file=str(path))
    source = reader.sources[reader.signals[base.id].source_id]
    plan = _Plan(base, start, samples, current, voltage, power, tuple(pins), volt)
    lost, gaps = _missing(reader, plan, options.progress)
    if lost == samples:
        raise InputError("the .jls holds no samples with a value", file=str(path))
    warnings = _clock_warnings(reader, base)
    if lost:
        warnings.append(f"{lost} of {samples} samples are missing ({lost / samples:.2%}).")
    if len(gaps) > MOST_GAPS:
        warnings.append(f"{len(gaps)} gaps, of which the first {MOST_GAPS} are listed.")

    def read(progress: Progress | None) -> Iterator[Chunk]:
        with opened() as again:
            for at in range(0, samples, CHUNK_SAMPLES):
                chunk = plan.chunk(again, at, min(CHUNK_SAMPLES, samples - at))
                if len(chunk.time_s):
                    yield chunk
                if progress:
                    progress(min((at + CHUNK_SAMPLES) / samples, 1.0))

    name = " ".join(
        dict.fromkeys(t for t in ("Joulescope", source.model.strip(), source.name.strip()) if t not in ("", "-"))
    )
    return Capture(
        "joulescope", name, path, base.rate_hz, volt, samples / base.rate_hz, samples - lost, lost,
        tuple(gaps[:MOST_GAPS]), tuple(warnings), read,
    )  # fmt: skip


def _one(signals: list[_Signal], name: str, path: Path) -> _Signal | None:
    found = [s for s in signals if s.name == name]
    if len(found) > 1:
        raise InputError(
            f"{len(found)} signals of {name}: the .jls is of several instruments", file=str(path),
            hint="Record or save one instrument.",
        )  # fmt: skip
    return found[0] if found else None


def _voltage(
    reader: Any, current: _Signal | None, voltage: _Signal | None, power: _Signal | None, path: Path, options: Options
) -> float | None:
    """The supply voltage: the mean of the file's own, or the one that is given where there is none. [V]"""
    if voltage is not None:
        mean = _mean(reader, voltage)
        options.refuse_voltage(path, mean, "the .jls")
        return mean
    if power is not None:
        options.refuse_voltage(path, None, "the .jls")
        return None
    return options.needed_voltage(path, "the .jls")


def _mean(reader: Any, signal: _Signal) -> float:
    """The mean of the samples that have a value; NaN where none has. That of pyjls is NaN where one has none."""
    quick = float(reader.fsr_statistics(signal.id, 0, signal.samples, 1)[0][0])
    if math.isfinite(quick):
        return quick
    total, count = 0.0, 0
    for at in range(0, signal.samples, CHUNK_SAMPLES):
        values = np.asarray(reader.fsr(signal.id, at, min(CHUNK_SAMPLES, signal.samples - at)), dtype=np.float64)
        good = values[np.isfinite(values)]
        total, count = total + float(good.sum()), count + len(good)
    return total / count if count else math.nan


class _Plan(NamedTuple):
    """Which samples of which signals make up the capture; `start` counts in samples of `base`."""

    base: _Signal
    start: int
    samples: int
    current: _Signal | None
    voltage: _Signal | None
    power: _Signal | None
    digital: tuple[_Signal, ...]
    voltage_v: float | None

    def chunk(self, reader: Any, at: int, count: int) -> Chunk:
        """Samples from `at` on, without those that have no value."""
        amps = None if self.current is None else self._values(reader, self.current, at, count)
        if self.power is not None:
            watts = self._values(reader, self.power, at, count)
        elif amps is not None and self.voltage is not None:
            watts = amps * self._values(reader, self.voltage, at, count)
        else:
            assert amps is not None
            assert self.voltage_v is not None
            watts = amps * self.voltage_v
        time = np.arange(at, at + count) / self.base.rate_hz
        span = np.full(count, 1 / self.base.rate_hz)
        bits = self._bits(reader, at, count) if self.digital else None
        good = np.isfinite(watts) if amps is None else np.isfinite(watts) & np.isfinite(amps)
        if not good.all():
            time, span, watts = time[good], span[good], watts[good]
            amps = None if amps is None else amps[good]
            bits = None if bits is None else bits[good]
        return Chunk(time, span, watts, amps, bits)

    def _places(self, signal: _Signal, at: int, count: int) -> NDArray[np.int64]:
        """For each sample of the base the sample of a signal at that time, which may be sampled more slowly."""
        when = np.arange(self.start + at, self.start + at + count)
        if signal.rate_hz != self.base.rate_hz:
            when = np.floor(when * (signal.rate_hz / self.base.rate_hz) + 1e-9).astype(np.int64)
        return when - signal.first

    def _values(self, reader: Any, signal: _Signal, at: int, count: int) -> Array:
        places = np.clip(self._places(signal, at, count), 0, signal.samples - 1)
        first, last = int(places[0]), int(places[-1])
        values = np.asarray(reader.fsr(signal.id, first, last - first + 1), dtype=np.float64)
        return values[places - first]

    def _bits(self, reader: Any, at: int, count: int) -> Bits:
        """Channels packed into one number per sample; low where a channel was not recorded."""
        packed = np.zeros(count, dtype=np.uint16)
        for signal in self.digital:
            found = _GPI.match(signal.name)
            channel = int(found[1]) if found else 16
            places = self._places(signal, at, count)
            inside = (places >= 0) & (places < signal.samples)
            if channel > 15 or not inside.any():
                continue
            first, last = int(places[inside][0]), int(places[inside][-1])
            raw = np.unpackbits(reader.fsr(signal.id, first, last - first + 1), bitorder="little")
            packed[inside] |= raw[places[inside] - first].astype(np.uint16) << np.uint16(channel)
        return packed


def _missing(reader: Any, plan: _Plan, progress: Progress | None) -> tuple[int, list[Gap]]:
    """Samples without a value, and the gaps that they make."""
    rate, lost, gaps = plan.base.rate_hz, 0, list[Gap]()
    step = 1 / rate
    bare = plan._replace(digital=())
    for at in range(0, plan.samples, CHUNK_SAMPLES):
        count = min(CHUNK_SAMPLES, plan.samples - at)
        kept = np.rint(bare.chunk(reader, at, count).time_s * rate).astype(np.int64) - at
        lost += count - len(kept)
        if len(kept) < count:
            edges = np.concatenate(([-1], kept, [count]))
            for before in np.flatnonzero(np.diff(edges) > 1):
                start, stop = int(edges[before]) + 1, int(edges[before + 1])
                _add_gap(gaps, Gap((at + start) / rate, (stop - start) / rate), step)
        if progress:
            progress((at + count) / plan.samples)
    return lost, gaps


def _add_gap(gaps: list[Gap], gap: Gap, step_s: float) -> None:
    """Add a gap, or lengthen the last one that a chunk cut."""
    if gaps and gap.start_s - (gaps[-1].start_s + gaps[-1].length_s) < step_s / 2:
        gaps[-1] = Gap(gaps[-1].start_s, gaps[-1].length_s + gap.length_s)
    else:
        gaps.append(gap)


def _clock_warnings(reader: Any, base: _Signal) -> list[str]:
    """Whether the instrument's clock and that of the computer agree, where the file has both."""
    if reader.time_map_length(base.id) < 2 or base.samples < 2:
        return []
    ends = [reader.sample_id_to_timestamp(base.id, i) for i in (0, base.samples - 1)]
    wall_s, own_s = (ends[1] - ends[0]) / SECOND, (base.samples - 1) / base.rate_hz
    if wall_s <= 0 or abs(wall_s / own_s - 1) <= CLOCK_WITHIN:
        return []
    return [f"The computer's clock counted {wall_s:.6g} s where the samples make {own_s:.6g} s; the samples are used."]
