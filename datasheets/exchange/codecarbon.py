"""Reading what CodeCarbon measured of a training: ``emissions.csv`` with one or more runs, or one run as JSON."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Context, Decimal

from datasheets.exchange.exact import plain
from datasheets.exchange.formats import Imported
from datasheets.exchange.gathering import Gathering, checked_text, written_number
from datasheets.exchange.json_text import read_json
from footprint.errors import InputError, nearest, shown

COLUMNS = ("duration", "emissions", "energy_consumed")
"""What every version of CodeCarbon writes: seconds, kg CO2e and kWh."""
_UNITS = {
    "duration": ("training_time", "s"), "emissions": ("training_footprint", "kgCO2e"),
    "energy_consumed": ("training_energy", "kWh"),
}  # fmt: skip
_WORDS = (
    "country_name", "country_iso_code", "region", "cloud_provider", "cloud_region", "cpu_model", "gpu_model",
    "codecarbon_version", "tracking_mode",
)  # fmt: skip
_RUN = ("run_id", "experiment_id")
"""What tells runs apart; files of 2022 and earlier have only the second."""
_WIDE = Context(prec=400)
"""Holds every sum of numbers with exponents of two digits."""


@dataclass(frozen=True)
class _Row:
    """One line of the file: what it says, and where."""

    said: dict[str, str]
    line: int | None


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
    rows = _from_json(text, file) if text.lstrip().startswith("{") else _from_csv(text, file)
    for row in rows:
        for column in COLUMNS:
            _number(row, column, file)
    runs = _runs(rows, file)
    kept = Gathering(file)
    note = f"sum of {len(runs)} runs" if len(runs) > 1 else ""
    for column, (key, unit) in _UNITS.items():
        total = Decimal(0)
        for run in runs:
            total = _WIDE.add(total, _number(run, column, file))
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


def _add_note(kept: Gathering, runs: list[_Row], note: str) -> None:
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


def _number(row: _Row, column: str, file: str) -> Decimal:
    given = row.said.get(column, "").strip()
    number = written_number(given)
    if number is None:
        what = f"{shown(given)} is no number" if given else "no number"
        raise InputError(what, file=file, line=row.line, path=(column,))
    if number < 0:
        raise InputError(f"{given} is negative", file=file, line=row.line, path=(column,))
    return number


def _runs(rows: list[_Row], file: str) -> list[_Row]:
    """The last line of every run, in the order in which the runs begin."""
    key = next((c for c in _RUN if all(row.said.get(c) for row in rows)), "")
    if not key:
        return rows
    runs: dict[str, _Row] = {}
    for row in rows:
        before = runs.get(row.said[key])
        for column in COLUMNS:
            if before and _number(row, column, file) < _number(before, column, file):
                raise InputError(
                    f"run {shown(row.said[key])} stands on two lines, the later with less",
                    file=file, line=row.line, path=(column,), hint="Keep one line of each run.",
                )  # fmt: skip
        runs[row.said[key]] = row
    return list(runs.values())


def _from_csv(text: str, file: str) -> list[_Row]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        head = [name.strip() for name in next(reader, [])]
        _check_head(head, file)
        rows = list(_lines(reader, head, file))
    except csv.Error as error:
        raise InputError(f"not valid CSV: {error}", file=file, line=reader.line_num) from None
    if not rows:
        raise InputError("no runs, only names of columns", file=file)
    return rows


def _lines(reader: Iterator[list[str]], head: list[str], file: str) -> Iterator[_Row]:
    for cells in reader:
        line: int = reader.line_num  # type: ignore[attr-defined]
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(head):
            raise InputError(f"{len(cells)} cells for {len(head)} columns", file=file, line=line)
        yield _Row(dict(zip(head, (cell.strip() for cell in cells), strict=True)), line)


def _check_head(head: list[str], file: str) -> None:
    for name, count in Counter(head).items():
        if count > 1:
            raise InputError(f"column {shown(name)} stands twice", file=file, line=1)
    for column in COLUMNS:
        if column not in head:
            raise InputError(f"column {column} is missing", file=file, line=1, valid=nearest(column, head))


def _from_json(text: str, file: str) -> list[_Row]:
    given = read_json(text, file)
    said = {key: "" if value is None else str(value) for key, value in given.items() if not isinstance(value, bool)}
    for column in COLUMNS:
        if column not in said:
            raise InputError(f"{column} is missing", file=file, valid=nearest(column, said))
    return [_Row(said, None)]
