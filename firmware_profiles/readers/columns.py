"""Any table of text whose columns a person names: a mapping from what is measured to a heading and its unit.

The readers of formats with fixed headings (Otii, EnergyTrace) use the same mapping.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from firmware_profiles.capture import Capture
from firmware_profiles.readers import Head, Options, fast_csv
from firmware_profiles.readers.assemble import Raw, assemble, check_times
from footprint.errors import InputError, nearest, shown

if TYPE_CHECKING:
    from firmware_profiles.capture import Array

FORMATS = "any CSV by a column mapping"

_PREFIX = {"": 1.0, "k": 1e3, "m": 1e-3, "u": 1e-6, "µ": 1e-6, "μ": 1e-6, "n": 1e-9, "p": 1e-12}
_BASE = {"time": "s", "current": "A", "voltage": "V", "power": "W", "energy": "J"}
UNITS: dict[str, dict[str, float]] = {
    role: {f"{p}{base}": f for p, f in _PREFIX.items() if not (role == "time" and p == "k")}
    for role, base in _BASE.items()
}
"""Units of each quantity, as factors to s, A, V, W and J. Energy is a running total."""

UNITS["time"] |= {"min": 60.0, "h": 3600.0}
UNITS["energy"] |= {"Wh": 3600.0, "mWh": 3.6, "uWh": 3.6e-3, "nWh": 3.6e-6}
CLOCK = "clock"
"""In place of a unit of time: a date and time of day, such as 2026-03-01T12:00:00.25Z."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ROLES = tuple(UNITS)
EXAMPLE = 'columns={"time": "t [ms]", "current": "I [uA]"}'
HINT = f"Say which columns hold what, e.g. {EXAMPLE}."


class Column(NamedTuple):
    """A column and what its numbers are multiplied by to give s, A, V, W or J; None for a date and time of day."""

    at: int
    factor: float | None


NOT_SAID = "instrument not said"
"""What a table of one's own is of."""


def open_capture(path: Path, options: Options) -> Capture:
    """Read a table by `options.columns`: quantity to ``heading [unit]``.

    Quantities are time, current, voltage, power and energy (a running total); a heading may be ``#2`` for the second
    column. InputError names the headings that there are.
    """
    if not options.columns:
        raise InputError("no column mapping was given", file=str(path), hint=HINT, asks=("columns",))
    head = Head.of(path)
    if head.names or not head.text.strip():
        raise InputError("a column mapping is for a text file; this is none", file=str(path))
    form = fast_csv.layout(head)
    return read_table(path, form, mapping(options.columns, form, path), options, "columns", NOT_SAID)


def mapping(columns: Mapping[str, str], form: fast_csv.Layout, path: Path) -> dict[str, Column]:
    """The columns of a mapping in a file; InputError for an unknown quantity, heading or unit."""
    found: dict[str, Column] = {}
    for role, text in columns.items():
        if role not in UNITS:
            raise InputError(
                f"a column mapping has no quantity {shown(role)}", file=str(path), valid=nearest(role, ROLES),
                hint=HINT, asks=("columns",),
            )  # fmt: skip
        match = re.fullmatch(r"\s*(.*\S)\s*\[\s*([^\[\]]+?)\s*\]\s*", text if isinstance(text, str) else "", re.DOTALL)
        if not match:
            raise InputError(
                f"{role}: {shown(text)} is not a heading and its unit in brackets", file=str(path), hint=HINT,
                asks=("columns",),
            )  # fmt: skip
        heading, unit = match[1], match[2]
        if heading not in form.names and text.strip() in form.names:  # a heading that holds its unit, as it stands
            heading = text.strip()
        if unit == CLOCK and role == "time":
            factor = None
        elif unit not in UNITS[role]:
            valid = (*UNITS[role], CLOCK) if role == "time" else tuple(UNITS[role])
            raise InputError(f"{shown(unit)} is no unit of {role}", file=str(path), valid=nearest(unit, valid))
        else:
            factor = UNITS[role][unit]
        found[role] = Column(_index(heading, form, path), factor)
    return found


def refuse_twice(path: Path, headings: Sequence[str]) -> None:
    """Refuse headings of which two are the same: which of the columns is meant is not known."""
    for heading in headings:
        if headings.count(heading) > 1:
            raise InputError(
                f"the heading {shown(heading)} stands over several columns",
                file=str(path),
                hint="Map the columns by their numbers: #1, #2 ...",
            )


def _index(heading: str, form: fast_csv.Layout, path: Path) -> int:
    refuse_twice(path, [n for n in form.names if n == heading])
    if heading in form.names:
        return form.names.index(heading)
    if re.fullmatch(r"#[1-9]\d{0,3}", heading) and int(heading[1:]) <= len(form.names):
        return int(heading[1:]) - 1
    raise InputError(f"no column {shown(heading)}", file=str(path), valid=nearest(heading, form.names))


def check_cells(path: Path, form: fast_csv.Layout, columns: Iterable[int]) -> None:
    """Refuse a column that has a heading, and no cell in the first line of numbers."""
    beyond = [form.names[at] for at in columns if at >= form.fields]
    if beyond:
        raise InputError(
            f"{form.fields} cells under {len(form.names)} headings: there is none under {shown(beyond[0])}",
            file=str(path),
            line=form.skip + 1,
        )


