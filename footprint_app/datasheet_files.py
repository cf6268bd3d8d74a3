"""The files of a datasheet on the page: one folder of the session, what comes into it by upload or zip, and out again.

Names that come from elsewhere are names below that folder or they are refused.
"""

from __future__ import annotations

import io
import os
import shutil
import zipfile
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from datasheets.sheet.kinds import KINDS
from datasheets.sheet.sheet import SCHEMA
from firmware_profiles.damaged_zip import DAMAGED_ZIP
from footprint.errors import InputError, printable, shown
from footprint.yaml_file import MAX_BYTES, decode, parse_yaml, read_text
from footprint_app.firmware_upload import Stored, store
from footprint_app.settings import CAPTURE_MB

SOURCE = "datasheet.yaml"
EXAMPLE = ("datasheet.yaml", "evaluation.json", "flow.svg", "gesture-band.yaml", "gesture_int8.tflite", "train.py")
"""Files of the example that ships."""
IMAGES = (".svg", ".png", ".jpg", ".jpeg")
_YAML = (".yaml", ".yml")
_MODELS = (".tflite", ".keras", ".h5", ".hdf5")
_CAPTURES = (".csv", ".txt", ".log", ".tsv", ".ppk2", ".jls")
MOST_FILES = 500
MOST_BYTES = CAPTURE_MB << 20
"""What the folder of a session may hold."""
_SCHEMAS = {
    "footprint.system/": "system", "footprint.assess/": "system", "footprint.profile/": "profile",
    "footprint.evaluation/": "evaluation",
}  # fmt: skip
_DEEPEST, _LONGEST = 8, 100
_EPOCH = (1980, 1, 1, 0, 0, 0)


def new_folder() -> Stored:
    """An empty folder that goes with the object."""
    return store("files", Path.mkdir)


def copied(folder: Path) -> Stored:
    """A folder with the same files, which are never written to: one that changes is put in the place of the old one."""
    return store("files", lambda made: shutil.copytree(folder, made, copy_function=_linked))


def _linked(source: str, target: str) -> str:
    try:
        os.link(source, target)
    except OSError:  # not every file system has links
        shutil.copyfile(source, target)
    return target


def example_folder() -> Path:
    """Where the example is: in the package, or in a checkout."""
    inside = Path(str(files("footprint_app"))) / "example_gesture"
    return inside if inside.is_dir() else Path(__file__).parents[1] / "docs" / "examples" / "gesture"


def names(folder: Path) -> list[str]:
    """The files of a folder, relative to it."""
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def safe(name: str) -> str:
    """A name from elsewhere as a path below a folder.

    Raises
    ------
    InputError
        It leads out of a folder, or is too long or too deep.
    """
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if (
        not parts or PurePosixPath(name).is_absolute() or PureWindowsPath(name).anchor or ".." in parts
        or len(parts) > _DEEPEST or any(len(p.encode()) > _LONGEST or printable(p) != p or ":" in p for p in parts)
    ):  # fmt: skip
        raise InputError(f"{shown(name)} is no name of a file in a folder")
    return "/".join(parts)


def put(folder: Path, name: str, source: Path) -> None:
    """Move a file into a folder; one of the same name makes way.

    Raises
    ------
    InputError
        The name is none, or there is no room.
    """
    target = folder / safe(name)
    held = [p for p in folder.rglob("*") if p.is_file() and p != target]
    if len(held) >= MOST_FILES or sum(p.stat().st_size for p in held) + source.stat().st_size > MOST_BYTES:
        raise InputError(f"a datasheet here has at most {MOST_FILES} files and {CAPTURE_MB} MB")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        source.replace(target)
    except OSError:  # a file where a folder is needed, or the other way round
        raise InputError(f"{shown(name)} cannot be put beside the other files") from None


def free_name(folder: Path, name: str, content: bytes) -> str:
    """The name for new content: another one where a file of that name holds something else."""
    stem, suffix = Path(name).stem, Path(name).suffix
    number = 1
    while (folder / name).exists() and (folder / name).read_bytes() != content:
        number += 1
        name = f"{stem}-{number}{suffix}"
    return name


def references(data: Any) -> Iterator[str]:
    """The files that a source names: those of artefacts and of pictures, as far as they are names.

    Files of a data set are named too, but they are not part of the datasheet.
    """
    if isinstance(data, dict):
        if isinstance(data.get("file"), str):
            yield data["file"]
        for key, value in data.items():
            if key != "data_files":
                yield from references(value)
    elif isinstance(data, list):
        for value in data:
            yield from references(value)


def place_for(name: str, folder: Path, data: Any) -> str:
    """Where an upload belongs: where the source expects a file of that name that is not there, else beside it."""
    wanted = [r for r in missing(folder, data) if PurePosixPath(r).name == name]
    return wanted[0] if wanted else safe(name)


