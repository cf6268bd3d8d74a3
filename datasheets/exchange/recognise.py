"""Which format a file of others has, told by what it holds and never by its name."""

from __future__ import annotations

from typing import Any

from datasheets.exchange.formats import FORMATS
from datasheets.exchange.json_text import read_json
from footprint.codecarbon_file import COLUMNS
from footprint.errors import InputError

_NAMES_OF_CROISSANT = ("mlcommons.org/croissant", "mlcommons.org/schema")


def recognised(text: str, file: str) -> str:
    """The format of a file.

    Parameters
    ----------
    text, file : str
        The file and its name, which is for messages only.

    Returns
    -------
    str
        A key of `FORMATS` that can be read.

    Raises
    ------
    InputError
        Damaged JSON, or a file of no format that can be read.
    """
    start = text.removeprefix("\ufeff").lstrip()
    key = ""
    if start.startswith(("{", "[")):
        key = _of_json(read_json(text, file))
    elif start.startswith("---") and _has_front_matter(start):
        key = "model-card"
    elif set(COLUMNS) <= {name.strip().strip('"') for name in start.partition("\n")[0].split(",")}:
        key = "codecarbon"
    if not key:
        readable = dict.fromkeys(f.title for f in FORMATS.values() if f.imports)
        raise InputError("a file of no format that can be read", file=file, hint=f"Readable: {'; '.join(readable)}.")
    return key


def _of_json(given: Any) -> str:
    if not isinstance(given, dict):
        return ""
    if given.get("bomFormat") == "CycloneDX":
        return "cyclonedx-1.6" if given.get("specVersion") == "1.6" else "cyclonedx-1.7"
    conforms = [value for key, value in given.items() if key.rpartition(":")[2].endswith("conformsTo")]
    if any(name in text for text in _texts([given.get("@context"), conforms]) for name in _NAMES_OF_CROISSANT):
        return "croissant"
    return "codecarbon" if set(COLUMNS) <= given.keys() else ""


def _texts(given: Any) -> list[str]:
    if isinstance(given, str):
        return [given]
    inner = given.values() if isinstance(given, dict) else given if isinstance(given, list) else ()
    return [text for one in inner for text in _texts(one)]


def _has_front_matter(text: str) -> bool:
    """Whether it begins with a block of YAML between two lines of ``---``."""
    lines = [line.rstrip() for line in text.splitlines()]
    return lines[0] == "---" and "---" in lines[1:]
