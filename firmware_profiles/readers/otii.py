"""Qoitech Otii: the CSV that its app exports, such as ``Timestamp (S),Arc Main Current (A),Arc Main Voltage (V)``.

The words before Main are the name of the device in the project. Headings as users' scripts show them; the binary
.otii3 project is not read.
"""

from __future__ import annotations

import re
from pathlib import Path

from firmware_profiles.capture import Capture
from firmware_profiles.readers import Head, Options, fast_csv
from firmware_profiles.readers.columns import CLOCK, HINT, UNITS, Column, read_table, refuse_twice
from footprint.errors import InputError

FORMATS = "Qoitech Otii (CSV)"
MAIN = re.compile(r"(?:(.*)\s)?Main (Current|Voltage|Power|Energy) \((\w+)\)", re.IGNORECASE)
MODEL = re.compile(r"\b(?:Arc|Ace)\b", re.IGNORECASE)
SECONDS = re.compile(r"Timestamp \((m?s)\)", re.IGNORECASE)
WALL_CLOCK = re.compile(r"Wall-?clock time.*", re.IGNORECASE)


def recognises(head: Head) -> bool:
    """A heading of a main channel."""
    return (
        not head.names
        and bool(head.text)
        and bool(re.search(r"\bMain (Current|Voltage|Power|Energy) \(", head.first_line))
    )


def open_capture(path: Path, options: Options) -> Capture:
    """Read the main channel; InputError where the file has that of several devices."""
    form = fast_csv.layout(Head.of(path))
    refuse_twice(path, [n for n in form.names if SECONDS.fullmatch(n) or WALL_CLOCK.fullmatch(n)])
    columns: dict[str, Column] = {}
    instrument = "Qoitech Otii"
    for n, name in enumerate(form.names):
        if found := MAIN.fullmatch(name):
            role, unit = found[2].lower(), found[3]
            if model := MODEL.search(found[1] or ""):
                instrument = f"Qoitech Otii {model[0].title()}"
            if unit not in UNITS[role]:
                raise InputError(f'unknown unit in the heading "{name}"', file=str(path), valid=tuple(UNITS[role])[:5])
            if role in columns:
                raise InputError(
                    f'the export holds several devices: "{form.names[columns[role].at]}" and "{name}"',
                    file=str(path),
                    hint=HINT,
                    asks=("columns",),
                )
            columns[role] = Column(n, UNITS[role][unit])
        elif found := SECONDS.fullmatch(name):
            columns["time"] = Column(n, UNITS["time"][found[1].lower()])
        elif WALL_CLOCK.fullmatch(name) and "time" not in columns:
            columns["time"] = Column(n, None)
    if "time" not in columns:
        raise InputError(
            "the export has no column of times",
            file=str(path),
            hint=f"Headings of times: Timestamp (S), or {CLOCK} times.",
        )
    return read_table(path, form, columns, options, "otii", instrument)