def missing(folder: Path, data: Any) -> list[str]:
    """The files that a source names and that are not there; nothing outside of the folder is looked for."""
    there = set(names(folder))
    return [r for r in dict.fromkeys(references(data)) if _is_safe(r) and safe(r) not in there]


def _is_safe(name: str) -> bool:
    try:
        return bool(safe(name))
    except InputError:
        return False


def is_source(path: Path) -> bool:
    """Whether a file is the source file of a datasheet, right or wrong."""
    return path.suffix.lower() in _YAML and _schema(path).startswith(SCHEMA.partition("/")[0])


def kind_of(path: Path) -> str:
    """The kind of artefact that a file is, by its content and name; empty where it is none."""
    suffix = path.suffix.lower()
    if suffix in _MODELS:
        return "model"
    if suffix in (*_YAML, ".json"):
        schema = _schema(path)
        return next((kind for start, kind in _SCHEMAS.items() if schema.startswith(start)), "")
    if suffix in (".xml", ".kicad_pcb") or (suffix in (".csv", ".tsv", ".txt") and _is_bom(path)):
        return "bom"
    return "capture" if suffix in _CAPTURES else ""


def _schema(path: Path) -> str:
    try:
        data, _ = parse_yaml(read_text(path), path.name)
    except InputError:
        # What cannot be read may still be meant as one: its head says so.
        with path.open("rb") as stream:
            head = stream.read(4000).decode("utf-8", "replace")
        return next((line[8:].strip() for line in head.splitlines() if line.startswith("schema: ")), "")
    return str(data.get("schema", "")) if isinstance(data, dict) else ""


def _is_bom(path: Path) -> bool:
    from footprint.bom import bom_from_bytes

    if path.stat().st_size > MAX_BYTES:
        return False
    try:
        return bool(bom_from_bytes(path.read_bytes(), path.name).lines)
    except InputError:
        return False


def entry(kind: str, taken: Any, file: str, sha256: str) -> tuple[str, dict[str, str]]:
    """Name and content of a further artefact of a kind."""
    name, number = kind, 1
    while name in taken:
        number += 1
        name = f"{kind}_{number}"
    given = {"kind": kind} if name not in KINDS else {}
    return name, {**given, "file": file, "sha256": sha256}


def unzipped(archive: Path, folder: Path) -> tuple[str, str]:
    """Put the files of a zip archive into an empty folder; gives name and text of the source file in it.

    Raises
    ------
    InputError
        A damaged archive, too much in it, a name that leads out of it, or no source file or several.
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            members = [m for m in opened.infolist() if not m.is_dir() and "__MACOSX" not in m.filename]
            # A member yields no more bytes than it says, so that this bounds what is written.
            if len(members) > MOST_FILES or sum(m.file_size for m in members) > MOST_BYTES:
                raise InputError(f"the archive holds more than {MOST_FILES} files or {CAPTURE_MB} MB")
            for member in members:
                target = folder / safe(member.filename)
                target.parent.mkdir(parents=True, exist_ok=True)
                with opened.open(member) as source, target.open("xb") as made:
                    shutil.copyfileobj(source, made)
    except (*DAMAGED_ZIP, OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError("the zip archive is cut off or damaged") from None
    found = sorted((p for p in folder.rglob("*") if p.is_file() and is_source(p)), key=lambda p: (len(p.parts), str(p)))
    if not found:
        raise InputError("no source file of a datasheet is in the archive", hint=f"One begins with schema: {SCHEMA}.")
    if len(found) > 1 and len(found[0].parts) == len(found[1].parts):
        listed = ", ".join(p.relative_to(folder).as_posix() for p in found[:3])
        raise InputError(f"the archive holds more than one datasheet: {listed}")
    source_file = found[0]
    text = decode(source_file.read_bytes(), source_file.name)
    source_file.unlink()
    _raise_up(source_file.parent, folder)
    return source_file.name, text


def _raise_up(inner: Path, folder: Path) -> None:
    """Keep what is beside the source file, as the content of the folder."""
    if inner == folder:
        return
    kept = folder.with_name("kept")
    inner.replace(kept)
    shutil.rmtree(folder)
    kept.replace(folder)


def zipped(text: str, folder: Path) -> bytes:
    """The source and the files that it names, the same bytes each time."""
    named = [name for name in names(folder) if name in text and name != SOURCE]
    return zip_of([(SOURCE, text.encode()), *((name, (folder / name).read_bytes()) for name in named)])


def zip_of(held: Iterable[tuple[str, bytes]]) -> bytes:
    """Names and contents as a zip archive, the same bytes each time."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in held:
            member = zipfile.ZipInfo(name, _EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            archive.writestr(member, content)
    return made.getvalue()
