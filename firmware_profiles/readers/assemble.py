"""From the rows of a file to a capture: checks the times, finds gaps and impossible samples, and keeps the samples in
an unnamed temporary file, so that a text is parsed once however often the capture is read."""

from __future__ import annotations

import tempfile
import threading
import weakref
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple

import numpy as np

from firmware_profiles.capture import CHUNK_SAMPLES, Capture, Chunk, Gap, Progress
from footprint.errors import InputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from firmware_profiles.capture import Array, Bits

REGULAR_WITHIN = 0.1
REGULAR_SHARE = 0.9
"""Steps are regular where this share of them is a whole number of medians, within `REGULAR_WITHIN` of one."""

GAP_STEPS = 1.5
"""Steps of a regular file that are longer than this many are gaps: at least half a sample is missing."""

GAP_STEPS_IRREGULAR = 10.0
"""The same where the steps vary by themselves, such as a meter that a script polls."""

MOST_S, MOST_VALUE = 1e18, 1e9
"""Beyond these seconds, and these A or W, a number was damaged on its way, whatever recorded it."""

MOST_GAPS = 10_000
"""Gaps that are listed one by one; the share of lost samples counts them all."""


class Raw(NamedTuple):
    """Consecutive samples as they stand in the file, good or not.

    Attributes
    ----------
    time_s : array, optional
        Start of each; None where the file has no times.
    current_a, power_w : array, optional
        One of them at least; NaN where the file has no value.
    bits : array, optional
        Digital channels.
    line_of : callable, optional
        The line that a sample stands in.
    end_s : float, optional
        End of the last sample, where the file tells.
    """

    time_s: Array | None
    current_a: Array | None
    power_w: Array | None
    bits: Bits | None = None
    line_of: Callable[[int], int] | None = None
    end_s: float | None = None


class _Kept(NamedTuple):
    offset: int
    samples: int


class _Scratch:
    """Samples in a file without a name, which goes when the last capture on it does."""

    def __init__(self) -> None:
        self.file: IO[bytes] = tempfile.TemporaryFile(prefix="capture-")  # noqa: SIM115
        self.lock = threading.Lock()
        self.blocks: list[_Kept] = []
        self.end = 0
        self.fields: list[tuple[str, str]] = []
        weakref.finalize(self, self.file.close)

    def keep(self, arrays: dict[str, NDArray[np.generic]]) -> None:
        self.fields = [(name, a.dtype.str) for name, a in arrays.items()]
        samples = len(next(iter(arrays.values())))
        for start in range(0, samples, CHUNK_SAMPLES):
            offset = self.end
            for a in arrays.values():
                self.end += self.file.write(np.ascontiguousarray(a[start : start + CHUNK_SAMPLES]).data)
            self.blocks.append(_Kept(offset, min(samples - start, CHUNK_SAMPLES)))

    def read(self, block: _Kept) -> dict[str, NDArray[np.generic]]:
        widths = [np.dtype(kind).itemsize for _, kind in self.fields]
        with self.lock:
            self.file.seek(block.offset)
            data = self.file.read(sum(widths) * block.samples)
        found, at = {}, 0
        for (name, kind), width in zip(self.fields, widths, strict=True):
            found[name] = np.frombuffer(data, kind, block.samples, at)
            at += width * block.samples
        return found


class _Gaps:
    """Stretches without samples, joined where they touch."""

    def __init__(self) -> None:
        self.starts: list[Array] = []
        self.lengths: list[Array] = []

    def add(self, starts: Array, lengths: Array) -> None:
        self.starts.append(starts)
        self.lengths.append(lengths)

    def joined(self, step_s: float) -> tuple[Array, Array]:
        if not self.starts:
            return np.zeros(0), np.zeros(0)
        starts, lengths = np.concatenate(self.starts), np.concatenate(self.lengths)
        order = np.argsort(starts, kind="stable")
        starts, ends = starts[order], starts[order] + lengths[order]
        if not len(starts):
            return starts, ends
        new = np.concatenate(([True], starts[1:] > ends[:-1] + step_s / 1000))
        first = np.flatnonzero(new)
        last = np.concatenate((first[1:] - 1, [len(starts) - 1]))
        return starts[first], ends[last] - starts[first]


class _Steps(NamedTuple):
    """How far samples are apart, from the start of the file. [s]"""

    nominal_s: float
    longest_s: float
    regular: bool


