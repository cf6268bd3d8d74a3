"""Systems ready to run, and the one way to load a system: by preset name or from a file."""

from __future__ import annotations

import os.path
from functools import cache
from pathlib import Path
from typing import Any

from footprint.errors import InputError, nearest, shown
from footprint.system import Origin, System
from footprint.yaml_file import decode, parse_yaml, read_text

_HERE = Path(__file__).parent
FOLDER = _HERE / "presets" if (_HERE / "presets").is_dir() else _HERE.parent / "presets"
"""Beside the package in a checkout, inside it in a wheel."""

_FIRST = (
    "keyword-spotting", "keyword-spotting-best", "anomaly-detection", "image-classification",
    "image-classification-worst", "pa1-person-detector",
)  # fmt: skip
SYSTEM_SUFFIXES = (".yaml", ".yml", ".json")


@cache
def preset_names() -> tuple[str, ...]:
    """Names of the presets: those of the published table first, then the others by name."""
    names = sorted(p.stem for p in FOLDER.glob("*.yaml"))
    return tuple(sorted(names, key=lambda n: (_FIRST.index(n) if n in _FIRST else len(_FIRST), n)))


def is_file_name(name: str) -> bool:
    """Whether a name means a file: it has a path separator or ends in .yaml, .yml or .json."""
    return "/" in name or "\\" in name or name.lower().endswith(SYSTEM_SUFFIXES)


def load_system(path_or_preset: str | Path) -> System:
    """Load a system from a file, or a preset by its name.

    Parameters
    ----------
    path_or_preset : str or Path
        A Path, or a name with a path separator or ending in ``.yaml``, is a file; anything else is
        a preset. A JSON result of ``footprint assess --json`` gives back its system.

    Raises
    ------
    InputError
        Unknown preset, unreadable file or bad content, with file, line and nearest valid values.
    """
    if isinstance(path_or_preset, Path) or is_file_name(path_or_preset):
        path = Path(path_or_preset)
        return system_from_text(read_text(path), str(path_or_preset))
    if path_or_preset not in preset_names():
        hint = "A file needs a path: ./name.yaml." if os.path.isfile(path_or_preset) else ""
        raise InputError(
            f"unknown preset {shown(path_or_preset)}",
            valid=nearest(path_or_preset, preset_names()),
            hint=hint,
        )
    path = FOLDER / f"{path_or_preset}.yaml"
    return system_from_text(read_text(path), f"preset {path_or_preset}")


def system_from_bytes(raw: bytes, file: str) -> System:
    """A system from the bytes of an uploaded file."""
    return system_from_text(decode(raw, file), file)


def system_from_text(text: str, file: str) -> System:
    """A system from YAML or JSON text; `file` is named in messages."""
    data, lines = parse_yaml(text, file)
    if data is None:
        raise InputError("the file is empty", file=file, hint="`footprint new FILE` writes a commented start.")
    origin = Origin(file, lines)
    if isinstance(data, dict) and str(data.get("schema", "")).startswith("footprint.assess/"):
        inner: Any = data.get("system")
        origin = Origin(file, {path[1:]: line for path, line in lines.items() if path[:1] == ("system",) and path[1:]})
        return System.from_dict(inner, origin)
    return System.from_dict(data, origin)
