"""How a datasheet of the page begins: from the system of the calculator, or as the example that ships."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from datasheets.sheet.new import new_text
from footprint.errors import InputError
from footprint.export import to_yaml
from footprint_app import datasheet_files, state
from footprint_app.datasheet_state import Work, said, sha256, value_at
from footprint_app.fields import Fields

SYSTEM_FILE = "system.yaml"


def started(fields: Fields) -> Work:
    """A new datasheet of the calculator's system, or of nothing where the calculator shows no number."""
    files = datasheet_files.new_folder()
    files.path.mkdir(exist_ok=True)
    note = ""
    artefacts: dict[str, dict[str, Any]] = {}
    try:
        text, options = system_of(fields)
        artefacts["system"] = {"file": write_system(files.path, text), **options}
    except InputError as error:
        note = f"The calculator shows no number, so nothing is taken from it: {said(error)}"
    source = new_text(artefacts, files.path)
    return Work(files, source, source, "", note=note)


def example() -> Work:
    """The example that ships."""
    files = datasheet_files.new_folder()
    origin = datasheet_files.example_folder()
    for name in datasheet_files.EXAMPLE:
        if name != datasheet_files.SOURCE:
            (files.path / name).write_bytes((origin / name).read_bytes())
    text = (origin / datasheet_files.SOURCE).read_text(encoding="utf-8")
    return Work(files, text, text, "The gesture band")


def system_differs(work: Work, fields: Fields) -> bool:
    """Whether the calculator describes another system than the one that the datasheet takes its values from."""
    given = value_at(work.read().data, ("artefacts", "system"))
    try:
        text, options = system_of(fields)
    except InputError:
        return False
    if not isinstance(given, dict) or {k: v for k, v in given.items() if k not in ("file", "sha256")} != options:
        return True
    try:
        return (work.folder / datasheet_files.safe(str(given["file"]))).read_text(encoding="utf-8") != text
    except (InputError, OSError, KeyError, UnicodeDecodeError):
        return True


def use_system(work: Work, fields: Fields) -> None:
    """Make the system of the calculator the one that values are taken from, as one step."""
    text, options = system_of(fields)
    name = write_system(work.folder, text)
    work.files_changed()
    work.put(("artefacts", "system"), {"file": name, "sha256": sha256(work.folder / name), **options})


def system_of(fields: Fields) -> tuple[str, dict[str, Any]]:
    """The calculator's system as a file, and the options with which it gives the number there.

    Raises
    ------
    InputError
        The fields describe none.
    """
    result = state.assessed(fields)
    options: dict[str, Any] = {"factors": fields["factors"]}
    fill = [key for key in state.fills(fields) if key != fields["factors"]]
    if fill:
        options["fill_from"] = fill
    if result.interval["draws"]:
        options |= {"draws": result.interval["draws"], "seed": result.interval["seed"]}
    return to_yaml(result.system), options


def write_system(folder: Path, text: str) -> str:
    """Write a system file under a name that keeps the ones before it."""
    name = datasheet_files.free_name(folder, SYSTEM_FILE, text.encode())
    if not (folder / name).exists():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    return name
