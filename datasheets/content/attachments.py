"""The files that are put inside a PDF: the source, the datasheet as JSON, and the results that it was made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePath, PurePosixPath

from datasheets.content.blocks import Attachment
from datasheets.content.sources import KIND_WORDS
from datasheets.lints.rules import Finding
from datasheets.sheet.artefacts import Artefact
from datasheets.sheet.sheet import Datasheet
from footprint.errors import InputError, shown
from footprint.numbers import significant

LARGEST = 2_000_000
"""Size up to which a file is attached; a larger one is only named with its hash. [bytes]"""

_TYPES = {".json": "application/json", ".yaml": "application/yaml", ".yml": "application/yaml", ".csv": "text/csv"}
_OTHER = "text/plain"
_ATTACHED = ("evaluation", "profile", "system", "bom")
"""Kinds that hold results; model files and captures are named with their hash."""


def left_out(artefact: Artefact) -> str:
    """Why a file is not attached; empty where it is."""
    if artefact.kind not in _ATTACHED or artefact.path.is_dir():
        return f"no, a {KIND_WORDS[artefact.kind]}"
    size = artefact.path.stat().st_size
    return "" if size <= LARGEST else f"no, {significant(size / 1e6)} MB"


def attachments(sheet: Datasheet, findings: Sequence[Finding]) -> tuple[Attachment, ...]:
    """All of them, each under a name of its own.

    Raises
    ------
    InputError
        A file that is not there any more, or a system file that cannot be assessed.
    """
    found: dict[str, Attachment] = {}
    for one in _attachments(sheet, findings):
        name = _free(one.name, found)
        found[name] = Attachment(name, one.content, one.media_type, one.description)
    return tuple(found.values())


def _attachments(sheet: Datasheet, findings: Sequence[Finding]) -> Iterator[Attachment]:
    from datasheets.renderers.document import datasheet_document, json_text

    source = PurePath(sheet.file).name or "datasheet"
    source = source if source.lower().endswith((".yaml", ".yml")) else f"{source}.yaml"
    yield Attachment(source, sheet.text.encode(), "application/yaml", "Source of this datasheet")
    yield Attachment(
        f"{PurePath(source).stem}.json", json_text(datasheet_document(sheet, findings)).encode(), "application/json",
        "This datasheet as JSON",
    )  # fmt: skip
    seen = set()
    for artefact in sheet.artefacts.named.values():
        if left_out(artefact):
            continue
        name = PurePosixPath(artefact.file).name
        words = KIND_WORDS[artefact.kind]
        media = _TYPES.get(PurePath(name).suffix.lower(), _OTHER)
        if artefact.path not in seen:  # one file may have two names
            seen.add(artefact.path)
            about = f"{words[0].upper()}{words[1:]}, sha256 {artefact.found_sha256}"
            yield Attachment(name, _bytes(artefact), media, about)
        if artefact.kind == "system":
            result = json_text(sheet.artefacts.content(artefact.name).to_dict()).encode()
            yield Attachment(f"{artefact.name}-footprint.json", result, "application/json", f"Footprint of {name}")


def _bytes(artefact: Artefact) -> bytes:
    try:
        return artefact.path.read_bytes()
    except OSError:
        raise InputError(f"cannot read {shown(artefact.file)}", path=("artefacts", artefact.name, "file")) from None


def _free(name: str, taken: dict[str, Attachment]) -> str:
    path = PurePath(name)
    number, free = 2, name
    while free in taken:
        free, number = f"{path.stem}-{number}{path.suffix}", number + 1
    return free
