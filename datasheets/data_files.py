"""The data files of this package: fields, words, thresholds and mappings, each read once."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from footprint.yaml_file import parse_yaml, read_text

FOLDER = Path(__file__).parent / "data"


@cache
def data_file(name: str) -> Any:
    """What a file of `FOLDER` holds, such as ``template.yaml``. It is shared: nobody changes it."""
    path = FOLDER / name
    return parse_yaml(read_text(path), path.name)[0]
