"""Reading an .npz archive that nobody vouches for: sizes and types are checked before anything is unpacked."""

from __future__ import annotations

import zipfile
from math import prod
from pathlib import Path
from typing import IO, Any

from numpy.lib import format as npy
from numpy.typing import NDArray

from firmware_profiles.damaged_zip import DAMAGED_ZIP
from footprint.errors import InputError, shown

MOST_BYTES = 1 << 30
"""All arrays of a file together, in memory. [bytes]"""
MOST_ARRAYS = 100
_AGAIN = "It may be cut off or damaged: write it again with numpy.savez."


def read_npz(path: str | Path) -> dict[str, NDArray[Any]]:
    """The arrays of an .npz file by their names.

    Parameters
    ----------
    path : str or Path
        A file that ``numpy.savez`` or ``numpy.savez_compressed`` wrote.

    Raises
    ------
    InputError
        No such file, not an .npz file, damaged or cut off, with Python objects, or larger than `MOST_BYTES`.
    """
    file = str(path)
    if "\0" in file:
        raise InputError("a file name cannot hold a NUL character", file=file)
    try:
        if not Path(path).exists():
            raise InputError("no such file", file=file)
        if not Path(path).is_file():
            raise InputError("data are expected to be a file", file=file, hint="Write it with numpy.savez.")
        with zipfile.ZipFile(path) as archive:
            return _arrays(archive, file)
    except InputError:
        raise
    except (*DAMAGED_ZIP, ValueError) as error:
        with Path(path).open("rb") as stream:
            zipped = stream.read(2) == b"PK"
        said = f"broken .npz file: {shown(str(error), 100)}" if zipped else "not an .npz file"
        raise InputError(said, file=file, hint=_AGAIN if zipped else "Write it with numpy.savez.") from None
    except OSError as error:
        raise InputError(f"cannot read the file: {error.strerror or shown(str(error))}", file=file) from None


def _arrays(archive: zipfile.ZipFile, file: str) -> dict[str, NDArray[Any]]:
    members = archive.infolist()
    if len(members) > MOST_ARRAYS:
        raise InputError(f"the file has {len(members)} arrays, more than {MOST_ARRAYS}", file=file)
    found: dict[str, NDArray[Any]] = {}
    left = MOST_BYTES
    for member in members:
        name = member.filename.removesuffix(".npy")
        if name == member.filename or name in found:
            raise InputError(f"not an .npz file of arrays: it holds {shown(member.filename)}", file=file)
        try:
            with archive.open(member) as stream:
                left -= _checked_size(stream, name, file, left)
            with archive.open(member) as stream:
                found[name] = npy.read_array(stream, allow_pickle=False)
                if stream.read(1):
                    raise ValueError("more bytes than its shape needs")
        except InputError:
            raise
        except (*DAMAGED_ZIP, ValueError, KeyError) as error:
            why = shown((str(error) or type(error).__name__).splitlines()[0], 100)
            raise InputError(f"array {shown(name)} is damaged: {why}", file=file, hint=_AGAIN) from None
    return found


def _checked_size(stream: IO[bytes], name: str, file: str, most: int) -> int:
    """Bytes of an array in memory, from its header."""
    version = npy.read_magic(stream)
    if version not in ((1, 0), (2, 0), (3, 0)):
        raise ValueError(f"an unknown version {version}")
    read = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
    shape, _, dtype = read(stream)
    if dtype.hasobject:
        raise InputError(
            f"array {shown(name)} holds Python objects", file=file,
            hint="They may run code and are not loaded. Store numbers, or text as an array of type str.",
        )  # fmt: skip
    size = prod(shape) * dtype.itemsize
    if size > most:
        raise InputError(f"the arrays take more than {MOST_BYTES >> 20} MiB", file=file, hint="Take fewer samples.")
    return int(size)
