"""What is checked of a Keras file before Keras sees it: its archive, its sizes, and that it brings no code of its own.

Keras builds what the configuration asks for before it reads a weight, so sizes are checked on the configuration and on
the headers of the weights, without loading either.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

from firmware_profiles.damaged_zip import DAMAGED_ZIP
from footprint.errors import InputError, shown

HDF5 = b"\x89HDF\r\n\x1a\n"
ZIP = b"PK\x03\x04"
CONFIG = "config.json"

MOST_UNPACKED = 1 << 30
"""Bytes that the parts of an archive may have together."""
MOST_MEMBERS = 1000
MOST_CONFIG = 4 << 20
"""Bytes of a configuration: the text that describes the layers."""
MOST_PARAMETERS = 1 << 26
"""Parameters of a model; four bytes each are as much as the largest file that is read."""

_WITH_CODE = frozenset({"Lambda", "TFSMLayer", "JaxLayer", "FlaxLayer", "TorchModuleWrapper"})
"""Layers that run code or programs of the file's author."""
_WITH_FILES = frozenset({"StringLookup", "IntegerLookup", "TextVectorization"})
"""Layers that may read other files of the machine."""
_AGAIN = "It may be cut off or damaged: save or copy it again."


def kind_of(data: bytes) -> str | None:
    """``keras-v3`` for the archive of Keras 3, ``keras-h5`` for HDF5, None for anything else; told from the content."""
    if data.startswith(HDF5):
        return "keras-h5"
    if data.startswith(ZIP) and CONFIG.encode() in data:
        return "keras-v3"
    return None


def check(data: bytes, kind: str, file: str) -> dict[str, Any]:
    """The configuration of a Keras file that may be handed to Keras.

    Parameters
    ----------
    data : bytes
        The whole file.
    kind : str
        What `kind_of` says.
    file : str
        What errors call it.

    Raises
    ------
    InputError
        Damaged, cut off, too large when unpacked, no model, or with code of its own.
    """
    text = _archive(data, file) if kind == "keras-v3" else _hdf5(data, file)
    if len(text) > MOST_CONFIG:
        raise InputError(f"the description of its layers is larger than {MOST_CONFIG >> 20} MiB", file=file)
    try:
        config = json.loads(text)
        parts = list(_parts(config, outermost=True))
    except (ValueError, RecursionError):
        raise InputError("broken Keras file: its configuration is not JSON", file=file, hint=_AGAIN) from None
    if not isinstance(config, dict) or "class_name" not in config:
        raise InputError("broken Keras file: its configuration describes no model", file=file)
    for part in parts:
        _trusted(part, file)
    return config


def broken(why: object, file: str, hint: str = _AGAIN) -> InputError:
    """The error for a Keras file that cannot be read."""
    return InputError(f"broken Keras file: {shown(str(why).split(chr(10))[0], 160)}", file=file, hint=hint)


def _archive(data: bytes, file: str) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            names = {m.filename for m in members}
            if len(names) < len(members):
                raise InputError("the archive holds two parts of one name", file=file)
            if len(members) > MOST_MEMBERS:
                raise InputError(f"the archive has more than {MOST_MEMBERS} parts", file=file)
            if sum(m.file_size for m in members) > MOST_UNPACKED:
                raise InputError(f"the archive is larger than {MOST_UNPACKED >> 20} MiB when unpacked", file=file)
            if any(n.startswith(("/", "\\")) or ".." in n or ":" in n for n in names):
                raise InputError("the archive names files outside of itself", file=file)
            if CONFIG not in names:
                raise InputError("not a Keras file: the archive has no config.json", file=file)
            with archive.open(CONFIG) as stream:
                text = stream.read(MOST_CONFIG + 1)
            for member in members:
                if member.filename.endswith(".h5"):
                    _bounded(archive.read(member), file)
                elif member.filename not in (CONFIG, "metadata.json") and not member.is_dir():
                    raise InputError(
                        f"the archive holds {shown(member.filename)}, which is not read", file=file,
                        hint="Only models whose weights are in one .h5 file and that bring no other files are read.",
                    )  # fmt: skip
    except (*DAMAGED_ZIP, OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise broken(error, file) from None
    return text


def _hdf5(data: bytes, file: str) -> bytes:
    return _bounded(data, file) or b""


def _bounded(data: bytes, file: str) -> bytes | None:
    """The configuration that an HDF5 file has at its root, after a look at the headers of what it holds."""
    import h5py  # type: ignore[import-untyped]

    total = 0
    seen = set()

    def visit(group: Any) -> None:
        nonlocal total
        place = h5py.h5o.get_info(group.id).addr
        if place in seen:  # groups may hold each other, so that paths are far more than groups
            return
        seen.add(place)
        for name in group:
            link = group.get(name, getlink=True)
            if not isinstance(link, h5py.HardLink):
                raise InputError("its weights point to another file or place", file=file)
            one = group[name]
            if isinstance(one, h5py.Group):
                visit(one)
            elif isinstance(one, h5py.Dataset):
                if one.external or one.is_virtual:
                    raise InputError("its weights point to another file or place", file=file)
                total += one.nbytes
                if total > MOST_UNPACKED:
                    raise InputError(f"its weights are larger than {MOST_UNPACKED >> 20} MiB", file=file)

    try:
        with h5py.File(io.BytesIO(data), "r") as found:
            visit(found)
            config = found.attrs.get("model_config")
    except InputError:
        raise
    except (OSError, RuntimeError, KeyError, ValueError, TypeError, RecursionError, MemoryError) as error:
        raise broken(error, file) from None
    return config if isinstance(config, bytes) else config.encode() if isinstance(config, str) else None


def _parts(node: Any, *, outermost: bool = False) -> Iterator[dict[str, Any]]:
    """Every map of a configuration that names a class; how the whole model was compiled is not loaded or looked at."""
    if isinstance(node, dict):
        if "class_name" in node:
            yield node
        for key, value in node.items():
            if not (outermost and key == "compile_config"):
                yield from _parts(value)
    elif isinstance(node, list):
        for value in node:
            yield from _parts(value)


def _trusted(part: dict[str, Any], file: str) -> None:
    full, module = part["class_name"], part.get("module")
    registered = part.get("registered_name")
    if not isinstance(full, str):
        raise broken(f"a class is called {shown(full)}", file)
    name = full.rpartition(".")[2]  # Keras finds layers.Lambda in the module keras too
    if name in _WITH_CODE or name == "__lambda__":
        raise InputError(
            f"the model has a layer {shown(name)}, which holds code", file=file,
            hint="Code of a file is not run. Replace the layer by layers of Keras, or convert it to .tflite yourself.",
        )  # fmt: skip
    if name in _WITH_FILES:
        raise InputError(f"the model has a layer {shown(name)}, which may read other files", file=file)
    custom = isinstance(registered, str) and (">" in registered or ("module" in part and module is None))
    if custom or (isinstance(module, str) and module.partition(".")[0] not in ("keras", "builtins")):
        raise InputError(
            f"the model has a part of its own, {shown(registered if custom else f'{module}.{full}')}", file=file,
            hint="Only layers of Keras itself are loaded. Convert it to .tflite where it was made.",
        )  # fmt: skip
    settings = part.get("config")
    if isinstance(settings, dict) and settings.get("stateful") is True:
        raise InputError(
            f"the model has a layer {shown(name)} that keeps its state from one call to the next", file=file,
            hint="Build it again with stateful=False, give it these weights and save it.",
        )  # fmt: skip
