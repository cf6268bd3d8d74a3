"""A scaled result as CSV: a line for each total, milestone, year of flows and sector of the world."""

from __future__ import annotations

import csv
import io
from typing import Any

from footprint.export import cell
from footprint.factors import Interval
from footprint.scaling.totals import Scaled

_FLOWS = ("stock_devices", "produced_devices", "replacing_devices", "retired_devices")
COLUMNS = (
    "what", "model", "year", "devices", *_FLOWS, "low_kg_co2e", "kg_co2e", "high_kg_co2e", "interval", "status",
    "source", "note", "inputs_sha256",
)  # fmt: skip


def to_csv(found: Scaled) -> str:
    """Every number of a result, with what low and high are, its status and its source."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    kind, inputs = found.interval["kind"], found.provenance["inputs_sha256"]

    def line(what: str, kg: Interval | None, **more: Any) -> None:
        ends = dict(zip(("low_kg_co2e", "kg_co2e", "high_kg_co2e"), kg, strict=True)) if kg else {}
        said = {"interval": kind, "status": "calculated"} if kg else {}
        cells = {"what": what, **said, **ends, **more, "inputs_sha256": inputs}
        writer.writerow({key: repr(v) if isinstance(v, float) else cell(str(v)) for key, v in cells.items()})

    line("per device", found.per_device_kg_co2e, devices=1)
    line("per device and year", found.per_device_year_kg_co2e, devices=1)
    line("total", found.total_kg_co2e, devices=found.devices)
    line("per year", found.per_year_kg_co2e, devices=found.devices)
    for stage, kg in found.by_stage.items():
        line(f"total, {stage}", kg, devices=found.devices)
    for milestone in found.milestones:
        devices = milestone.billion * 10**9
        line("milestone, total", milestone.total_kg_co2e, devices=devices)
        line("milestone, per year", milestone.per_year_kg_co2e, devices=devices)
        for key, reached in milestone.reached.items():
            model = found.models[key]
            line("milestone, year of as many connections", None, model=key, devices=devices, status="estimated",
                 year="" if reached.year is None else reached.year, source=model.source, note=reached.why)  # fmt: skip
    for key, years in found.flows.items():
        for year in years:
            counts = {name: getattr(year, name) for name in _FLOWS}
            line("flows of a stock of as many devices as connections", year.kg_co2e, model=key, year=year.year,
                 **counts, status="estimated", source=found.models[key].source)  # fmt: skip
    for one in found.world:
        line(f"beside: {one.title}", one.kg_co2e, year=one.year, interval="published", status=one.status,
             source=one.source, note=one.note)  # fmt: skip
    return out.getvalue()
