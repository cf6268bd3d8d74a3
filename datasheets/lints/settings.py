"""Thresholds, words and small tables of the rules, from ``data/lints.yaml``, where each has its reason."""

from __future__ import annotations

from functools import cache
from typing import Any

from datasheets.sheet.template import FOLDER
from footprint.yaml_file import parse_yaml, read_text


def setting(key: str) -> Any:
    """The value of an entry, such as ``setting("continuous_interval")``; its unit is said by its meaning."""
    return _table()[key]["value"]


@cache
def _table() -> Any:
    path = FOLDER / "lints.yaml"
    return parse_yaml(read_text(path), path.name)[0]
