"""Thresholds, words and small tables of the rules, from ``data/lints.yaml``, where each has its reason."""

from __future__ import annotations

from typing import Any

from datasheets.data_files import data_file


def setting(key: str) -> Any:
    """The value of an entry, such as ``setting("continuous_interval")``; its unit is said by its meaning."""
    return _table()[key]["value"]


def _table() -> Any:
    return data_file("lints.yaml")