def _steps(raw: Raw, path: Path) -> _Steps:
    assert raw.time_s is not None
    time_s = raw.time_s if raw.end_s is None else np.append(raw.time_s, raw.end_s)
    if len(time_s) < 2:
        raise InputError("one sample only: no sampling rate can be told", file=str(path))
    steps = np.diff(time_s)
    nominal = float(f"{np.median(steps):.6g}")  # the times' last digits would make it depend on the block
    apart = steps / nominal
    regular = float(np.mean(np.abs(apart - np.maximum(np.rint(apart), 1)) <= REGULAR_WITHIN)) >= REGULAR_SHARE
    return _Steps(nominal, nominal * (GAP_STEPS if regular else GAP_STEPS_IRREGULAR), regular)


def check_times(time_s: Array, before_s: float, raw: Raw, path: Path) -> None:
    """Refuse times that do not rise from `before_s` on, with the line of the first that does not."""
    rising = np.append(time_s[1:] > time_s[:-1], time_s[-1] < MOST_S)
    if time_s[0] > before_s and rising.all():
        return
    row = min(int(np.argmin(rising)) + 1, len(time_s) - 1) if time_s[0] > before_s else 0
    line = raw.line_of(row) if raw.line_of else None
    earlier = before_s if row == 0 else float(time_s[row - 1])
    if not abs(time_s[row]) < MOST_S:
        raise InputError("a sample has no time", file=str(path), line=line)
    raise InputError(
        f"time does not go on: {float(time_s[row]):.10g} s after {earlier:.10g} s",
        file=str(path),
        line=line,
        hint="Export the samples once and in their order, each with its own time.",
    )


def assemble(
    blocks: Iterable[Raw],
    *,
    path: Path,
    form: str,
    instrument: str,
    voltage_v: float | None,
    rate_hz: float | None = None,
    limit_a: float | None = None,
    warnings: Iterable[str] = (),
    published: dict[str, float] | None = None,
    seamless: bool = False,
    has_bits: Callable[[], bool] = lambda: True,
) -> Capture:
    """Read the rows once and make a capture of them.

    A sample stands for the time until the next one, and the last one for the usual step. Where the next one is further
    away than that, the rest is a gap. Samples that have no value, or one that the instrument cannot read, are left out:
    their time is a gap too. No gap is ever filled.

    Parameters
    ----------
    blocks : iterable of Raw
        Where they have no times, `rate_hz` gives them: the first sample starts at 0.
    voltage_v : float, optional
        Multiplies currents where the rows have no power. [V]
    rate_hz : float, optional
        Samples per second, where it is known; else it is told from the times.
    limit_a : float, optional
        The instrument reads no current beyond it. [A]
    seamless : bool
        Each sample is a mean up to the next one, however far: there are no gaps between samples.
    has_bits : callable
        Asked when all rows are read: False where the file turned out to have no digital channels.

    Raises
    ------
    InputError
        No samples, times that do not go on, or no room for the temporary file.
    """
    try:
        return _assemble(
            blocks, path, form, instrument, voltage_v, rate_hz, limit_a, list(warnings), published, seamless, has_bits
        )
    except OSError as error:
        raise InputError(
            f"cannot read or keep the samples: {error.strerror or error}",
            file=str(path),
            hint="A long capture needs room in the temporary folder (TMPDIR).",
        ) from None


