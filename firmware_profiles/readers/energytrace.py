"""TI EnergyTrace: the CSV of Code Composer Studio: time in ns, current in nA, voltage in mV, running energy in uJ.

Columns as users' scripts show them. Power is current times voltage; the running energy of the file is published
beside it.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from firmware_profiles.capture import Capture
from firmware_profiles.readers import Head, Options, fast_csv
from firmware_profiles.readers.columns import UNITS, Column, read_table, refuse_twice
from footprint.errors import InputError

FORMATS = "TI EnergyTrace (CSV)"
HEADINGS = {
    "time (ns)": ("time", "ns"),
    "current (na)": ("current", "nA"),
    "voltage (mv)": ("voltage", "mV"),
    "energy (uj)": ("energy", "uJ"),
}
ENERGY_AGREES = 0.05
"""Above this share between current times voltage and the running energy, a warning says so."""


def _columns(names: tuple[str, ...]) -> dict[str, Column]:
    found = {}
    for n, name in enumerate(map(_plain, names)):
        if name in HEADINGS:
            role, unit = HEADINGS[name]
            found[role] = Column(n, UNITS[role][unit])
    return found


def _plain(heading: str) -> str:
    return heading.casefold().replace("µ", "u").replace("μ", "u")


def recognises(head: Head) -> bool:
    """Headings of time in ns and of current in nA or energy in uJ."""
    if head.names or not head.text:
        return False
    found = _columns(tuple(fast_csv.cells(head.first_line, ",")))
    return "time" in found and bool({"current", "energy"} & set(found))


def open_capture(path: Path, options: Options) -> Capture:
    """Read the file; its running energy becomes ``published["energy_j"]``."""
    form = fast_csv.layout(Head.of(path))
    refuse_twice(path, [n for n in map(_plain, form.names) if n in HEADINGS])
    columns = _columns(form.names)
    capture = read_table(path, form, columns, options, "energytrace", "TI EnergyTrace")
    if "energy" not in columns or "current" not in columns:
        return capture
    energy = columns["energy"]
    first = last = None
    for rows in fast_csv.rows(path, form, (energy.at,)):
        column = rows.numbers[energy.at]
        fine = np.flatnonzero(np.isfinite(column))
        if len(fine):
            first = column[fine[0]] if first is None else first
            last = column[fine[-1]]
    if first is None or last is None or last < first:
        raise InputError("the running energy of the file falls or has no value", file=str(path))
    own_j = float(last - first) * 1e-6
    summed_j = sum(float(np.sum(c.power_w * c.span_s)) for c in capture.chunks())
    warnings = capture.warnings
    if abs(summed_j - own_j) > ENERGY_AGREES * max(abs(own_j), abs(summed_j)):
        warnings = (*warnings, f"Current times voltage gives {summed_j:.4g} J, the file's own energy is {own_j:.4g} J.")
    return replace(capture, warnings=warnings, published={"energy_j": own_j})
