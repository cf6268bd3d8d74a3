"""Joulescope: .jls through pyjls, and the CSV forms of its UI, of ``pyjls csv`` and of the v1 recorder's export.

A .jls holds every sample. The CSV forms, but for the v1 export, are down-sampled and say so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from firmware_profiles.capture import Capture
from firmware_profiles.readers import Head, Options, fast_csv, positive
from firmware_profiles.readers.assemble import Raw, assemble
from firmware_profiles.readers.columns import check_cells
from firmware_profiles.readers.jls import open_jls
from footprint.errors import InputError, shown

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from firmware_profiles.capture import Array

FORMATS = "Joulescope (.jls, CSV of its UI, of pyjls and of the v1 recorder)"

MAGIC = b"jlsfmt\r\n"
OLD_MAGIC = b"tagfmt"
MOST_VOLT = 20.0
FEWEST_LINES = 3

_STATISTICS = re.compile(r"#\s*(time,)?current,voltage,power,charge,energy\s*$")
_VISIBLE = re.compile(r"#\s*time,.*\.(current|power)\b")
_POINTS = re.compile(r"#\s*timestamp,.*\.(current|power)\b")

DOWN_SAMPLED = {
    "statistics": "The file holds means over {step:.3g} s, not every sample: shorter events cannot be told.",
    "visible": "The file holds what the plot showed, interpolated at {step:.3g} s, not every sample: energies of short "
    "events are wrong. Save a .jls instead.",
    "points": "The file holds means over {step:.3g} s, not every sample (pyjls csv writes 10 000 points unless told "
    "otherwise): shorter events cannot be told.",
}


def recognises(head: Head) -> bool:
    """A .jls by its first bytes, a CSV by its heading, a v1 export by two columns of numbers that are no times."""
    if head.data.startswith(MAGIC) or OLD_MAGIC in head.data[:8]:
        return True
    return _form(head) is not None


def open_capture(path: Path, options: Options) -> Capture:
    """Open a Joulescope file.

    Raises
    ------
    InputError
        pyjls is not installed, a file that was not closed, no current or power in it, or a rate that is missing.
    """
    head = Head.of(path)
    if OLD_MAGIC in head.data[:8]:
        raise InputError(
            "a .jls of version 1, which cannot be read", file=str(path),
            hint="Open it in the Joulescope UI and save it again.",
        )  # fmt: skip
    return open_jls(path, head, options) if head.data.startswith(MAGIC) else _open_csv(path, head, options)


def _form(head: Head) -> str | None:
    line = head.first_line
    if _STATISTICS.match(line):
        return "statistics"
    if _VISIBLE.match(line):
        return "visible"
    if _POINTS.match(line):
        return "points"
    return "v1" if _is_v1(head) else None


def _is_v1(head: Head) -> bool:
    """Two columns of numbers without a heading: a current that does not only rise, and a voltage."""
    lines = [x for x in head.lines[:200] if x.strip()]
    if len(lines) < FEWEST_LINES:
        return False
    try:
        pairs = [[fast_csv.number(c) for c in line.split(",")] for line in lines]
    except ValueError:
        return False
    if any(len(p) != 2 for p in pairs) or not all(0 <= v <= MOST_VOLT for _, v in pairs):
        return False
    return any(b <= a for (a, _), (b, _) in pairwise(pairs))


def _open_csv(path: Path, head: Head, options: Options) -> Capture:
    form = _form(head)
    layout = fast_csv.layout(head)
    names = ["current", "voltage"] if form == "v1" else [n.rsplit(".", 1)[-1].casefold() for n in layout.names]
    time = next((i for i, n in enumerate(names[:1]) if n in ("time", "timestamp")), None)
    current, voltage, power = (_column(names, n, path) for n in ("current", "voltage", "power"))
    wanted = [i for i in (time, current, voltage, power) if i is not None]
    check_cells(path, layout, wanted)
    if len({_device(layout.names[i]) for i in wanted if i != time}) > 1:
        raise InputError("the columns are of different instruments", file=str(path), hint="Export one instrument.")
    rate = None
    if time is not None and options.sample_rate_hz is not None:
        raise InputError(
            "the file has its own times: a sampling rate has no use here", file=str(path), hint="Leave it out."
        )
    if time is None:
        if options.sample_rate_hz is None:
            raise InputError(
                "a Joulescope CSV without times needs its sampling rate", file=str(path),
                hint="Give it as sample_rate_hz=1000000, as it was recorded.", asks=("sample_rate_hz",),
            )  # fmt: skip
        rate = positive(options.sample_rate_hz, "sample_rate_hz", path)
    given = None
    if power is None and voltage is None:
        given = options.needed_voltage(path, "the file")
    texts = (time,) if time is not None and _is_wall_clock(head) else ()
    wanted = [i for i in wanted if i not in texts]
    volts: list[tuple[float, int]] = []

    def blocks() -> Iterator[Raw]:
        start: float | None = None
        for rows in fast_csv.rows(path, layout, wanted, texts, options.progress):
            seconds = None
            if texts:
                seconds = _seconds(rows.texts[texts[0]], rows, path)
                start = float(seconds[0]) if start is None and len(seconds) else start
                seconds = seconds - (start or 0.0)
            elif time is not None:
                seconds = rows.numbers[time]
            amps = None if current is None else rows.numbers[current]
            watts = None if power is None else rows.numbers[power]
            if voltage is not None:
                volt = rows.numbers[voltage]
                if watts is None and amps is not None:
                    watts = amps * volt
                volt = volt[np.isfinite(volt)]
                volts.append((float(volt.sum()), len(volt)))
            yield Raw(seconds, amps, watts, line_of=rows.line_of)

    made = assemble(
        blocks(), path=path, form="joulescope-csv", instrument=_instrument(layout.names), voltage_v=given, rate_hz=rate
    )  # fmt: skip
    counted = sum(n for _, n in volts)
    own = sum(total for total, _ in volts) / counted if counted else None
    if given is None:
        options.refuse_voltage(path, own, "the file")
    warnings = made.warnings
    if form in DOWN_SAMPLED:
        warnings = (DOWN_SAMPLED[form].format(step=1 / made.sample_rate_hz), *warnings)
    return replace(made, warnings=warnings, voltage_v=given if given is not None else own)


def _instrument(headings: tuple[str, ...]) -> str:
    """The instrument whose name stands before the quantity in a heading, such as JS220-000123.current."""
    return f"Joulescope {next((d for d in map(_device, headings) if d), '')}".strip()


def _device(heading: str) -> str:
    device, dot, _ = heading.rpartition(".")
    return device.strip() if dot else ""


def _column(names: list[str], name: str, path: Path) -> int | None:
    found = [i for i, n in enumerate(names) if n == name]
    if len(found) > 1:
        hint = "Export one instrument."
        raise InputError(
            f"{len(found)} columns of {name}: the file is of several instruments", file=str(path), hint=hint
        )
    return found[0] if found else None


def _is_wall_clock(head: Head) -> bool:
    below = next((x for x in head.lines[1:] if x.strip()), "")
    return bool(re.match(r"\d{8}T\d{6}", below))


def _seconds(cells: NDArray[np.bytes_], rows: fast_csv.Rows, path: Path) -> Array:
    """Times of day in UTC such as 20261121T163500.5Z as seconds."""
    out = np.empty(len(cells))
    for i, cell in enumerate(cells):
        text = cell.decode("utf-8", errors="replace")
        try:
            out[i] = datetime.strptime(text, "%Y%m%dT%H%M%S.%fZ").replace(tzinfo=UTC).timestamp()
        except (ValueError, OverflowError):
            raise InputError(f"{shown(text)} is no time", file=str(path), line=rows.line_of(i)) from None
    return out
