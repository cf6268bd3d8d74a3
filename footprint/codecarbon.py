"""A CodeCarbon `emissions.csv` into the training of a system file: measured energy, country and year."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any, NamedTuple

from footprint import tables
from footprint.codecarbon_file import COLUMNS, Row, check_columns, number_of, read_rows, runs_of
from footprint.errors import InputError, nearest, shown
from footprint.quantities import write_quantity
from footprint.yaml_file import decode, read_text


class Run(NamedTuple):
    """One run of the tracker: its last row, as its rows add up from its start."""

    run: str
    timestamp: str
    hours: float
    energy_kwh: float  # with the PUE that CodeCarbon was told, which it applies itself
    kg_co2e: float  # CodeCarbon's own figure
    country: str
    version: str


def training_from_codecarbon(path: str | Path) -> dict[str, Any]:
    """The `training` section of a system file from a CodeCarbon file.

    The energies of all runs add up. The grid is the country of the runs, in their year if
    they have one and the table has it; CodeCarbon's own kg CO2e are quoted in the source and not used.

    Raises
    ------
    InputError
        Not such a file, a bad number, or runs in more than one country.
    """
    return training_from_text(read_text(Path(path)), str(path))


def training_from_bytes(raw: bytes, file: str) -> dict[str, Any]:
    """The same from the bytes of an uploaded file."""
    return training_from_text(decode(raw, file), file)


def training_from_text(text: str, file: str) -> dict[str, Any]:
    """The same from text; `file` is named in messages."""
    runs = read_runs(text, file)
    countries = sorted({run.country for run in runs if run.country})
    if len(countries) > 1:
        raise InputError(
            f"runs in several countries: {', '.join(countries)}", file=file,
            hint="Keep the runs of one country in a file, or give energy and grid yourself.",
        )  # fmt: skip
    energy = math.fsum(run.energy_kwh for run in runs)
    own = math.fsum(run.kg_co2e for run in runs)
    hours = math.fsum(run.hours for run in runs)
    versions = sorted({run.version for run in runs if run.version})
    what = f"run of {runs[0].timestamp[:10]}" if len(runs) == 1 else f"{len(runs)} runs"
    training: dict[str, Any] = {
        "energy": write_quantity(energy, "kWh"),
        "source": f"CodeCarbon {', '.join(versions) or 'file'}, {what}, {hours:.3g} h, energy with its PUE; "
        f"CodeCarbon's own figure: {own:.3g} kg CO2e",
    }
    if countries:
        known = tables.countries().get(countries[0])
        if known is None:
            raise InputError(
                f"no grid intensity of {shown(countries[0])}", file=file,
                valid=nearest(countries[0], tables.countries()), hint="Give energy and grid in the system file.",
            )  # fmt: skip
        training["grid"] = {"country": countries[0]}
        years = {run.timestamp[:4] for run in runs}
        year = years.pop()
        if not years and year.isdecimal() and int(year) in known.intensity:
            training["grid"]["year"] = int(year)
    return training


def read_runs(text: str, file: str) -> list[Run]:
    """The runs of a CodeCarbon file: of each run the last row, which holds its sum; without run ids, every row."""
    rows = read_rows(text, file)
    check_columns(rows[0].said, ("timestamp",), file, 1)
    return [_run(row, file) for row in runs_of(rows, file)]


def _run(row: Row, file: str) -> Run:
    duration, emissions, energy = (float(number_of(row, column, file)) for column in COLUMNS)
    said = row.said
    return Run(
        said.get("run_id", ""), said["timestamp"], duration / 3600, energy, emissions,
        said.get("country_iso_code", ""), said.get("codecarbon_version", ""),
    )  # fmt: skip
