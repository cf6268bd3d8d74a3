"""EEMBC EnergyRunner, as in MLPerf Tiny: the old runner's folder, and the new runner's results.json.

Old (rounds v0.5 to v1.3): ``trace1-energy.bin`` holds byte 0xF1, the sampling rate and the energies in uJ as float32;
``trace1-timestamps.json`` a handshake, then start and end of each run of inferences in seconds. ``results.txt`` and
``log.txt`` beside them hold what the runner published. New (from v1.3): a list of trials with energies in J per ms.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from firmware_profiles.capture import CHUNK_SAMPLES, Capture, Chunk, Progress, Window
from firmware_profiles.readers import Head, Options, is_number, positive
from footprint.errors import InputError, shown

if TYPE_CHECKING:
    from firmware_profiles.capture import Array

FORMATS = "EEMBC EnergyRunner (folder with trace1-energy.bin, or results.json)"

MARK = 0xF1
START_BYTES = 5
MOST_TEXT_BYTES = 1 << 24
MOST_JSON_BYTES = 1 << 28
MOST_WHOLE = 1 << 53
NEW_RATE_HZ = 1000.0
"""The new runner writes one energy per ms."""
RATES_HZ = (1.0, 1e6)

_TRACE = re.compile(r"trace\d*-energy\.bin")
_NUMBER = r"(\d{1,15}(?:\.\d{1,15})?)(?!\.?\d)"
_MEDIAN_ENERGY = re.compile(rf"Median energy cost is\s+{_NUMBER}\s*uJ/inf")
_MEDIAN_RATE = re.compile(rf"Median throughput is\s+{_NUMBER}\s*inf")
_INFERENCES = re.compile(r"Inferences\s*:\s*(\d{1,15})\b")
_TOP_1 = re.compile(rf"Top-1:?\s*{_NUMBER}\s*%")
_AUC = re.compile(rf"AUC:?\s*{_NUMBER}")
_VOLTAGE = re.compile(r"m-voltage-mv\[(\d{1,9})\]")
_MONITOR = re.compile(r"-type\[emon\]-name\[(\w+)\]")
_MONITORS = {"lpm01a": "ST X-NUCLEO-LPM01A", "js110": "Joulescope JS110", "js220": "Joulescope JS220"}


def recognises(head: Head) -> bool:
    """A folder with a trace or with a new results.json, or one of these files itself."""
    if head.path.is_dir():
        return bool(_members(head))
    return _is_trace(head.data) or _is_new(head.data)


def open_capture(path: Path, options: Options) -> Capture:
    """Open a folder, a trace or a results.json.

    Raises
    ------
    InputError
        Several runs in one folder, a damaged file, or timestamps that do not go on.
    """
    if options.sample_rate_hz is not None:
        raise InputError(
            "EnergyRunner states its sampling rate: another one has no use here", file=str(path), hint="Leave it out."
        )
    head = Head.of(path)
    if not path.is_dir():
        return _open_trace(path, path, options) if _is_trace(head.data) else _open_new(path, path, options)
    members = _members(head)
    if len(members) > 1:
        raise InputError(f"{len(members)} EnergyRunner captures in one folder", file=str(path), valid=members[:8])
    member = path / members[0]
    return _open_trace(path, member, options) if _TRACE.search(member.name) else _open_new(path, member, options)


def _members(head: Head) -> tuple[str, ...]:
    """The captures in a folder: traces if there are any, else new results."""
    names = [n for n in head.names if not PurePosixPath(n).name.startswith("._") and "__MACOSX" not in n]
    traces = tuple(n for n in names if _TRACE.fullmatch(PurePosixPath(n).name))
    if traces:
        return traces
    return tuple(
        n for n in names if PurePosixPath(n).name == "results.json" and _is_new(Head.of(head.path / n).data)
    )  # fmt: skip


def _is_trace(data: bytes) -> bool:
    if len(data) < START_BYTES or data[0] != MARK:
        return False
    rate = float(np.frombuffer(data, "<f4", 1, 1)[0])
    return RATES_HZ[0] <= rate <= RATES_HZ[1]


def _is_new(data: bytes) -> bool:
    return data.lstrip()[:1] == b"[" and b'"infer"' in data and b'"power"' in data and b'"samples"' in data


def _open_trace(path: Path, trace: Path, options: Options) -> Capture:
    with _open(trace) as stream:
        start = stream.read(START_BYTES)
    if not _is_trace(start):
        raise InputError("the trace does not start with 0xF1 and a sampling rate", file=str(trace))
    rate = float(np.frombuffer(start, "<f4", 1, 1)[0])
    size = trace.stat().st_size - START_BYTES
    samples = size // 4
    if size % 4 or not samples:
        raise InputError("the trace ends inside a sample, or holds none", file=str(trace), hint="It may be cut off.")
    duration = samples / rate
    warnings: list[str] = []
    windows = _windows(trace, duration, warnings)
    said = _beside(trace, "results.txt", warnings)
    log = _beside(trace, "log.txt", warnings)
    published, inferences = _published(said, log, trace, warnings)
    options.refuse_voltage(path, published.get("supply_voltage_v"), "EnergyRunner")
    monitor = _MONITOR.search(log)
    name = monitor[1].casefold() if monitor else ""
    instrument = _MONITORS.get(name, name or "energy monitor of EnergyRunner")

    def read(progress: Progress | None) -> Iterator[Chunk]:
        with _open(trace) as stream:
            stream.seek(START_BYTES)
            at = 0
            while at < samples:
                data = stream.read(4 * min(CHUNK_SAMPLES, samples - at))
                energy = np.frombuffer(data, "<f4").astype(np.float64) * 1e-6
                if not len(energy) or not np.isfinite(energy).all():
                    raise InputError("the trace holds what is no energy", file=str(trace), hint="It is damaged.")
                yield _chunk(energy, at, rate)
                at += len(energy)
                if progress:
                    progress(at / samples)

    return Capture(
        "energyrunner", instrument, path, rate, None, duration, samples, 0, (), tuple(warnings), read, windows,
        inferences, published,
    )  # fmt: skip


def _open(trace: Path) -> BinaryIO:
    try:
        return trace.open("rb")
    except OSError as error:
        raise InputError(f"cannot read the trace: {error.strerror or error}", file=str(trace)) from None


def _chunk(energy_j: Array, first: int, rate_hz: float) -> Chunk:
    time = np.arange(first, first + len(energy_j)) / rate_hz
    return Chunk(time, np.full(len(energy_j), 1 / rate_hz), energy_j * rate_hz)


def _windows(trace: Path, duration_s: float, warnings: list[str]) -> tuple[Window, ...]:
    """Pairs of start and end, after the handshake."""
    if not _TRACE.fullmatch(trace.name):
        warnings.append("A trace of another name than trace1-energy.bin: its timestamps are not looked for.")
        return ()
    stamps = trace.with_name(trace.name.replace("-energy.bin", "-timestamps.json"))
    if not stamps.is_file():
        warnings.append(f"{stamps.name} is missing: the runs of inferences are not known.")
        return ()
    times = _json(stamps)
    if not isinstance(times, list) or not all(is_number(t) and t >= 0 for t in times) or len(times) % 2 == 0:
        raise InputError("expected a handshake and pairs of start and end, in seconds", file=str(stamps))
    if any(b <= a for a, b in pairwise(times)):
        raise InputError("the timestamps do not go on", file=str(stamps))
    pairs = tuple(Window(float(a), float(b)) for a, b in zip(times[1::2], times[2::2], strict=True))
    if pairs and pairs[-1].end_s > duration_s:
        warnings.append(f"The trace ends at {duration_s:.6g} s, before the last timestamp at {pairs[-1].end_s:.6g} s.")
    return pairs


def _json(path: Path) -> Any:
    try:
        if path.stat().st_size > MOST_JSON_BYTES:
            raise InputError(f"larger than {MOST_JSON_BYTES >> 20} MB", file=str(path))
        return json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        if isinstance(error, InputError):
            raise
        line = error.lineno if isinstance(error, json.JSONDecodeError) else None
        hint = "It may be cut off."
        raise InputError("the file is no valid JSON", file=str(path), line=line, hint=hint) from None
    except OSError as error:
        raise InputError(f"cannot read the file: {error.strerror or error}", file=str(path)) from None


def _beside(capture: Path, ending: str, warnings: list[str]) -> str:
    """The text of the file beside a capture whose name ends so; empty where there is none. Rounds add prefixes.

    Of several, such as those of the accuracy and the energy run, it is the one without a prefix, else none.
    """
    try:
        found = [p for p in capture.parent.iterdir() if p.name.endswith(ending) and not p.name.startswith("._")]
        found = sorted(p for p in found if p.is_file())
        exact = [p for p in found if p.name == ending] or found
        if len(exact) > 1:
            names = ", ".join(shown(p.name) for p in exact[:4])
            warnings.append(f"{len(exact)} files could be its {ending} ({names}): none is read.")
        if len(exact) != 1:
            return ""
        with exact[0].open("rb") as stream:
            return stream.read(MOST_TEXT_BYTES).decode("utf-8", errors="replace")
    except OSError as error:
        raise InputError(f"cannot read its {ending}: {error.strerror or error}", file=str(capture)) from None


def _published(results: str, log: str, capture: Path, warnings: list[str]) -> tuple[dict[str, float], int | None]:
    """What the runner stated, and the inferences of a window."""
    published: dict[str, float] = {}
    for key, pattern in (
        ("median_uj_per_inference", _MEDIAN_ENERGY), ("median_inferences_per_second", _MEDIAN_RATE),
        ("top_1_percent", _TOP_1), ("auc", _AUC),
    ):  # fmt: skip
        if found := pattern.search(results):
            published[key] = float(found[1])
    if stated := _VOLTAGE.findall(log):
        published["supply_voltage_v"] = int(stated[-1]) / 1000
    counts = {int(n) for n in _INFERENCES.findall(results)}
    if len(counts) == 1 and min(counts) > 0:
        return published, counts.pop()
    if not results:
        warnings.append(f"No results.txt beside {capture.name}: the inferences of a run are not known.")
    else:
        warnings.append("results.txt does not state one number of inferences for every run.")
    return published, None


def _open_new(path: Path, results: Path, options: Options) -> Capture:
    warnings: list[str] = []
    trials = _json(results)
    if not isinstance(trials, list) or not trials:
        raise InputError("expected a list of trials", file=str(results))
    energies: list[Array] = []
    windows: list[Window] = []
    counts: set[int] = set()
    voltages: set[float] = set()
    first = 0
    for number, trial in enumerate(trials):
        samples, stamps, inferences, voltage = _trial(trial, number, results)
        energies.append(samples)
        windows.append(Window((first + stamps[0]) / NEW_RATE_HZ, (first + stamps[1]) / NEW_RATE_HZ))
        counts.add(inferences)
        if voltage is not None:
            voltages.add(voltage)
        first += len(samples)
    if len(trials) > 1:
        warnings.append(f"{len(trials)} trials are put one after the other: the time between them is not in the file.")
    published, _ = _published(_beside(results, "results.txt", warnings), "", results, [])
    if len(voltages) == 1:
        published["supply_voltage_v"] = voltages.pop()
    options.refuse_voltage(path, published.get("supply_voltage_v"), "EnergyRunner")
    if len(counts) > 1:
        warnings.append("The trials differ in their number of inferences.")
    whole = np.concatenate(energies)

    def read(progress: Progress | None) -> Iterator[Chunk]:
        for at in range(0, len(whole), CHUNK_SAMPLES):
            yield _chunk(whole[at : at + CHUNK_SAMPLES], at, NEW_RATE_HZ)
            if progress:
                progress(min((at + CHUNK_SAMPLES) / len(whole), 1.0))

    return Capture(
        "energyrunner-json", "energy monitor of EnergyRunner", path, NEW_RATE_HZ, None, len(whole) / NEW_RATE_HZ,
        len(whole), 0, (), tuple(warnings), read, tuple(windows), counts.pop() if len(counts) == 1 else None, published,
    )  # fmt: skip


def _trial(trial: Any, number: int, file: Path) -> tuple[Array, tuple[int, int], int, float | None]:
    """Energies [J], first and last sample of the run, its inferences and the supply voltage of one trial."""
    try:
        samples = np.asarray(trial["power"]["samples"], dtype=np.float64)
        stamps = [_whole(at) for _, at in trial["power"]["timestamps"]]
        inferences = _whole(trial["infer"]["iterations"])
        volt = trial["power"].get("voltage")
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        raise InputError(
            f"trial {number} lacks samples, timestamps or iterations, or they are no numbers", file=str(file),
            hint="It has to be the results.json of a run in energy mode.",
        ) from None  # fmt: skip
    if samples.ndim != 1 or not len(samples) or not np.isfinite(samples).all():
        raise InputError(f"trial {number} holds what is no energy", file=str(file))
    if len(stamps) != 2 or not 0 <= stamps[0] < stamps[1] <= len(samples) or inferences < 1:
        text = f"trial {number} needs two timestamps within its {len(samples)} samples, and at least one inference"
        raise InputError(text, file=str(file))
    voltage = None if volt is None else positive(volt, f"the voltage of trial {number}", file)
    return samples, (stamps[0], stamps[1]), inferences, voltage


def _whole(value: object) -> int:
    """A whole number of JSON; ValueError for any other value."""
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > MOST_WHOLE:
        raise ValueError
    return value
