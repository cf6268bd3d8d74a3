"""Where the commands of the datasheet write: files that are named, or all of them into a folder."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from footprint.errors import InputError


def targets(
    source: str, named: Mapping[str, str | None], folder: str | None, endings: Mapping[str, str]
) -> dict[str, str]:  # fmt: skip
    """Which forms go to which files: those that are named, and with a folder all others into it.

    Parameters
    ----------
    source : str
        The source file, which is never written over.
    named : dict
        Option, without dashes, to the file that was given with it.
    folder : str, optional
    endings : dict
        Option to what the name of the source file gets.

    Raises
    ------
    InputError
        No such folder, a file without a name, or one file for two forms.
    """
    found = {name: file for name, file in named.items() if file is not None}
    if folder is not None:
        home = existing(folder)
        found = {name: str(home / f"{Path(source).stem}{end}") for name, end in endings.items()} | found
    check_apart(source, found.items())
    return found


def existing(folder: str) -> Path:
    """A folder that is there."""
    if not folder.strip() or not Path(folder).is_dir():
        raise InputError("no such folder", file=folder)
    return Path(folder)


def check_apart(source: str, files: Iterable[tuple[str, str]]) -> None:
    """Refuse one file for two options, and the source file for any."""
    places: dict[Path, str] = {Path(source).resolve(): "the source file"}
    for name, file in files:
        if not file.strip():
            raise InputError(f"--{name} names no file")
        other = places.setdefault(Path(file).resolve(), f"--{name}")
        if other != f"--{name}":
            raise InputError(f"--{name} and {other} are the same file", file=file)
