"""What a drawing from somebody else may hold, from ``data/drawings.yaml``, where each limit has its reason."""

from __future__ import annotations

from functools import cache
from typing import Any

from datasheets.sheet.template import FOLDER
from footprint.yaml_file import parse_yaml, read_text


def limit(key: str) -> Any:
    """The value of an entry; its unit is said by its meaning."""
    return _table()[key]["value"]


@cache
def _table() -> Any:
    path = FOLDER / "drawings.yaml"
    return parse_yaml(read_text(path), path.name)[0]


class NotDrawnError(Exception):
    """Why a picture is not drawn, in words that follow its file name."""