def read_table(
    path: Path,
    form: fast_csv.Layout,
    columns: Mapping[str, Column],
    options: Options,
    name: str,
    instrument: str,
) -> Capture:
    """A capture out of mapped columns.

    Power is read, or current times voltage (a column, else the given one), or the steps of the running energy: the
    first of these that there is.

    Raises
    ------
    InputError
        Nothing to get power from, no times and no rate, a voltage that is missing or one too many, energy that falls.
    """
    check_cells(path, form, (c.at for c in columns.values()))
    voltage_v = _voltage(path, columns, options, instrument)
    rate_hz = _rate(path, columns, options)
    used = [role for role in ROLES if role in columns]
    if "power" in columns or "current" in columns:
        used = [r for r in used if r != "energy"]
    if "power" in columns:
        used = [r for r in used if r != "voltage"]
    time = columns.get("time")
    clock = time is not None and time.factor is None
    numbers = [columns[r].at for r in used if not (r == "time" and clock)]
    texts = [time.at] if time is not None and clock else []
    volts = [0.0, 0]

    def raws() -> Iterator[Raw]:
        origin: float | None = None
        for rows in fast_csv.rows(path, form, numbers, texts, options.progress):
            got = {r: rows.numbers[columns[r].at] * f for r in used if (f := columns[r].factor) is not None}
            time_s = got.get("time")
            if time is not None and clock:
                stamps = _stamps(rows, time.at, form, path)
                origin = float(stamps[0]) if origin is None else origin
                time_s = (stamps - origin) / 1e6
            current, power, volt = got.get("current"), got.get("power"), got.get("voltage")
            if power is None and volt is not None and current is not None:
                power = current * volt
                volt = volt[np.isfinite(volt)]
                volts[0] += float(volt.sum())
                volts[1] += len(volt)
            yield Raw(time_s, current, power if power is not None else got.get("energy"), None, rows.line_of)

    energy = "energy" in used
    capture = assemble(
        _powers(raws(), rate_hz, path) if energy else raws(),
        path=path,
        form=name,
        instrument=instrument,
        voltage_v=voltage_v,
        rate_hz=rate_hz,
        seamless=energy,
    )
    if not volts[1]:
        return capture
    options.refuse_voltage(path, volts[0] / volts[1], "The file")
    return replace(capture, voltage_v=volts[0] / volts[1])


def _voltage(path: Path, columns: Mapping[str, Column], options: Options, instrument: str) -> float | None:
    if "power" in columns:
        options.refuse_voltage(path, None, "The file")
        return None
    if "current" in columns:
        if "voltage" in columns:
            return None
        return options.needed_voltage(path, "The file" if instrument == NOT_SAID else instrument)
    if "energy" in columns:
        options.refuse_voltage(path, None, "The file")
        return None
    raise InputError("no column of current, power or energy", file=str(path), hint=HINT, asks=("columns",))


def _rate(path: Path, columns: Mapping[str, Column], options: Options) -> float | None:
    if "time" in columns:
        if options.sample_rate_hz is not None:
            raise InputError(
                "the file has its own times: a sampling rate has no use here", file=str(path), hint="Leave it out."
            )
        return None
    if options.sample_rate_hz is None:
        raise InputError(
            "no column of times, and nothing else tells the sampling rate",
            file=str(path),
            hint='Map the times, e.g. columns={"time": "t [s]"}, or give the rate as sample_rate_hz=1000.',
            asks=("columns", "sample_rate_hz"),
        )
    return options.sample_rate_hz


def _stamps(rows: fast_csv.Rows, column: int, form: fast_csv.Layout, path: Path) -> Array:
    """Microseconds since 1970 of dates and times of day: in seconds they would lose their last digits."""
    found = []
    for n, cell in enumerate(rows.texts[column].tolist()):
        try:
            moment = datetime.fromisoformat(cell.decode().strip())
        except (UnicodeDecodeError, ValueError):
            raise InputError(
                f'{shown(cell.decode("utf-8", "replace"))} in column "{form.names[column]}" is no date and time',
                file=str(path),
                line=rows.line_of(n),
            ) from None
        found.append(((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - EPOCH) // timedelta(microseconds=1))
    return np.array(found, dtype=np.float64)


def _powers(raws: Iterator[Raw], rate_hz: float | None, path: Path) -> Iterator[Raw]:
    """Mean power between two readings of a running energy; the last reading ends the capture."""
    at_s, at_j = -math.inf, -math.inf
    count = 0
    for raw in raws:
        energy, time_s = raw.power_w, raw.time_s
        assert energy is not None
        if not len(energy):
            continue
        if time_s is None:
            assert rate_hz is not None
            time_s = np.arange(count, count + len(energy)) / rate_hz
        count += len(energy)
        check_times(time_s, at_s, raw, path)
        wrong = np.flatnonzero(~((np.diff(energy, prepend=at_j) >= 0) & np.isfinite(energy)))
        if len(wrong):
            row = int(wrong[0])
            before = at_j if row == 0 else energy[row - 1]
            what = f"falls from {before:.10g} J to {energy[row]:.10g} J" if energy[row] < before else "has no value"
            line = raw.line_of(row) if raw.line_of else None
            raise InputError(f"the running energy {what}", file=str(path), line=line)
        if math.isfinite(at_s):
            time_s, energy = np.concatenate(([at_s], time_s)), np.concatenate(([at_j], energy))
        at_s, at_j = float(time_s[-1]), float(energy[-1])
        if len(time_s) > 1:
            yield Raw(time_s[:-1], None, np.diff(energy) / np.diff(time_s), end_s=at_s)
    if count == 1:
        raise InputError("one reading of a running energy only: no power can be told", file=str(path))
