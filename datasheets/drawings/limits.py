"""What a drawing from somebody else may hold, from ``data/drawings.yaml``, where each limit has its reason."""

from __future__ import annotations

from typing import Any

from datasheets.data_files import data_file


def limit(key: str) -> Any:
    """The value of an entry; its unit is said by its meaning."""
    return _table()[key]["value"]


def _table() -> Any:
    return data_file("drawings.yaml")


class NotDrawnError(Exception):
    """Why a picture is not drawn, in words that follow its file name."""
