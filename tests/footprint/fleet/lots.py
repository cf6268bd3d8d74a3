"""Inventories for tests: written as CSV or Parquet, and added up by plain `assess`, one lot at a time."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from math import fsum
from pathlib import Path
from typing import Any

from footprint import assess, load_system
from footprint.factors import Interval
from footprint.system import System

HEADINGS = ("preset", "country", "year", "count")


def write_csv(path: Path, rows: Iterable[Sequence[Any]], headings: Sequence[str] = HEADINGS) -> Path:
    """A CSV file of some rows."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([headings, *rows])
    return path


def write_parquet(path: Path, rows: Sequence[Sequence[Any]], headings: Sequence[str] = HEADINGS) -> Path:
    """A Parquet file of some rows, its types those of the cells."""
    import pyarrow
    from pyarrow import parquet

    columns = {h: [row[n] for row in rows] for n, h in enumerate(headings)}
    parquet.write_table(pyarrow.table(columns), path)
    return path


def added_up(rows: Iterable[Sequence[Any]], systems: dict[str, System] | None = None) -> Interval:
    """The sum of the lots, each its own `assess`."""
    each = []
    for preset, country, year, count in rows:
        system = (systems or {}).get(preset) or load_system(preset)
        each.append(assess(system.with_(country=country, year=year)).total_kg_co2e.scaled(count))
    return Interval(*(fsum(one[end] for one in each) for end in range(3)))
