"""Datasheets that tests make from a text or from the examples, with artefacts read once."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from datasheets.sheet.artefacts import Artefact, load_here
from datasheets.sheet.sheet import Datasheet, datasheet_from_text

EXAMPLES = Path(__file__).parents[3] / "docs/examples"
GESTURE = EXAMPLES / "gesture/datasheet.yaml"
PA1 = EXAMPLES / "pa1/datasheet.yaml"
HEAD = "schema: footprint.datasheet/1\nlanguage: en\n"

_CONTENTS: dict[tuple[str, Path, str], Any] = {}


def load_once(artefact: Artefact) -> Any:
    """What an artefact holds; the same file is read once in all tests."""
    key = (artefact.kind, artefact.path, str(artefact.options))
    if key not in _CONTENTS:
        _CONTENTS[key] = load_here(artefact)
    return _CONTENTS[key]


@cache
def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def sheet(text: str, folder: Path = GESTURE.parent) -> Datasheet:
    """A datasheet from its text."""
    return datasheet_from_text(text, "datasheet.yaml", folder, load_once)


def small(text: str, folder: Path = GESTURE.parent) -> Datasheet:
    """A datasheet of some sections."""
    return sheet(HEAD + text, folder)
