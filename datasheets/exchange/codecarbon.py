"""Reading what CodeCarbon measured of a training: ``emissions.csv`` with one or more runs, or one run as JSON."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Context, Decimal

from datasheets.exchange.exact import plain
from datasheets.exchange.formats import Imported
from datasheets.exchange.gathering import Gathering, checked_text
from datasheets.exchange.json_text import read_json
from footprint.codecarbon_file import COLUMNS, Row, check_columns, number_of, read_rows, runs_of

_UNITS = {
    "duration": ("training_time", "s"), "emissions": ("training_footprint", "kgCO2e"),
    "energy_consumed": ("training_energy", "kWh"),
}  # fmt: skip
_WORDS = (
    "country_name", "country_iso_code", "region", "cloud_provider", "cloud_region", "cpu_model", "gpu_model",
    "codecarbon_version", "tracking_mode",
)  # fmt: skip
_WIDE = Context(prec=400)
"""Holds every sum of numbers with exponents of two digits."""


def read(text: str, file: str) -> Imported:
    """Energy, footprint, time, place and hardware of a training.

    Several runs are added up without rounding, and a note says so. Of several lines of one run, which hold what was
    counted so far, the last one is taken.

    Raises
    ------
    InputError
        No file of CodeCarbon, no runs, or a number that is none, negative or missing: with the line.
    """
    text = checked_text(text, file)
    rows = _from_json(text, file) if text.lstrip().startswith("{") else read_rows(text, file)
    runs = runs_of(rows, file)
    kept = Gathering(file)
    note = f"sum of {len(runs)} runs" if len(runs) > 1 else ""
    for column, (key, unit) in _UNITS.items():
        total = Decimal(0)
        for run in runs:
            total = _WIDE.add(total, number_of(run, column, file))
        kept.quantity(f"data_and_model.{key}", f"{plain(total)} {unit}", column, note)
    for key, of_run, at in _TEXTS:
        texts = dict.fromkeys(t for run in runs if (t := of_run(run.said)))
        kept.put(f"data_and_model.{key}", "; ".join(texts), at)
    _add_note(kept, runs, note)
    if len(runs) < len(rows):
        earlier = len(rows) - len(runs)
        kept.leave(f"{earlier} earlier line{'s' if earlier > 1 else ''} of the same runs, included in later ones")
    for column in rows[0].said:
        if column not in (*COLUMNS, *_WORDS) and any(row.said.get(column) for row in rows):
            kept.leave(column)
    return kept.imported()


def _add_note(kept: Gathering, runs: list[Row], note: str) -> None:
    """How the numbers were found: the tool, its version and what it watched."""
    tools = dict.fromkeys(" ".join(["CodeCarbon", run.said.get("codecarbon_version", "")]).strip() for run in runs)
    modes = dict.fromkeys(f"tracking mode {mode}" for run in runs if (mode := run.said.get("tracking_mode")))
    parts = (*tools, *modes, *([note] if note else []))
    at = "codecarbon_version" if any(run.said.get("codecarbon_version") for run in runs) else "columns"
    kept.put("data_and_model.training_accounting", ", ".join(parts), at)


def _place(said: dict[str, str]) -> str:
    cloud = " ".join(said[c] for c in ("cloud_provider", "cloud_region") if said.get(c))
    country = said.get("country_name") or said.get("country_iso_code", "")
    return ", ".join(part for part in (said.get("region"), country, cloud) if part)


def _hardware(said: dict[str, str]) -> str:
    return ", ".join(said[c] for c in ("cpu_model", "gpu_model") if said.get(c))


_TEXTS: tuple[tuple[str, Callable[[dict[str, str]], str], str], ...] = (
    ("training_place", _place, "region, country_name, cloud_region"),
    ("training_hardware", _hardware, "cpu_model, gpu_model"),
)


def _from_json(text: str, file: str) -> list[Row]:
    given = read_json(text, file)
    said = {key: "" if value is None else str(value) for key, value in given.items() if not isinstance(value, bool)}
    check_columns(said, COLUMNS, file, None)
    return [Row(said, None)]
