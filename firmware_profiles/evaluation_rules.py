"""Limits and conventions of conversions and evaluations, from ``data/evaluation.yaml``."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml


class Rules(NamedTuple):
    """The values of the table; meaning and source are in it."""

    level: float
    small_group: int
    least_representative: int
    most_points: int
    bins: int
    most_slice_values: int
    sum_tolerance: float
    clipped_share: float


@cache
def rules() -> Rules:
    """The table that ships."""
    text = (Path(__file__).parent / "data" / "evaluation.yaml").read_text(encoding="utf-8")
    return Rules(**{key: entry["value"] for key, entry in yaml.safe_load(text).items()})
