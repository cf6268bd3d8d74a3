"""The tables in `data/`: reading one, and the limits of checks and of segmentation (`data/checks.csv`)."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "data"


def read_table(name: str) -> list[dict[str, str]]:
    """The rows of a data file that ships."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@cache
def _limits() -> dict[str, float]:
    return {row["key"]: float(row["value"]) for row in read_table("checks")}


def limit(key: str) -> float:
    """A limit by its key; unit, meaning and reason are in the table."""
    return _limits()[key]
