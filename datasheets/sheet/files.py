"""Files that a datasheet names: beside it or below, never anywhere else."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from footprint.errors import InputError, nearest, shown


@dataclass(frozen=True)
class Image:
    """A picture of a datasheet.

    Attributes
    ----------
    file : str
        As it was written, relative to the datasheet's folder.
    alt : str
        What it shows, for who does not see it; empty where nobody said.
    path : Path, optional
        Where it is; None where it is not there.
    """

    file: str
    alt: str
    path: Path | None


def read_image(given: Any, folder: Path) -> Image:
    """A picture as a file gives it: ``{file: ..., alt: ...}``. One that is not there is no error, one elsewhere is."""
    if not isinstance(given, dict):
        raise InputError(f"a picture is a map, not {shown(given)}", hint="Write it like {file: flow.svg, alt: ...}.")
    for key, value in given.items():
        if key not in ("file", "alt"):
            raise InputError(f"unknown key {shown(key)}", path=(key,), valid=("file", "alt"))
        if not isinstance(value, str) or not value.strip():
            raise InputError(f"{key} must be text, not {shown(value)}", path=(key,))
    if "file" not in given:
        raise InputError("file is missing")
    try:
        path: Path | None = inside(given["file"], folder)
    except MissingFileError:
        path = None
    return Image(given["file"], given.get("alt", "").strip(), path)


class MissingFileError(InputError):
    """A file in the folder that is not there."""


def inside(file: Any, folder: Path) -> Path:
    """A path in the folder that is there; a link that leads out of the folder is outside of it."""
    if not isinstance(file, str) or not file.strip():
        raise InputError("file is missing" if file is None else f"{shown(file)} is no file name")
    outside = InputError(
        f"{shown(file)} is not in the folder of the datasheet", path=("file",), hint="Put it beside the datasheet."
    )
    if "\0" in file or PurePosixPath(file).is_absolute() or PureWindowsPath(file).anchor:
        raise outside
    if ".." in PureWindowsPath(file).parts:
        raise outside
    path = folder / file
    try:
        real = path.resolve(strict=True)
    except (FileNotFoundError, NotADirectoryError):
        raise MissingFileError(f"no such file {shown(file)}", path=("file",), valid=_beside(file, folder)) from None
    except (OSError, RuntimeError):  # a link to itself, a name that is too long
        raise InputError(f"cannot read {shown(file)}", path=("file",)) from None
    if not real.is_relative_to(folder.resolve()):
        raise outside
    return path


def _beside(file: str, folder: Path) -> tuple[str, ...]:
    """The names nearest to one, among the files of its folder."""
    at = (folder / file).parent
    return nearest(PurePosixPath(file).name, sorted(p.name for p in at.iterdir()), few=0) if at.is_dir() else ()
