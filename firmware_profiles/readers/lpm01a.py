"""ST X-NUCLEO-LPM01A (PowerShield): what it sends over its serial port as text, with the settings that were sent to it.

A sample is ``6409-07``, which is 6409e-7 A, or J where the log holds ``output energy`` (source: help of the board's
commands, in mlcommons/tiny, power_manager_lpm.py). Its samples have no times: the rate is the log's ``freq``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np

from firmware_profiles.capture import CHUNK_SAMPLES, Capture
from firmware_profiles.readers import Head, Options, positive
from firmware_profiles.readers.assemble import Raw, assemble
from footprint.errors import InputError, shown

FORMATS = "ST LPM01A (text log)"
TAKES_COLUMNS = True
"""A mapping here says what its samples are."""

INSTRUMENT = "ST LPM01A"
LIMIT_A = 0.2
"""The highest current of any of its modes, static (help text of `acqmode`)."""

SAMPLE = re.compile(rb"\d{4}[+-]\d{2}")
SAMPLES = re.compile(rb"(?:\d{4}[+-]\d{2})+")
SUPPLY_V = (1.8, 3.3)
"""What it supplies (help text of `volt`)."""
FASTEST_HZ = 1e5
"""Its highest rate (help text of `freq`)."""

SETTING = re.compile(rb"\b(freq|volt|output)\s+(\d{1,9}(?:\.\d{1,9})?[kmu]?|current|energy)(?!\S)")
STAMP = re.compile(rb"TimeStamp:?\s*(?:(\d{1,9})\s*s)?\s*(?:(\d{1,9})\s*ms)?")
WORDS = re.compile(
    rb"(PowerShield|TimeStamp|ack|error|event|end|summary|Acquisition|Error detail|info|warning|[a-z]+ [\w.-]+$)"
)
EXPONENT = {"k": 3, "m": -3, "u": -6}
CLOCK_AGREES = 0.01
ENERGY_OPTION = {"energy": "#1 [J]"}
CURRENT_OPTION = {"current": "#1 [A]"}
LONGEST_LINE = 1 << 16


def recognises(head: Head) -> bool:
    """A line that is nothing but samples among the first, and no table."""
    return not head.names and any(SAMPLES.fullmatch(x.strip().encode()) for x in head.lines[:400])


def open_capture(path: Path, options: Options) -> Capture:
    """Read the log. What it does not say of rate, voltage and kind of sample has to be given.

    The kind is given as ``columns={"current": "#1 [A]"}`` or ``{"energy": "#1 [J]"}``.
    """
    found = _settings(path)
    kind = _kind(path, found.get("output"), options)
    rate_hz = _rate(path, found.get("freq"), options)
    voltage_v = None
    own_v = _scaled(found["volt"], "volt", "V", SUPPLY_V, path) if "volt" in found else None
    if kind == "energy":
        options.refuse_voltage(path, own_v, "The log")
    elif own_v is not None:
        options.refuse_voltage(path, own_v, "The log")
        voltage_v = own_v
    else:
        voltage_v = options.needed_voltage(path, "The log")
    stamps: list[tuple[float, int]] = []

    def raws() -> Iterator[Raw]:
        values: list[float] = []
        lines: list[int] = []
        for line, value in _values(path, stamps, options):
            values.append(value)
            lines.append(line)
            if len(values) == CHUNK_SAMPLES:
                yield _raw(values, lines, kind, rate_hz)
                values, lines = [], []
        if values:
            yield _raw(values, lines, kind, rate_hz)

    capture = assemble(
        raws(),
        path=path,
        form="lpm01a",
        instrument=INSTRUMENT,
        voltage_v=voltage_v,
        rate_hz=rate_hz,
        limit_a=LIMIT_A,
    )
    return _clocked(capture, stamps)


def _raw(values: list[float], lines: list[int], kind: str, rate_hz: float) -> Raw:
    array = np.array(values)
    if kind == "energy":
        return Raw(None, None, array * rate_hz, line_of=lines.__getitem__)
    return Raw(None, array, None, line_of=lines.__getitem__)


def _settings(path: Path) -> dict[str, str]:
    """The settings in the log; of each the one that holds when the samples come, and none that the board refused."""
    found: dict[str, str | None] = {}
    earlier: dict[str, str | None] = {}
    sampled = False
    for line, text in _lines(path):
        sampled = sampled or SAMPLES.fullmatch(text) is not None
        for name, value in SETTING.findall(text):
            key, new = name.decode(), value.decode()
            if text.startswith(b"error"):
                found[key] = earlier.get(key) if found.get(key) == new else found.get(key)
                continue
            if sampled and found.get(key) not in (None, new):
                raise InputError(
                    f"the setting {key} changes from {found[key]} to {new} among the samples",
                    file=str(path),
                    line=line,
                    hint="Cut the log into one file per setting.",
                )
            if found.get(key) != new:
                earlier[key] = found.get(key)
            found[key] = new
    return {key: value for key, value in found.items() if value is not None}


def _kind(path: Path, own: str | None, options: Options) -> str:
    given = None
    if options.columns is not None:
        kinds = {"current": CURRENT_OPTION, "energy": ENERGY_OPTION}
        given = next((k for k, mapping in kinds.items() if dict(options.columns) == mapping), None)
        if given is None:
            raise InputError(
                "a log of the LPM01A has one column of samples",
                file=str(path),
                valid=tuple(str(m) for m in kinds.values()),
            )
    if own is not None and given not in (None, own):
        raise InputError(f"the log says output {own}, not {given}", file=str(path))
    kind = own or given
    if kind not in ("current", "energy"):
        raise InputError(
            "the log does not say whether its samples are currents or energies",
            file=str(path),
            hint=f"Say so with columns={CURRENT_OPTION} or columns={ENERGY_OPTION}.",
            asks=("columns",),
        )
    return kind


def _rate(path: Path, own: str | None, options: Options) -> float:
    given = None if options.sample_rate_hz is None else positive(options.sample_rate_hz, "sample_rate_hz", path)
    own_hz = None if own is None else _scaled(own, "freq", "Hz", (1.0, FASTEST_HZ), path)
    if own_hz is not None and given not in (None, own_hz):
        raise InputError(f"the log says freq {own}, not {given:g} samples per second", file=str(path))
    rate = own_hz or given
    if rate is None:
        raise InputError(
            "the log does not say its sampling rate (freq)",
            file=str(path),
            hint="Give it as sample_rate_hz=1000.",
            asks=("sample_rate_hz",),
        )
    return rate


def _scaled(text: str, name: str, unit: str, within: tuple[float, float], path: Path) -> float:
    digits = text.rstrip("kmu")
    value = float(f"{digits}e{EXPONENT.get(text[len(digits) :], 0)}") if digits[:1].isdigit() else math.nan
    if not within[0] <= value <= within[1]:
        span = f"{within[0]:g} to {within[1]:g} {unit}"
        raise InputError(f"the setting {name} has the value {shown(text)}: the board takes {span}", file=str(path))
    return value


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    with path.open("rb") as stream:
        line = 0
        while text := stream.readline(LONGEST_LINE):
            line += 1
            if len(text) == LONGEST_LINE:
                raise InputError("a line is too long for a log of the LPM01A", file=str(path), line=line)
            yield line, text.strip().removeprefix(b"PowerShield > ").strip()


def _values(path: Path, stamps: list[tuple[float, int]], options: Options) -> Iterator[tuple[int, float]]:
    """Line and value of each sample; a sample that lost digits on the way is NaN."""
    count = read = 0
    size = max(path.stat().st_size, 1)
    for line, text in _lines(path):
        read += len(text) + 2
        if options.progress and line % 65536 == 0:
            options.progress(min(read / size, 1.0))
        if not text:
            continue
        if SAMPLES.fullmatch(text):
            for sample in SAMPLE.findall(text):
                count += 1
                yield line, float(sample[:4] + b"e" + sample[4:])
        elif stamp := STAMP.match(text):
            stamps.append((float(stamp[1] or 0) + float(stamp[2] or 0) / 1e3, count))
        elif SAMPLE.search(text) or re.fullmatch(rb"[\d+-]{1,7}", text):
            count += 1
            yield line, float("nan")
        elif not WORDS.match(text) and not SETTING.search(text):
            raise InputError(
                f"{shown(text.decode('utf-8', 'replace'))} is neither a sample nor a message of the board",
                file=str(path),
                line=line,
            )


def _clocked(capture: Capture, stamps: list[tuple[float, int]]) -> Capture:
    """Compare the board's own time stamps with the number of samples between the first and the last of them."""
    if len(stamps) < 2:
        return capture
    if any(later < earlier for (earlier, _), (later, _) in pairwise(stamps)):
        text = (
            "Its time stamps go back: it holds several acquisitions, put one after the other without the time between."
        )
        return replace(capture, warnings=(*capture.warnings, text))
    (first_s, first), (last_s, last) = stamps[0], stamps[-1]
    real_s, counted_s = last_s - first_s, (last - first) / capture.sample_rate_hz
    if real_s <= 0 or abs(counted_s - real_s) <= CLOCK_AGREES * real_s:
        return capture
    text = f"Its time stamps span {real_s:g} s, the samples between them {counted_s:g} s: samples may be lost."
    return replace(capture, warnings=(*capture.warnings, text))
