"""A comparison as CSV: parts of both options, scenarios and trainings, one line each with its source."""

from __future__ import annotations

import csv
import io

from footprint import export
from footprint.baselines.compare import CloudComparison
from footprint.factors import Interval

COLUMNS = (
    "system", "kind", "option", "item", "low_kwh", "kwh", "high_kwh", "low_kg_co2e", "kg_co2e", "high_kg_co2e",
    "interval", "status", "source", "note", "inputs_sha256",
)  # fmt: skip


def to_csv(found: CloudComparison) -> str:
    """One line per part of each option, per scenario and per training. [kWh and kg CO2e over the lifetime]

    The note of a training is its boundary and the caveat that belongs to it.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    sha = found.provenance["inputs_sha256"]

    def line(kind: str, option: str, item: str, kwh: Interval | None, kg: Interval | None, kind_of: str, status: str,
             source: str, note: str) -> None:  # fmt: skip
        cells = [*_ends(kwh), *_ends(kg), kind_of, status, source, note]
        writer.writerow([*map(export.cell, (found.name, kind, option, item)), *map(export.cell, cells), sha])

    for side in (found.on_device, found.cloud):
        for part in side.parts:
            line("part", side.key, part.title, part.energy_kwh, part.kg_co2e, "bounds", part.status, part.source, "")
    for one in found.beside:
        for key, kg in (("on_device", one.on_device_kg_co2e), ("cloud", one.cloud_kg_co2e)):
            line("scenario", key, f"{one.option}: {one.title}", None, Interval(kg, kg, kg), "scenario", "calculated",
                 "", "")  # fmt: skip
    for yardstick in found.training_baselines:
        b = yardstick.baseline
        line("training", "", b.title, _single(b.energy_kwh), _single(b.gross_kg_co2e), "", b.status, b.source,
             f"{b.boundary}; {b.caveat}")  # fmt: skip
    return out.getvalue()


def _single(value: float | None) -> Interval | None:
    return None if value is None else Interval(value, value, value)


def _ends(of: Interval | None) -> list[str]:
    return ["", "", ""] if of is None else [repr(x) for x in of]