def _assemble(
    blocks: Iterable[Raw],
    path: Path,
    form: str,
    instrument: str,
    voltage_v: float | None,
    rate_hz: float | None,
    limit_a: float | None,
    warnings: list[str],
    published: dict[str, float] | None,
    seamless: bool,
    has_bits: Callable[[], bool],
) -> Capture:
    scratch, gaps = _Scratch(), _Gaps()
    steps = _Steps(1 / rate_hz, GAP_STEPS / rate_hz, True) if rate_hz else None
    rows = kept = empty = impossible = 0
    largest_a, missing, usual_s, usual = 0.0, 0, 0.0, 0
    start_s = end_s = None
    before: Raw | None = None

    def settle(raw: Raw, next_s: float | None) -> None:
        """Keep the samples of a block, now that the time of the sample after it is known."""
        nonlocal kept, empty, impossible, largest_a, missing, usual_s, usual, end_s
        assert raw.time_s is not None
        assert steps is not None
        time_s = raw.time_s
        span_s = np.empty(len(time_s))
        np.subtract(time_s[1:], time_s[:-1], out=span_s[:-1])
        span_s[-1] = steps.nominal_s if next_s is None else next_s - time_s[-1]
        far = np.flatnonzero(span_s > steps.longest_s)
        if len(far):
            lengths = span_s[far] - steps.nominal_s
            gaps.add(time_s[far] + steps.nominal_s, lengths)
            missing += int(np.rint(lengths / steps.nominal_s).sum())
            span_s[far] = steps.nominal_s
        usual += len(span_s)
        usual_s += float(span_s.sum())
        end_s = float(time_s[-1] + span_s[-1])
        value = raw.current_a if raw.current_a is not None else raw.power_w
        assert value is not None
        numbers = [a for a in (raw.current_a, raw.power_w) if a is not None]
        most = MOST_VALUE if limit_a is None or raw.current_a is None else limit_a
        arrays = {"time_s": time_s, "span_s": span_s, "current_a": raw.current_a, "power_w": raw.power_w}
        arrays["bits"] = raw.bits  # type: ignore[assignment]
        present = {name: a for name, a in arrays.items() if a is not None}
        last = numbers[-1]
        if not (
            -most <= value.min() and value.max() <= most and last.min() >= -MOST_VALUE and last.max() <= MOST_VALUE
        ):
            blank = np.isnan(numbers[0]) if len(numbers) == 1 else np.isnan(numbers[0]) | np.isnan(numbers[1])
            beyond = ((np.abs(value) > most) | (np.abs(last) > MOST_VALUE)) & ~blank
            good = ~(blank | beyond)
            empty += int(blank.sum())
            if beyond.any():
                impossible += int(beyond.sum())
                largest_a = max(largest_a, float(np.abs(value[beyond]).max()))
            gaps.add(time_s[~good], span_s[~good])
            present = {name: a[good] for name, a in present.items()}
        kept += len(present["time_s"])
        if len(present["time_s"]):
            scratch.keep(present)  # type: ignore[arg-type]

    for raw in blocks:
        value = raw.current_a if raw.current_a is not None else raw.power_w
        assert value is not None
        if not len(value):
            continue
        if raw.time_s is None:
            assert rate_hz is not None
            raw = raw._replace(time_s=np.arange(rows, rows + len(value)) / rate_hz)
        assert raw.time_s is not None
        check_times(raw.time_s, -np.inf if before is None else float(before.time_s[-1]), raw, path)  # type: ignore[index]
        if steps is None:
            steps = _steps(raw, path)
        if seamless:
            steps = steps._replace(longest_s=np.inf)
        if start_s is None:
            start_s = float(raw.time_s[0])
        if before is not None:
            settle(before, float(raw.time_s[0]))
        rows += len(value)
        before = raw
    if before is None or start_s is None or steps is None:
        raise InputError("the capture has no samples", file=str(path))
    settle(before, before.end_s)
    if not kept or end_s is None:
        raise InputError("none of the samples has a value that the instrument can read", file=str(path))

    starts, lengths = gaps.joined(steps.nominal_s)
    lost = empty + impossible + missing
    warnings = [*_warnings(lost, kept, empty, impossible, largest_a, limit_a, instrument, lengths, steps), *warnings]
    with_bits = has_bits()

    def read(progress: Progress | None) -> Iterator[Chunk]:
        for n, block in enumerate(scratch.blocks, 1):
            found: dict[str, Array] = scratch.read(block)  # type: ignore[assignment]
            current = found.get("current_a")
            power = found.get("power_w")
            if power is None:
                assert current is not None
                assert voltage_v is not None
                power = current * voltage_v
            bits = found.get("bits") if with_bits else None
            yield Chunk(found["time_s"], found["span_s"], power, current, bits)  # type: ignore[arg-type]
            if progress:
                progress(n / len(scratch.blocks))

    return Capture(
        format=form,
        instrument=instrument,
        path=path,
        sample_rate_hz=rate_hz or float(f"{usual / usual_s:.6g}"),
        voltage_v=voltage_v,
        duration_s=end_s - start_s,
        samples=kept,
        lost_samples=lost,
        gaps=tuple(Gap(float(s), float(x)) for s, x in zip(starts[:MOST_GAPS], lengths[:MOST_GAPS], strict=True)),
        warnings=tuple(warnings),
        read=read,
        published=published,
    )


def _warnings(
    lost: int,
    kept: int,
    empty: int,
    impossible: int,
    largest_a: float,
    limit_a: float | None,
    instrument: str,
    gaps_s: Array,
    steps: _Steps,
) -> Iterator[str]:
    if impossible:
        beyond = f" (up to {largest_a:.6g} A, it reads no more than {limit_a:g} A)" if limit_a is not None else ""
        yield f"{impossible} samples hold what {instrument} cannot have read{beyond}: left out as gaps."
    if empty:
        yield f"{empty} samples have no value: left out as gaps."
    if lost:
        yield f"{lost} of {lost + kept} samples are missing ({lost / (lost + kept):.2%}), {gaps_s.sum():.6g} s in all."
    if len(gaps_s) > MOST_GAPS:
        yield f"{len(gaps_s)} gaps, of which the first {MOST_GAPS} are listed."
    if not steps.regular:
        yield "The steps between samples vary: each sample is held until the next one."
